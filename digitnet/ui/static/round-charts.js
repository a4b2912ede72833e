// The charts of rounds, for the projector: bars, a confusion matrix, tiles.

const NONE = 10;

// `rows`: {name, value, all, text, marks}; each bar is as long as its part of `all`.
function barsOf(rows) {
  return make(
    "div",
    "bars",
    ...rows.map(({ name, value, all, text, marks = [] }) => {
      const fill = make("span", marks.length ? `fill ${marks[0].kind}` : "fill");
      fill.style.setProperty("--part", all ? value / all : 0);
      const label = make("span", "of-bar", String(text ?? value));
      for (const { kind, title } of marks) label.append(" ", make("em", kind, title));
      const isEmpty = all === 0 || value === 0;
      return make(
        "div",
        isEmpty ? "bar empty-bar" : "bar",
        make("b", "", String(name)),
        make("span", "track", fill),
        label,
      );
    }),
  );
}

// Rows: what was meant; columns: what it was taken for.
function matrixOf(matrix, texts) {
  const most = Math.max(
    1,
    ...matrix.flatMap((row, digit) => row.filter((_, label) => label !== digit)),
  );
  const name = (label) => (label === NONE ? "–" : String(label));
  const head = make("tr", "", make("td"), ...matrix[0].map((_, label) => th("col", name(label))));
  const rows = matrix.map((row, digit) => {
    const cells = row.map((count, label) => {
      const cell = make("td", label === digit && count ? "right" : "", count ? String(count) : "");
      // The eye compares areas: the square root makes small counts distinguishable.
      if (label !== digit && count) {
        cell.style.setProperty("--part", `${(15 + 45 * Math.sqrt(count / most)).toFixed()}%`);
      }
      return cell;
    });
    return make("tr", "", th("row", digit), ...cells);
  });
  const caption = make("caption", "", texts.matrix);
  return make("table", "matrix", caption, make("thead", "", head), make("tbody", "", ...rows));
}

function th(scope, text) {
  const made = make("th", "", String(text));
  made.scope = scope;
  return made;
}

function tileOf(picture, ...lines) {
  return make("div", "tile", picture, ...lines.map((line) => make("p", "", ...line)));
}

// A number in large letters, and what it counts; `count` names what keeps it up to date.
function figureOf(name, count, value = 0) {
  const number = make("b", "", String(value));
  if (count) number.dataset.count = count;
  return make("div", "figure", number, make("span", "", name));
}
