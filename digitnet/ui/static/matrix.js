// The confusion matrix: a table of buttons, each of which shows its images.

export default function matrix({ data, parentElement, setStateValue }) {
  const table = parentElement.querySelector(".dn-matrix");
  if (!table || !data) return;
  const wrong = data.rows.flatMap(({ cells }) => cells.filter(({ right }) => !right));
  const most = Math.max(1, ...wrong.map(({ n }) => n));
  const head = make("tr", [make("td"), ...data.columns.map((text) => heading("col", text))]);
  const rows = data.rows.map(({ name, cells }) =>
    make("tr", [heading("row", name), ...cells.map((cell) => make("td", [content(cell)]))]),
  );
  table.replaceChildren(make("thead", [head]), make("tbody", rows));
  table.setAttribute("aria-label", data.label);

  function content({ label, answer, n, right, title }) {
    if (!n) return document.createTextNode("");
    const button = make("button", [n.toLocaleString(document.documentElement.lang)]);
    button.type = "button";
    button.title = title;
    button.setAttribute("aria-label", title);
    if (right) button.className = "dn-diagonal";
    // The eye compares areas: the square root makes small counts distinguishable.
    else button.style.setProperty("--dn-part", `${(12 + 43 * Math.sqrt(n / most)).toFixed()}%`);
    button.onclick = () => setStateValue("cell", { label, answer, at: Date.now() });
    return button;
  }
}

function make(name, children = []) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

function heading(scope, text) {
  const element = make("th", [text]);
  element.scope = scope;
  return element;
}
