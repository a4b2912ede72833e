// From a drawing to a number, as `digitnet/network/number_reader.py` reads it; change both or
// neither. What has not changed since the last drawing is not read again.

class NumberReader {
  // `predictor`: reads a drawing as one digit; `weights`: of the division.
  constructor(predictor, weights) {
    Object.assign(this, { predictor, weights, strokes: [], count: 0, known: new Map() });
  }

  // Whether a drawing with ink is clearly one digit or none. `prediction` is that of one digit.
  isOneDigit(drawing, prediction, isPenDown) {
    if (isUndivided(drawing) || (isPenDown && drawing.strokes.length === 1)) return true;
    const isDigit = prediction.digit !== null && prediction.score >= RULES.number.CLEARLY_ONE;
    return (isDigit || isPenDown) && standsTogether(drawing);
  }

  // Read a drawing with ink, `whole` being its prediction as one digit; a generator that pauses before
  // each part that it has to read, and returns {text, digits, groups, boxes, confidence, isSeveral}.
  *read(drawing, whole) {
    const lattice = latticeOf(drawing);
    const ids = this.idsOf(lattice.strokes);
    const known = new Map();
    const predictions = [];
    for (const candidate of lattice.candidates) {
      if (candidate.isWhole) {
        predictions.push(whole);
        continue;
      }
      const key = keyOf(candidate, lattice, ids, drawing.pen_width);
      let prediction = this.known.get(key);
      if (!prediction) {
        yield;
        const strokes = strokesOf(candidate, lattice);
        prediction = this.predictor.predict({ strokes, pen_width: drawing.pen_width });
      }
      known.set(key, prediction);
      predictions.push(prediction);
    }
    this.known = known;
    return this.numberOf(lattice, predictions);
  }

  // The same, without a pause.
  readAtOnce(drawing) {
    const steps = this.read(drawing, this.predictor.predict(drawing));
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  // A number for each stroke, the same one as long as the stroke stays the same.
  idsOf(strokes) {
    this.strokes = strokes.map((stroke, place) => {
      const before = this.strokes[place];
      return before && isSame(before.stroke, stroke) ? before : { stroke, id: (this.count += 1) };
    });
    return this.strokes.map(({ id }) => id);
  }

  numberOf(lattice, predictions) {
    const { chosen, probability } = bestDivision(lattice, predictions, this.weights);
    const candidates = chosen.map((number) => lattice.candidates[number]);
    const found = chosen.map((number) => predictions[number]);
    const digits = found.length > 1 ? found.map(inContext) : found;
    const text = digits.map(({ digit }) => digit ?? UNREAD).join("");
    const unread = digits.filter(({ digit }) => digit === null).length;
    const raw = digits.reduce((product, digit) => product * certainty(digit), probability);
    return {
      text,
      digits,
      groups: candidates.map(({ numbers }) => numbers),
      boxes: candidates.map(({ low, high }) => [...low, ...high]),
      confidence: calibrated(raw, this.weights),
      isSeveral: digits.length > 1 && unread <= digits.length / 2,
    };
  }
}

const UNREAD = "?"; // Stands for a part that is no digit.

// What a candidate's prediction depends on.
function keyOf({ pieces }, { height, parts }, ids, pen) {
  const names = pieces.map(([number, place]) =>
    parts[number].length > 1 ? `${ids[number]}:${place}:${height}` : ids[number],
  );
  return [pen, ...names].join(" ");
}

function isSame(one, other) {
  if (one.length !== other.length) return false;
  return one.every(([x, y], place) => x === other[place][0] && y === other[place][1]);
}

// What a part is, given that it stands beside other digits.
function inContext(prediction) {
  const isOne = prediction.digit === null && prediction.score >= RULES.number.ACCEPTED;
  return isOne ? { ...prediction, digit: prediction.guess } : prediction;
}

// The probability that one part is read correctly, given that it is one.
function certainty({ digit, score, probabilities, guess }) {
  return digit === null ? 1 - score : probabilities[guess];
}
