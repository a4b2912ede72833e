// What is drawn: strokes by finger, pen or mouse, shown on a canvas as they grow.
//
// The sheet has 800 units a side, however large it is shown, so that turning a phone changes nothing
// about the drawing.

const UNITS = 800;
const PEN_WIDTH = 40;

class Sheet {
  // `changed({isPenDown, isFinished})` is called at most once a frame, when there is another
  // drawing; finished means that a pen was lifted since the last call.
  constructor(canvas, changed) {
    Object.assign(this, { canvas, changed, strokes: [], before: [], stroke: null });
    // Finished strokes are painted once, here; only the growing one is painted anew.
    this.dry = document.createElement("canvas");
    canvas.addEventListener("pointerdown", (event) => this.down(event));
    canvas.addEventListener("pointermove", (event) => this.move(event));
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) {
      canvas.addEventListener(type, (event) => this.up(event));
    }
    // A long press would open a menu, in the middle of a stroke.
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    new ResizeObserver(() => this.repaint()).observe(canvas);
    matchMedia("(forced-colors: active)").addEventListener("change", () => this.repaint());
  }

  // As drawings are stored in JSON lines.
  get drawing() {
    return { strokes: this.strokes.map((stroke) => [...stroke]), pen_width: PEN_WIDTH };
  }

  // Take the last stroke back, or the last clearing.
  undo() {
    if (!this.stroke && this.before.length) this.lay(this.before.pop());
  }

  clear() {
    if (this.stroke || !this.strokes.length) return;
    this.before.push(this.strokes);
    this.lay([]);
  }

  lay(strokes) {
    this.strokes = strokes;
    this.repaint();
    this.tell();
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
  }

  move(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    // Between two frames a pen reports several positions.
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const each of passed.length ? passed : [event]) this.follow(each);
  }

  up(event) {
    if (!this.stroke || event.pointerId !== this.pointer) return;
    paint(this.dry.getContext("2d"), this.stroke);
    this.stroke = null;
    this.isFinished = true;
    this.tell();
  }

  follow(event) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - left) * UNITS) / width;
    const y = ((event.clientY - top) * UNITS) / height;
    const point = [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
    const last = this.stroke.at(-1);
    if (last && last[0] === point[0] && last[1] === point[1]) return;
    this.stroke.push(point);
    this.tell();
  }

  tell() {
    this.frame ??= requestAnimationFrame(() => {
      const { isFinished = false } = this;
      Object.assign(this, { frame: null, isFinished: false });
      this.show();
      this.changed({ isPenDown: this.stroke !== null, isFinished });
    });
  }

  repaint() {
    const side = Math.round(this.canvas.clientWidth * devicePixelRatio);
    for (const canvas of [this.dry, this.canvas]) {
      Object.assign(canvas, { width: side, height: side }); // Which also wipes it.
      const context = canvas.getContext("2d");
      context.scale(side / UNITS, side / UNITS);
      context.lineWidth = PEN_WIDTH;
      context.lineCap = context.lineJoin = "round";
      context.strokeStyle = getComputedStyle(this.canvas).color;
    }
    const finished = this.strokes.filter((stroke) => stroke !== this.stroke);
    for (const stroke of finished) paint(this.dry.getContext("2d"), stroke);
    this.show();
  }

  show() {
    const context = this.canvas.getContext("2d");
    context.clearRect(0, 0, UNITS, UNITS);
    context.drawImage(this.dry, 0, 0, UNITS, UNITS);
    if (this.stroke) paint(context, this.stroke);
  }
}

// A stroke as one line, curved between the middles of its pieces.
function paint(context, stroke) {
  context.beginPath();
  context.moveTo(...stroke[0]);
  for (let index = 1; index < stroke.length; index += 1) {
    const [[x, y], [nextX, nextY]] = [stroke[index - 1], stroke[index]];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...stroke.at(-1));
  context.stroke();
}
