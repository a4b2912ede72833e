// A thousand images that scroll: one canvas as large as the visible part, on which the visible tiles
// are drawn from one sheet. `digitnet/ui/gallery.py` makes the sheet.

const TILE = 60; // CSS pixels of a tile, with what stands below it.
const BELOW = 20;
const REST = 200; // Milliseconds after a key before the server is told which image was chosen.

const galleries = new WeakMap();

export default function gallery({ data, parentElement, setStateValue }) {
  const element = parentElement.querySelector(".dn-gallery");
  if (!element || !data) return;
  let shown = galleries.get(element);
  if (!shown) galleries.set(element, (shown = new Gallery(element)));
  shown.update(data, (place) => setStateValue("chosen", { id: data.ids[place] }));
}

class Gallery {
  constructor(element) {
    this.element = element;
    this.space = element.querySelector(".dn-space");
    this.canvas = element.querySelector("canvas");
    this.current = element.querySelector("[role=option]");
    this.current.id = "dn-current-image";
    this.sheet = new Image();
    this.sheet.onload = () => this.plan();
    element.addEventListener("scroll", () => this.plan(), { passive: true });
    element.addEventListener("click", (event) => this.click(event));
    element.addEventListener("keydown", (event) => this.key(event));
    new ResizeObserver(() => this.plan()).observe(element);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.plan());
  }

  update(data, choose) {
    const isNew = data.sheet !== this.data?.sheet;
    this.data = data;
    this.tell = choose;
    this.element.setAttribute("aria-label", data.label);
    this.element.hidden = !data.tiles.length;
    if (isNew) {
      this.element.scrollTop = 0;
      this.sheet.src = data.sheet ?? "";
    }
    // An answer to an earlier choice does not undo a later one.
    this.choose(isNew || this.place === null ? data.chosen : this.place, false);
  }

  get columns() {
    return Math.max(1, Math.floor(this.element.clientWidth / TILE));
  }

  get row() {
    return this.element.clientWidth / this.columns + BELOW;
  }

  plan() {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.draw();
    });
  }

  draw() {
    const { clientWidth: width, clientHeight: height, scrollTop } = this.element;
    if (!this.data || !width) return;
    const { tiles } = this.data;
    const { columns, row } = this;
    this.space.style.height = `${Math.ceil(tiles.length / columns) * row}px`;
    const scale = devicePixelRatio;
    const size = [Math.round(width * scale), Math.round(height * scale)];
    if (this.canvas.width !== size[0] || this.canvas.height !== size[1]) {
      [this.canvas.width, this.canvas.height] = size;
      this.canvas.style.width = `${width}px`;
      this.canvas.style.height = `${height}px`;
    }
    const pen = this.canvas.getContext("2d");
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    // The style sheet gives these elements the colours, which a canvas cannot look up.
    const [style, quiet, accent] = [this.element, this.space, this.current].map((each) => getComputedStyle(each));
    const colours = {
      right: quiet.color,
      unknown: quiet.color,
      wrong: style.color,
      chosen: accent.color,
      font: style.fontFamily,
    };
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.imageSmoothingEnabled = false;
    const first = Math.floor(scrollTop / row) * columns;
    const last = Math.min(tiles.length, Math.ceil((scrollTop + height) / row) * columns);
    for (let place = first; place < last; place += 1) this.tile(pen, place, colours);
  }

  tile(pen, place, colours) {
    const { columns, row } = this;
    const { side, columns: inSheet, tiles } = this.data;
    const cell = this.element.clientWidth / columns;
    const x = (place % columns) * cell;
    const y = Math.floor(place / columns) * row - this.element.scrollTop;
    const from = [(place % inSheet) * side, Math.floor(place / inSheet) * side, side, side];
    if (this.sheet.complete && this.sheet.naturalWidth) {
      pen.drawImage(this.sheet, ...from, x + 3, y + 3, cell - 6, cell - 6);
    }
    const [state, below] = tiles[place];
    if (place === this.place) {
      pen.strokeStyle = colours.chosen;
      pen.lineWidth = 3;
      pen.strokeRect(x + 1.5, y + 1.5, cell - 3, cell - 3);
    }
    pen.font = `${state === "wrong" ? 700 : 400} 13px ${colours.font}`;
    pen.fillStyle = colours[state];
    pen.fillText(below, x + cell / 2, y + cell + BELOW / 2 - 2, cell);
  }

  choose(place, isNews = true) {
    this.place = place ?? null;
    const isOne = this.place !== null;
    this.current.hidden = !isOne;
    this.current.textContent = isOne ? this.data.tiles[place][2] : "";
    if (isOne) this.element.setAttribute("aria-activedescendant", this.current.id);
    else this.element.removeAttribute("aria-activedescendant");
    this.plan();
    if (!isNews) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(place), REST);
  }

  click(event) {
    const box = this.element.getBoundingClientRect();
    const cell = this.element.clientWidth / this.columns;
    const column = Math.floor((event.clientX - box.left) / cell);
    const line = Math.floor((event.clientY - box.top + this.element.scrollTop) / this.row);
    const place = line * this.columns + column;
    if (column < this.columns && place < this.data.tiles.length) this.choose(place);
  }

  key(event) {
    const steps = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -this.columns,
      ArrowDown: this.columns,
      Home: -Infinity,
      End: Infinity,
    };
    if (!(event.key in steps) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const last = this.data.tiles.length - 1;
    const place = this.place === null ? 0 : this.place + steps[event.key];
    this.choose(Math.min(last, Math.max(0, place)));
    const top = Math.floor(this.place / this.columns) * this.row;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    else if (top + this.row > scrollTop + clientHeight) {
      this.element.scrollTop = top + this.row - clientHeight;
    }
  }
}
