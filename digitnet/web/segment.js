// Dividing a drawing into what may be a digit, exactly as `digitnet/drawing/segment.py` does it,
// which also says why; change both or neither.

// All candidates of a drawing with ink: {count, candidates, height, cuts, strokes, parts}. `cuts`
// says for each unit whether a stroke is cut if a digit begins with it.
function latticeOf(drawing) {
  const strokes = fewerPoints(drawing.strokes);
  const height = digitHeight(strokes);
  const parts = strokes.map((stroke) => cut(stroke, height));
  const units = unitsOf(parts);
  const candidates = [];
  for (let start = 0; start < units.length; start += 1) {
    for (let end = start + 1; end <= units.length; end += 1) {
      const chosen = units.slice(start, end);
      if (!isPossible(chosen, units.length, height)) continue;
      const pieces = chosen.flatMap((unit) => unit.pieces).sort(byStroke);
      const numbers = [...new Set(pieces.map(([number]) => number))];
      const isWhole = chosen.length === units.length;
      candidates.push({ start, end, pieces, numbers, isWhole, gap: widestGap(chosen), ...union(chosen) });
    }
  }
  const cuts = units.map(({ pieces }, number) => {
    const before = units.slice(0, number).flatMap((unit) => unit.pieces);
    return pieces.some(([stroke, part]) =>
      before.some(([same, other]) => stroke === same && Math.abs(part - other) === 1),
    );
  });
  return { count: units.length, candidates, height, cuts, strokes, parts };
}

// The strokes and parts of a candidate, in the order in which they were drawn.
function strokesOf({ pieces, numbers }, { strokes, parts }) {
  const found = [];
  for (const number of numbers) {
    const places = pieces.filter(([stroke]) => stroke === number).map(([, place]) => place);
    if (places.length === parts[number].length) {
      found.push(strokes[number]);
      continue;
    }
    for (const place of places) {
      const part = parts[number][place];
      if (places.includes(place - 1)) found.push([...found.pop(), ...part.slice(1)]);
      else found.push(part);
    }
  }
  return found.length === 1 ? [withoutExit(found[0])] : found;
}

// Whether a drawing is one stroke that joins no digits.
function isUndivided(drawing) {
  if (drawing.strokes.length !== 1) return false;
  const strokes = fewerPoints(drawing.strokes);
  return cut(strokes[0], digitHeight(strokes)).length === 1;
}

// Whether each stroke stands above or below those to its left: then it is hardly more than one digit.
function standsTogether(drawing) {
  const boxes = drawing.strokes.map(box).sort(byCorners);
  let { low, high } = boxes[0];
  for (const next of boxes.slice(1)) {
    const narrower = Math.min(next.high[0] - next.low[0], high[0] - low[0]);
    const overlap = Math.min(high[0], next.high[0]) - next.low[0];
    if (overlap < RULES.segment.TOGETHER * narrower) return false;
    ({ low, high } = union([{ low, high }, next]));
  }
  return high[0] - low[0] <= high[1] - low[1];
}

function fewerPoints(strokes) {
  const total = strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  const step = Math.ceil(total / RULES.segment.MOST_POINTS);
  if (step <= 1) return strokes;
  return strokes.map((stroke) => {
    const last = stroke.length - 1;
    return last < 2 ? stroke : stroke.filter((_, i) => i === last || i % step === 0);
  });
}

// The height of the highest stroke, or of a flat drawing, a tenth of its width.
function digitHeight(strokes) {
  const { low, high } = union(strokes.map(box));
  const highest = strokes.reduce((most, stroke) => Math.max(most, spread(stroke, 1)), 0);
  return Math.max(highest, 0.1 * largest(high, low)) || 1;
}

// What is not divided further: {pieces, low, high}, pieces being [number of a stroke, part of it].
function unitsOf(parts) {
  const units = parts.flatMap((stroke, number) =>
    stroke.map((part, place) => ({ pieces: [[number, place]], ...box(part) })),
  );
  units.sort((one, other) => one.low[0] + one.high[0] - (other.low[0] + other.high[0]));
  while (units.length > RULES.segment.MOST_UNITS) {
    let place = 0;
    for (let i = 1; i < units.length - 1; i += 1) {
      if (apart(units[i], units[i + 1]) < apart(units[place], units[place + 1])) place = i;
    }
    const pair = units.slice(place, place + 2);
    const pieces = pair.flatMap((unit) => unit.pieces);
    units.splice(place, 2, { pieces, ...union(pair) });
  }
  return units;
}

// How far their extents are apart sideways; below 0 if they overlap.
function apart(one, other) {
  return Math.max(one.low[0], other.low[0]) - Math.min(one.high[0], other.high[0]);
}

function isPossible(chosen, count, height) {
  const { MOST_PER_DIGIT, WIDEST, WIDEST_GAP } = RULES.segment;
  if (chosen.length === 1 || chosen.length === count) return true;
  if (chosen.length > MOST_PER_DIGIT) return false;
  const { low, high } = union(chosen);
  return high[0] - low[0] <= WIDEST * height && widestGap(chosen) <= WIDEST_GAP * height;
}

function widestGap(units) {
  const spans = units.map(({ low, high }) => [low[0], high[0]]).sort(byStroke);
  let [[, right], gap] = [spans[0], 0];
  for (const [left, end] of spans.slice(1)) {
    gap = Math.max(gap, left - right);
    right = Math.max(right, end);
  }
  return gap;
}

// By the first of two numbers, then by the second.
function byStroke(one, other) {
  return one[0] - other[0] || one[1] - other[1];
}

function byCorners(one, other) {
  return byStroke(one.low, other.low) || byStroke(one.high, other.high);
}
