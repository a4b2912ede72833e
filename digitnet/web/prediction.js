// From a drawing to what the network says about it, as in `digitnet/network/calibration.py`.

class Predictor {
  // `model`: {layers, calibration}; `weights`: base64 of float16 numbers, lowest byte first.
  constructor({ layers, calibration }, weights) {
    this.network = new Network(layers, fromHalf(fromBase64(weights)));
    this.calibration = calibration;
  }

  // {image, probabilities, score, shares, digit, guess}: `shares` are the eleven probabilities of
  // the bars, as `digitnet/ui/answer.py` has them; `digit` is null for what is not a digit; null
  // for an empty drawing.
  predict(drawing) {
    const image = toMnist(drawing);
    return image && this.read(image);
  }

  // The same for an image in MNIST format.
  read(image) {
    const { temperature, score_temperature: softness, threshold } = this.calibration;
    const logits = Array.from(this.network.logits(image));
    const none = logits.pop();
    const top = Math.max(...logits);
    const powers = logits.map((logit) => Math.exp((logit - top) / temperature));
    const total = powers.reduce((sum, power) => sum + power);
    const probabilities = powers.map((power) => power / total);
    const sum = logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0);
    const score = 1 / (1 + Math.exp((none - top - Math.log(sum)) / softness));
    const guess = logits.indexOf(top);
    const shares = [...probabilities.map((share) => score * share), 1 - score];
    return { image, probabilities, score, shares, guess, digit: score >= threshold ? guess : null };
  }

  // Let the browser compile what the first stroke will need, a little at a time.
  warmUp(times = 8) {
    const ring = Array.from({ length: 40 }, (_, i) => [Math.cos(i / 6), Math.sin(i / 6)]);
    this.predict({ strokes: [ring] });
    if (times > 1) setTimeout(() => this.warmUp(times - 1), 20);
  }
}

function fromBase64(text) {
  return Uint8Array.from(atob(text.trim()), (character) => character.charCodeAt(0));
}

// IEEE 754 half precision to float32; `DataView` reads it in the newest browsers only.
function fromHalf(bytes) {
  const out = new Float32Array(bytes.length / 2);
  for (let i = 0; i < out.length; i += 1) {
    const bits = bytes[2 * i] | (bytes[2 * i + 1] << 8);
    const exponent = (bits >> 10) & 31;
    const fraction = (bits & 1023) / 1024;
    const size = exponent ? 2 ** (exponent - 15) * (1 + fraction) : 2 ** -14 * fraction;
    out[i] = bits >> 15 ? -size : size;
  }
  return out;
}
