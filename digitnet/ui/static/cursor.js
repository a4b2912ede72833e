// The pen without a pointer: arrow keys move it over the canvas, the space bar puts it down and
// lifts it. Also here: what stands over the canvas, and what is said, while keys draw.

const STEP = 16; // Canvas units a key press; with Shift, for details, `FINE`.
const FINE = 4;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const OVER_CANVAS = `
  <div class="dn-cursor" hidden></div>
  <p class="dn-keys" id="dn-keys"></p>
  <p class="dn-said" role="status"></p>`;

// The canvas is scaled from 800 units to `--dn-side`; its frame and the words over it are not.
const OVER_CANVAS_STYLE = `
  .upper-canvas, .dn-keys { --dn-unscaled: tan(atan2(800px, var(--dn-side, 400px))); }
  .upper-canvas:focus { outline: none; }
  .upper-canvas:focus-visible {
    --dn-frame: calc(4px * var(--dn-unscaled));
    outline: var(--dn-frame) solid var(--dn-accent);
    outline-offset: calc(-1 * var(--dn-frame));
    border-radius: calc(0.6rem * var(--dn-unscaled));
  }
  .dn-cursor {
    position: absolute;
    box-sizing: border-box;
    aspect-ratio: 1;
    border: 5px solid var(--dn-accent);
    border-radius: 50%;
    transform: translate(-50%, -50%);
    pointer-events: none;
  }
  .dn-cursor.dn-down { background: var(--dn-accent); }
  .dn-keys {
    position: absolute;
    inset: auto 5% 3%;
    margin: 0;
    font-size: calc(max(0.8rem, var(--dn-side, 400px) * 0.022) * var(--dn-unscaled));
    line-height: 1.4;
    text-align: center;
    text-wrap: balance;
    color: var(--dn-quiet);
    pointer-events: none;
    visibility: hidden;
  }
  .upper-canvas:focus-visible ~ .dn-keys { visibility: visible; }
  .dn-said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  @media (forced-colors: active) { .dn-cursor.dn-down { background: Highlight; } }`;

class Cursor {
  // `board` is asked for its pen and paper, and told when a stroke grew.
  constructor(board) {
    this.board = board;
    this.place = null; // Where it is on the canvas, or null before its first use.
    this.stroke = null; // The one that it has begun.
    this.held = new Set(); // Arrow keys; two of them move it diagonally.
    window.addEventListener("keyup", ({ key }) => this.held.delete(key), true);
    window.addEventListener("blur", () => this.leave(), true);
  }

  // Makes a new canvas reachable by keyboard.
  attach(canvas, texts) {
    const around = layOver(canvas, OVER_CANVAS, OVER_CANVAS_STYLE);
    [this.mark, this.keys, this.said] = around.querySelectorAll(".dn-cursor, .dn-keys, .dn-said");
    this.texts = texts;
    this.keys.textContent = texts.keys;
    canvas.setAttribute("role", "application");
    canvas.setAttribute("aria-describedby", this.keys.id);
    canvas.tabIndex = 0;
  }

  get isDown() {
    return this.stroke !== null && this.stroke === this.board.pen.stroke;
  }

  // A key was pressed on the canvas; whether it is one of the cursor's.
  key({ key, repeat, shiftKey }) {
    if (key === " ") repeat || this.toggle();
    else if (key in ARROWS) this.move(key, shiftKey ? FINE : STEP);
    else return false;
    return true;
  }

  move(key, step) {
    const { paper, pen } = this.board;
    this.begin();
    this.held.add(key);
    const within = (value) => Math.min(paper.side, Math.max(0, value));
    for (const [x, y] of [...this.held].map((arrow) => ARROWS[arrow])) {
      this.place = [within(this.place[0] + x * step), within(this.place[1] + y * step)];
    }
    if (this.isDown) {
      pen.extend(this.place, FINE / 2);
      this.board.grew();
    }
    this.show();
  }

  toggle() {
    this.begin();
    if (this.isDown) return this.lift();
    this.board.pen.put(this.place);
    this.stroke = this.board.pen.stroke;
    this.say(this.texts.pen_down);
    this.show();
  }

  lift() {
    if (!this.isDown) return;
    this.board.pen.finish();
    this.say(this.texts.pen_up);
    this.show();
  }

  // Another control has the focus, or another window.
  leave() {
    this.held.clear();
    this.lift();
    this.hide();
  }

  begin() {
    const { paper } = this.board;
    if (this.board.hand) this.board.lift();
    this.place ??= [paper.side / 2, paper.side / 4];
    this.shown = true;
  }

  show() {
    if (!this.mark) return;
    const { drawing, paper, pen } = this.board;
    this.keys.hidden = drawing.strokes.length > 0 || pen.stroke !== null;
    this.mark.hidden = !this.shown;
    if (!this.shown) return;
    const [x, y] = this.place;
    this.mark.classList.toggle("dn-down", this.isDown);
    this.mark.style.cssText = `left: ${x}px; top: ${y}px; width: ${paper.penWidth}px`;
  }

  hide() {
    this.shown = false;
    this.show();
  }

  say(text) {
    this.said.textContent = text;
  }
}
