// The one place that knows the canvas's insides, none of which is documented: an open shadow root
// somewhere in the element with the key "canvas", and in it Fabric.js' upper canvas, which takes
// the pointer, and a toolbar. A browser test looks for each. Where the canvas is not found,
// drawings are read at the end of each stroke, as without live ink.

const CANVAS_KEY = "st-key-canvas"; // Streamlit's class for an element with that key.

// The canvas that takes the pointer, or null.
function findCanvas() {
  const elements = document.querySelectorAll(`.${CANVAS_KEY} *`);
  const root = [...elements].find((element) => element.shadowRoot)?.shadowRoot;
  return root?.querySelector("canvas.upper-canvas") ?? null;
}

// The canvas that an event goes to, or null if it goes elsewhere.
function canvasOf(event) {
  const [target, ...around] = event.composedPath();
  const isOurs = around.some((node) => node.classList?.contains(CANVAS_KEY));
  return isOurs && target.matches("canvas") ? target : null;
}

// Gives the canvas a name, and takes its own toolbar away: that is invisible until hovered, lies
// over a corner where people draw, and Undo and Clear stand below the canvas.
function prepareCanvas(canvas) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", "Canvas. Draw a digit here.");
  const style = document.createElement("style");
  style.textContent = ".dc-toolbar { display: none !important; }";
  canvas.getRootNode().append(style);
}
