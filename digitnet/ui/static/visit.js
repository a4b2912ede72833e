// A phone's visit: its name, what it sends, and the question, from time to time, what happens in the
// room. The answer is the event "roomseen", whose detail is {open, round}: whether a wall is open,
// and the id of the round that is on, or null.

const MOST_BYTES = 3900;
const PHONE = newName();

class Visit {
  constructor() {
    this.seen = { open: false, round: null };
    this.look();
    document.addEventListener("visibilitychange", () => this.look());
  }

  async look() {
    clearTimeout(this.timer);
    // The next question is asked when the page is seen again.
    if (document.hidden) return;
    let again = 5;
    try {
      const response = await fetch(`./api/drawings?phone=${PHONE}`);
      if (response.ok) ({ again, ...this.seen } = await response.json());
    } catch {} // Without a network, what was seen last is as good as anything.
    document.dispatchEvent(new CustomEvent("roomseen", { detail: this.seen }));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), 1000 * again);
  }
}

function newName() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// As JSON, with as many points as fit.
function packed(about, { strokes, pen_width }) {
  let kept = strokes.map((stroke) => stroke.map((point) => point.map(Math.round)));
  for (;;) {
    const body = JSON.stringify({ ...about, strokes: kept, pen_width });
    if (body.length <= MOST_BYTES || kept.every((stroke) => stroke.length <= 2)) return body;
    kept = kept.map((stroke) =>
      stroke.filter((_, index) => index % 2 === 0 || index === stroke.length - 1),
    );
  }
}
