// One feature map in large, its filter, the arithmetic of its pixels, and what excites it most.

class Lens {
  constructor(view, root) {
    this.view = view;
    this.root = root;
    this.parts = root.querySelector(".dn-glass-parts");
    this.big = root.querySelector(".dn-big");
    this.pixel = null; // The one that is pointed at: [row, column].
    const follow = (event) => this.follow(event);
    this.big.addEventListener("pointermove", follow);
    this.big.addEventListener("pointerdown", follow);
    this.close = root.appendChild(make("button", "dn-close", "×"));
    this.close.type = "button";
    this.close.addEventListener("click", () => root.classList.remove("dn-raised"));
  }

  follow(event) {
    const layer = this.view.openLayer();
    if (!layer) return;
    const pixel = pixelAt(this.big, layer.side, event);
    if (String(pixel) === String(this.pixel)) return;
    this.pixel = pixel;
    this.show();
  }

  show() {
    const { data, details } = this.view;
    const { texts } = data;
    const layer = this.view.openLayer();
    say(this.root, "h2", texts.lens);
    say(this.root, ".dn-hint", texts.lensHint);
    this.close.setAttribute("aria-label", texts.tourEnd);
    this.root.querySelector(".dn-hint").hidden = Boolean(layer);
    this.parts.hidden = !layer;
    if (!layer) return;
    const { channel } = this.view.opened;
    const picture = this.view.map(layer, channel);
    say(this.parts, "h3", `${layer.title} · ${fill(texts.mapLabel, { number: channel + 1 })}`);
    paint(this.big.firstElementChild, this.view.colours, picture);
    this.showPixel(layer, channel, picture);
    const detail = details.get(`${layer.name} ${channel}`);
    this.showFilter(layer, channel, detail);
    this.showExamples(detail);
  }

  showPixel(layer, channel, picture) {
    const { data, first, image, way } = this.view;
    const { texts } = data;
    const isFirst = layer === data.layers[0] && first;
    const sums = this.parts.querySelector(".dn-sums");
    const [row, column] = this.pixel ?? strongest(picture);
    const here = [Math.min(row, layer.side - 1), Math.min(column, layer.side - 1)];
    const value = (picture.values[here[0] * layer.side + here[1]] / 255) * layer.highest;
    const shown = { row: here[0] + 1, column: here[1] + 1, value: decimals(value) };
    say(this.parts, ".dn-pixel", `${fill(texts.pixel, shown)} ${this.pixel ? "" : texts.mapPixelHint}`);
    frame(this.big, [...here, 1, 1], layer.side);
    const [field, step, start] = layer.field;
    const box = [start + step * here[0], start + step * here[1], field, field];
    frame(way.image.querySelector(".dn-whole"), box, 28);
    sums.hidden = !isFirst;
    if (isFirst) showArithmetic(sums, arithmetic(first, image, channel, ...here), this.view);
  }

  showFilter(layer, channel, detail) {
    const { data, colours, first } = this.view;
    const canvas = this.parts.querySelector(".dn-filter canvas");
    say(this.parts, ".dn-filter-title", data.texts.filter);
    say(this.parts, ".dn-filter-text", detail?.filterText ?? "");
    let { filter, filterSize: size = 0 } = detail ?? {};
    // The first layer's filters are there already, and are shown with their numbers.
    const isFirst = layer === data.layers[0] && first;
    canvas.parentElement.hidden = !filter || isFirst;
    if (filter && !isFirst) mosaic(canvas, colours, floats(filter), size);
  }

  showExamples(detail) {
    const { data, colours } = this.view;
    const list = this.parts.querySelector(".dn-excites");
    const examples = detail?.examples ?? [];
    say(this.parts, ".dn-excites-title", data.texts.excites);
    say(this.parts, ".dn-excites-later", examples.length ? "" : data.texts.excitesLater);
    while (list.children.length > examples.length) list.lastElementChild.remove();
    examples.forEach(({ image, label, box }, number) => {
      const holder = list.children[number] ?? list.appendChild(make("div", "dn-whole"));
      if (!holder.firstElementChild) holder.append(make("canvas"));
      holder.firstElementChild.setAttribute("role", "img");
      holder.firstElementChild.setAttribute("aria-label", String(label));
      paint(holder.firstElementChild, colours, { values: bytes(image), side: 28, ramp: "ink" });
      frame(holder, box, 28);
    });
  }
}

