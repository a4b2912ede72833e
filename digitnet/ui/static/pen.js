// The pen: of all pointers on the canvas, the one that draws. `cursor.js` and `sample.js` move it, too.
//
// A finger gives way to a pen or a mouse, so a palm that rests on the glass draws nothing. Two
// fingers draw nothing either: what the first one has begun is dropped, and none draws until all
// are lifted.

const PEN_REST = 1000; // Milliseconds that a pen counts as in use after it was last seen.
const SPACING = 1; // Canvas units between two positions of which the browser reports several at once.

class Pen {
  // `board` is asked for its paper, and told when a stroke grew, ended, or was dropped.
  constructor(board) {
    this.board = board;
    this.pointer = null; // The one that draws: its id and its type.
    this.stroke = null;
    this.fingers = new Set();
    this.barred = false;
    this.penSeen = -Infinity;
    const listen = (type, heard) => window.addEventListener(type, heard, true);
    listen("pointerdown", (event) => this.down(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", (event) => this.up(event));
    listen("pointercancel", (event) => this.up(event));
    listen("contextmenu", (event) => this.pointer && event.preventDefault());
  }

  down(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp;
    if (!isOnCanvas(event) || event.button !== 0 || !this.board.recognise()) return;
    // It has the keyboard's focus now; those who draw by hand need no frame to see that.
    this.board.canvas.focus({ preventScroll: true, focusVisible: false });
    if (event.pointerType === "touch") this.touch(event);
    else {
      if (this.pointer?.type === "touch") this.drop();
      this.begin(event);
    }
  }

  touch(event) {
    if (this.pointer && this.pointer.type !== "touch") return;
    if (event.timeStamp - this.penSeen < PEN_REST) return;
    if (event.isPrimary) {
      // The only finger on the glass. The end of an earlier one was lost, to another tab perhaps.
      this.fingers.clear();
      this.barred = false;
    }
    this.fingers.add(event.pointerId);
    if (this.fingers.size > 1) {
      this.barred = true;
      this.drop();
    }
    if (!this.barred) this.begin(event);
  }

  begin(event) {
    this.board.stopSample();
    this.board.cursor.hide();
    this.put(this.board.paper.place(event));
    this.pointer = { id: event.pointerId, type: event.pointerType };
  }

  // Puts the pen down at a place on the canvas.
  put(place) {
    this.finish();
    const { paper } = this.board;
    this.stroke = { points: [...place], width: paper.penWidth };
    paper.begin(this.stroke);
    this.board.grew();
  }

  move(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp;
    if (event.pointerId !== this.pointer?.id) return;
    // With two buttons down, the end of the first one is a move.
    if (event.buttons & 1) this.follow(event);
    else this.finish();
  }

  up(event) {
    if (event.pointerType === "pen") this.penSeen = event.timeStamp;
    this.fingers.delete(event.pointerId);
    if (event.pointerId === this.pointer?.id) this.finish();
  }

  follow(event) {
    // Between two frames a fast pen reports several positions.
    for (const between of event.getCoalescedEvents?.().slice(0, -1) ?? []) {
      this.extend(this.board.paper.place(between), SPACING);
    }
    this.extend(this.board.paper.place(event), 0);
    this.board.grew();
  }

  extend([x, y], spacing) {
    const [lastX, lastY] = this.stroke.points.slice(-2);
    if (Math.hypot(x - lastX, y - lastY) < spacing) return;
    this.stroke.points.push(x, y);
    this.board.paper.extend([x, y]);
  }

  finish() {
    const { stroke } = this;
    if (!stroke) return;
    if (this.board.recognise()) this.board.paper.end(stroke);
    this.pointer = this.stroke = null;
    this.board.ended(stroke);
  }

  drop() {
    const { stroke } = this;
    if (!stroke) return;
    if (this.board.recognise()) this.board.paper.end(stroke);
    this.pointer = this.stroke = null;
    this.board.changed();
  }
}
