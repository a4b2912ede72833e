// The answer, changed in place: every element stays, so bars glide and nothing moves.

const SURE = 0.95;
const QUITE_SURE = 0.75;
const NOT_SURE = 0.5;

const NO_DIGIT = 10;

class Answer {
  constructor(element, words) {
    this.element = element;
    this.words = words;
    this.find = (name) => element.querySelector(`.${name}`);
    this.bars = Array.from({ length: NO_DIGIT + 1 }, (_, label) => this.newBar(label));
    this.pixels = this.find("image").getContext("2d");
    this.parts = new Parts(this.find("parts"), words, () => this.show(...this.shown));
  }

  newBar(label) {
    const bar = document.getElementById("bar").content.firstElementChild.cloneNode(true);
    bar.classList.toggle("none", label === NO_DIGIT);
    return this.find("bars").appendChild(bar);
  }

  // Show {prediction, number}: of what was drawn as one digit, null for an empty sheet, and as
  // several, null for what is only one.
  show(reading, isPenDown) {
    this.shown = [reading, isPenDown];
    const { words } = this;
    const { number } = reading;
    const place = this.parts.show(number);
    const prediction = number ? number.digits[place] : reading.prediction;
    const state = number ? "number" : stateOf(prediction, isPenDown);
    const digit = state === "read" ? prediction.digit : null;
    const line = number ? this.lineOfNumber(number, isPenDown) : this.line(state, prediction);
    let percent = digit === null ? "" : words.percent(prediction.shares[digit]);
    if (number) percent = words.percent(number.confidence);
    this.element.dataset.state = state;
    this.put("digit", digit ?? "");
    this.put("percent", percent);
    this.put("line", line);
    const aside = state === "odd" ? words.say("aside", { digit: prediction.guess }) : "";
    this.put("aside", aside);
    // Not while the pen is down: a screen reader would never come to an end.
    if (!isPenDown) {
      const told = digit === null ? line : words.say("spoken", { digit, percent });
      this.put("spoken", number ? this.told(number, percent, line) : `${told} ${aside}`.trim());
    }
    this.showBars(prediction, state === "sketch" ? null : winnerOf(prediction));
    const accent = number ? partColour(prediction, place) : "";
    this.find("bars").style.setProperty("--accent", accent);
    if (prediction) this.paint(prediction.image);
  }

  showBars(prediction, winner) {
    const { words } = this;
    this.bars.forEach((bar, number) => {
      const share = prediction?.shares[number] ?? 0;
      const text = words.percent(share);
      const name = number === NO_DIGIT ? words.say("none") : number;
      bar.classList.toggle("wins", number === winner);
      bar.setAttribute("aria-label", words.say("bar", { digit: name, percent: text }));
      bar.querySelector(".name").textContent = name;
      bar.style.setProperty("--part", share.toFixed(4));
      bar.querySelector(".share").textContent = text;
    });
  }

  put(name, text) {
    const element = this.find(name);
    if (element.textContent !== String(text)) element.textContent = text;
  }

  line(state, prediction) {
    // The network also rejects drawings that it is not sure about.
    if (state === "odd") return this.words.say(isNone(prediction) ? "no_digit" : "hardly");
    if (state !== "read") return this.words.say("hint");
    const { shares } = prediction;
    const confidence = shares[prediction.digit];
    if (confidence >= SURE) return this.words.say("sure");
    if (confidence >= QUITE_SURE) return this.words.say("quite_sure");
    const others = shares.map((share, number) => (number === prediction.digit ? -1 : share));
    const digit = others.indexOf(Math.max(...others));
    const isUnsure = confidence >= NOT_SURE;
    if (digit === NO_DIGIT) {
      return this.words.say(isUnsure ? "not_sure_a_digit" : "guessing_a_digit");
    }
    return this.words.say(isUnsure ? "not_sure" : "guessing", { digit });
  }

  lineOfNumber({ text, digits, confidence }, isPenDown) {
    const { words } = this;
    if (text.includes(UNREAD) && !isPenDown) return words.say("unread");
    if (confidence >= SURE) return words.say("sure");
    if (confidence >= QUITE_SURE) return words.say("quite_sure");
    const shares = digits.map(({ shares, guess }) => shares[guess]);
    const { digit } = digits[shares.indexOf(Math.min(...shares))];
    return isPenDown || digit === null ? words.say("hint") : words.say("least_sure", { digit });
  }

  // What a screen reader says of a number.
  told({ text }, percent, line) {
    if (text.includes(UNREAD)) return this.words.say("spoken_unread", { number: text, line });
    return this.words.say("spoken_number", { number: text, percent });
  }

  paint(image) {
    const picture = this.pixels.createImageData(SIDE, SIDE);
    image.forEach((ink, index) => picture.data.set([ink, ink, ink, 255], 4 * index));
    this.pixels.putImageData(picture, 0, 0);
  }
}

function isNone({ shares }) {
  return shares[NO_DIGIT] === Math.max(...shares);
}

// The number of the bar that stands out, or null.
function winnerOf(prediction) {
  if (!prediction) return null;
  return prediction.digit ?? (isNone(prediction) ? NO_DIGIT : null);
}

// Half drawn, most digits are none yet; that is said only once the pen is up.
function stateOf(prediction, isPenDown) {
  if (!prediction) return "empty";
  if (prediction.digit !== null) return "read";
  return isPenDown ? "sketch" : "odd";
}
