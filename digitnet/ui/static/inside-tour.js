// The guided tour: seven steps on the drawing that is there, each with one picture and a few words.

const PACE = { filter: 260, map: 45, pooling: 260 }; // Milliseconds a pixel.
const CELL = 32; // Pixels of the canvas for each pixel with its number.

class Tour {
  constructor(view, root) {
    this.view = view;
    this.root = root;
    this.scene = root.querySelector(".dn-scene");
    this.step = null; // The number of the step, or null if there is no tour.
    const on = (name, action) => view.root.querySelector(`.dn-${name}`).addEventListener("click", action);
    on("start", () => this.go(0));
    on("end", () => this.go(null));
    on("next", () => this.turn(1));
    on("back", () => this.turn(-1));
    this.listening = new AbortController();
    const options = { capture: true, signal: this.listening.signal };
    window.addEventListener("keydown", (event) => this.key(event), options);
    // Arrow keys belong to the tour again once something was drawn by hand.
    window.addEventListener("pointerup", () => this.step !== null && focused()?.blur(), options);
  }

  leave() {
    this.listening.abort();
    clearInterval(this.timer);
  }

  key(event) {
    const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    const isFree = !focused()?.matches("canvas, input, select, textarea, [role=slider]");
    if (this.step === null || !by || !isFree || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.turn(by);
  }

  turn(by) {
    const { tourSteps } = this.view.data.texts;
    this.go(Math.max(0, Math.min(tourSteps.length - 1, this.step + by)));
  }

  go(step) {
    if (step === this.step) return;
    this.step = step;
    this.scene.replaceChildren();
    this.view.show();
    (step === null ? this.view.root.querySelector(".dn-start") : this.root).scrollIntoView?.({ block: "nearest" });
  }

  show() {
    const { data, root } = this.view;
    const { texts } = data;
    if (data.stage && !this.begun) this.step ??= 0;
    this.begun = true;
    for (const [name, text] of [["start", "tour"], ["back", "tourBack"], ["next", "tourNext"], ["end", "tourEnd"], ["tour-keys", "tourKeys"]]) {
      say(root, `.dn-${name}`, texts[text]);
    }
    root.classList.toggle("dn-touring", this.step !== null);
    this.root.hidden = this.step === null;
    if (this.step === null) return clearInterval(this.timer);
    const { name, title, text } = texts.tourSteps[this.step];
    const count = texts.tourSteps.length;
    say(this.root, ".dn-tour-count", fill(texts.tourStep, { number: this.step + 1, count }));
    say(this.root, "h2", title);
    say(this.root, ".dn-tour-text", fill(text, { channels: this.view.firstCount ?? 32 }));
    this.root.querySelector(".dn-back").disabled = this.step === 0;
    this.root.querySelector(".dn-next").disabled = this.step === count - 1;
    this.scene.dataset.name = name;
    SCENES[name](this.scene, this.view, this.place ?? 0);
    this.animate(name);
  }

  // Moves on from pixel to pixel, if the scene does and nobody minds.
  animate(name) {
    if (this.moving === name && PACE[name]) return;
    clearInterval(this.timer);
    this.moving = name;
    this.place = 0;
    if (!PACE[name]) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      this.place = null;
      return;
    }
    this.timer = setInterval(() => {
      if (!this.scene.isConnected) return this.leave();
      this.place += 1;
      SCENES[name](this.scene, this.view, this.place);
    }, PACE[name]);
  }
}

// What has the keyboard's focus, also inside the canvas's component.
function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

// A picture of the scene, made when it is first needed.
function picture(scene, name, content, ramp, colours) {
  let holder = scene.querySelector(`.dn-scene-${name}`);
  if (!holder) {
    holder = scene.appendChild(make("div", `dn-whole dn-scene-${name}`));
    holder.append(make("canvas"));
    holder.firstElementChild.setAttribute("aria-hidden", "true");
  }
  if (content) paint(holder.firstElementChild, colours, { ...content, ramp });
  return holder;
}

