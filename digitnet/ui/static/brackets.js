// Brackets under the digits of a number, each in the colour that the digit has in the answer.

const BRACKET_COLOURS = 6; // As many as `number.css` has.
const BRACKET_END = 10; // Canvas units that its ends rise.

const BRACKETS_STYLE = `
  .dn-brackets { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; }
  .dn-brackets path { fill: none; stroke-width: 5; stroke-linecap: round; stroke-linejoin: round; }`;

class Brackets {
  constructor() {
    this.marks = [];
  }

  attach(canvas) {
    const { width, height } = canvas;
    const html = `<svg class="dn-brackets" viewBox="0 0 ${width} ${height}" aria-hidden="true"></svg>`;
    this.layer = layOver(canvas, html, BRACKETS_STYLE).querySelector(".dn-brackets");
    this.show(this.marks);
  }

  show(marks) {
    this.marks = marks;
    if (!this.layer) return;
    const drawn = marks.map((mark, place) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const { left, right, bottom, unread } = mark;
      const top = bottom - BRACKET_END;
      path.setAttribute("d", `M${left} ${top}V${bottom}H${right}V${top}`);
      path.style.stroke = unread ? "var(--dn-quiet)" : `var(--dn-part-${place % BRACKET_COLOURS})`;
      return path;
    });
    this.layer.replaceChildren(...drawn);
  }
}
