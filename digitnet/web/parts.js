// The digits of a number, each in a colour of its own; one is chosen, to see its bars and its image.

const PART_COLOURS = 6; // As many as `number.css` has.

class Parts {
  // `chosen()` is called when another digit was chosen.
  constructor(element, words, chosen) {
    Object.assign(this, { element, words, chosen, wanted: null });
  }

  // Show the digits of a number, or none; returns the place of the one that is chosen. Until its
  // visitor chooses, it is the one drawn last; then it stays while the number grows.
  show(number) {
    const { element, words } = this;
    const digits = number?.digits ?? [];
    while (element.children.length > digits.length) element.lastChild.remove();
    element.hidden = !number;
    if (!number) {
      this.wanted = null;
      return null;
    }
    element.style.setProperty("--count", digits.length);
    const place = Math.min(this.wanted ?? lastDrawn(number), digits.length - 1);
    digits.forEach((prediction, at) => {
      const { digit, shares } = prediction;
      const part = element.children[at] ?? element.appendChild(this.newPart(at));
      const name = digit ?? words.say("none");
      const percent = words.percent(shares[digit ?? NO_DIGIT]);
      part.textContent = digit ?? UNREAD;
      part.setAttribute("aria-label", words.say("bar", { digit: name, percent }));
      part.setAttribute("aria-pressed", at === place);
      part.style.setProperty("--part", partColour(prediction, at));
    });
    return place;
  }

  newPart(place) {
    const part = document.createElement("button");
    part.type = "button";
    part.className = "part";
    part.addEventListener("click", () => {
      this.wanted = place;
      this.chosen();
    });
    return part;
  }
}

function partColour({ digit }, place) {
  return digit === null ? "var(--quiet)" : `var(--part-${place % PART_COLOURS})`;
}

// The place of the digit with the last stroke.
function lastDrawn({ groups }) {
  const lasts = groups.map((strokes) => strokes.at(-1));
  return lasts.indexOf(Math.max(...lasts));
}
