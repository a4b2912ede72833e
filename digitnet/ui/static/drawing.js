// The drawing: its strokes, and what Undo brings back. It is kept in the tab's own storage, so that
// it survives a reload and a visit to another page; nobody else can see it.

const STORED = "digitnet.drawing";
const STEPS = 200; // How far Undo goes back.

class Drawing {
  constructor() {
    this.strokes = restored();
    this.past = this.strokes.map((_, count) => this.strokes.slice(0, count)).slice(-STEPS);
  }

  add(stroke) {
    this.change([...this.strokes, stroke]);
  }

  clear() {
    if (this.strokes.length) this.change([]);
  }

  undo() {
    if (!this.past.length) return;
    this.strokes = this.past.pop();
    this.store();
  }

  // Clears for good: on an exhibit, the next visitor must not be able to bring it back.
  forget() {
    this.clear();
    this.past = [];
  }

  change(strokes) {
    this.past = [...this.past, this.strokes].slice(-STEPS);
    this.strokes = strokes;
    this.store();
  }

  store() {
    try {
      sessionStorage.setItem(STORED, JSON.stringify(this.strokes));
    } catch {
      // The storage is full or forbidden: a reload starts with an empty canvas.
    }
  }
}

function restored() {
  try {
    const strokes = JSON.parse(sessionStorage.getItem(STORED)) ?? [];
    return strokes.every(isStroke) ? strokes : [];
  } catch {
    return [];
  }
}

function isStroke({ points, width }) {
  return width > 0 && points.length > 0 && points.length % 2 === 0 && points.every(Number.isFinite);
}
