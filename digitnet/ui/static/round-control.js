// The presenter's controls for rounds: a button opens what can be played; another ends the round.

class Controls {
  constructor() {
    this.start = press(texts.start, () => this.open());
    this.skip = press(texts.skip, () => this.order("skip"));
    this.stop = press(texts.stop, () => this.order("stop"));
    document.querySelector(".controls").append(this.start, this.skip, this.stop);
    this.dialog = make("dialog", "choose-round");
    this.problem = make("p", "problem");
    this.problem.setAttribute("role", "alert");
    document.body.append(this.dialog);
    this.show(null);
  }

  show(shown) {
    this.start.hidden = shown !== null;
    this.stop.hidden = shown === null;
    this.stop.textContent = shown?.is === "result" ? texts.back : texts.stop;
    this.skip.hidden = !["vote", "look"].includes(shown?.is);
    if (shown !== null) this.dialog.close();
  }

  open() {
    this.problem.textContent = "";
    const choices = ["draw", "fool", "contest"].map((kind) => this.choice(kind));
    const close = press(texts.close, () => this.dialog.close());
    const title = make("h2", "", texts.start);
    this.dialog.replaceChildren(title, ...choices, this.problem, close);
    this.dialog.showModal();
  }

  choice(kind) {
    const name = texts[`name_${kind}`];
    let digit = null;
    let which = null;
    if (kind === "draw") {
      const select = make("select");
      select.setAttribute("aria-label", texts.which);
      select.add(new Option(texts.all_digits, ""));
      for (let label = 0; label < NONE; label += 1) select.add(new Option(label, label));
      select.addEventListener("change", () => {
        digit = select.value === "" ? null : Number(select.value);
      });
      which = select;
    }
    const begin = press(name, () => {
      this.problem.textContent = kind === "contest" ? texts.preparing : "";
      this.order("start", { kind, digit });
    });
    begin.className = "main";
    const about = make("p", "", texts[`meaning_${kind}`]);
    return make("div", "choice", begin, make("div", "", about, which));
  }

  async order(name, content = {}) {
    try {
      const body = JSON.stringify(content);
      const { lang } = document.documentElement;
      const response = await fetch(`./api/round/${name}?lang=${lang}`, { method: "POST", body });
      if (!response.ok) this.problem.textContent = (await response.json()).message;
    } catch {} // The wall shows what is on, whatever was pressed.
  }
}

const controls = new Controls();
followRound();
