// Where a stroke that joins two digits may be cut, and the exit at its end, exactly as
// `digitnet/drawing/cuts.py` and `exits.py` have them, which also say why; change both or neither.

// The parts of a stroke, in the order in which they were drawn; `height` is that of the digits.
function cut(stroke, height) {
  const { MIN_WIDTH, STEP } = RULES.cuts;
  if (stroke.length < 2 || spread(stroke, 0) < MIN_WIDTH * height) return [stroke];
  const line = dense(stroke, STEP * height);
  const places = cutPlaces(line, height).sort((one, other) => one - other);
  if (!places.length) return [stroke];
  const edges = [0, ...places, line.length - 1];
  return edges.slice(1).map((end, place) => line.slice(edges[place], end + 1));
}

// The same line with a point at least every `step`.
function dense(stroke, step) {
  const line = [];
  for (let i = 1; i < stroke.length; i += 1) {
    const [[x, y], [endX, endY]] = [stroke[i - 1], stroke[i]];
    const count = Math.max(1, Math.ceil(Math.hypot(endX - x, endY - y) / step));
    for (let part = 0; part < count; part += 1) {
      const share = part / count;
      line.push([x + (endX - x) * share, y + (endY - y) * share]);
    }
  }
  return [...line, stroke.at(-1)];
}

// The places with the least overlap, each the best one within reach of a digit's width.
function cutPlaces(line, height) {
  const { MOST_OVERLAP, MIN_HEIGHT, LEVEL, MOST_CUTS } = RULES.cuts;
  const x = line.map((point) => point[0]);
  const y = line.map((point) => point[1]);
  const forth = overlapsOf(x);
  // Writing may also go from right to left.
  const back = overlapsOf(x.map((value) => -value));
  const overlaps = forth.map((overlap, place) => Math.min(overlap, back[place]) / height);
  const before = spreads(y);
  const after = spreads([...y].reverse()).reverse();
  const possible = overlaps.map((overlap, place) => {
    const [one, other] = [before[place] / height, after[place] / height];
    const isHigh = Math.min(one, other) >= MIN_HEIGHT && Math.max(one, other) >= 2 * MIN_HEIGHT;
    return isHigh && overlap <= MOST_OVERLAP;
  });
  const found = [];
  for (let start = 0; start < line.length; start += 1) {
    if (!possible[start]) continue;
    let end = start;
    while (possible[end]) end += 1;
    const lowest = overlaps.slice(start, end).reduce((one, other) => Math.min(one, other));
    const level = [];
    for (let place = start; place < end; place += 1) {
      if (overlaps[place] <= lowest + LEVEL) level.push(place);
    }
    found.push(level[level.length >> 1]); // Of a ligature, the middle.
    start = end;
  }
  return found.sort((one, other) => overlaps[one] - overlaps[other]).slice(0, MOST_CUTS);
}

// For each place: how far what comes before reaches beyond what comes after.
function overlapsOf(values) {
  const least = running([...values].reverse(), Math.min).reverse();
  return running(values, Math.max).map((most, place) => most - least[place]);
}

// For each place: the extent of what comes before, and of itself.
function spreads(values) {
  const least = running(values, Math.min);
  return running(values, Math.max).map((most, place) => most - least[place]);
}

function running(values, choose) {
  let kept = values[0];
  return values.map((value) => (kept = choose(kept, value)));
}

function spread(points, axis) {
  let [least, most] = [Infinity, -Infinity];
  for (const point of points) {
    least = Math.min(least, point[axis]);
    most = Math.max(most, point[axis]);
  }
  return most - least;
}

// A stroke without the exit at its end, or itself if it has none.
function withoutExit(stroke) {
  const { WIDEST_STEM, LONGEST_STEM, WIDEST, HIGHEST, STEEPEST_RUN, BACK } = RULES.exits;
  const lowest = stroke.reduce((best, [, y], place) => (y > stroke[best][1] ? place : best), 0);
  const height = spread(stroke, 1);
  const [stem, tail] = [stroke.slice(0, lowest + 1), stroke.slice(lowest)];
  if (stem.length < 2 || tail.length < 2 || height <= 0) return stroke;
  let length = 0;
  for (let i = 1; i < stem.length; i += 1) {
    length += Math.hypot(stem[i][0] - stem[i - 1][0], stem[i][1] - stem[i - 1][1]);
  }
  const [[x, y], [endX, endY]] = [tail[0], tail.at(-1)];
  const [run, rise] = [endX - x, y - endY];
  const along = tail.map((point) => point[0]);
  const slips = running(along, Math.max).map((most, place) => most - along[place]);
  const isExit =
    spread(stem, 0) <= WIDEST_STEM * height &&
    length <= LONGEST_STEM * height &&
    run > 0 &&
    run <= Math.min(WIDEST * height, STEEPEST_RUN * rise) &&
    rise <= HIGHEST * height &&
    slips.every((slip) => slip <= BACK * height);
  return isExit ? stem : stroke;
}
