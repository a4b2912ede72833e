// A phone in a round: asks whether its visitor plays, shows what is asked, and keeps their score.
// `page` is the page's own (page.js).

class RoundPhone {
  constructor() {
    this.isPlaying = false;
    this.clock = new Clock();
    const say = (isWaiting) => isWaiting && this.say(this.texts.offline);
    this.sender = new Sender("./api/round/answers", say);
    this.drawer = new Drawer(this.sender, (asked, answer) => this.drawn(asked, answer));
    this.digit = make("b", "round-digit");
    this.words = make("p", "round-words");
    this.line = make("p", "round-line");
    this.line.setAttribute("role", "status");
    const asked = make("div", "round-asked", this.digit, make("div", "", this.words, this.line));
    this.bar = make("section", "round-bar", asked, this.clock.element);
    this.pad = make("div", "round-pad");
    this.cover = make("section", "round-cover");
    this.ask = make("div", "ask-wall round-ask");
    this.ask.setAttribute("role", "group");
    document.querySelector("main").before(this.bar);
    document.querySelector("#answer").append(this.pad);
    document.querySelector("main").append(this.ask);
    document.body.append(this.cover);
    this.forget();
    document.addEventListener("roomseen", ({ detail }) => detail.round && this.follow());
    new MutationObserver(() => this.arrange()).observe(document.documentElement, {
      attributeFilter: ["lang"],
    });
  }

  get texts() {
    return ROUND_TEXTS[document.documentElement.lang] ?? ROUND_TEXTS.en;
  }

  // Back to a page that reads digits.
  forget() {
    this.drawer.end();
    Object.assign(this, { shown: null, scene: null, refused: null, closed: null });
    this.mine = { read: new Map(), taps: new Map() };
    this.arrange();
  }

  follow() {
    if (this.events) return;
    const events = (this.events = new EventSource("./api/round"));
    const end = () => {
      events.close();
      this.events = null;
    };
    events.onmessage = ({ data }) => {
      const { shown, left } = JSON.parse(data);
      if (shown) this.show(shown, left);
      else {
        end();
        this.forget();
      }
    };
    // Browsers give up for good when a server answers with an error; then "roomseen" comes again.
    events.onerror = () => events.readyState === EventSource.CLOSED && end();
  }

  show(shown, left) {
    if (this.shown && this.shown.id !== shown.id) this.forget();
    const isNew = shown.step !== this.shown?.step;
    this.shown = shown;
    this.clock.set(left, shown.seconds);
    if (isNew) this.enter();
  }

  // Another step has begun, or its visitor plays from now on.
  enter() {
    const { id, step, kind, is, digit, digits } = this.shown;
    this.say("");
    if (is !== "draw" || !this.isPlaying) this.drawer.pause();
    else this.drawer.begin({ round: id, step, kind, digit, isOneOfMany: digits === 1 });
    this.arrange();
  }

  say(text) {
    this.line.textContent = text;
  }

  drawn({ kind, digit, name, isOneOfMany }, { isTaken, network, message }) {
    const { texts } = this;
    if (!isTaken) this.say(message);
    else if (kind === "fool") {
      const isRead = network === this.drawer.meant;
      const fooled = isRead ? texts.not_fooled : fill(texts.fooled, { digit: network });
      this.say(network === null ? texts.not_a_digit : fooled);
    } else {
      this.mine.read.set(name, network === digit);
      const isNow = digit === this.shown?.digit;
      const more = isOneOfMany ? ` ${texts.clear_for_more}` : "";
      if (!isNow) return;
      if (network === digit) this.say(texts.read + more);
      else this.say(network === null ? texts.not_a_digit : fill(texts.read_as, { digit: network }));
    }
  }

  tapped(digit) {
    const { id, step, place, is } = this.shown;
    if (is === "tap") this.mine.taps.set(place, digit);
    const name = newName();
    const body = JSON.stringify({ round: id, step, phone: PHONE, name, digit });
    this.sender.put(`${id}-${step}`, body, () => {});
  }

  // Show what belongs to the step, and nothing else.
  arrange() {
    const { shown, texts } = this;
    const is = shown?.is;
    const isHere = Boolean(shown) && this.isPlaying && this.closed !== shown.id;
    const isCovered =
      isHere && (shown.kind === "contest" || ["vote", "look", "result"].includes(is));
    const isBarred = isHere && !isCovered;
    this.bar.hidden = !isBarred;
    this.cover.hidden = !isCovered;
    page.inRound(isBarred);
    document.body.classList.toggle("playing", isBarred);
    document.body.classList.toggle("covered", isCovered);
    this.ask.hidden = !shown || this.isPlaying || is === "result" || this.refused === shown.id;
    if (!this.ask.hidden) this.askToPlay();
    if (isBarred) this.showBar();
    const isMeaning = isBarred && shown.kind === "fool" && is === "draw";
    document.body.classList.toggle("meaning", isMeaning);
    if (!isMeaning) this.pad.replaceChildren();
    else if (!this.pad.firstChild) {
      const { pad } = padOf([...Array(NONE).keys()], "", (digit) => this.mean(digit));
      this.pad.append(make("p", "", texts.fool_meant), pad);
    }
    if (isCovered) this.showCover();
    else this.scene = null;
  }

  mean(digit) {
    this.drawer.mean(digit);
    this.digit.textContent = digit;
  }

  askToPlay() {
    const play = () => {
      this.isPlaying = true;
      this.enter();
    };
    const later = () => {
      this.refused = this.shown.id;
      this.arrange();
    };
    this.ask.replaceChildren(...questionOf(this.texts, this.shown, play, later));
  }

  showBar() {
    const { texts, shown } = this;
    const { is, kind, digit } = shown;
    const words = { ready: texts.ready, gather: texts.gather };
    const asked = kind === "fool" ? texts.fool_draw : texts.draw_this;
    this.words.textContent = words[is] ?? asked;
    const isShown = is === "draw" && (kind === "draw" || this.drawer.meant !== null);
    this.digit.hidden = !isShown && is !== "ready";
    if (is === "ready") this.digit.replaceChildren(this.clock.number);
    else this.digit.textContent = kind === "fool" ? this.drawer.meant : digit;
  }

  showCover() {
    const { texts, shown } = this;
    const { is, picture, image } = shown;
    if (is === "result") {
      const close = press(texts.close, () => {
        this.closed = shown.id;
        this.arrange();
      });
      close.className = "main";
      this.cover.replaceChildren(resultOf(texts, shown, this.mine), close);
    } else if (is === "look") this.cover.replaceChildren(lookOf(texts, shown), this.clock.element);
    else if (is === "ready" || is === "gather") {
      this.cover.replaceChildren(waitOf(texts, is, this.clock));
    } else {
      const isImage = is === "tap";
      this.scene ??= new Choice(texts, !isImage, (digit) => this.tapped(digit));
      const mine = this.mine.taps.get(shown.place - 1);
      const told = shown.before ? before(texts, shown.before, mine) : [];
      this.scene.show(isImage ? imageOf(image) : sketchOf(picture, BOX), told);
      if (this.scene.element.parentElement !== this.cover) {
        this.cover.replaceChildren(this.scene.element);
      }
      this.cover.append(this.clock.element);
      return;
    }
    this.scene = null;
  }
}

if (typeof page !== "undefined" && page) {
  new RoundPhone();
  new Visit();
}
