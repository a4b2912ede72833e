// The page's sentences, in the language of its visitor.

class Words {
  // `languages`: {code: {key: sentence}}; `wanted`: codes as browsers have them, best first.
  constructor(languages, wanted) {
    this.languages = languages;
    const known = wanted.map((code) => code.toLowerCase().split("-")[0]);
    this.use(known.find((code) => code in languages) ?? "en");
  }

  use(code) {
    this.code = code;
    this.sentences = { ...this.languages.en, ...this.languages[code] };
    this.percents = new Intl.NumberFormat(code, { style: "percent" });
  }

  // A sentence, its {names} filled in.
  say(key, values = {}) {
    return this.sentences[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  // Whole percents; what is not quite certain never reads as 100 %, nor as 0 %.
  percent(share) {
    const format = (value) => this.percents.format(value);
    if (share === 0) return format(0);
    if (share < 0.01) return `< ${format(0.01)}`;
    return share < 0.995 ? format(Math.min(0.99, share)) : `> ${format(0.99)}`;
  }

  // Put the sentences where the page's elements ask for them.
  fill(root) {
    root.documentElement.lang = this.code;
    for (const element of root.querySelectorAll("[data-text]")) {
      element.textContent = this.say(element.dataset.text, element.dataset);
    }
    root.title = root.querySelector("h1").textContent;
    for (const element of root.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", this.say(element.dataset.label));
    }
  }
}
