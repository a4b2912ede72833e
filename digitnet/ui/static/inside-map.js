// The map of digits: ten thousand points, and the drawing among them. Scrolling zooms, dragging
// moves, a double click shows all of it again.

const MOST = 40; // The largest magnification.

const maps = new WeakMap();

export default function digitMap({ data, parentElement }) {
  let map = maps.get(parentElement);
  if (!map) maps.set(parentElement, (map = new DigitMap(parentElement)));
  map.take(data);
  return () => map.leave();
}

class DigitMap {
  constructor(parent) {
    this.root = document.createElement("section");
    this.root.className = "dn-digit-map";
    this.root.innerHTML = `<h2></h2><p></p><canvas role="img"></canvas>`;
    parent.append(this.root);
    this.canvas = this.root.querySelector("canvas");
    this.sizes = new ResizeObserver(() => this.plan());
    this.sizes.observe(this.canvas);
    this.all();
    this.listening = new AbortController();
    const options = { signal: this.listening.signal };
    const hear = (type, heard) => this.canvas.addEventListener(type, heard, { ...options, passive: false });
    hear("wheel", (event) => this.zoom(event));
    hear("dblclick", () => this.all());
    hear("pointerdown", ({ pointerId, pointerType }) => {
      // A finger scrolls the page.
      if (pointerType !== "touch") this.canvas.setPointerCapture(pointerId);
    });
    hear("pointermove", (event) => this.drag(event));
    window.addEventListener("digitnet:place", ({ detail }) => this.move(detail), options);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(() => this.plan(), 50), options);
  }

  leave() {
    this.listening.abort();
    this.sizes.disconnect();
  }

  take({ map, texts }) {
    this.root.querySelector("h2").textContent = texts.title;
    this.root.querySelector("p").textContent = texts.meaning;
    this.canvas.hidden = !map;
    if (!map || map.points === this.known) return;
    this.known = map.points;
    this.map = map;
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    this.points = new Uint16Array(bytes(map.points).buffer);
    this.labels = bytes(map.labels);
    this.canvas.setAttribute("aria-label", map.label);
    this.middles = middles(this.points, this.labels);
    this.plan();
  }

  // Shows all of it.
  all() {
    [this.x, this.y, this.scale] = [0.5, 0.5, 1];
    this.plan();
  }

  zoom(event) {
    // Without Ctrl the wheel scrolls the page as soon as there is nothing to zoom out of.
    if (this.scale === 1 && event.deltaY > 0) return;
    event.preventDefault();
    const { width, height, left, top } = this.canvas.getBoundingClientRect();
    const scale = Math.max(1, Math.min(MOST, this.scale * Math.exp(-event.deltaY / 400)));
    const [dx, dy] = [(event.clientX - left) / width - 0.5, (event.clientY - top) / height - 0.5];
    // What is under the pointer stays there.
    this.x += dx / this.scale - dx / scale;
    this.y += dy / this.scale - dy / scale;
    this.scale = scale;
    this.plan();
  }

  drag(event) {
    if (!this.canvas.hasPointerCapture(event.pointerId)) return;
    const { width, height } = this.canvas.getBoundingClientRect();
    this.x -= event.movementX / width / this.scale;
    this.y -= event.movementY / height / this.scale;
    this.plan();
  }

  move(place) {
    this.place = place;
    this.plan();
  }

  plan() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!this.points || !width) return;
    const begun = performance.now();
    const ratio = devicePixelRatio;
    [this.canvas.width, this.canvas.height] = [width * ratio, height * ratio];
    const context = this.canvas.getContext("2d");
    context.scale(ratio, ratio);
    const style = getComputedStyle(this.canvas);
    const across = (x) => ((x - this.x) * this.scale * 0.94 + 0.5) * width;
    const up = (y) => ((1 - y - this.y) * this.scale * 0.94 + 0.5) * height;
    const size = Math.min(5, 1.6 * Math.sqrt(this.scale));
    context.globalAlpha = 0.6;
    for (let label = 0; label < 11; label += 1) {
      context.fillStyle = label < 10 ? `oklch(0.65 0.13 ${36 * label + 10})` : "#8a8f9a";
      for (let i = 0; i < this.labels.length; i += 1) {
        if (this.labels[i] !== label) continue;
        const [x, y] = [across(this.points[2 * i] / 65535), up(this.points[2 * i + 1] / 65535)];
        if (x > -9 && y > -9 && x < width + 9 && y < height + 9) context.fillRect(x, y, size, size);
      }
    }
    context.globalAlpha = 1;
    context.font = `700 ${Math.max(20, width / 34)}px "Source Sans", sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 5;
    context.fillStyle = style.color;
    context.strokeStyle = style.backgroundColor;
    this.middles.forEach(([x, y], digit) => {
      context.strokeText(digit, across(x), up(y));
      context.fillText(digit, across(x), up(y));
    });
    if (this.place) this.ring(context, across, up, style);
    this.canvas.dataset.milliseconds = (performance.now() - begun).toFixed(1);
  }

  // The drawing: a ring, which an edge in the paper's colour keeps apart from the points.
  ring(context, across, up, style) {
    const part = (value, axis) => (value - this.map.low[axis]) / (this.map.high[axis] - this.map.low[axis]);
    const clamp = (value) => Math.max(0, Math.min(1, value));
    const [x, y] = [across(clamp(part(this.place[0], 0))), up(clamp(part(this.place[1], 1)))];
    for (const [width, colour] of [[8, style.backgroundColor], [4, style.color]]) {
      context.beginPath();
      context.arc(x, y, 11, 0, 2 * Math.PI);
      context.lineWidth = width;
      context.strokeStyle = colour;
      context.stroke();
    }
  }
}

// Where the points of each digit lie, on average, in parts of the map.
function middles(points, labels) {
  return Array.from({ length: 10 }, (_, digit) => {
    const sums = [0, 0, 0];
    labels.forEach((label, i) => {
      if (label !== digit) return;
      sums[0] += points[2 * i] / 65535;
      sums[1] += points[2 * i + 1] / 65535;
      sums[2] += 1;
    });
    return [sums[0] / sums[2], sums[1] / sums[2]];
  });
}
