// The result of a round, on the wall.

function resultOf(shown, texts) {
  const results = { draw: drawResult, fool: foolResult, contest: contestResult };
  return results[shown.kind](shown, texts);
}

function score(texts, right, all) {
  return fill(texts.score, { right, all });
}

function nobody(texts) {
  return make("p", "large", texts.nobody);
}

function drawResult({ drawn, read, digits, matrix, misread }, texts) {
  if (!drawn) return nobody(texts);
  const isOne = digits.length === 1;
  const rows = isOne
    ? matrix[digits[0]]
        .map((value, label) => ({ name: label === NONE ? texts.no_digit : label, value, all: drawn }))
        .filter(({ value, name }) => value || name === digits[0])
    : digits.map((digit) => {
        const all = matrix[digit].reduce((sum, count) => sum + count, 0);
        const value = matrix[digit][digit];
        return { name: digit, value, all, text: all ? score(texts, value, all) : "–" };
      });
  const left = make(
    "div",
    "column",
    make("p", "headline", fill(texts.were_read_of, { right: read, all: drawn })),
    barsOf(rows),
  );
  // Beside the matrix there is room for one row.
  const tiles = misread.slice(0, isOne ? 12 : 6).map(({ picture, meant, network }) =>
    tileOf(sketchOf(picture, SETTINGS.box), [make("b", "", `${meant}`), ` → ${network}`]),
  );
  const seen = tiles.length ? make("div", "", make("h3", "", texts.misread), grid(tiles, isOne ? 5 : 6)) : null;
  const right = make("div", "column", isOne ? null : matrixOf(matrix, texts), seen);
  return make("div", right.childElementCount ? "result two" : "result", left, right);
}

function foolResult({ best, fooled, drawn }, texts) {
  if (!drawn) return nobody(texts);
  if (!best.length) return make("p", "large", texts.none_fooled);
  const [first, ...others] = best;
  const left = make(
    "div",
    "column",
    make("div", "picture", sketchOf(first.picture, SETTINGS.box)),
    make("p", "headline", bestOf(first, texts)),
  );
  const tiles = others.map(({ picture, meant, network, votes }) => {
    const all = votes.reduce((sum, count) => sum + count, 0);
    return tileOf(
      sketchOf(picture, SETTINGS.box),
      [`${texts.meant} `, make("b", "", `${meant}`)],
      [`${texts.network} ${network}`],
      [`${texts.room} ${score(texts, votes[meant], all)}`],
    );
  });
  const right = make(
    "div",
    "column",
    make("p", "headline", fill(texts.were_fooling_of, { right: fooled, all: drawn })),
    votesOf(first, texts),
    grid(tiles, 5),
  );
  return make("div", "result two", left, right);
}

function contestResult({ players, scores, images, matrix }, texts) {
  if (!players) return nobody(texts);
  const { done, room, network } = scores;
  const wins = room > network ? texts.room_wins : texts.network_wins;
  const tiles = images.map(({ image, digit, room: said, network: read }) =>
    tileOf(
      imageOf(image),
      [make("b", "", `${digit}`)],
      [`${texts.room} `, verdict(said, digit, texts)],
      [`${texts.network} `, verdict(read, digit, texts)],
    ),
  );
  const left = make(
    "div",
    "column",
    make("p", "headline", room === network ? texts.level : wins),
    barsOf([
      { name: texts.room, value: room, all: done, text: score(texts, room, done) },
      { name: texts.network, value: network, all: done, text: score(texts, network, done) },
    ]),
    matrixOf(matrix, texts),
  );
  const shown = grid(tiles, 5);
  shown.classList.add("images");
  return make("div", "result two", left, shown);
}

function verdict(said, digit, texts) {
  const text = said === null ? "–" : said === NONE ? texts.no_digit : `${said}`;
  return make("span", said === digit ? "right" : "wrong", text);
}

function grid(tiles, columns) {
  const made = make("div", "tiles", ...tiles);
  made.style.setProperty("--columns", columns);
  return made;
}

// What the room reads in a drawing, with what was meant and what the network reads.
function votesOf({ votes, meant, network }, texts) {
  const all = votes.reduce((sum, count) => sum + count, 0);
  return barsOf(
    votes.map((value, label) => {
      const marks = [];
      if (label === meant) marks.push({ kind: "meant", title: texts.meant });
      if (label === network) marks.push({ kind: "network", title: texts.network });
      return { name: label === NONE ? texts.no_digit : label, value, all, marks };
    }),
  );
}
