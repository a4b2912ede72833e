// The wall: keeps what it shows equal to what the server says is there. A drawing has its place
// until it goes; a new one takes the place that is free longest.

"use strict";

const SETTINGS = JSON.parse(document.getElementById("settings").textContent);
const SVG = "http://www.w3.org/2000/svg";
const wall = document.getElementById("wall");
const cards = new Map();
let isPaused = false;

function follow() {
  const events = new EventSource(`./api/wall?lang=${document.documentElement.lang}`);
  events.onmessage = (event) => show(JSON.parse(event.data));
  // Browsers give up for good when a server answers with an error: full, or just starting.
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(follow, 2000);
  };
}

function show({ numbers, changed, paused, presenter, problem }) {
  const there = new Set(numbers);
  for (const [number, card] of cards) {
    if (there.has(number)) continue;
    cards.delete(number);
    card.replaceWith(document.createElement("div"));
  }
  for (const entry of changed) put(entry);
  document.body.classList.toggle("empty", cards.size === 0);
  document.body.classList.toggle("presenter", presenter);
  document.querySelector(".controls").hidden = !presenter;
  isPaused = paused;
  const problems = document.getElementById("problem");
  problems.textContent = problem;
  problems.hidden = !problem;
  const { texts } = SETTINGS;
  document.getElementById("pause").textContent = paused ? texts["go on"] : texts.pause;
  document.getElementById("clear").textContent = texts.clear;
}

function put(entry) {
  for (const other of wall.querySelectorAll(".new")) other.classList.remove("new");
  const card = cardOf(entry);
  const before = cards.get(entry.number) ?? wall.querySelector(":scope > div");
  if (before) before.replaceWith(card);
  else wall.append(card);
  cards.set(entry.number, card);
}

function cardOf({ number, strokes, pen, text, percent, held }) {
  const card = document.createElement("article");
  card.className = held ? "new held" : "new";
  card.classList.toggle("unseen", strokes.length === 0);
  const isNumber = text?.length > 1;
  card.classList.toggle("number", isNumber);
  const svg = document.createElementNS(SVG, "svg");
  const [top, height] = isNumber ? span(strokes, pen) : [0, SETTINGS.box];
  svg.setAttribute("viewBox", `0 ${top} ${SETTINGS.box} ${height}`);
  svg.setAttribute("aria-hidden", "true");
  // All strokes together take a second, one after the other.
  const lengths = strokes.map((stroke) => stroke.length);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  let drawn = 0;
  strokes.forEach((stroke, index) => {
    const path = document.createElementNS(SVG, "path");
    const [first, ...rest] = stroke;
    const line = (rest.length ? rest : [first]).map(([x, y]) => `L${x} ${y}`).join("");
    path.setAttribute("d", `M${first[0]} ${first[1]}${line}`);
    path.setAttribute("pathLength", "1");
    path.style.strokeWidth = pen;
    path.style.setProperty("--after", `${drawn / all}s`);
    path.style.setProperty("--for", `${lengths[index] / all}s`);
    drawn += lengths[index];
    svg.append(path);
  });
  const read = document.createElement("p");
  read.className = "read";
  const { texts } = SETTINGS;
  if (text !== null) read.append(element("b", text));
  read.append(element("span", held ? texts.held : text === null ? texts["no digit"] : percent));
  const own = element("div", "");
  own.className = "own";
  if (held) own.append(button(texts.show, { action: "show", number }));
  own.append(button(texts.hide, { action: "hide", number }));
  card.append(svg, read, own);
  return card;
}

// Where the ink is from top to bottom: a number is wide, so that most of the box is empty.
function span(strokes, pen) {
  const heights = strokes.flat().map(([, y]) => y);
  const top = Math.min(...heights) - pen;
  return [top, Math.max(...heights) + pen - top];
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function button(text, order) {
  const made = element("button", text);
  made.type = "button";
  made.addEventListener("click", () => send(order));
  return made;
}

function send(order) {
  fetch("./api/wall", { method: "POST", body: JSON.stringify(order) }).catch(() => {});
}

document.getElementById("pause").addEventListener("click", () => {
  send({ action: isPaused ? "go on" : "pause" });
});
document.getElementById("clear").addEventListener("click", () => send({ action: "clear" }));
follow();
