// What is drawn: strokes by finger, pen or mouse, shown on a canvas as they grow.
//
// The sheet has 800 units a side however large it is shown, so that a turned phone changes nothing
// about the drawing.

const UNITS = 800;
const PEN_WIDTH = 40;

class Sheet {
  // `changed(isPenDown)` is called whenever there is another drawing.
  constructor(canvas, changed) {
    Object.assign(this, { canvas, changed, strokes: [], before: [], stroke: null });
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(type, (event) => this.up(event));
    }
    // Elsewhere a long press opens a menu, in the middle of a stroke.
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    new ResizeObserver(() => this.repaint()).observe(canvas);
    matchMedia("(forced-colors: active)").addEventListener("change", () => this.repaint());
  }

  // As in drawings stored as JSON lines.
  get drawing() {
    return { strokes: this.strokes.map((stroke) => [...stroke]), pen_width: PEN_WIDTH };
  }

  undo() {
    if (this.stroke || !this.before.length) return;
    this.lay(this.before.pop());
  }

  clear() {
    if (this.stroke || !this.strokes.length) return;
    this.before.push(this.strokes);
    this.lay([]);
  }

  lay(strokes) {
    this.strokes = strokes;
    this.repaint();
    this.changed(false);
  }

  down(event) {
    if (event.button !== 0 || this.stroke) return; // A second finger draws nothing.
    event.preventDefault();
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.before.push(this.strokes);
    this.stroke = [];
    this.strokes = [...this.strokes, this.stroke];
    this.follow(event);
    this.changed(true);
  }

  move(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    // Between two frames a pen reports several places.
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) this.follow(each);
    this.changed(true);
  }

  up(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    this.stroke = null;
    this.changed(false);
  }

  follow(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - left) * UNITS) / width;
    const y = ((event.clientY - top) * UNITS) / height;
    const point = [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
    const last = this.stroke.at(-1);
    if (last && last[0] === point[0] && last[1] === point[1]) return;
    this.stroke.push(point);
    this.paint(this.stroke, this.stroke.length - 1);
  }

  repaint() {
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio);
    Object.assign(this.canvas, { width: side, height: side }); // Which also wipes it.
    const context = this.canvas.getContext("2d");
    context.scale(side / UNITS, side / UNITS);
    context.lineWidth = PEN_WIDTH;
    context.lineCap = context.lineJoin = "round";
    context.strokeStyle = getComputedStyle(this.canvas).color;
    this.context = context;
    for (const stroke of this.strokes) {
      for (let index = 0; index < stroke.length; index += 1) this.paint(stroke, index);
    }
  }

  // Paint what a stroke gains with a point: a curve between the middles of its last two pieces,
  // and a straight end to the point itself.
  paint(stroke, index) {
    const point = stroke[index];
    const last = stroke[Math.max(index - 1, 0)];
    const middle = between(last, point);
    const { context } = this;
    context.beginPath();
    context.moveTo(...between(stroke[Math.max(index - 2, 0)], last));
    context.quadraticCurveTo(...last, ...middle);
    context.lineTo(...point);
    context.stroke();
  }
}

function between([x, y], [nextX, nextY]) {
  return [(x + nextX) / 2, (y + nextY) / 2];
}
