// The page: brings sheet, predictor and answer together.
//
// After each stroke the document gets an event "drawingfinished", whose detail is {drawing,
// prediction, number}, for whoever puts this page into something larger; `number` is null for what
// is not several digits.

const SLICE = 8; // Milliseconds of reading, after which the pen has its turn.

class Page {
  constructor() {
    const model = JSON.parse(textOf("model"));
    this.words = new Words(JSON.parse(textOf("languages")), wantedLanguages());
    this.predictor = new Predictor(model, textOf("weights"));
    this.numbers = new NumberReader(this.predictor, model.division);
    this.answer = new Answer(document.getElementById("answer"), this.words);
    this.brackets = new Brackets(document.querySelector(".brackets"));
    this.sheet = new Sheet(document.getElementById("sheet"), (change) => this.read(change));
    this.reading = { prediction: null, number: null };
    this.isOneDigit = asked("digits") === "1";
    this.isInRound = false;
    if (this.isOneDigit) document.querySelector("h1").dataset.text = "title_one_digit";
    this.choices();
    this.keys();
    document.documentElement.classList.add("ready");
    this.retell();
    setTimeout(() => this.predictor.warmUp(), 50);
  }

  // One drawing is read at a time; of those that come meanwhile, the newest is the next.
  read({ isPenDown, isFinished }) {
    const wasFinished = this.next?.isFinished ?? false;
    const { drawing } = this.sheet;
    this.next = { drawing, isPenDown, isFinished: isFinished || wasFinished };
    if (!this.isReading) this.readOn();
  }

  async readOn() {
    this.isReading = true;
    try {
      while (this.next) {
        const { drawing, isPenDown, isFinished } = this.next;
        this.next = null;
        const prediction = this.predictor.predict(drawing);
        const isOne = !prediction || this.isOneDigit || this.isInRound;
        const isAlone = isOne || this.numbers.isOneDigit(drawing, prediction, isPenDown);
        const number = isAlone ? null : await this.readNumber(drawing, prediction);
        this.reading = { prediction, number };
        this.answer.show(this.reading, isPenDown);
        this.brackets.show(number);
        if (!isFinished) continue;
        const event = new CustomEvent("drawingfinished", { detail: { drawing, ...this.reading } });
        document.dispatchEvent(event);
      }
    } finally {
      this.isReading = false;
    }
  }

  async readNumber(drawing, prediction) {
    const steps = this.numbers.read(drawing, prediction);
    let began = performance.now();
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value.isSeveral ? value : null;
      if (performance.now() - began < SLICE) continue;
      await new Promise((resolve) => setTimeout(resolve));
      began = performance.now();
    }
  }

  // What is drawn in a round is one digit.
  inRound(isInRound) {
    this.isInRound = isInRound;
  }

  retell() {
    this.words.fill(document);
    this.answer.show(this.reading, false);
  }

  choices() {
    const { sheet, words } = this;
    document.getElementById("undo").addEventListener("click", () => sheet.undo());
    document.getElementById("clear").addEventListener("click", () => sheet.clear());
    const language = document.getElementById("language");
    for (const [code, { name }] of Object.entries(words.languages)) {
      language.add(new Option(name, code, false, code === words.code));
    }
    language.addEventListener("change", () => {
      words.use(language.value);
      keepLanguage(language.value);
      this.retell();
    });
    document.getElementById("theme").addEventListener("click", () => {
      const root = document.documentElement;
      root.style.colorScheme = isDark() ? "light" : "dark";
    });
  }

  keys() {
    addEventListener("keydown", (event) => {
      if (event.target.matches?.("select, input, textarea")) return;
      const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z";
      if (isUndo) this.sheet.undo();
      else if (event.key === "Escape" || event.key === "Delete") this.sheet.clear();
      else return;
      event.preventDefault();
    });
  }
}

function textOf(id) {
  return document.getElementById(id).textContent;
}

// "?lang=de" in the address, what was chosen here or in the app, and the browser's own languages.
function wantedLanguages() {
  return [asked("lang"), keptLanguage(), ...navigator.languages].filter(Boolean);
}

function asked(name) {
  return new URLSearchParams(location.search).get(name);
}

// A cookie, which the app's server reads, too. A page from a file has none.
const LANGUAGE = "digitnet-language";

function keptLanguage() {
  try {
    return document.cookie.match(`(?:^|; )${LANGUAGE}=([^;]*)`)?.[1];
  } catch {
    return null; // A page in a sandbox is not even asked.
  }
}

function keepLanguage(code) {
  try {
    document.cookie = `${LANGUAGE}=${code}; path=/; max-age=${365 * 86400}; samesite=lax`;
  } catch {}
}

function isDark() {
  const { colorScheme } = document.documentElement.style;
  return colorScheme ? colorScheme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

// Without pointer events the page stays as it is, and says what it needs.
const page = window.PointerEvent && window.ResizeObserver ? new Page() : null;
