// Small pictures on canvases, in the page's own colours, in both schemes.
//
// A picture is {values, side}, `values` an array of 0..255, or of -127..127 where it is signed.

// In maps even faint traces should be visible.
const GAMMA = { ink: 1, map: 0.7, signed: 1 };
const RAMPS = { ink: ["paper", "ink"], map: ["track", "accent"], signed: ["against", "track", "accent"] };

// The bytes behind base64, some 40,000 for each drawing; a loop is twenty times as fast as `from`.
function bytes(text) {
  const letters = atob(text);
  const made = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i += 1) made[i] = letters.charCodeAt(i);
  return made;
}

function floats(text) {
  return new Float32Array(bytes(text).buffer);
}

function make(tag, name, text = "") {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

// A number with two decimals, as the page's language writes it. There are hundreds of them.
const formats = {};

function decimals(value) {
  const { lang } = document.documentElement;
  formats[lang] ??= new Intl.NumberFormat(lang, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: "negative",
  });
  return formats[lang].format(value).replace("-", "−");
}

function say(root, selector, text) {
  const found = root.querySelector(selector);
  if (found && found.textContent !== text) found.textContent = text;
}

// The page's colours as numbers. Style sheets name them; canvases need them spelt out.
class Colours {
  constructor(root) {
    this.probe = root.querySelector(".dn-probe");
    this.tables = {};
  }

  // Whether they have changed since the last time.
  refresh() {
    const found = {};
    for (const one of this.probe.children) found[one.className] = getComputedStyle(one).color;
    const text = JSON.stringify(found);
    if (text === this.text) return false;
    this.text = text;
    this.named = found;
    for (const [name, stops] of Object.entries(RAMPS)) {
      this.tables[name] = table(stops.map((stop) => channels(found[stop])), GAMMA[name]);
    }
    return true;
  }
}

function channels(colour) {
  const numbers = colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  // Chromium gives mixed colours in parts of one.
  return colour.startsWith("color(") ? numbers.map((part) => part * 255) : numbers;
}

// 256 colours from the first stop to the last.
function table(stops, gamma) {
  const made = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i += 1) {
    const place = (i / 255) ** gamma * (stops.length - 1);
    const from = Math.min(Math.floor(place), stops.length - 2);
    for (let c = 0; c < 3; c += 1) {
      made[3 * i + c] = stops[from][c] + (stops[from + 1][c] - stops[from][c]) * (place - from);
    }
  }
  return made;
}

// Paints a picture, a pixel of the canvas for each of its values; the style sheet enlarges it.
function paint(canvas, colours, { values, side, ramp = "map" }) {
  const width = side;
  const height = Math.max(1, Math.round(values.length / side));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const colour = colours.tables[ramp];
  const shift = ramp === "signed" ? 127.5 : 0;
  for (let i = 0; i < values.length; i += 1) {
    const at = 3 * Math.max(0, Math.min(255, Math.round(values[i] + shift)));
    for (let c = 0; c < 3; c += 1) image.data[4 * i + c] = colour[at + c];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// Weights as a signed picture: the largest one, in either direction, gets the full colour.
function signed(weights) {
  const most = weights.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-9);
  return Array.from(weights, (value) => (value / most) * 127);
}

// Puts a frame around a part of a picture; `box` is [top, left, height, width] in its pixels.
function frame(holder, box, side) {
  let mark = holder.querySelector(".dn-frame");
  if (!box) return mark?.remove();
  mark ??= holder.appendChild(make("span", "dn-frame"));
  const [top, left, height, width] = box;
  const [right, bottom] = [Math.min(side, left + width), Math.min(side, top + height)];
  const [x, y] = [Math.max(0, left), Math.max(0, top)];
  const part = (value) => `${(100 * value) / side}%`;
  Object.assign(mark.style, { left: part(x), top: part(y), width: part(right - x), height: part(bottom - y) });
}

// The pixel of a picture at a place on the screen.
function pixelAt(element, side, { clientX, clientY }) {
  const box = element.getBoundingClientRect();
  const place = (part) => Math.max(0, Math.min(side - 1, Math.floor(part * side)));
  return [place((clientY - box.top) / box.height), place((clientX - box.left) / box.width)];
}

// One pixel of a first-layer map, by the numbers of the filter that makes it. `digitnet/network/
// arithmetic.py` does the same.
function arithmetic(first, image, channel, row, column) {
  const { size, stride, padding, filters, normalisation } = first;
  const [top, left] = [stride * row - padding, stride * column - padding];
  const patch = [];
  for (let y = top; y < top + size; y += 1) {
    for (let x = left; x < left + size; x += 1) {
      patch.push(y >= 0 && y < 28 && x >= 0 && x < 28 ? image[28 * y + x] / 255 : 0);
    }
  }
  const weights = filters.slice(channel * size * size, (channel + 1) * size * size);
  const products = patch.map((value, i) => value * weights[i]);
  const sum = products.reduce((total, value) => total + value, 0);
  const count = normalisation.length / 4;
  const [mean, deviation, scale, shift] = [0, 1, 2, 3].map((n) => normalisation[n * count + channel]);
  const value = ((sum - mean) / deviation) * scale + shift;
  return { patch, weights, products, sum, mean, deviation, scale, shift, value, box: [top, left, size, size] };
}
