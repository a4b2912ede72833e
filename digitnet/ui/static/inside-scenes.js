// The pictures of the guided tour, one for each step.

const CELL = 32; // Pixels of the canvas for each pixel with its number.

// A picture of the scene, made when it is first needed.
function picture(scene, name, content, ramp, colours) {
  let holder = scene.querySelector(`.dn-scene-${name}`);
  if (!holder) {
    holder = scene.appendChild(make("div", `dn-whole dn-scene-${name}`));
    holder.append(make("canvas"));
    holder.firstElementChild.setAttribute("aria-hidden", "true");
  }
  if (content) paint(holder.firstElementChild, colours, { ...content, ramp });
  return holder;
}

// Each scene is drawn anew for each place of what moves in it; without a place it stands still.
const SCENES = {
  pixels(scene, { image, colours }) {
    const canvas = picture(scene, "pixels").firstElementChild;
    canvas.width = canvas.height = 28 * CELL;
    const context = canvas.getContext("2d");
    context.font = `${CELL * 0.48}px "Source Sans", sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const colour = colours.tables.ink;
    image.forEach((value, i) => {
      const [x, y] = [(i % 28) * CELL, Math.floor(i / 28) * CELL];
      context.fillStyle = `rgb(${colour.slice(3 * value, 3 * value + 3)})`;
      context.fillRect(x, y, CELL - 1, CELL - 1);
      context.fillStyle = colours.named[value > 110 ? "paper" : "ink"];
      context.globalAlpha = value ? 1 : 0.35;
      context.fillText(value, x + CELL / 2, y + CELL / 2);
      context.globalAlpha = 1;
    });
  },

  filter(scene, view, place) {
    const { image, colours, first, data } = view;
    const whole = picture(scene, "image", { values: image, side: 28 }, "ink", colours);
    const sums = scene.querySelector(".dn-sums") ?? scene.appendChild(make("div", "dn-sums"));
    const layer = data.layers[0];
    sums.hidden = !(layer && first);
    if (sums.hidden) return frame(whole, null);
    const channel = layer.channels[0];
    const map = view.map(layer, channel);
    // Where there is no ink, there is nothing to multiply.
    const [row, column] = walkOver(map, place, (y, x) =>
      arithmetic(first, image, channel, y, x).patch.some((value) => value > 0),
    );
    const found = arithmetic(first, image, channel, row, column);
    frame(whole, found.box, 28);
    showArithmetic(sums, found, view);
  },

  map(scene, view, place) {
    const { image, colours, data, first } = view;
    const whole = picture(scene, "image", { values: image, side: 28 }, "ink", colours);
    const layer = data.layers[0];
    if (!layer || !first) return frame(whole, null);
    const one = view.map(layer, layer.channels[0]);
    const many = one.values.length;
    // It rests for a while when it is complete.
    const now = place === null ? many : Math.min(place % (many + 60), many);
    const values = one.values.map((value, i) => (i <= now ? value : 0));
    const grown = picture(scene, "one", { values, side: one.side }, "map", colours);
    const at = now < many ? [Math.floor(now / one.side), now % one.side] : null;
    frame(grown, at && [...at, 1, 1], one.side);
    frame(whole, at && arithmetic(first, image, layer.channels[0], ...at).box, 28);
    const others = scene.querySelector(".dn-scene-others") ?? scene.appendChild(make("div", "dn-scene-others"));
    layer.channels.slice(1, 9).forEach((channel, number) => {
      const canvas = others.children[number] ?? others.appendChild(make("canvas"));
      paint(canvas, colours, view.map(layer, channel));
    });
  },

  pooling(scene, view, place) {
    const { colours, data } = view;
    const number = data.layers.findIndex(({ name }) => name === "pooling 1");
    if (number < 1) return;
    const [before, after] = [data.layers[number - 1], data.layers[number]];
    const channel = after.channels[0];
    const large = view.map(before, channel);
    const small = view.map(after, channel);
    const from = picture(scene, "before", large, "map", colours);
    const to = picture(scene, "after", small, "map", colours);
    const at = walkOver(small, place, (row, column) => small.values[row * small.side + column] > 0);
    frame(from, [2 * at[0], 2 * at[1], 2, 2], large.side);
    frame(to, [...at, 1, 1], small.side);
  },

  scores: (scene, { data }) => scoreBars(bars(scene), data),
  chances: (scene, { data }) => chanceBars(bars(scene), data),

  looked(scene, { image, data, colours }) {
    picture(scene, "image", { values: image, side: 28 }, "ink", colours);
    const { looked } = data;
    if (!looked) return;
    const values = new Int8Array(bytes(looked.attribution).buffer);
    picture(scene, "looked", { values, side: 28 }, "signed", colours);
    const text = scene.querySelector("p") ?? scene.appendChild(make("p"));
    text.textContent = looked.text;
  },
};

function bars(scene) {
  return scene.querySelector(".dn-scene-bars") ?? scene.appendChild(make("div", "dn-scene-bars"));
}

// The pixels of a map that are worth showing, one after the other; standing still, the strongest.
function walkOver(map, place, isWorth) {
  const all = Array.from(map.values, (_, i) => [Math.floor(i / map.side), i % map.side]);
  const pixels = place === null ? [] : all.filter(([row, column]) => isWorth(row, column));
  return pixels.length ? pixels[place % pixels.length] : strongest(map);
}
