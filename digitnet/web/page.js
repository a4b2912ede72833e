// The page: brings sheet, predictor and answer together.
//
// After each stroke the document gets an event "drawingfinished", whose detail is {drawing,
// prediction}, for whoever puts this page into something larger.

class Page {
  constructor() {
    const model = JSON.parse(textOf("model"));
    this.words = new Words(JSON.parse(textOf("languages")), wantedLanguages());
    this.predictor = new Predictor(model, textOf("weights"));
    this.answer = new Answer(document.getElementById("answer"), this.words);
    this.sheet = new Sheet(document.getElementById("sheet"), (change) => this.read(change));
    this.choices();
    this.keys();
    document.documentElement.classList.add("ready");
    this.retell();
    setTimeout(() => this.predictor.warmUp(), 50);
  }

  read({ isPenDown, isFinished }) {
    const { drawing } = this.sheet;
    const prediction = this.predictor.predict(drawing);
    this.prediction = prediction;
    this.answer.show(prediction, isPenDown);
    if (!isFinished) return;
    const event = new CustomEvent("drawingfinished", { detail: { drawing, prediction } });
    document.dispatchEvent(event);
  }

  retell() {
    this.words.fill(document);
    this.answer.show(this.prediction ?? null, false);
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
  const asked = new URLSearchParams(location.search).get("lang");
  return [asked, keptLanguage(), ...navigator.languages].filter(Boolean);
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
