// How a picture gets to the server: chosen, dropped, pasted, or taken. Put before this file:
// `picture-file.js` and `picture-camera.js`. `digitnet/ui/picture.py` hears of it.

const sources = new WeakMap();

export default function pictureInput({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".dn-source");
  if (!element || !data) return;
  let source = sources.get(element);
  if (!source) sources.set(element, (source = new Source(element)));
  source.update(data, (message) => setTriggerValue("picture", message));
  return () => source.stop();
}

class Source {
  constructor(element) {
    this.element = element;
    this.find = (name) => element.querySelector(`.dn-${name}`);
    this.find("photo").hidden = !isPhone();
    this.find("camera").hidden = isPhone() || !hasViewfinder();
    this.find("camera").onclick = () => this.try(() => photo(this.find("viewfinder")));
    for (const input of element.querySelectorAll("input")) {
      input.onchange = () => {
        const [file] = input.files;
        // The same file may be chosen again.
        this.try(async () => file).then(() => (input.value = ""));
      };
    }
    this.leaving = new AbortController();
    const listen = (kind, action) =>
      window.addEventListener(kind, action, { signal: this.leaving.signal });
    listen("paste", (event) => this.receive(event, event.clipboardData));
    listen("drop", (event) => this.receive(event, event.dataTransfer));
    listen("dragover", (event) => this.dragOver(event));
    listen("dragleave", (event) => event.relatedTarget || this.invite(false));
  }

  stop() {
    this.leaving.abort();
    sources.delete(this.element);
  }

  update(data, send) {
    this.data = data;
    this.send = send;
    const { texts } = data;
    this.find("choose").lastElementChild.textContent = texts.choose;
    this.find("photo").lastElementChild.textContent = texts.camera;
    for (const name of ["camera", "shutter", "cancel"]) this.find(name).textContent = texts[name];
    this.find("viewfinder").setAttribute("aria-label", texts.camera);
    this.find("drop-here").textContent = texts.drop_here;
    if (!this.isBusy || data.heard !== this.heard) this.say(isPhone() ? "" : texts.drop);
  }

  say(text, isBusy = false) {
    this.isBusy = isBusy;
    this.element.classList.toggle("dn-busy", isBusy);
    this.find("source-state").textContent = text;
  }

  // Sends the picture that a function returns, or says why it cannot be sent.
  async try(get) {
    if (this.isBusy) return;
    const { texts } = this.data;
    try {
      const file = await get();
      if (!file) return;
      this.say(texts.reading, true);
      this.heard = this.data.heard;
      this.send({ content: await packed(file, this.data), at: Date.now() });
    } catch (problem) {
      this.say(texts[problem] ?? texts.no_picture);
    }
  }

  receive(event, data) {
    this.invite(false);
    const [file] = data?.files ?? [];
    if (!file) return;
    event.preventDefault();
    this.try(async () => file);
  }

  dragOver(event) {
    if (![...event.dataTransfer.types].includes("Files")) return;
    // Without this, the browser would open the file instead of the page.
    event.preventDefault();
    this.invite(true);
  }

  invite(isHere) {
    this.find("drop-here").hidden = !isHere;
  }
}
