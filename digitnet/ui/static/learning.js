// How a network learns: the first layer's filters, and the way of one image through the network. While
// a training runs there is one moment, the newest; afterwards all of them, with a slider.
// `digitnet/ui/learning.py` says what stands where; every element stays, so nothing flashes.
//
// Put before this file: `inside-pictures.js`.

const MOMENT_MS = 150; // How long a moment stays while it plays.

const views = new WeakMap();

export default function learning({ data, parentElement }) {
  const root = parentElement.querySelector(".dn-learning");
  if (!root || !data?.steps) return;
  let view = views.get(root);
  if (!view) views.set(root, (view = new Learning(root)));
  view.take(data);
  return () => view.leave();
}

class Learning {
  constructor(root) {
    this.root = root;
    this.colours = new Colours(root);
    this.replay = root.querySelector(".dn-replay");
    this.button = this.replay.querySelector("button");
    this.slider = this.replay.querySelector("input");
    this.button.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
    this.slider.addEventListener("input", () => {
      this.pause();
      this.show();
    });
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => setTimeout(() => this.show(), 50);
    this.dark.addEventListener("change", this.recolour);
  }

  leave() {
    this.pause();
    mark(null);
    this.dark.removeEventListener("change", this.recolour);
  }

  take(data) {
    const { steps } = data;
    // A chosen moment stays until something new has come.
    const isNew = data.id !== this.data?.id || data.image !== this.data.image || steps.length !== this.data.steps.length;
    this.data = data;
    this.image = bytes(data.image);
    this.shares = bytes(data.shares);
    for (const row of data.rows) {
      row.bytes = bytes(row.pictures);
      if (row.kind === "filters") row.bytes = new Int8Array(row.bytes.buffer);
    }
    this.root.hidden = !steps.length;
    this.replay.hidden = steps.length < 2;
    this.slider.max = Math.max(0, steps.length - 1);
    if (isNew) {
      this.pause();
      this.slider.value = this.slider.max;
    }
    this.show();
  }

  play() {
    const last = Number(this.slider.max);
    if (Number(this.slider.value) === last) this.slider.value = 0;
    this.playing = setInterval(() => {
      this.slider.value = Number(this.slider.value) + 1;
      if (Number(this.slider.value) === last) this.pause();
      this.show();
    }, MOMENT_MS);
    this.show();
  }

  pause() {
    clearInterval(this.playing);
    this.playing = null;
    this.button.textContent = this.data?.texts.play ?? "";
  }

  show() {
    const { data, root } = this;
    if (!data?.steps.length || !root.isConnected) return;
    this.colours.refresh();
    const { texts } = data;
    const moment = Math.min(Number(this.slider.value), data.steps.length - 1);
    say(root, "h2", texts.title);
    say(root, ".dn-learning-means", texts.means);
    say(root, ".dn-moment", data.said[moment]);
    this.button.textContent = this.playing ? texts.pause : texts.play;
    this.slider.setAttribute("aria-label", texts.slider);
    this.slider.setAttribute("aria-valuetext", data.said[moment]);
    mark(data.steps.length > 1 ? data.steps[moment] : null);
    const followed = root.querySelector(".dn-followed");
    followed.setAttribute("aria-label", texts.image);
    paint(followed, this.colours, { values: this.image, side: 28, ramp: "ink" });
    this.columns(moment);
    const holder = root.querySelector(".dn-learning-rows");
    while (holder.children.length > data.rows.length) holder.lastElementChild.remove();
    data.rows.forEach((row, number) => this.row(holder.children[number] ?? holder.appendChild(newRow()), row, moment));
  }

  // A column for each digit, and one for "no digit".
  columns(moment) {
    const { names, texts, said } = this.data;
    const holder = this.root.querySelector(".dn-columns");
    holder.setAttribute("aria-label", `${texts.shares}. ${said[moment]}`);
    const shares = this.shares.subarray(moment * names.length, (moment + 1) * names.length);
    const most = Math.max(...shares);
    names.forEach((name, number) => {
      const column = holder.children[number] ?? holder.appendChild(newColumn());
      column.classList.toggle("dn-wins", shares[number] === most);
      column.style.setProperty("--dn-part", (shares[number] / 255).toFixed(3));
      say(column, "b", name);
    });
  }

  row(element, { kind, title, size, means, side, count, bytes: all }, moment) {
    say(element, "b", title);
    say(element, ".dn-size", size);
    say(element, "p", means);
    const list = element.querySelector(".dn-tiles");
    list.setAttribute("aria-label", `${title}, ${size}`);
    while (list.children.length > count) list.lastElementChild.remove();
    for (let place = 0; place < count; place += 1) {
      const canvas = list.children[place] ?? list.appendChild(make("canvas"));
      const start = (moment * count + place) * side * side;
      const values = all.subarray(start, start + side * side);
      paint(canvas, this.colours, { values, side, ramp: kind === "filters" ? "signed" : "map" });
    }
  }
}

function newRow() {
  const row = make("div", "dn-learning-row");
  const words = row.appendChild(make("div", "dn-step-words"));
  words.append(make("b"), " ", make("span", "dn-size"), make("p"));
  row.appendChild(make("div", "dn-tiles")).setAttribute("role", "img");
  return row;
}

function newColumn() {
  const column = make("span", "dn-column");
  column.append(make("i"), make("b"));
  return column;
}

// The curves show the moment that is looked at (`training.js`).
function mark(step) {
  globalThis.dispatchEvent(new CustomEvent("digitnet:step", { detail: step }));
}
