// A training as it goes on: how far it is, its curves, and digits read by the network as it learns.
// `digitnet/ui/watch.py` says what stands where; every element stays, so nothing flashes.

const SVG = "http://www.w3.org/2000/svg";

// Axes that fit every training, so that they never jump. Accuracy is shown by what is missing from
// 100 %, the loss by itself, both in a logarithmic scale: that shows the start and the last tenth.
const CHARTS = {
  accuracy: {
    ticks: [0, 0.5, 0.9, 0.99, 0.999],
    mark: (value) => figure(value, { style: "percent", maximumFractionDigits: 1 }),
    height: (value) => -Math.log10(Math.max(1 - value, 0.0007)) / -Math.log10(0.0007),
    say: (value) => figure(value, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  },
  loss: {
    ticks: [0.01, 0.1, 1, 10],
    mark: (value) => figure(value),
    height: (value) => (Math.log10(Math.min(Math.max(value, 0.006), 15)) + 2.22) / 3.4,
    say: (value, texts) => (value > 999 ? texts.over : precise(value, value < 100 ? 2 : 3)),
  },
};

// As the page's language writes it.
function figure(value, options) {
  return value.toLocaleString(document.documentElement.lang, options);
}

function precise(value, digits) {
  return figure(value, { minimumSignificantDigits: digits, maximumSignificantDigits: digits });
}

const KINDS = ["train", "validation"];

// What each chart shows, and the size of its picture: to measure that while drawing forces a layout
// of the page, for each chart and several times a second.
const shown = new WeakMap();
const sizes = new WeakMap();
const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const em = parseFloat(getComputedStyle(target).fontSize);
    sizes.set(target, { width: contentRect.width, height: contentRect.height, em });
    draw(target.closest(".dn-chart"));
  }
});

// The step of the moment that `learning.js` shows, for the curves to point at.
let marked = null;
globalThis.addEventListener("digitnet:step", ({ detail }) => {
  if (detail === marked) return;
  marked = detail;
  for (const chart of document.querySelectorAll(".dn-chart")) if (shown.has(chart)) point(chart);
});

export default function training({ data, parentElement }) {
  const root = parentElement.querySelector(".dn-training");
  if (!root || !data) return;
  const { texts } = data;
  root.dataset.state = data.state;
  const bar = root.querySelector(".dn-progress");
  bar.setAttribute("aria-label", texts.progress);
  bar.setAttribute("aria-valuenow", Math.round(data.part * 100));
  bar.setAttribute("aria-valuetext", data.where);
  bar.firstElementChild.style.setProperty("--dn-part", data.part);
  say(root, ".dn-where", data.where);
  say(root, ".dn-pace", data.pace);
  // While it runs, screen readers would announce this without end.
  say(root, ".dn-run .dn-aloud", data.state === "ended" ? `${data.where}. ${data.pace}` : "");
  for (const kind of KINDS) say(root, `.dn-key-${kind}`, texts[kind]);
  say(root, ".dn-why", texts.why);
  for (const chart of root.querySelectorAll(".dn-chart")) {
    shown.set(chart, data);
    if (!chart.querySelector("svg")) resized.observe(chart.appendChild(element("svg", { role: "img" })));
    draw(chart);
  }
  const list = root.querySelector(".dn-digits");
  list.setAttribute("aria-label", texts.digits);
  showDigits(list, data.digits);
}

function say(root, selector, text) {
  const element = root.querySelector(selector);
  if (element.textContent !== text) element.textContent = text;
}