// Each scene is drawn anew for each place of what moves in it; without a place it stands still.
const SCENES = {
  pixels(scene, { image, colours }) {
    const canvas = picture(scene, "pixels").firstElementChild;
    canvas.width = canvas.height = 28 * CELL;
    const context = canvas.getContext("2d");
    context.font = `${CELL * 0.48}px "Source Sans", sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const colour = colours.tables.ink;
    image.forEach((value, i) => {
      const [x, y] = [(i % 28) * CELL, Math.floor(i / 28) * CELL];
      context.fillStyle = `rgb(${colour.slice(3 * value, 3 * value + 3)})`;
      context.fillRect(x, y, CELL - 1, CELL - 1);
      context.fillStyle = colours.named[value > 110 ? "paper" : "ink"];
      context.globalAlpha = value ? 1 : 0.35;
      context.fillText(value, x + CELL / 2, y + CELL / 2);
      context.globalAlpha = 1;
    });
  },

  filter(scene, view, place) {
    const { image, colours, first, data } = view;
    const whole = picture(scene, "image", { values: image, side: 28 }, "ink", colours);
    const sums = scene.querySelector(".dn-sums") ?? scene.appendChild(make("div", "dn-sums"));
    const layer = data.layers[0];
    sums.hidden = !(layer && first);
    if (sums.hidden) return frame(whole, null);
    const at = walkOver(view.map(layer, layer.channels[0]), place);
    const found = arithmetic(first, image, layer.channels[0], ...at);
    frame(whole, found.box, 28);
    showArithmetic(sums, found, view);
  },

  map(scene, view, place) {
    const { image, colours, data, first } = view;
    const whole = picture(scene, "image", { values: image, side: 28 }, "ink", colours);
    const layer = data.layers[0];
    if (!layer || !first) return frame(whole, null);
    const one = view.map(layer, layer.channels[0]);
    const many = one.values.length;
    // It rests for a while when it is complete.
    const now = place === null ? many : Math.min(place % (many + 60), many);
    const values = one.values.map((value, i) => (i <= now ? value : 0));
    const grown = picture(scene, "one", { values, side: one.side }, "map", colours);
    const at = now < many ? [Math.floor(now / one.side), now % one.side] : null;
    frame(grown, at && [...at, 1, 1], one.side);
    frame(whole, at && arithmetic(first, image, layer.channels[0], ...at).box, 28);
    const others = scene.querySelector(".dn-scene-others") ?? scene.appendChild(make("div", "dn-scene-others"));
    layer.channels.slice(1, 9).forEach((channel, number) => {
      const canvas = others.children[number] ?? others.appendChild(make("canvas"));
      paint(canvas, colours, view.map(layer, channel));
    });
  },

  pooling(scene, view, place) {
    const { colours, data } = view;
    const number = data.layers.findIndex(({ name }) => name === "pooling 1");
    if (number < 1) return;
    const [before, after] = [data.layers[number - 1], data.layers[number]];
    const channel = after.channels[0];
    const large = view.map(before, channel);
    const small = view.map(after, channel);
    const from = picture(scene, "before", large, "map", colours);
    const to = picture(scene, "after", small, "map", colours);
    const at = walkOver(small, place);
    frame(from, [2 * at[0], 2 * at[1], 2, 2], large.side);
    frame(to, [...at, 1, 1], small.side);
  },

  scores: (scene, { data }) => scoreBars(bars(scene), data),
  chances: (scene, { data }) => chanceBars(bars(scene), data),

  looked(scene, { image, data, colours }) {
    picture(scene, "image", { values: image, side: 28 }, "ink", colours);
    const { looked } = data;
    if (!looked) return;
    const values = new Int8Array(bytes(looked.attribution).buffer);
    picture(scene, "looked", { values, side: 28 }, "signed", colours);
    const text = scene.querySelector("p") ?? scene.appendChild(make("p"));
    text.textContent = looked.text;
  },
};

function bars(scene) {
  return scene.querySelector(".dn-scene-bars") ?? scene.appendChild(make("div", "dn-scene-bars"));
}

// The pixels of a map that are not empty, one after the other; standing still, the strongest.
function walkOver(map, place) {
  const pixels = [...map.values.keys()].filter((i) => map.values[i] > 0);
  if (place === null || !pixels.length) return strongest(map);
  const at = pixels[place % pixels.length];
  return [Math.floor(at / map.side), at % map.side];
}
