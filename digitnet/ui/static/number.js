// A number: its digits, each in a colour of its own, which can be chosen to see its bars and its
// image. Put before `panel.js`; `digitnet/ui/numbers.py` says what there is.

const PART_COLOURS = 6; // As many as `number.css` has.
const chosenParts = new WeakMap(); // From a panel's element to the place of the digit chosen there.

// Shows the digits; returns what bars and image are to show, the chosen digit's with its colour or
// the answer's own.
function showNumber(parts, data, redraw) {
  const number = data.number ?? [];
  parts.hidden = !number.length;
  if (!number.length) {
    chosenParts.delete(parts);
    parts.replaceChildren();
    return data;
  }
  parts.setAttribute("aria-label", data.number_label);
  parts.style.setProperty("--dn-count", number.length);
  // Once one is chosen, it stays chosen while the number grows.
  const wanted = chosenParts.get(parts) ?? data.chosen;
  const chosen = Math.min(wanted, number.length - 1);
  number.forEach(({ text, label, unread }, place) => {
    const part = parts.children[place] ?? parts.appendChild(newPart());
    part.textContent = text;
    part.setAttribute("aria-label", label);
    part.setAttribute("aria-pressed", place === chosen);
    part.style.setProperty("--dn-part-colour", partColour(place, unread));
    part.onclick = () => {
      chosenParts.set(parts, place);
      redraw();
    };
  });
  while (parts.children.length > number.length) parts.lastChild.remove();
  return { ...number[chosen], colour: partColour(chosen, number[chosen].unread) };
}

function newPart() {
  const part = document.createElement("button");
  part.type = "button";
  part.className = "dn-part";
  return part;
}

function partColour(place, unread) {
  return unread ? "var(--dn-quiet)" : `var(--dn-part-${place % PART_COLOURS})`;
}
