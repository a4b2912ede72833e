// What a phone shows over its page during a round: pictures to say a digit to, and results.
// `texts()` returns the sentences in the language in use.

const NONE = 10;

// Buttons for the digits, and perhaps for "no digit".
function padOf(labels, noDigit, pressed) {
  const buttons = labels.map((label) => {
    const button = press(label === NONE ? noDigit : label, () => {
      choose(label);
      pressed(label);
    });
    button.dataset.label = label;
    return button;
  });
  const pad = make("div", "pad", ...buttons);
  const choose = (chosen) => {
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(Number(button.dataset.label) === chosen));
    }
  };
  choose(null);
  return { pad, choose };
}

// A picture, and ten buttons to say what it is; the buttons stay while pictures come and go.
class Choice {
  constructor(texts, hasNone, answered) {
    const labels = [...Array(NONE + (hasNone ? 1 : 0)).keys()];
    const { pad, choose } = padOf(labels, texts.no_digit, answered);
    this.choose = choose;
    this.place = make("div", "picture");
    this.before = make("p", "before");
    this.element = make("div", "choice", this.place, make("h2", "", texts.which_digit), pad);
    this.element.append(this.before);
  }

  show(picture, before) {
    this.place.replaceChildren(picture);
    this.before.replaceChildren(...before);
    this.choose(null);
  }
}

function mark(isRight) {
  const made = make("b", isRight ? "right" : "wrong", isRight ? "✓" : "✗");
  return made;
}

// Who read the previous image correctly.
function before(texts, { digit, network }, mine) {
  const own = [`${texts.you} `, mark(mine === digit), " · "];
  return [`${digit}: `, ...own, `${texts.network} `, mark(network === digit)];
}

// Whether somebody plays, and what becomes of what they draw.
function questionOf(texts, { kind }, play, later) {
  const kept = texts[`kept_${kind}`];
  const yes = press(texts.play, play);
  yes.className = "main";
  return [
    make("h2", "", texts[`name_${kind}`]),
    make("p", "", texts[`meaning_${kind}`]),
    kept ? make("p", "aside", kept) : "",
    make("div", "", yes, press(texts.not_now, later)),
  ];
}

function waitOf(texts, is, clock) {
  const words = make("p", "said", texts[is]);
  const number = make("b", "round-digit", clock.number);
  return make("div", "result", words, is === "ready" ? number : null, clock.element);
}

function lookOf(texts, shown) {
  const said = (label) => (label === null ? "–" : label === NONE ? texts.no_digit : label);
  const line = (name, label) => make("p", "said", `${name} `, make("b", "", said(label)));
  return make(
    "div",
    "look",
    make("div", "picture", sketchOf(shown.picture, BOX)),
    line(texts.meant, shown.meant),
    line(texts.room, roomOf(shown.votes)),
    line(texts.network, shown.network),
  );
}

// The phone's own part of a result; `mine` is what this phone has answered.
function resultOf(texts, shown, mine) {
  const lines = [make("h2", "", texts[`name_${shown.kind}`])];
  const say = (sentence) => lines.push(make("p", "said", sentence));
  if (shown.kind === "draw") {
    const all = mine.read.size;
    const right = [...mine.read.values()].filter(Boolean).length;
    if (all) say(fill(texts.yours_read, { right, all }));
  }
  if (shown.kind === "contest") {
    const you = shown.images.filter(({ digit }, place) => mine.taps.get(place) === digit).length;
    const { done, network } = shown.scores;
    say(fill(texts.you_read, { you, all: done, network }));
    say(winner(texts, you, network));
  }
  if (shown.kind === "fool") {
    const [best] = shown.best;
    if (best) {
      lines.push(make("div", "picture", sketchOf(best.picture, BOX)));
      say(bestOf(best, texts));
    } else say(texts.none_fooled);
  }
  lines.push(make("p", "aside", texts.see_wall));
  return make("div", "result", ...lines);
}

function winner(texts, you, network) {
  if (you === network) return texts.level;
  return you > network ? texts.you_win : texts.network_wins;
}
