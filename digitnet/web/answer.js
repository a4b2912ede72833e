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
  }

  newBar(label) {
    const bar = document.getElementById("bar").content.firstElementChild.cloneNode(true);
    bar.classList.toggle("none", label === NO_DIGIT);
    return this.find("bars").appendChild(bar);
  }

  // Show a prediction, or none of an empty sheet.
  show(prediction, isPenDown) {
    const { words } = this;
    const state = stateOf(prediction, isPenDown);
    const digit = state === "read" ? prediction.digit : null;
    const percent = digit === null ? "" : words.percent(prediction.shares[digit]);
    this.element.dataset.state = state;
    this.put("digit", digit ?? "");
    this.put("percent", percent);
    this.put("line", this.line(state, prediction));
    const aside = state === "odd" ? words.say("aside", { digit: prediction.guess }) : "";
    this.put("aside", aside);
    // Not while the pen is down: a screen reader would never come to an end.
    if (!isPenDown) {
      const told =
        state === "read" ? words.say("spoken", { digit, percent }) : this.line(state, prediction);
      this.put("spoken", `${told} ${aside}`.trim());
    }
    const winner = state === "odd" && isNone(prediction) ? NO_DIGIT : digit;
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
    if (prediction) this.paint(prediction.image);
  }

  put(name, text) {
    const element = this.find(name);
    if (element.textContent !== String(text)) element.textContent = text;
  }

  line(state, prediction) {
    // The network rejects more than what it takes for no digit: what it is not sure of, too.
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

  paint(image) {
    const picture = this.pixels.createImageData(SIDE, SIDE);
    image.forEach((ink, index) => picture.data.set([ink, ink, ink, 255], 4 * index));
    this.pixels.putImageData(picture, 0, 0);
  }
}

function isNone({ shares }) {
  return shares[NO_DIGIT] === Math.max(...shares);
}

// Half drawn, most digits are none yet; that is said only once the pen is up.
function stateOf(prediction, isPenDown) {
  if (!prediction) return "empty";
  if (prediction.digit !== null) return "read";
  return isPenDown ? "sketch" : "odd";
}
