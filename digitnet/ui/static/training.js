// A training as it goes on: how far it is, its curves, and digits read by the network as it learns.
// `digitnet/ui/watch.py` says what stands where; every element stays, so nothing flashes.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 320;
const HEIGHT = 150;

// Axes that fit every training, so that they never jump. Accuracy is told by what is missing from
// 100 %, the loss by itself, both in a logarithmic scale: that shows the start and the last tenth.
const CHARTS = {
  accuracy: {
    ticks: [[0, "0%"], [0.5, "50%"], [0.9, "90%"], [0.99, "99%"], [0.999, "99.9%"]],
    height: (value) => -Math.log10(Math.max(1 - value, 0.0007)) / -Math.log10(0.0007),
    say: (value) => `${(value * 100).toFixed(1)}%`,
  },
  loss: {
    ticks: [[0.01, "0.01"], [0.1, "0.1"], [1, "1"], [10, "10"]],
    height: (value) => (Math.log10(Math.min(Math.max(value, 0.006), 15)) + 2.22) / 3.4,
    say: (value) => (value > 999 ? "over 999" : value.toPrecision(value < 100 ? 2 : 3)),
  },
};

const KINDS = { train: "images it learns from:", validation: "images it has never seen:" };

export default function training({ data, parentElement }) {
  const root = parentElement.querySelector(".dn-training");
  if (!root || !data) return;
  root.dataset.state = data.state;
  const bar = root.querySelector(".dn-progress");
  bar.setAttribute("aria-valuenow", Math.round(data.part * 100));
  bar.setAttribute("aria-valuetext", data.where);
  bar.firstElementChild.style.setProperty("--dn-part", data.part);
  root.querySelector(".dn-where").textContent = data.where;
  root.querySelector(".dn-pace").textContent = data.pace;
  for (const chart of root.querySelectorAll(".dn-chart")) draw(chart, data);
  showDigits(root.querySelector(".dn-digits"), data.digits);
}

function draw(chart, { curves, steps }) {
  const { name } = chart.dataset;
  const { height, say } = CHARTS[name];
  const svg = chart.querySelector("svg") ?? chart.appendChild(newChart(name));
  const said = [];
  for (const [kind, label] of Object.entries(KINDS)) {
    const curve = curves[kind === "train" ? name : `validation_${name}`];
    const place = ([step, value]) =>
      `${((step / steps) * WIDTH).toFixed(1)} ${(HEIGHT * (1 - height(value))).toFixed(1)}`;
    const line = curve.map(place).join("L");
    svg.querySelector(`.dn-${kind}`).setAttribute("d", line && `M${line}`);
    if (!curve.length) continue;
    const value = say(curve.at(-1)[1]);
    said.push(`<b class="dn-of-${kind}"><i class="dn-aloud">${label}</i> ${value}</b>`);
  }
  chart.querySelector(".dn-values").innerHTML = said.join(" ");
}

function newChart(name) {
  const svg = element("svg", { viewBox: `-40 -8 ${WIDTH + 48} ${HEIGHT + 16}`, role: "img" });
  svg.setAttribute("aria-label", `The ${name} over the course of the training`);
  for (const [value, label] of CHARTS[name].ticks) {
    const y = HEIGHT * (1 - CHARTS[name].height(value));
    svg.append(element("line", { x1: 0, x2: WIDTH, y1: y, y2: y }));
    const text = element("text", { x: -6, y });
    text.textContent = label;
    svg.append(text);
  }
  svg.append(element("path", { class: "dn-train" }), element("path", { class: "dn-validation" }));
  return svg;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function showDigits(list, digits) {
  while (list.children.length > digits.length) list.lastElementChild.remove();
  digits.forEach(({ image, title, read, sure, state }, index) => {
    const item = list.children[index] ?? list.appendChild(newDigit());
    item.dataset.state = state;
    const picture = item.querySelector("img");
    if (picture.getAttribute("src") !== image) picture.src = image;
    picture.alt = title;
    item.querySelector(".dn-read-as").textContent = read;
    item.querySelector(".dn-sure").textContent = sure;
    item.title = title;
  });
}

function newDigit() {
  const item = document.createElement("div");
  item.setAttribute("role", "listitem");
  item.innerHTML = `<img alt="" /><span class="dn-read-as"></span><span class="dn-sure"></span>`;
  return item;
}
