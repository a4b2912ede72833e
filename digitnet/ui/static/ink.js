// Live ink: brings together the drawing, the canvas that shows it, the pen, and the server, which
// reads it. The drawing is authoritative: anything else on the canvas is gone within a second.
//
// `ui/scripts.py` says what comes before this file. Also here: the page's buttons, and an exhibit's
// clean sheet.

const LOOK = 250; // Milliseconds between two looks at the canvas.
const GONE = 3000; // After this time without a canvas, the page does not come back by itself.

// Streamlit calls this again with all new data, and rebuilds the component after a lost
// connection, perhaps in the middle of a stroke. So the tab's one board survives it.
export default function ink({ data, parentElement, setStateValue }) {
  const board = (globalThis.digitnetBoard ??= new Board());
  board.parent = parentElement;
  board.path = location.pathname;
  board.texts = data.texts;
  board.exhibit(data.kiosk);
  board.brackets.show(data.brackets);
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
    this.cursor = new Cursor(this);
    this.brackets = new Brackets();
    this.hand = null; // The sample that is being drawn.
    window.addEventListener("keydown", (event) => heardKey(this, event), true);
    window.addEventListener("click", (event) => this.click(event), true);
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      window.addEventListener(type, (event) => this.used(event), true);
    }
    setInterval(() => this.watch(), LOOK);
  }

  message() {
    const { stroke } = this.pen;
    const { strokes } = this.drawing;
    // Between two strokes of a sample, it is not finished either.
    const down = stroke !== null || this.hand !== null;
    return { strokes: stroke ? [...strokes, stroke] : strokes, down };
  }

  // Whether there is a canvas that is recognised.
  recognise() {
    if (this.paper?.isThere) return true;
    const canvas = findCanvas();
    const paper = canvas && Paper.of(canvas);
    if (canvas && canvas !== this.canvas) prepareCanvas(canvas, this.texts.canvas);
    this.canvas = canvas;
    if (!paper) return false;
    this.paper?.release();
    this.paper = paper;
    this.cursor.attach(canvas, this.texts);
    this.brackets.attach(canvas);
    this.show();
    // From now on the server listens to this, and no more to the canvas.
    this.messages.tell();
    return true;
  }

  show() {
    this.paper.show(this.drawing.strokes, this.pen.stroke);
    this.cursor.show();
  }

  // A connection that is lost in the middle of a rerun can leave Streamlit's page empty, with
  // nothing on it that would ask for more. The drawing, the pen and the page survive a reload.
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

  // The canvas comes after this component, may be rebuilt, and may lose what it shows.
  look() {
    const isLive = this.recognise();
    // `panel.css` hides what only live ink can do.
    document.documentElement.toggleAttribute("data-dn-live", isLive);
    if (isLive) this.show();
  }

  grew() {
    this.messages.tell();
  }

  ended(stroke) {
    this.drawing.add(stroke);
    this.messages.tell();
    this.rest();
  }

  changed() {
    this.look();
    this.messages.tell();
  }

  undo() {
    this.lift();
    this.drawing.undo();
    this.changed();
  }

  clear() {
    this.lift();
    this.drawing.clear();
    this.changed();
  }

  // Replaces the drawing by a sample, which starts at once, so that no empty canvas is announced.
  sample(digit = this.another()) {
    this.lift();
    this.cursor.hide();
    this.drawing.clear();
    this.look();
    this.digit = digit;
    this.hand = new Sample(this, digit);
    this.hand.start();
    this.cursor.say(this.texts.samples[digit]);
  }

  // A random digit, but not the last sample's.
  another() {
    const digits = Object.keys(SAMPLES).filter((digit) => Number(digit) !== this.digit);
    return Number(digits[Math.floor(Math.random() * digits.length)]);
  }

  lift() {
    this.stopSample();
    this.pen.finish();
  }

  stopSample() {
    this.hand?.stop();
    this.hand = null;
  }

  // The page's buttons: without a canvas that is recognised, the server handles them.
  click(event) {
    const key = ["undo", "clear", "sample"].find((name) =>
      event.composedPath().some((node) => node.classList?.contains(`st-key-${name}`)),
    );
    if (!key || !event.target.closest("button") || !this.recognise()) return;
    event.stopImmediatePropagation();
    this[key]();
  }

  // An exhibit is cleared once nobody has drawn for this many seconds.
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
    this.cursor.lift();
    if (this.pen.stroke || this.hand) return this.rest();
    this.drawing.forget();
    this.changed();
  }
}
