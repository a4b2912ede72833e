// What it looked at, what it remembers, and what would change its mind.

const FRAME_TIME = 90; // Milliseconds for each picture of the change.

class Looked {
  constructor(view, root) {
    this.view = view;
    this.root = root;
    this.digit = root.querySelector(".dn-for");
    this.against = root.querySelector(".dn-against");
    for (const choice of [this.digit, this.against]) {
      choice.addEventListener("change", () =>
        view.ask({ digit: chosen(this.digit), against: chosen(this.against) }),
      );
    }
  }

  show() {
    const { data, colours } = this.view;
    const { texts, looked, strokes = [] } = data;
    say(this.root, "h2", texts.looked);
    say(this.root, "label:first-child span", texts.for);
    say(this.root, "label:last-child span", texts.whyNot);
    options(this.digit, [texts.asRead, ...texts.outputs]);
    options(this.against, [texts.nothing, ...texts.outputs]);
    // While the pen is down, what was seen last stays, in grey.
    this.root.classList.toggle("dn-old", !looked);
    if (!looked) return;
    const canvas = this.root.querySelector(".dn-attribution");
    canvas.setAttribute("aria-label", looked.text);
    paint(canvas, colours, { values: new Int8Array(bytes(looked.attribution).buffer), side: 28, ramp: "signed" });
    say(this.root, ".dn-looked-text", looked.text);
    say(this.root, ".dn-strokes-title", strokes.length ? texts.strokes : "");
    say(this.root, ".dn-strokes-text", strokes.length ? texts.strokesMeaning : "");
    const list = this.root.querySelector(".dn-strokes");
    list.replaceChildren(...strokes.map(strokePicture));
  }
}

function chosen(select) {
  return select.value === "" ? null : Number(select.value);
}

// The first choice is none; the others are numbers from 0.
function options(select, names) {
  if (select.children.length) return;
  names.forEach((name, number) => {
    const option = select.appendChild(make("option", "", name));
    option.value = number ? number - 1 : "";
  });
}

function strokePicture({ path, others, part, text }) {
  const figure = make("figure", "dn-stroke");
  figure.innerHTML = `<svg viewBox="0 0 800 800" aria-hidden="true"><path class="dn-others"/><path/></svg><figcaption></figcaption>`;
  const [other, own] = figure.querySelectorAll("path");
  other.setAttribute("d", others);
  own.setAttribute("d", path);
  own.classList.add(part < 0 ? "dn-bad" : "dn-good");
  figure.querySelector("figcaption").textContent = text;
  return figure;
}

class Memory {
  constructor(view, root) {
    this.view = view;
    this.root = root;
  }

  show() {
    const { data, colours } = this.view;
    const { texts, neighbours } = data;
    say(this.root, "h2", texts.memory);
    this.root.classList.toggle("dn-old", !neighbours);
    if (!neighbours) return;
    say(this.root, "p", neighbours.length ? texts.memoryMeaning : texts.memoryLater);
    const list = this.root.querySelector(".dn-neighbours");
    while (list.children.length > neighbours.length) list.lastElementChild.remove();
    neighbours.forEach(({ image, text }, number) => {
      const figure = list.children[number] ?? list.appendChild(make("figure"));
      if (!figure.children.length) figure.append(make("canvas"), make("figcaption"));
      paint(figure.firstElementChild, colours, { values: bytes(image), side: 28, ramp: "ink" });
      figure.firstElementChild.setAttribute("aria-hidden", "true");
      say(figure, "figcaption", text);
    });
  }
}

class ChangeOfMind {
  constructor(view, root) {
    this.view = view;
    this.root = root;
    this.canvas = root.querySelector("canvas");
    this.slider = root.querySelector("input");
    this.into = root.querySelector(".dn-into");
    this.shown = ""; // The change that is shown, and its frames.
    root.querySelector(".dn-find").addEventListener("click", () => {
      this.searching = view.data.mark;
      say(root, ".dn-change-text", view.data.texts.changeSearching);
      this.shown = "";
      view.ask({ change_of: view.data.mark, change_into: chosen(this.into), asked: Date.now() });
    });
    this.slider.addEventListener("input", () => {
      clearInterval(this.timer);
      this.draw();
    });
  }

  show() {
    const { data, image } = this.view;
    const { texts, change } = data;
    say(this.root, "h2", texts.change);
    say(this.root, ".dn-change-meaning", texts.changeMeaning);
    say(this.root, ".dn-choices span", texts.changeInto);
    options(this.into, [texts.nearest, ...texts.outputs.slice(0, 10)]);
    const find = this.root.querySelector(".dn-find");
    say(this.root, ".dn-find", texts.changeFind);
    find.disabled = !data.mark || !data.whole;
    this.slider.setAttribute("aria-label", texts.changeSlider);
    if (change || data.mark !== this.searching) this.searching = null;
    say(this.root, ".dn-change-text", change?.text ?? (this.searching ? texts.changeSearching : ""));
    const key = change ? `${data.mark} ${change.into}` : "";
    if (key === this.shown && key) return this.draw();
    this.shown = key;
    clearInterval(this.timer);
    this.frames = change?.count ? bytes(change.frames) : image;
    this.slider.max = Math.max(0, (change?.count ?? 0) - 1);
    this.slider.value = 0;
    this.slider.hidden = !change?.count;
    this.draw();
    if (change?.count && !matchMedia("(prefers-reduced-motion: reduce)").matches) this.play();
    else this.slider.value = this.slider.max;
    this.draw();
  }

  // Once there; from then on it is the visitor's.
  play() {
    this.timer = setInterval(() => {
      this.slider.value = Number(this.slider.value) + 1;
      this.draw();
      if (this.slider.value === this.slider.max || !this.root.isConnected) clearInterval(this.timer);
    }, FRAME_TIME);
  }

  draw() {
    const start = 784 * Number(this.slider.value);
    const values = this.frames.subarray(start, start + 784);
    paint(this.canvas, this.view.colours, { values, side: 28, ramp: "ink" });
    this.canvas.setAttribute("aria-label", this.view.data.texts.image);
  }
}
