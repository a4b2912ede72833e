// What a visitor taught, kept in this browser: it survives a reload, and all tabs share it.
// `digitnet/ui/keeping.py` says what to keep, and checks what comes back.

const KEPT = "digitnet.lessons";

export default function lessons({ data, setTriggerValue }) {
  const tell = (text) => setTriggerValue("kept", text ?? "");
  const isNew = !globalThis.digitnetLessons;
  globalThis.digitnetLessons = { tell };
  if (isNew) {
    // Another tab has changed them.
    window.addEventListener("storage", ({ key, newValue }) => {
      if (key === KEPT) globalThis.digitnetLessons.tell(newValue);
    });
  }
  if (data.text === null) tell(read());
  else if (data.text !== (read() ?? "")) write(data.text);
}

function read() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

function write(text) {
  try {
    if (text) localStorage.setItem(KEPT, text);
    else localStorage.removeItem(KEPT);
  } catch {
    // The storage is full or forbidden: after a reload, the lessons are gone.
  }
}
