// Dragging on the picture: a box, one of its corners, or a new box. Put before `picture-boxes.js`.

const SLACK = 4; // CSS pixels; who moves less than this has clicked.
const SMALLEST = 4; // Pixels of the picture.

// Calls `boxes.draft(place, box)` while a box changes, and `boxes.commit()` once it has.
function listenForDrags(sheet, boxes) {
  let drag = null;

  const point = (event) => {
    const { left, top, width, height } = sheet.getBoundingClientRect();
    const [wide, high] = boxes.size;
    return [((event.clientX - left) / width) * wide, ((event.clientY - top) / height) * high];
  };

  sheet.addEventListener("pointerdown", (event) => {
    if (event.button || drag) return;
    const element = event.target.closest(".dn-box");
    const place = element ? boxes.places.indexOf(element) : -1;
    const isNew = !element && (boxes.isAdding || event.pointerType === "mouse");
    boxes.choose(place);
    if (!element && !isNew) return;
    event.preventDefault();
    element?.focus({ preventScroll: true });
    sheet.setPointerCapture(event.pointerId);
    drag = {
      id: event.pointerId,
      start: point(event),
      at: [event.clientX, event.clientY],
      place,
      corner: event.target.dataset.corner,
      box: isNew ? null : boxes.boxOf(place),
      hasMoved: false,
    };
  });

  sheet.addEventListener("pointermove", (event) => {
    if (event.pointerId !== drag?.id) return;
    const moved = Math.hypot(event.clientX - drag.at[0], event.clientY - drag.at[1]);
    if (!drag.hasMoved && moved < SLACK) return;
    if (!drag.hasMoved && !drag.box) drag.place = boxes.add();
    drag.hasMoved = true;
    boxes.draft(drag.place, within(changed(drag, point(event)), boxes.size));
  });

  const end = (event) => {
    if (event.pointerId !== drag?.id) return;
    const { hasMoved, box, start } = drag;
    drag = null;
    if (hasMoved) boxes.commit();
    // A tap adds a box as large as the others.
    else if (!box && boxes.isAdding) boxes.addAround(start);
  };
  sheet.addEventListener("pointerup", end);
  sheet.addEventListener("pointercancel", end);
}

function changed({ start, corner, box }, [x, y]) {
  const [dx, dy] = [x - start[0], y - start[1]];
  if (!box) return fromCorners(start[0], start[1], x, y);
  const [left, top, width, height] = box;
  if (!corner) return [left + dx, top + dy, width, height];
  const isLeft = corner.includes("w");
  const isTop = corner.includes("n");
  return fromCorners(
    isLeft ? left + dx : left,
    isTop ? top + dy : top,
    isLeft ? left + width : left + width + dx,
    isTop ? top + height : top + height + dy,
  );
}

function fromCorners(x, y, otherX, otherY) {
  return [Math.min(x, otherX), Math.min(y, otherY), Math.abs(otherX - x), Math.abs(otherY - y)];
}

// A box in whole pixels that lies in the picture.
function within([left, top, width, height], [wide, high]) {
  const w = Math.min(Math.max(Math.round(width), SMALLEST), wide);
  const h = Math.min(Math.max(Math.round(height), SMALLEST), high);
  const x = Math.min(Math.max(Math.round(left), 0), wide - w);
  const y = Math.min(Math.max(Math.round(top), 0), high - h);
  return [x, y, w, h];
}
