// The network in plain JavaScript: convolutions with a rectifier, pooling, a dense layer.
//
// More than half of the values behind a rectifier are zero, and most of an image is blank. So each
// output gathers the values that are not zero, with the places of their weights, and multiplies
// them in groups of eight: fewer sums go to memory and back. Feature maps and weights lie as in
// Keras, [row][column][channel] and [row][column][channel in][channel out].

class Network {
  // `layers`: one {kind, kernel, strides} each, `kernel` being the shape of its weights;
  // `weights`: a Float32Array, each layer's kernel and bias one after the other.
  constructor(layers, weights) {
    let shape = { side: SIDE, channels: 1 };
    let start = 0;
    const take = (length) => weights.slice(start, (start += length));
    this.layers = layers.map(({ kind, kernel, strides }) => {
      let layer;
      if (kind === "pooling") layer = new Pooling(shape);
      else {
        const size = kernel.reduce((product, length) => product * length);
        const [values, bias] = [take(size), take(kernel.at(-1))];
        if (kind === "dense") layer = new Dense(values, bias);
        else layer = new Convolution(shape, kernel[0], strides, values, bias);
      }
      shape = layer.shape;
      return layer;
    });
  }

  // The logits, a Float32Array, of an image, 784 numbers of 0..255.
  logits(image) {
    return this.layers.reduce((values, layer) => layer.run(values), image);
  }
}

// A convolution with padding "same", then a rectifier.
class Convolution {
  constructor({ side, channels }, size, strides, weights, bias) {
    Object.assign(this, { channels, size, strides, side, weights });
    this.shape = { side: Math.ceil(side / strides), channels: bias.length };
    const missing = Math.max((this.shape.side - 1) * strides + size - side, 0);
    this.padding = Math.floor(missing / 2);
    this.sums = new Sums(weights, bias, size * size * channels);
    this.out = new Float32Array(this.shape.side ** 2 * bias.length);
  }

  run(values) {
    const { sums, out, strides, padding } = this;
    const { side, channels } = this.shape;
    let place = 0;
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        this.gather(values, row * strides - padding, column * strides - padding);
        const total = sums.total();
        for (let channel = 0; channel < channels; channel += 1) {
          out[place] = total[channel] > 0 ? total[channel] : 0;
          place += 1;
        }
      }
    }
    return out;
  }

  // Values under the kernel whose upper left corner lies there, as far as the map goes.
  gather(values, top, left) {
    const { side, size, channels, sums } = this;
    const first = Math.max(-left, 0);
    const length = (Math.min(left + size, side) - left - first) * channels;
    for (let row = Math.max(-top, 0); row < size && top + row < side; row += 1) {
      const from = ((top + row) * side + left + first) * channels;
      sums.add(values, from, length, (row * size + first) * channels);
    }
  }
}

// The largest of each 2x2; an odd last row or column is left out.
class Pooling {
  constructor({ side, channels }) {
    this.width = side * channels;
    this.shape = { side: side >> 1, channels };
    this.out = new Float32Array(this.shape.side ** 2 * channels);
  }

  run(values) {
    const { width, out } = this;
    const { side, channels } = this.shape;
    let place = 0;
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        let from = 2 * (row * width + column * channels);
        for (const end = from + channels; from < end; from += 1) {
          const upper = Math.max(values[from], values[from + channels]);
          const lower = Math.max(values[from + width], values[from + width + channels]);
          out[place] = Math.max(upper, lower);
          place += 1;
        }
      }
    }
    return out;
  }
}

class Dense {
  constructor(weights, bias) {
    this.shape = { side: 1, channels: bias.length };
    this.inputs = weights.length / bias.length;
    this.sums = new Sums(weights, bias, this.inputs);
  }

  run(values) {
    this.sums.add(values, 0, this.inputs, 0);
    return this.sums.total();
  }
}

// Weighted sums for all output channels at once, of the values added since the last total.
class Sums {
  constructor(weights, bias, most) {
    Object.assign(this, { weights, bias, count: 0 });
    this.values = new Float32Array(most + 8);
    this.places = new Int32Array(most + 8);
    this.sums = new Float32Array(bias.length);
  }

  // Add `length` values; `input` is the number of the first one among the layer's weights.
  add(values, from, length, input) {
    const { values: kept, places } = this;
    const outputs = this.bias.length;
    let { count } = this;
    for (let index = 0; index < length; index += 1) {
      const value = values[from + index];
      if (value !== 0) {
        kept[count] = value;
        places[count] = (input + index) * outputs;
        count += 1;
      }
    }
    this.count = count;
  }

  total() {
    const { values, places, weights, sums, count } = this;
    const outputs = sums.length;
    sums.set(this.bias);
    values.fill(0, count, count + 8);
    for (let i = 0; i < count; i += 8) {
      const a = values[i], b = values[i + 1], c = values[i + 2], d = values[i + 3];
      const e = values[i + 4], f = values[i + 5], g = values[i + 6], h = values[i + 7];
      const j = places[i], k = places[i + 1], l = places[i + 2], m = places[i + 3];
      const n = places[i + 4], o = places[i + 5], p = places[i + 6], q = places[i + 7];
      for (let t = 0; t < outputs; t += 1) {
        sums[t] +=
          a * weights[j + t] + b * weights[k + t] + c * weights[l + t] + d * weights[m + t] +
          e * weights[n + t] + f * weights[o + t] + g * weights[p + t] + h * weights[q + t];
      }
    }
    this.count = 0;
    return sums;
  }
}
