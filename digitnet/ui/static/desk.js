// What belongs to the canvas besides ink: its name, the keyboard, and an exhibit's clean sheet.
// Undo and Clear are pressed on the page, so that they do what the buttons do. `canvas.js`, put
// before this file, knows the canvas.

const desks = new WeakMap(); // Streamlit calls the function below again with every new data.

export default function desk({ data, parentElement }) {
  if (!desks.has(parentElement)) desks.set(parentElement, new Desk());
  desks.get(parentElement).kiosk = data.kiosk;
  return () => {
    desks.get(parentElement)?.end();
    desks.delete(parentElement);
  };
}

class Desk {
  constructor() {
    this.listening = new AbortController();
    const options = { capture: true, signal: this.listening.signal };
    window.addEventListener("keydown", (event) => this.key(event), options);
    for (const type of ["pointerdown", "pointermove", "pointerup"]) {
      window.addEventListener(type, (event) => this.touched(event), options);
    }
    this.looking = setInterval(() => this.look(), 250);
  }

  end() {
    this.listening.abort();
    clearInterval(this.looking);
    clearTimeout(this.idle);
  }

  // The canvas comes after this component, and may be built anew.
  look() {
    const canvas = findCanvas();
    if (canvas && canvas !== this.canvas) prepareCanvas(canvas);
    this.canvas = canvas;
  }

  touched(event) {
    const drawing = event.type !== "pointerup" && event.buttons > 0;
    if (event.type === "pointerdown") this.drawing = canvasOf(event) !== null;
    if (!this.drawing) return;
    clearTimeout(this.idle);
    if (drawing) return;
    this.drawing = false;
    if (this.kiosk) this.idle = setTimeout(() => press("clear"), this.kiosk * 1000);
  }

  key(event) {
    const writing = "textarea, [contenteditable], input:not([type=range], [type=radio])";
    if (this.drawing || event.composedPath()[0].matches?.(writing)) return;
    if (document.querySelector("[role=dialog], [role=listbox], [role=menu]")) return;
    const undo = (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (undo && event.key.toLowerCase() === "z") press("undo");
    else if (event.key === "Escape" || event.key === "Delete") press("clear");
  }
}

function press(key) {
  document.querySelector(`.st-key-${key} button`)?.click();
}
