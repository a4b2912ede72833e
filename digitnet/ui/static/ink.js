// Live ink: brings together the drawing, the canvas that shows it, the pen, and the server, which
// reads it. The drawing is the truth: whatever the canvas shows instead goes within a second.
//
// Put before this file: `canvas.js`, `drawing.js`, `pen.js`, `messages.js`. Also here: Undo, Clear,
// the keyboard, and an exhibit's clean sheet.

const LOOK = 250; // Milliseconds between two looks at the canvas.
const GONE = 3000; // After so many without a canvas, the page does not come back by itself.
const CONTROLS = "input, textarea, select, button, a, summary, [contenteditable], [role=slider]";
const DIALOGS = "[role=dialog], [role=listbox], [role=menu]";

// Streamlit calls this again with every new data, and builds the component anew after a lost
// connection, perhaps in the middle of a stroke. So the tab's one board outlives it.
export default function ink({ data, parentElement, setStateValue }) {
  const board = (globalThis.digitnetBoard ??= new Board());
  board.parent = parentElement;
  board.path = location.pathname;
  board.exhibit(data.kiosk);
  board.messages.hear(data.number, setStateValue);
  board.look();
  return () => {
    if (board.parent === parentElement) board.messages.pause();
  };
}

class Board {
  constructor() {
    this.canvas = null;
    this.paper = null;
    this.drawing = new Drawing();
    this.messages = new Messages(() => this.message());
    this.pen = new Pen(this);
    window.addEventListener("keydown", (event) => this.key(event), true);
    window.addEventListener("click", (event) => this.click(event), true);
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      window.addEventListener(type, (event) => this.used(event), true);
    }
    setInterval(() => this.watch(), LOOK);
  }

  message() {
    const { stroke } = this.pen;
    const { strokes } = this.drawing;
    return { strokes: stroke ? [...strokes, stroke] : strokes, down: stroke !== null };
  }

  // Whether there is a canvas that is recognised.
  recognise() {
    if (this.paper?.isThere) return true;
    const canvas = findCanvas();
    const paper = canvas && Paper.of(canvas);
    if (canvas && canvas !== this.canvas) prepareCanvas(canvas);
    this.canvas = canvas;
    if (!paper) return false;
    this.paper?.release();
    this.paper = paper;
    this.show();
    // From now on the server listens to this, and no more to the canvas.
    this.messages.tell();
    return true;
  }

  show() {
    this.paper.show(this.drawing.strokes, this.pen.stroke);
  }

  // A connection that is lost in the middle of a rerun can leave Streamlit's page empty, with
  // nothing on it that would ask for more. The drawing, the pen and the page outlive a reload.
  watch() {
    this.look();
    const whole = this.canvas?.isConnected && this.parent.isConnected;
    if (whole || !this.paper || location.pathname !== this.path) this.seen = performance.now();
    else if (performance.now() - this.seen > GONE) this.reload();
  }

  async reload() {
    this.seen = performance.now();
    const health = await fetch("_stcore/health").catch(() => null);
    if (health?.ok) location.reload();
  }

  // The canvas comes after this component, may be built anew, and may lose what it shows.
  look() {
    if (this.recognise()) this.show();
  }

  grew() {
    this.messages.tell();
  }

  ended(stroke) {
    this.drawing.add(stroke);
    this.messages.tell();
  }

  changed() {
    this.look();
    this.messages.tell();
  }

  undo() {
    this.pen.finish();
    this.drawing.undo();
    this.changed();
  }

  clear() {
    this.pen.finish();
    this.drawing.clear();
    this.changed();
  }

  // The page's buttons: without a canvas that is recognised, the server hears of them.
  click(event) {
    const key = ["undo", "clear"].find((name) =>
      event.composedPath().some((node) => node.classList?.contains(`st-key-${name}`)),
    );
    if (!key || !event.target.closest("button") || !this.recognise()) return;
    event.stopImmediatePropagation();
    this[key]();
  }

  key(event) {
    if (this.pen.stroke || hasFocusElsewhere(event) || document.querySelector(DIALOGS)) return;
    const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (undo && event.key.toLowerCase() === "z") press("undo");
    else if (event.key === "Escape" || event.key === "Delete") press("clear");
  }

  // An exhibit is cleared once nobody has drawn for so many seconds.
  exhibit(seconds) {
    if (seconds === this.kiosk) return;
    this.kiosk = seconds;
    this.rest();
  }

  used(event) {
    if (this.pen.stroke || (event.type !== "pointermove" && isOnCanvas(event))) this.rest();
  }

  rest() {
    clearTimeout(this.idle);
    if (this.kiosk) this.idle = setTimeout(() => this.wipe(), this.kiosk * 1000);
  }

  wipe() {
    if (!this.recognise()) return press("clear");
    if (this.pen.stroke) return this.rest();
    this.drawing.forget();
    this.changed();
  }
}

// Whether a control other than the canvas's own buttons has the focus.
function hasFocusElsewhere(event) {
  const control = event.composedPath()[0].closest?.(CONTROLS);
  return Boolean(control) && !control.closest(".st-key-buttons");
}

function press(key) {
  document.querySelector(`.st-key-${key} button`)?.click();
}
