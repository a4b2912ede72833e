// A drawing to MNIST format, exactly as `digitnet/drawing/mnist_format.py` does it, which also says
// why; change both or neither. The numbers in RULES come from there when the page is put together.

const { SIDE } = RULES;

// The image of a drawing {strokes: [[[x, y], ...], ...], pen_width}, a Uint8Array of 784, or null
// for an empty drawing.
function toMnist(drawing) {
  let strokes = withoutStrayTaps(drawing);
  if (!strokes.length) return null;
  let { low, high } = union(strokes.map(box));
  let extent = largest(high, low);
  if (extent <= dotExtent(drawing, strokes)) {
    strokes = [[low]];
    high = low;
    extent = 1;
  }
  const scale = (RULES.BOX - RULES.PEN) / extent;
  const middle = low.map((value, axis) => (value + high[axis]) / 2);
  const placed = (point) => point.map((value, axis) => (value - middle[axis]) * scale + SIDE / 2);
  const lines = pieces(strokes.map((stroke) => stroke.map(placed)));
  const mass = centreOfMass(coverage(lines, SIDE, RULES.INK_WIDTH));
  const shift = mass.map((value, axis) => {
    // Ink must stay inside the image, however lopsided the digit is.
    const room = SIDE / 2 - ((high[axis] - low[axis]) * scale + RULES.PEN) / 2;
    return Math.fround(Math.min(Math.max(RULES.MASS_CENTRE - value, -room), room));
  });
  const shifted = lines.map((value, index) => value + shift[index % 2]);
  return Uint8Array.from(coverage(shifted, SIDE, RULES.INK_WIDTH), (ink) => Math.round(ink * 255));
}

// Leave out taps away from the rest; crossbars and detached bars are longer, or not away.
function withoutStrayTaps({ strokes, pen_width: pen }) {
  if (strokes.length < 2) return strokes;
  const boxes = strokes.map(box);
  const extents = boxes.map(({ low, high }) => largest(high, low));
  const most = extents.reduce((one, other) => Math.max(one, other));
  const isBody = extents.map((extent) => extent > RULES.FAR_EXTENT * most);
  if (!isBody.includes(true) || !isBody.includes(false)) return strokes;
  const { low, high } = union(boxes.filter((_, index) => isBody[index]));
  const extent = largest(high, low);
  const wobble = Math.min(RULES.TAP_PEN * (pen ?? 0), RULES.TAP_MOST * most);
  const tapExtent = Math.max(RULES.TAP * most, wobble);
  const kinds = boxes.map((its, index) => {
    const gap = [0, 1].map((axis) =>
      Math.max(low[axis] - its.high[axis], its.low[axis] - high[axis], 0),
    );
    const distance = Math.hypot(...gap) / extent;
    const isTap = extents[index] <= tapExtent;
    const isStray =
      (isTap && distance > RULES.TAP_DISTANCE) || (!isBody[index] && distance > RULES.FAR);
    const isAbove = its.high[1] < low[1] && gap[0] <= RULES.DOT_SIDE * extent;
    const isDot = isStray && isTap && isAbove && gap[1] <= RULES.DOT_HEIGHT * extent;
    return { isStray, isDot };
  });
  const dots = kinds.filter(({ isDot }) => isDot).length;
  const isLetter = dots === 2 || (dots === 1 && high[0] - low[0] < extent / 2);
  return strokes.filter((_, index) => {
    const { isStray, isDot } = kinds[index];
    return !isStray || (isLetter && isDot);
  });
}

// The extent below which a drawing is a dot: a pen wobbles while it taps.
function dotExtent({ pen_width: pen }, strokes) {
  if (pen !== undefined && pen !== null) return RULES.TAP_PEN * pen;
  const { low, high } = union(strokes.map(box));
  return 1e-6 * Math.max(...[...low, ...high].map(Math.abs));
}

function centreOfMass(ink) {
  let [total, x, y] = [0, 0, 0];
  ink.forEach((value, index) => {
    total += value;
    x += value * ((index % SIDE) + 0.5);
    y += value * (Math.floor(index / SIDE) + 0.5);
  });
  return [x / total, y / total];
}

function box(stroke) {
  return union(stroke.map((point) => ({ low: point, high: point })));
}

function union(boxes) {
  return boxes.reduce((one, other) => ({
    low: [Math.min(one.low[0], other.low[0]), Math.min(one.low[1], other.low[1])],
    high: [Math.max(one.high[0], other.high[0]), Math.max(one.high[1], other.high[1])],
  }));
}

function largest(high, low) {
  return Math.max(high[0] - low[0], high[1] - low[1]);
}
