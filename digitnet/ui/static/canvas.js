// The one place that knows the canvas's insides, none of which is documented: an open shadow root
// somewhere in the element with the key "canvas", and in it Fabric.js' upper canvas, which takes
// the pointer, and a toolbar. A browser test looks for each. Where the canvas is not recognised it
// takes the pointer itself, and the server reads what it reports at the end of each stroke.

const CANVAS_KEY = "st-key-canvas"; // Streamlit's class for an element with that key.
const NATIVE = ["mousedown", "touchstart", "dblclick"]; // What makes Fabric.js draw or save.
const METHODS = ["add", "remove", "getObjects", "getCenterPoint", "requestRenderAll"];
const STROKES = ["onMouseDown", "onMouseMove", "onMouseUp"];

// The canvas that takes the pointer, or null.
function findCanvas() {
  const elements = document.querySelectorAll(`.${CANVAS_KEY} *`);
  const root = [...elements].find((element) => element.shadowRoot)?.shadowRoot;
  return root?.querySelector("canvas.upper-canvas") ?? null;
}

// Whether an event goes to the canvas.
function isOnCanvas(event) {
  const [target, ...around] = event.composedPath();
  return around.some((node) => node.classList?.contains(CANVAS_KEY)) && target.matches("canvas");
}

// The Fabric.js object of a canvas, or null. The component keeps it to itself, but Fabric.js calls
// its listeners with itself as `this`, and the component listens to double clicks, upon which it
// only looks whether anything has changed.
function fabricOf(element) {
  const { call } = Function.prototype;
  let fabric = null;
  Function.prototype.call = function (self, ...rest) {
    if (self?.upperCanvasEl === element) fabric = self;
    return Reflect.apply(this, self, rest);
  };
  try {
    element.dispatchEvent(new MouseEvent("dblclick", { detail: 2 }));
  } finally {
    Function.prototype.call = call;
  }
  const knows = (object, names) => names.every((name) => typeof object?.[name] === "function");
  return knows(fabric, METHODS) && knows(fabric.freeDrawingBrush, STROKES) ? fabric : null;
}

// One canvas: what it shows, and its brush. A stroke is {points: [x, y, x, y, ...], width}, in the
// canvas's own units.
class Paper {
  // The paper of a canvas, or null if it is not recognised.
  static of(element) {
    const fabric = fabricOf(element);
    return fabric && new Paper(element, fabric);
  }

  constructor(element, fabric) {
    this.element = element;
    this.fabric = fabric;
    this.side = element.width;
    this.Point = fabric.getCenterPoint().constructor;
    this.shown = new Map(); // From each stroke to its object.
    this.sketch = null; // The stroke that the brush is drawing.
    this.listening = new AbortController();
    const options = { capture: true, passive: false, signal: this.listening.signal };
    for (const type of NATIVE) element.addEventListener(type, keepFromFabric, options);
  }

  release() {
    this.listening.abort();
  }

  // Whether it is still in the page; the component disposes of a canvas when it rebuilds it.
  get isThere() {
    return this.element.isConnected && !this.fabric.disposed;
  }

  get penWidth() {
    return this.fabric.freeDrawingBrush.width;
  }

  // Where on the canvas an event is, to a tenth of a unit.
  place({ clientX, clientY }) {
    // Between two canvases, a stroke goes on where the first one was.
    if (this.isThere) this.box = this.element.getBoundingClientRect();
    const { box, side } = this;
    const x = ((clientX - box.left) * side) / box.width;
    const y = ((clientY - box.top) * side) / box.height;
    return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
  }

  // Makes the canvas show these strokes, and nothing else but the one in progress.
  show(strokes, sketch) {
    const { fabric } = this;
    const wanted = new Set(strokes.map((stroke) => this.shown.get(stroke)));
    const foreign = fabric.getObjects().filter((object) => !wanted.has(object));
    if (foreign.length) fabric.remove(...foreign);
    const there = new Set(fabric.getObjects());
    const missing = strokes.filter((stroke) => !there.has(this.shown.get(stroke)));
    for (const stroke of missing) {
      this.begin(stroke);
      this.end(stroke);
    }
    if (sketch && (missing.length || this.sketch !== sketch)) this.begin(sketch);
    this.shown = new Map(strokes.map((stroke) => [stroke, this.shown.get(stroke)]));
    if (foreign.length || missing.length) fabric.requestRenderAll();
  }

  // Puts the brush down and draws the stroke so far.
  begin(stroke) {
    const { points, width } = stroke;
    const brush = this.fabric.freeDrawingBrush;
    // The component may replace it before the stroke ends, when the pen's width is changed.
    this.brush = brush;
    this.sketch = stroke;
    const usual = brush.width;
    brush.width = width;
    this.restore = () => (brush.width = usual);
    brush.onMouseDown(this.point(points), MAIN);
    for (let i = 2; i < points.length; i += 2) this.extend(points.slice(i, i + 2));
  }

  extend(point) {
    if (!this.isThere) return;
    this.brush.onMouseMove(this.point(point), MAIN);
  }

  end(stroke) {
    const before = this.fabric.getObjects().length;
    this.brush.onMouseUp(MAIN);
    this.restore();
    this.sketch = null;
    const objects = this.fabric.getObjects();
    if (objects.length > before) this.shown.set(stroke, objects.at(-1));
  }

  point([x, y]) {
    return new this.Point(x, y);
  }
}

const MAIN = { e: { isPrimary: true } }; // What the brush asks of an event.

// The pen decides which pointer draws. A touch would also scroll, zoom, and end in a mouse click.
function keepFromFabric(event) {
  event.stopImmediatePropagation();
  if (event.type === "touchstart") event.preventDefault();
}

// Gives the canvas a name, and takes its own toolbar away: that is invisible until hovered, lies
// over a corner where people draw, and Undo and Clear stand below the canvas.
function prepareCanvas(canvas, name) {
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", name);
  addStyle(canvas, ".dc-toolbar { display: none !important; }");
}

// Puts elements over the canvas, in its own units, with their style; returns where they are.
function layOver(canvas, html, css) {
  canvas.insertAdjacentHTML("afterend", html);
  addStyle(canvas, css);
  return canvas.parentElement;
}

function addStyle(canvas, css) {
  const style = document.createElement("style");
  style.textContent = css;
  canvas.getRootNode().append(style);
}
