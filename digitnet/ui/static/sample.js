// A digit that the page draws by itself, stroke by stroke, as live ink: `samples.json` has some, in
// the handwriting of synthetic writers, for people who cannot draw with a pointer.
//
// They come before this file, as `SAMPLES`: for each digit a list of drawings.

const BOX = 1000; // A sample's coordinates are parts of the canvas's side.
const POINT = 8; // Canvas units between two points, as a pointer reports them.
const PACE = 0.11; // Points a millisecond: a second and a half for most digits.
const LIFTED = 160; // Milliseconds between two strokes.

class Sample {
  constructor(board, digit) {
    this.board = board;
    const drawings = SAMPLES[digit];
    const drawing = drawings[Math.floor(Math.random() * drawings.length)];
    this.strokes = drawing.map((stroke) => dense(stroke, board.paper.side / BOX));
    this.next = 0; // Of the first stroke's points, the next one to draw.
  }

  start() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      while (this.board.hand === this) this.draw(Infinity);
    } else {
      this.begun = performance.now();
      this.draw(1);
      this.wait();
    }
  }

  stop() {
    cancelAnimationFrame(this.frame);
  }

  wait() {
    this.frame = requestAnimationFrame((now) => {
      this.draw(Math.max(0, now - this.begun) * PACE);
      if (this.strokes.length) this.wait();
    });
  }

  // Draws the first stroke that is left up to this many points.
  draw(points) {
    const { board } = this;
    const [stroke] = this.strokes;
    // Another page is shown, or an update has changed the canvas's insides.
    if (!board.recognise()) return board.stopSample();
    if (!points) return;
    if (!this.next) board.pen.put(stroke[this.next++]);
    const before = this.next;
    for (; this.next < Math.min(points, stroke.length); this.next += 1) {
      board.pen.extend(stroke[this.next], 0);
    }
    if (this.next < stroke.length) return this.next > before && board.grew();
    this.strokes.shift();
    this.next = 0;
    this.begun = performance.now() + LIFTED;
    if (!this.strokes.length) board.hand = null;
    board.pen.finish();
  }
}

// A stroke, [x, y, x, y, ...], as points close to each other, on the canvas's scale.
function dense(stroke, scale) {
  const points = [[stroke[0] * scale, stroke[1] * scale]];
  for (let i = 2; i < stroke.length; i += 2) {
    const [x, y] = points.at(-1);
    const [endX, endY] = [stroke[i] * scale, stroke[i + 1] * scale];
    const steps = Math.ceil(Math.hypot(endX - x, endY - y) / POINT);
    for (let step = 1; step <= steps; step += 1) {
      const part = step / steps;
      points.push([tenth(x + (endX - x) * part), tenth(y + (endY - y) * part)]);
    }
  }
  return points;
}

function tenth(value) {
  return Math.round(value * 10) / 10;
}
