// The way through the network: the image, the feature maps of each layer, scores, probabilities.

const GAP = 6; // Pixels between two small pictures.

class Way {
  // `view` has the data and the colours, and is told which map was pointed at.
  constructor(view, root) {
    this.view = view;
    this.root = root;
    this.steps = root.querySelector(".dn-steps");
    this.rows = new Map(); // From each layer's name to its row.
    this.image = this.steps.appendChild(step("dn-step-image"));
    const holder = make("div", "dn-whole");
    holder.append(make("canvas"));
    this.image.querySelector(".dn-content").append(holder);
    this.layers = this.steps.appendChild(make("div", "dn-layers"));
    this.scores = this.steps.appendChild(step("dn-step-scores"));
    this.chances = this.steps.appendChild(step("dn-step-chances"));
    this.places = 0; // How many maps of a layer have room side by side; 0 until it is measured.
    new ResizeObserver(() => {
      this.places = 0;
      this.show();
    }).observe(this.layers);
  }

  show() {
    const { data, image, colours } = this.view;
    if (!data) return;
    const { texts } = data;
    say(this.root, "h2", texts.way);
    label(this.image, texts.image, texts.imageSize, texts.imageMeaning);
    label(this.scores, texts.scores, texts.scoresSize, texts.scoresMeaning);
    label(this.chances, texts.chances, texts.chancesSize, texts.chancesMeaning);
    const canvas = this.image.querySelector("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", texts.image);
    paint(canvas, colours, { values: image, side: 28, ramp: "ink" });
    const rows = data.layers.map((layer) => this.row(layer));
    // To measure anything, the browser has to lay out the page: not for each row, nor each time.
    if (rows.length) this.places ||= measure(rows[0].querySelector(".dn-content"));
    data.layers.forEach((layer, number) => this.fill(rows[number], layer));
    scoreBars(this.scores.querySelector(".dn-content"), data);
    chanceBars(this.chances.querySelector(".dn-content"), data);
  }

  row(layer) {
    let row = this.rows.get(layer.name);
    if (!row) {
      row = this.layers.appendChild(step("dn-step-layer"));
      row.dataset.layer = layer.name;
      this.rows.set(layer.name, row);
      const list = row.querySelector(".dn-content");
      list.setAttribute("role", "group");
      list.addEventListener("keydown", (event) => walk(event, list));
    }
    return row;
  }

  fill(row, layer) {
    label(row, layer.title, layer.size, layer.meaning);
    const list = row.querySelector(".dn-content");
    list.setAttribute("aria-label", layer.label);
    const count = Math.min(this.places || 1, layer.count);
    while (list.children.length > count) list.lastElementChild.remove();
    for (let place = 0; place < count; place += 1) {
      const button = list.children[place] ?? list.appendChild(this.button(layer.name, place));
      const channel = layer.channels[place];
      button.dataset.channel = channel;
      const name = fill(this.view.data.texts.mapLabel, { number: channel + 1 });
      if (button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
      const isOpen = String(this.view.isOpen(layer.name, channel));
      if (button.getAttribute("aria-pressed") !== isOpen) button.setAttribute("aria-pressed", isOpen);
      paint(button.firstElementChild, this.view.colours, this.view.map(layer, channel));
    }
  }

  button(layer, place) {
    const button = make("button", "dn-map");
    button.type = "button";
    button.tabIndex = place ? -1 : 0;
    button.append(make("canvas"));
    const channel = () => Number(button.dataset.channel);
    button.addEventListener("click", () => this.view.open(layer, channel(), true));
    // A pointer that only passes over a map asks the server for nothing.
    button.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse" && !event.buttons) this.view.point(layer, channel());
    });
    button.addEventListener("pointerleave", () => this.view.point(null));
    return button;
  }
}

// How many maps have room side by side in a row; 0 if it is not shown.
function measure(list) {
  const size = parseFloat(getComputedStyle(list).getPropertyValue("--dn-map")) || 44;
  return list.clientWidth && Math.max(1, Math.floor((list.clientWidth + GAP) / (size + GAP)));
}

// One step of the way: its name and what it is on the left, what it shows on the right.
function step(name) {
  const made = make("div", `dn-step ${name}`);
  const words = made.appendChild(make("div", "dn-step-words"));
  words.append(make("b"), " ", make("span", "dn-size"), make("p"));
  made.append(make("div", "dn-content"));
  return made;
}

function label(row, title, size, meaning) {
  say(row, "b", title);
  say(row, ".dn-size", size);
  say(row, "p", meaning);
}

// Arrow keys walk along a row of maps, which is one stop for the Tab key.
function walk(event, list) {
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  const places = [...list.children];
  const next = places[places.indexOf(event.target) + steps[event.key]];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  for (const each of places) each.tabIndex = each === next ? 0 : -1;
  next.focus();
}

// Eleven scores, to the right of the middle if they speak for the digit.
function scoreBars(holder, { scores, bars }) {
  const most = Math.max(1, ...scores.map(({ value }) => Math.abs(value)));
  bars.forEach((bar, number) => {
    const row = holder.children[number] ?? holder.appendChild(barRow("dn-score"));
    const score = scores[number];
    const part = score ? score.value / most : 0;
    row.classList.toggle("dn-wins", bar.wins);
    row.style.setProperty("--dn-part", Math.abs(part).toFixed(3));
    row.classList.toggle("dn-less", part < 0);
    say(row, ".dn-name", bar.name);
    say(row, ".dn-share", score?.text ?? "");
  });
}

function chanceBars(holder, { bars }) {
  bars.forEach((bar, number) => {
    const row = holder.children[number] ?? holder.appendChild(barRow("dn-chance"));
    row.classList.toggle("dn-wins", bar.wins);
    row.style.setProperty("--dn-part", bar.part);
    say(row, ".dn-name", bar.name);
    say(row, ".dn-share", bar.share);
  });
}

function barRow(kind) {
  const row = make("div", `dn-line-bar ${kind}`);
  const track = make("span", "dn-rail");
  track.append(make("span", "dn-amount"));
  row.append(make("span", "dn-name"), track, make("span", "dn-share"));
  return row;
}
