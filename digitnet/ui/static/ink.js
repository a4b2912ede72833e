// Live ink: follows the pen on the canvas and tells the server of the stroke while it is drawn.
//
// The canvas tells its strokes only after the pen was lifted. This listens to the same pointer
// events on their way to the canvas, and changes nothing about them. At most one message is on its
// way: the next one leaves when the server has answered, with all that happened meanwhile, so a
// slow server gets fewer messages and never a queue of them. `digitnet/drawing/ink.py` has the rules;
// `canvas.js`, put before this file, knows the canvas.

// Milliseconds between two messages, at least, while the pen is down. With less, a message is
// mostly on its way when the pen is lifted, and the last one has to wait for its answer.
const PAUSE = 90;
const PATIENCE = 2000; // After so many, an unanswered message or an untold stroke is lost.

const inks = new WeakMap(); // Streamlit calls the function below again with every new data.

export default function live({ data, parentElement, setStateValue }) {
  if (!inks.has(parentElement)) inks.set(parentElement, new Ink());
  inks.get(parentElement).hear(data, setStateValue);
  return () => {
    inks.get(parentElement)?.end();
    inks.delete(parentElement);
  };
}

class Ink {
  constructor() {
    this.strokes = []; // What the canvas has not told of yet, oldest first.
    this.stroke = null; // The last of them, while its pen is down.
    this.fingers = new Set();
    this.number = Date.now(); // Of the last message; grows, also if this is built anew.
    this.canvases = 0;
    this.news = false;
    this.answered = true;
    this.sentAt = 0;
    this.listening = new AbortController();
    const options = { capture: true, signal: this.listening.signal };
    window.addEventListener("pointerdown", (event) => this.down(event), options);
    window.addEventListener("pointermove", (event) => this.move(event), options);
    window.addEventListener("pointerup", (event) => this.up(event), options);
    window.addEventListener("pointercancel", (event) => this.up(event), options);
  }

  end() {
    this.listening.abort();
    clearTimeout(this.timer);
  }

  // The server's answer: which sheet is laid, how many objects the canvas has told of on it, and
  // up to which stroke nothing need be sent again.
  hear({ number, sheet, objects, settled }, setStateValue) {
    const laid = sheet !== this.sheet;
    if (number === this.number) this.answered = true;
    this.strokes = this.strokes.filter(({ down, id }) => down || (!laid && id > settled));
    for (const stroke of this.strokes) {
      // What the server knows and did not find among the objects comes after all of them.
      const known = this.answered && settled < stroke.id && stroke.id <= this.newest;
      if (laid || known) stroke.after = objects;
    }
    Object.assign(this, { sheet, objects, setStateValue });
    const canvas = findCanvas();
    if (canvas && canvas !== this.canvas) {
      // Built anew, it shows the sheet without what was drawn since; the server lays another.
      if (this.canvas) this.news = true;
      this.canvas = canvas;
      this.canvases += 1;
    }
    this.plan();
  }

  down(event) {
    const canvas = canvasOf(event);
    if (event.isPrimary) {
      this.fingers.clear();
      this.finish(); // Its end was lost, to another tab or window.
    }
    if (event.button !== 0 || !(canvas || this.stroke)) return;
    this.fingers.add(event.pointerId);
    if (this.stroke) {
      if (canvas) this.stroke.spoiled = true;
      return;
    }
    this.stroke = { id: Date.now(), after: this.objects, points: [], down: true, spoiled: false };
    this.strokes.push(this.stroke);
    this.pen = { id: event.pointerId, canvas };
    this.follow(event);
  }

  move(event) {
    if (!this.stroke || event.pointerId !== this.pen.id) return;
    if (event.buttons) this.follow(event);
    else this.finish();
  }

  up(event) {
    this.fingers.delete(event.pointerId);
    if (!this.fingers.size) this.finish(); // The canvas, too, waits for the last finger.
  }

  follow(event) {
    const { canvas } = this.pen;
    const box = canvas.getBoundingClientRect();
    const x = ((event.clientX - box.left) * canvas.width) / box.width;
    const y = ((event.clientY - box.top) * canvas.height) / box.height;
    this.stroke.points.push(Math.round(x * 10) / 10, Math.round(y * 10) / 10);
    this.tell();
  }

  finish() {
    const { stroke } = this;
    if (!stroke) return;
    stroke.down = false;
    this.stroke = null;
    setTimeout(() => this.forget(stroke), PATIENCE);
    this.tell();
  }

  forget(stroke) {
    if (!this.strokes.includes(stroke)) return;
    this.strokes = this.strokes.filter((other) => other !== stroke);
    this.tell();
  }

  tell() {
    this.news = true;
    this.plan();
  }

  plan() {
    clearTimeout(this.timer);
    if (!this.news) return;
    const pause = this.answered ? (this.stroke ? PAUSE : 0) : PATIENCE;
    const wait = this.sentAt + pause - performance.now();
    if (wait <= 0) this.send();
    else this.timer = setTimeout(() => this.plan(), wait);
  }

  send() {
    this.news = false;
    this.answered = false;
    this.sentAt = performance.now();
    this.number += 1;
    this.newest = this.strokes.at(-1)?.id ?? 0;
    const { number, sheet, canvases, strokes } = this;
    this.setStateValue("ink", { number, sheet, canvas: canvases, strokes });
  }
}
