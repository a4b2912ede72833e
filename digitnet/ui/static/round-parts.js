// What phones and walls have in common in rounds: elements, pictures, the clock.

function make(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children.filter((child) => child !== null));
  return made;
}

function press(text, pressed) {
  const made = make("button", "", text);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

// A sentence, its {names} filled in.
function fill(sentence, values = {}) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A drawing: its strokes and the width of its pen, in a box of this side.
function sketchOf([strokes, pen], side) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("class", "sketch");
  svg.setAttribute("aria-hidden", "true");
  for (const [first, ...rest] of strokes) {
    const path = document.createElementNS(space, "path");
    const line = (rest.length ? rest : [first]).map(([x, y]) => `L${x} ${y}`).join("");
    path.setAttribute("d", `M${first[0]} ${first[1]}${line}`);
    path.setAttribute("stroke-width", pen);
    svg.append(path);
  }
  return svg;
}

// An image: base64 of 28×28 bytes, ink on nothing.
function imageOf(text) {
  const canvas = make("canvas", "image-of-round");
  Object.assign(canvas, { width: 28, height: 28 });
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(28, 28);
  [...atob(text)].forEach((character, index) => {
    const ink = character.charCodeAt(0);
    pixels.data.set([ink, ink, ink, 255], 4 * index);
  });
  context.putImageData(pixels, 0, 0);
  return canvas;
}

// What is left of a step: the server says it, and from then on it runs here.
class Clock {
  constructor() {
    this.bar = make("span", "clock-left");
    this.element = make("div", "clock", this.bar);
    this.number = make("span", "clock-number");
    setInterval(() => this.tell(), 200);
  }

  set(left, seconds) {
    this.until = performance.now() + 1000 * left;
    this.running?.cancel();
    const frames = [{ transform: `scaleX(${left / seconds})` }, { transform: "scaleX(0)" }];
    this.running = this.bar.animate(frames, { duration: 1000 * left, fill: "forwards" });
    this.tell();
  }

  tell() {
    const left = Math.max(0, Math.ceil((this.until - performance.now()) / 1000));
    const text = Number.isFinite(left) ? String(left) : "";
    if (this.number.textContent !== text) this.number.textContent = text;
  }
}

// What most of the room takes a drawing for, or null without votes.
function roomOf(votes) {
  const most = Math.max(...votes);
  return most ? votes.indexOf(most) : null;
}

// What is said of the drawing that most people read and the network does not.
function bestOf(drawing, texts) {
  return roomOf(drawing.votes) === drawing.meant ? fill(texts.best, drawing) : texts.not_agreed;
}
