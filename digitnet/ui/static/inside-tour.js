// The guided tour: seven steps on the drawing that is there, each with one picture and a few words.

const PACE = { filter: 260, map: 45, pooling: 260 }; // Milliseconds a pixel.

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
    const shown = step === null ? this.view.root.querySelector(".dn-start") : this.root;
    // A step that is higher than the screen begins with its title.
    const block = shown.getBoundingClientRect().top < 0 ? "start" : "nearest";
    shown.scrollIntoView({ block });
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
    say(this.root, ".dn-tour-line", data.layers.length ? "" : data.line);
    this.root.querySelector(".dn-back").disabled = this.step === 0;
    this.root.querySelector(".dn-next").disabled = this.step === count - 1;
    this.scene.dataset.name = name;
    SCENES[name](this.scene, this.view, this.place ?? 0);
    this.animate(name);
  }

  // Moves on from pixel to pixel, if the scene moves and the visitor allows motion.
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