// In pixels of the screen, so that labels are as large as all other text, however large the chart.
function draw(chart) {
  const { curves, steps, texts } = shown.get(chart);
  const { name } = chart.dataset;
  const svg = chart.querySelector("svg");
  const area = areaOf(svg);
  if (!area) return;
  const { width, height, em } = sizes.get(svg);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("aria-label", texts[`${name}Chart`]);
  say(chart, ".dn-name", texts[name]);
  const across = acrossOf(area, steps);
  const up = (value) => area.bottom - CHARTS[name].height(value) * (area.bottom - area.top);
  let above = Infinity;
  svg.replaceChildren(
    ...CHARTS[name].ticks.flatMap((value) => {
      const y = up(value);
      const line = element("line", { x1: area.left, x2: area.right, y1: y, y2: y });
      // Where a chart is low, not every line has room for its label.
      if (above - y < 1.1 * em) return [line];
      above = y;
      return [line, label(CHARTS[name].mark(value), { x: area.left - 0.6 * em, y, class: "dn-up" })];
    }),
    ...axis(steps, area, em, across, texts.steps),
    ...KINDS.map((kind) => {
      const curve = curveOf(curves, name, kind);
      const line = curve.map(([step, value]) => `${across(step).toFixed(1)} ${up(value).toFixed(1)}`);
      return element("path", { class: `dn-${kind}`, d: line.length ? `M${line.join("L")}` : "" });
    }),
  );
  point(chart);
  chart.querySelector(".dn-values").replaceChildren(
    ...KINDS.flatMap((kind) => {
      const curve = curveOf(curves, name, kind);
      if (!curve.length) return [];
      const value = document.createElement("b");
      value.className = `dn-of-${kind}`;
      const aloud = document.createElement("i");
      aloud.className = "dn-aloud";
      aloud.textContent = `${texts[kind]}: `;
      value.append(aloud, CHARTS[name].say(curve.at(-1)[1], texts));
      return [value];
    }),
  );
}

// Where the curves are; null before a chart is laid out, and once it is gone.
function areaOf(svg) {
  const { width, height, em } = sizes.get(svg) ?? {};
  const area = { left: 3.2 * em, right: width - 0.6 * em, top: 0.6 * em, bottom: height - 1.8 * em };
  return area.right > area.left && area.bottom > area.top ? area : null;
}

function acrossOf({ left, right }, steps) {
  return (step) => left + (step / steps) * (right - left);
}

// Marks a step, behind the curves.
function point(chart) {
  const svg = chart.querySelector("svg");
  const area = areaOf(svg);
  svg.querySelector(".dn-here")?.remove();
  if (marked === null || !area) return;
  const x = acrossOf(area, shown.get(chart).steps)(marked);
  const mark = { class: "dn-here", x1: x, x2: x, y1: area.top, y2: area.bottom };
  svg.querySelector("path")?.before(element("line", mark));
}

function curveOf(curves, name, kind) {
  return curves[kind === "train" ? name : `validation_${name}`] ?? [];
}

// Steps at round numbers, as many as there is room for, and what they are.
function axis(steps, area, em, across, title) {
  const most = Math.max(1, Math.floor((area.right - area.left) / (4 * em)));
  const power = 10 ** Math.floor(Math.log10(steps / most));
  const every = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((n) => steps / n <= most));
  const y = area.bottom + 1.1 * em;
  const made = [element("line", { class: "dn-base", x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom })];
  const end = area.right - (title.length * 0.55 + 1) * em;
  for (let step = 0; step <= steps; step += every) {
    const x = across(step);
    made.push(element("line", { class: "dn-base", x1: x, x2: x, y1: area.bottom, y2: area.bottom + 0.3 * em }));
    if (x + 1.5 * em < end) made.push(label(figure(step), { x, y, class: "dn-across" }));
  }
  return [...made, label(title, { x: area.right, y, class: "dn-up" })];
}

function label(text, attributes) {
  const made = element("text", attributes);
  made.textContent = text;
  return made;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function showDigits(list, digits) {
  while (list.children.length > digits.length) list.lastElementChild.remove();
  digits.forEach(({ image, title, read, below, state }, index) => {
    const item = list.children[index] ?? list.appendChild(newDigit());
    item.dataset.state = state;
    const picture = item.querySelector("img");
    if (picture.getAttribute("src") !== image) picture.src = image;
    picture.alt = title;
    item.querySelector(".dn-read-as").textContent = read;
    item.querySelector(".dn-below").textContent = below;
    item.title = title;
  });
}

function newDigit() {
  const item = document.createElement("div");
  item.setAttribute("role", "listitem");
  // What it is read as is in the picture's alternative text.
  item.innerHTML = `<img alt="" /><span class="dn-read-as" aria-hidden="true"></span><span class="dn-below" aria-hidden="true"></span>`;
  return item;
}
