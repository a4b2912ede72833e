// The picture with a box around each digit. A wrong box is dragged, resized, added or removed, by
// pointer or by keys, and the number is read again. Put before this file: `picture-drag.js`.
// `digitnet/ui/picture_answer.py` says what there is, `picture.py` hears of changes.

const REST = 400; // Milliseconds after a key before the server is told of a change.
const WAITING = "\u2026";
const CORNERS = ["nw", "ne", "sw", "se"];
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const hasKeys = () => matchMedia("(pointer: fine)").matches;
const shown = new WeakMap();

export default function pictureBoxes({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".dn-boxes");
  if (!element || !data) return;
  let boxes = shown.get(element);
  if (!boxes) shown.set(element, (boxes = new Boxes(element)));
  boxes.update(data, (message) => setTriggerValue("mended", message));
}

class Boxes {
  constructor(element) {
    this.find = (name) => element.querySelector(name);
    this.sheet = this.find(".dn-boxes-sheet");
    this.places = []; // The boxes' elements.
    listenForDrags(this.sheet, this);
    this.sheet.addEventListener("keydown", (event) => this.key(event));
    // A click by a key has no place where it happened.
    this.find(".dn-add").onclick = ({ detail }) => (detail ? this.wait(!this.isAdding) : this.addInTheMiddle());
    this.find(".dn-remove").onclick = () => this.remove();
    this.find(".dn-undo").onclick = () => this.undo();
  }

  update(data, tell) {
    this.tell = tell;
    const isNew = data.picture !== this.picture;
    // An answer to an earlier change does not undo a later one.
    if (!isNew && data.revision < this.change) return;
    if (isNew) {
      [this.picture, this.change, this.past, this.chosen] = [data.picture, 0, [], -1];
      this.wait(false, data.texts);
      const image = this.find("img");
      image.src = data.url;
      this.sheet.style.aspectRatio = `${data.size[0]} / ${data.size[1]}`;
      this.sheet.style.setProperty("--dn-ratio", data.size[0] / data.size[1]);
      image.classList.toggle("dn-pixels", Math.max(...data.size) < 200);
    }
    const chosen = this.boxOf(this.chosen)?.join();
    this.size = data.size;
    this.texts = data.texts;
    this.boxes = data.boxes.map((item) => ({ ...item }));
    this.told = this.boxes.map(({ box }) => box);
    this.chosen = this.boxes.findIndex(({ box }) => box.join() === chosen);
    this.sheet.setAttribute("aria-label", data.texts.label);
    for (const name of ["add", "remove", "undo"]) this.find(`.dn-${name}`).textContent = data.texts[name];
    this.draw();
  }

  boxOf(place) {
    return this.boxes?.[place]?.box;
  }

  draw() {
    const hadFocus = this.places.indexOf(document.activeElement) >= 0;
    while (this.places.length < this.boxes.length) this.places.push(this.sheet.appendChild(newBox()));
    for (const extra of this.places.splice(this.boxes.length)) extra.remove();
    const [wide, high] = this.size;
    this.boxes.forEach(({ box: [left, top, width, height], text, label, colour }, place) => {
      const element = this.places[place];
      Object.assign(element.style, {
        left: `${(left / wide) * 100}%`,
        top: `${(top / high) * 100}%`,
        width: `${(width / wide) * 100}%`,
        height: `${(height / high) * 100}%`,
      });
      element.style.setProperty("--dn-part-colour", colour);
      element.firstChild.textContent = text;
      element.setAttribute("aria-label", label);
      element.setAttribute("aria-pressed", place === this.chosen);
      element.onfocus = () => this.choose(place);
    });
    this.find(".dn-remove").disabled = this.chosen < 0;
    this.find(".dn-undo").disabled = !this.past.length;
    if (hadFocus) this.places[this.chosen]?.focus({ preventScroll: true });
  }

  choose(place) {
    if (place === this.chosen) return;
    this.chosen = place;
    this.draw();
  }

  // Whether the next drag or tap on the picture adds a box.
  wait(isAdding, texts = this.texts) {
    this.isAdding = isAdding;
    this.find(".dn-add").setAttribute("aria-pressed", isAdding);
    this.sheet.classList.toggle("dn-adding", isAdding);
    const [help, keys] = this.find(".dn-boxes-help").children;
    help.textContent = isAdding ? texts.draw : texts.mend;
    keys.textContent = isAdding || !hasKeys() ? "" : texts.keys;
  }

  add(box = [0, 0, SMALLEST, SMALLEST]) {
    this.boxes.push({ box, text: WAITING, label: WAITING, colour: "var(--dn-accent)" });
    this.chosen = this.boxes.length - 1;
    return this.chosen;
  }

  addAround([x, y]) {
    const sides = (number) => this.told.map((box) => box[number]).sort((a, b) => a - b);
    const middle = (number) => sides(number)[this.told.length >> 1];
    const width = middle(2) ?? this.size[0] / 8;
    const height = middle(3) ?? this.size[1] / 4;
    this.add(within([x - width / 2, y - height / 2, width, height], this.size));
    this.commit();
  }

  addInTheMiddle() {
    this.addAround([this.size[0] / 2, this.size[1] / 2]);
    this.places[this.chosen].focus();
  }

  draft(place, box) {
    Object.assign(this.boxes[place], { box, text: WAITING });
    this.draw();
  }

  remove() {
    if (this.chosen < 0) return;
    this.boxes.splice(this.chosen, 1);
    this.chosen = -1;
    this.commit();
  }

  undo() {
    const before = this.past.pop();
    if (!before) return;
    this.boxes = before.map((box) => ({ box, text: WAITING, label: WAITING, colour: "var(--dn-quiet)" }));
    this.chosen = -1;
    this.tellNow();
  }

  commit() {
    clearTimeout(this.timer);
    this.past.push(this.told);
    this.wait(false);
    this.tellNow();
  }

  tellNow() {
    this.told = this.boxes.map(({ box }) => box);
    this.draw();
    this.change += 1;
    this.tell({ picture: this.picture, change: this.change, boxes: this.told });
  }

  key(event) {
    if (this.chosen < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.remove();
    }
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    const by = Math.max(1, Math.round(Math.max(...this.size) / 200));
    const [left, top, width, height] = this.boxOf(this.chosen);
    const [x, y] = step.map((part) => part * by);
    const box = event.shiftKey ? [left, top, width + x, height + y] : [left + x, top + y, width, height];
    this.draft(this.chosen, within(box, this.size));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.commit(), REST);
  }
}

function newBox() {
  const box = document.createElement("button");
  box.type = "button";
  box.className = "dn-box";
  box.append(document.createElement("span"));
  for (const corner of CORNERS) {
    const handle = document.createElement("i");
    handle.dataset.corner = corner;
    box.append(handle);
  }
  return box;
}
