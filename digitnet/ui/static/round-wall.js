// The round on the wall: takes the place of the drawings while it is on.

const board = document.getElementById("round");
const heading = document.querySelector("h1");
const usual = heading.textContent;
const texts = SETTINGS.rounds;
const clock = new Clock();
let onBoard = null;

function followRound() {
  const events = new EventSource(`./api/round?wall&lang=${document.documentElement.lang}`);
  events.onmessage = ({ data }) => showRound(JSON.parse(data));
  // Browsers give up for good when a server answers with an error.
  events.onerror = () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(followRound, 2000);
  };
}

function showRound({ shown, left, counts, problem }) {
  const { classList } = document.body;
  classList.toggle("round", shown !== null);
  classList.toggle("ready", shown?.is === "ready");
  board.hidden = shown === null;
  controls.show(shown);
  if (shown === null) {
    onBoard = null;
    heading.textContent = usual;
    return;
  }
  const name = `${shown.id}-${shown.step}`;
  if (name !== onBoard) {
    onBoard = name;
    heading.textContent = texts[`name_${shown.kind}`];
    const isTimed = shown.is !== "result";
    const top = isTimed ? make("div", "top", clock.element, clock.number) : "";
    board.replaceChildren(top, sceneOf(shown));
    board.dataset.is = shown.is;
    clock.set(left, shown.seconds);
  }
  for (const element of board.querySelectorAll("[data-count]")) {
    const value = counts[element.dataset.count];
    if (value !== undefined) element.textContent = value;
  }
  board.querySelector(".problem")?.remove();
  if (problem) board.append(make("p", "problem", problem));
}

function sceneOf(shown) {
  const scenes = { ready, draw, gather, vote, look, tap, result: () => resultOf(shown, texts) };
  return scenes[shown.is](shown);
}

function ready({ kind }) {
  const says = make("p", "large", texts[`meaning_${kind}`]);
  return make("div", "column scene", says, make("p", "headline", texts.ready_wall));
}

function draw({ kind, digit, digits, place }) {
  if (kind === "fool") {
    const figures = [figureOf(texts.drawn, "drawn"), figureOf(texts.were_fooling, "fooled")];
    const says = make("p", "large", texts.meaning_fool);
    return make("div", "scene two", make("div", "column", says), make("div", "figures", ...figures));
  }
  const figures = [
    figureOf(texts.players, "players"),
    figureOf(texts.drawn, "drawn"),
    figureOf(texts.were_read, "read"),
  ];
  const which = digits > 1 ? make("p", "place", `${place + 1} / ${digits}`) : null;
  const left = make("div", "column middle", which, make("p", "large", texts.draw_this));
  left.append(make("p", "asked", String(digit)));
  return make("div", "scene two", left, make("div", "figures", ...figures));
}

function gather() {
  return make("div", "scene column", make("p", "large", texts.gather));
}

function vote({ picture, place, of }) {
  const right = make("div", "column", make("p", "place", `${place + 1} / ${of}`));
  right.append(make("p", "large", texts.which_digit), figureOf(texts.votes, "votes"));
  return make("div", "scene two", pictureOf(sketchOf(picture, SETTINGS.box)), right);
}

function look(shown) {
  const right = make("div", "column", votesOf(shown, texts));
  return make("div", "scene two", pictureOf(sketchOf(shown.picture, SETTINGS.box)), right);
}

function tap({ image, place, of }) {
  const votes = figureOf(texts.votes, "taps");
  votes.classList.add("small");
  const figures = [figureOf(texts.room, "room"), figureOf(texts.network, "network"), votes];
  const right = make("div", "column", make("p", "place", `${place + 1} / ${of}`));
  right.append(make("p", "large", texts.which_digit), make("div", "figures", ...figures));
  return make("div", "scene two", pictureOf(imageOf(image)), right);
}

function pictureOf(picture) {
  return make("div", "picture", picture);
}