function strongest({ values, side }) {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i] > values[best]) best = i;
  return [Math.floor(best / side), best % side];
}

// A filter of a later layer: its weights for each map before, side by side with a gap.
function mosaic(canvas, colours, weights, size) {
  const count = weights.length / (size * size);
  const across = Math.min(16, count);
  const [cell, rows] = [size + 1, Math.ceil(count / across)];
  const side = across * cell - 1;
  const values = new Float32Array(side * (rows * cell - 1));
  const scaled = signed(weights);
  for (let i = 0; i < scaled.length; i += 1) {
    const [number, inside] = [Math.floor(i / (size * size)), i % (size * size)];
    const y = Math.floor(number / across) * cell + Math.floor(inside / size);
    values[y * side + (number % across) * cell + (inside % size)] = scaled[i];
  }
  paint(canvas, colours, { values, side, ramp: "signed" });
}

// Pixels times weights is products, in numbers, and what comes of their sum.
function showArithmetic(holder, sums, view) {
  const { texts } = view.data;
  const parts = [["patch", "ink"], ["weights", "signed"], ["products", "signed"]];
  parts.forEach(([name, ramp], number) => {
    const grid = holder.children[number] ?? holder.appendChild(numberGrid());
    const caption = grid.querySelector("figcaption");
    if (caption.textContent !== texts[name]) caption.textContent = texts[name];
    const shades = ramp === "ink" ? sums[name].map((value) => value * 255) : signed(sums[name]);
    numbers(grid.querySelector(".dn-cells"), sums[name], shades, ramp, view.colours);
  });
  const words = holder.children[3] ?? holder.appendChild(make("div", "dn-sum"));
  if (!words.children.length) words.append(make("p"), make("p"), make("p"), make("p"));
  const shown = Object.fromEntries(
    ["sum", "mean", "deviation", "scale", "shift"].map((name) => [name, inBrackets(sums[name])]),
  );
  // What comes out stands alone.
  const [sum, value, kept] = [sums.sum, sums.value, Math.max(0, sums.value)].map(decimals);
  const lines = [
    fill(texts.sum, { sum }),
    fill(texts.normalised, { ...shown, value }),
    fill(texts.cut, { value: kept }),
    texts.rounded,
  ];
  lines.forEach((text, number) => {
    if (words.children[number].textContent !== text) words.children[number].textContent = text;
  });
}

// A number as it stands in a calculation.
function inBrackets(value) {
  const text = decimals(value);
  return text.startsWith("−") ? `(${text})` : text;
}

function numberGrid() {
  const grid = make("figure", "dn-grid");
  grid.append(make("figcaption"), make("div", "dn-cells"));
  return grid;
}

// The luminance of a colour as WCAG defines it; above 0.179, black is easier to read than white.
function luminance(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

// Numbers in cells that are coloured as the picture is.
function numbers(holder, values, shades, ramp, colours) {
  const colour = colours.tables[ramp];
  values.forEach((value, i) => {
    const cell = holder.children[i] ?? holder.appendChild(make("span"));
    const text = decimals(value);
    if (cell.textContent !== text) cell.textContent = text;
    const at = 3 * Math.max(0, Math.min(255, Math.round(shades[i] + (ramp === "signed" ? 127.5 : 0))));
    const [red, green, blue] = colour.slice(at, at + 3);
    cell.style.background = `rgb(${red}, ${green}, ${blue})`;
    cell.style.color = luminance([red, green, blue]) > 0.179 ? "#000000" : "#ffffff";
  });
}
