// The keyboard. Undo and Clear have keys while no other control has the focus; while the canvas has
// it, a digit draws a sample, and the cursor has the arrow keys and the space bar. While the page
// asks which digit it is, a digit is the answer.

const CONTROLS = "input, textarea, select, button, a, summary, [contenteditable], [role=slider]";
const ASKED = ".st-key-right_answers";
const DIALOGS = "[role=dialog], [role=listbox], [role=menu]";

function heardKey(board, event) {
  if (isAnswer(event)) return press(`teach_${event.key}`);
  if (board.pen.pointer || hasFocusElsewhere(event) || document.querySelector(DIALOGS)) return;
  const { key } = event;
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.shiftKey && key.toLowerCase() === "z") press("undo");
  else if (key === "Escape" || key === "Delete") press("clear");
  else if (!command && !event.altKey && isOnCanvas(event)) heardKeyOnCanvas(board, event);
}

function heardKeyOnCanvas(board, event) {
  if (!board.recognise()) return;
  if (/^[0-9]$/.test(event.key)) event.repeat || board.sample(Number(event.key));
  else if (!board.cursor.key(event)) return;
  event.preventDefault();
  board.rest();
}

function isAnswer(event) {
  const isTyped = event.composedPath()[0].matches?.("input");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
  return isPlain && !isTyped && /^[0-9]$/.test(event.key) && document.querySelector(ASKED);
}

// Whether a control other than the canvas's own buttons has the focus.
function hasFocusElsewhere(event) {
  const control = event.composedPath()[0].closest?.(CONTROLS);
  return Boolean(control) && !control.closest(".st-key-buttons");
}

function press(key) {
  document.querySelector(`.st-key-${key} button`)?.click();
}
