// The best division of a drawing into digits, exactly as `digitnet/network/division.py` finds it,
// which also says why; change both or neither. The weights come from there.

// {chosen, probability}: the numbers of the best division's candidates. `predictions`: one for each
// candidate; `weights`: {candidate, pair}, each feature's weight by its name.
function bestDivision(lattice, predictions, weights) {
  const { candidates, count } = lattice;
  const byEnd = Array.from({ length: count + 1 }, () => []);
  const best = [];
  const totals = [];
  // Candidates are ordered by their start, so what ends there is known by then.
  candidates.forEach((candidate, number) => {
    const own = weighted(weights.candidate, ofCandidate(candidate, predictions[number], lattice));
    if (candidate.start === 0) {
      best.push({ score: own, previous: null });
      totals.push(own);
    } else {
      let [score, previous] = [-Infinity, null];
      const sums = byEnd[candidate.start].map((other) => {
        const step = weighted(weights.pair, ofPair(candidates[other], candidate, lattice));
        if (best[other].score + step >= score) {
          [score, previous] = [best[other].score + step, other];
        }
        return totals[other] + step;
      });
      best.push({ score: score + own, previous });
      totals.push(logSumExp(sums) + own);
    }
    byEnd[candidate.end].push(number);
  });
  const ends = byEnd[count];
  const last = ends.reduce((one, other) => (best[other].score > best[one].score ? other : one));
  const share = Math.exp(best[last].score - logSumExp(ends.map((number) => totals[number])));
  const chosen = [];
  for (let number = last; number !== null; number = best[number].previous) chosen.unshift(number);
  return { chosen, probability: Math.min(1, share) };
}

// Calibrate the probability that a whole number is right.
function calibrated(raw, { slope, offset }) {
  const share = Math.min(Math.max(raw, 1e-6), 1 - 1e-6);
  return 1 / (1 + Math.exp(-slope * Math.log(share / (1 - share)) - offset));
}

function weighted(weights, features) {
  let sum = 0;
  for (const name in features) sum += weights[name] * features[name];
  return sum;
}

function ofCandidate({ low, high, gap, numbers, isWhole }, prediction, { height: scale }) {
  const [width, height] = [0, 1].map((axis) => (high[axis] - low[axis]) / scale);
  const logOf = (share) => Math.log(Math.max(share, RULES.division.LOWEST));
  const isOne = Number(prediction.guess === 1);
  return {
    digit: 1,
    log_probability: logOf(prediction.probabilities[prediction.guess]),
    log_score: logOf(prediction.score),
    rejected: Number(prediction.digit === null),
    gap: Math.min(gap / scale, 0.4),
    more_strokes: Math.min(numbers.length - 1, 8),
    flat: Math.max(0, 0.35 - height),
    low: Math.max(0, 0.75 - height),
    very_low: Math.max(0, 0.5 - height),
    wide: Math.min(Math.max(0, width - 0.8), 2),
    tiny: Math.max(0, 0.3 - Math.max(width, height)),
    narrow: Math.max(0, 0.2 - width),
    one: isOne,
    one_low: isOne * Math.max(0, 0.75 - height),
    whole: Number(isWhole),
  };
}

function ofPair({ low, high }, after, { height, cuts }) {
  const gap = (after.low[0] - high[0]) / height;
  const narrower = Math.min(high[0] - low[0], after.high[0] - after.low[0]) / height;
  const overlap = Math.max(0, -gap);
  return {
    near: Math.max(0, 0.15 - Math.max(gap, 0)),
    overlap: Math.min(overlap, 1),
    overlap_part: Math.min(1, overlap / Math.max(narrower, 0.05)),
    cut: Number(cuts[after.start]),
    tops: Math.min(Math.abs(low[1] - after.low[1]) / height, 1.5),
    bottoms: Math.min(Math.abs(high[1] - after.high[1]) / height, 1.5),
    inside: Number(overlap > 0 && overlap >= 0.95 * narrower),
  };
}

function logSumExp(values) {
  const top = values.reduce((one, other) => Math.max(one, other));
  return top + Math.log(values.reduce((sum, value) => sum + Math.exp(value - top), 0));
}
