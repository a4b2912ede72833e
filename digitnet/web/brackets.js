// Brackets under the digits of a number, each in the colour that the digit has in the answer.

const BRACKET_END = 20; // How far its ends rise; all lengths are in the sheet's units.
const BRACKET_BELOW = 28; // From a digit's ink to its bracket, and from there to the sheet's edge.

class Brackets {
  constructor(layer) {
    this.layer = layer;
    layer.setAttribute("viewBox", `0 0 ${UNITS} ${UNITS}`);
  }

  // Of a number, or of none.
  show(number) {
    const paths = (number?.boxes ?? []).map(([left, , right, bottom], place) => {
      const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
      const line = Math.min(bottom + PEN_WIDTH / 2 + BRACKET_BELOW, UNITS - BRACKET_BELOW);
      const end = line - BRACKET_END;
      path.setAttribute("d", `M${left} ${end}V${line}H${right}V${end}`);
      path.style.setProperty("--part", partColour(number.digits[place], place));
      return path;
    });
    this.layer.replaceChildren(...paths);
  }
}
