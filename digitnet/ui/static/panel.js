// The answer, changed in place: every element stays, so bars glide and nothing flashes.
// `digitnet/ui/answer.py` says what stands where. Put before this file: `number.js`.

export default function panel({ data, parentElement }) {
  const find = (name) => parentElement.querySelector(`.dn-${name}`);
  if (!data || !find("answer")) return;
  find("answer").className = `dn-answer dn-${data.state} dn-teach-${data.teach}`;
  find("digit").textContent = data.digit;
  find("percent").textContent = data.percent;
  find("line").textContent = data.line;
  find("aside").textContent = data.aside;
  // Not while the pen is down: a screen reader would never come to an end.
  if (data.spoken !== null) find("spoken").textContent = data.spoken;

  const lesson = find("lesson");
  lesson.hidden = !data.lesson;
  if (data.lesson) lesson.src = data.lesson;

  const part = showNumber(find("parts"), data, () => panel({ data, parentElement }));
  const image = find("image").querySelector("img");
  image.hidden = !part.image;
  if (part.image) image.src = part.image;
  image.alt = part.image ? data.image_label : "";
  find("seen").querySelector("figcaption").textContent = data.caption;

  const bars = find("bars");
  bars.setAttribute("aria-label", data.bars_label);
  bars.style.setProperty("--dn-accent", part.colour ?? "");
  part.bars.forEach(({ name, label, part, share, wins }, number) => {
    const bar = bars.children[number] ?? bars.appendChild(newBar());
    bar.classList.toggle("dn-wins", wins);
    bar.setAttribute("aria-label", label);
    bar.style.setProperty("--dn-part", part);
    bar.querySelector(".dn-name").textContent = name;
    bar.querySelector(".dn-share").textContent = share;
  });
}

function newBar() {
  const bar = document.createElement("div");
  bar.className = "dn-bar";
  bar.setAttribute("role", "listitem");
  bar.innerHTML = `<span class="dn-name"></span><span class="dn-track">
    <span class="dn-fill"></span></span><span class="dn-share"></span>`;
  return bar;
}
