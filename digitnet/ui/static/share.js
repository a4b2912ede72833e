// Sends finished drawings to the wall, if there is one and the visitor has agreed. Asked once; the
// button beside Clear changes the answer. `page` is the page's own (page.js).

const SHARE_KEY = "digitnet-wall";
const REST = 500; // Milliseconds without a pen until a drawing is finished.

class Share {
  constructor() {
    this.name = null;
    this.strokes = 0;
    this.answer = null;
    this.sender = new Sender("./api/drawings");
    try {
      this.answer = localStorage.getItem(SHARE_KEY);
    } catch {} // Private windows may forbid it.
    this.build();
    document.addEventListener("drawingfinished", (event) => this.finished(event.detail.drawing));
    document.addEventListener("roomseen", (event) => this.seen(event.detail));
    new MutationObserver(() => this.tell()).observe(document.documentElement, {
      attributeFilter: ["lang"],
    });
  }

  build() {
    this.box = document.createElement("div");
    this.box.className = "ask-wall";
    this.box.setAttribute("role", "group");
    this.box.hidden = true;
    this.question = document.createElement("p");
    const buttons = document.createElement("div");
    this.yes = this.button(() => this.decide("yes"));
    this.no = this.button(() => this.decide("no"));
    buttons.append(this.yes, this.no);
    this.box.append(this.question, buttons);
    this.again = this.button(() => this.decide(this.answer === "yes" ? "no" : "yes"));
    this.again.id = "share-again";
    this.again.hidden = true;
    this.again.innerHTML =
      '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 5h18v11H3zM8 20h8M12 16v4"/></svg>';
    document.querySelector(".buttons").append(this.again);
    document.querySelector("main").append(this.box);
    this.tell();
  }

  button(pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.addEventListener("click", pressed);
    return made;
  }

  tell() {
    const texts = SHARE_TEXTS[document.documentElement.lang] ?? SHARE_TEXTS.en;
    this.question.textContent = texts.question;
    this.yes.textContent = texts.yes;
    this.no.textContent = texts.no;
    this.again.setAttribute("aria-label", texts.again);
    this.again.title = texts.again;
    this.again.setAttribute("aria-pressed", String(this.answer === "yes"));
  }

  // Without a wall, nothing is asked.
  seen({ open }) {
    this.isOpen = open;
    this.again.hidden = !this.isOpen || this.answer === null;
    this.ask();
  }

  // After the first drawing, when it is clear what is asked about.
  ask() {
    this.box.hidden = !(this.isOpen && this.answer === null && this.drawing);
  }

  decide(answer) {
    this.answer = answer;
    try {
      localStorage.setItem(SHARE_KEY, answer);
    } catch {}
    this.tell();
    this.ask();
    this.again.hidden = !this.isOpen;
    if (answer === "yes") this.send();
  }

  finished(drawing) {
    // What is drawn in a round is the round's.
    if (document.body.classList.contains("playing")) return;
    // Fewer strokes than before: it was cleared, and this is another one.
    if (this.name === null || drawing.strokes.length <= this.strokes) this.name = newName();
    this.strokes = drawing.strokes.length;
    this.drawing = drawing;
    this.ask();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), REST);
  }

  send() {
    if (this.answer !== "yes" || !this.isOpen || !this.drawing) return;
    this.sender.put(this.name, packed({ name: this.name }, this.drawing));
  }
}

if (typeof page !== "undefined" && page) new Share();
