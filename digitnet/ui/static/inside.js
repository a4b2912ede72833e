// The inside of the network: brings together the parts of the page and the server, which says what
// there is to see (`digitnet/ui/inside.py`). Every element stays, so nothing flashes.
//
// Put before this file: `inside-pictures.js`, `inside-way.js`, `inside-lens.js`, `inside-more.js`,
// `inside-scenes.js`, `inside-tour.js`.

const REST = 150; // Milliseconds that the pointer rests on a map before the server is asked about it.

const views = new WeakMap();

export default function inside({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".dn-inside");
  if (!root || !data) return;
  let view = views.get(root);
  if (!view) views.set(root, (view = new View(root)));
  view.setStateValue = setStateValue;
  view.take(data);
  return () => view.leave();
}

class View {
  constructor(root) {
    this.root = root;
    this.data = null;
    this.image = new Uint8Array(784);
    this.first = null; // The first layer in numbers.
    this.asked = {}; // What the server was asked, besides the drawing itself.
    this.opened = null; // The map under the lens: {layer, channel}.
    this.details = new Map(); // What maps react to, as far as it is known.
    this.colours = new Colours(root);
    const find = (name) => root.querySelector(`.dn-${name}`);
    this.way = new Way(this, find("path"));
    this.lens = new Lens(this, find("glass"));
    this.parts = [
      this.way,
      this.lens,
      new Looked(this, find("looked")),
      new Memory(this, find("memory")),
      new ChangeOfMind(this, find("change")),
    ];
    this.tour = new Tour(this, find("tour"));
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => setTimeout(() => this.show(), 50);
    this.dark.addEventListener("change", this.recolour);
  }

  leave() {
    this.dark.removeEventListener("change", this.recolour);
    this.tour.leave();
  }

  take(data) {
    this.data = data;
    this.image = data.image ? bytes(data.image) : new Uint8Array(784);
    for (const layer of data.layers) layer.bytes = bytes(layer.maps);
    if (data.first) {
      const { filters, normalisation } = data.first;
      this.first = { ...data.first, filters: floats(filters), normalisation: floats(normalisation) };
      // Another model has other filters.
      if (filters !== this.filters) this.details.clear();
      this.filters = filters;
      this.firstCount = this.first.normalisation.length / 4;
    }
    const { lens } = data;
    if (lens) {
      this.details.set(`${lens.layer} ${lens.channel}`, lens);
      // Until somebody chooses, the lens shows what the server chose.
      if (!this.asked.layer) this.opened = { layer: lens.layer, channel: lens.channel };
    }
    globalThis.dispatchEvent(new CustomEvent("digitnet:place", { detail: data.place }));
    this.show();
  }

  show() {
    const { data, root } = this;
    if (!data || !root.isConnected) return;
    this.colours.refresh();
    root.dataset.state = data.state;
    root.classList.toggle("dn-stage", data.stage);
    root.classList.toggle("dn-bare", !data.layers.length);
    say(root, ".dn-reading b", data.digit);
    say(root, ".dn-reading span", data.line || data.percent);
    // Not while the pen is down: a screen reader would never come to an end.
    if (data.spoken !== null) say(root, ".dn-aloud", data.spoken);
    this.tour.show();
    if (this.tour.step === null) for (const part of this.parts) part.show();
  }

  // The values of one map.
  map({ side, channels, bytes: all }, channel) {
    const place = Math.max(0, channels.indexOf(channel));
    return { values: all.subarray(place * side * side, (place + 1) * side * side), side };
  }

  // The layer of the map under the lens, if the server has sent that map.
  openLayer() {
    const layer = this.data.layers.find(({ name }) => name === this.opened?.layer);
    return layer?.channels.includes(this.opened.channel) ? layer : null;
  }

  isOpen(layer, channel) {
    return this.opened?.layer === layer && this.opened.channel === channel;
  }

  // Puts a map under the lens; what is not known of it yet is asked for.
  open(layer, channel, raise = false) {
    clearTimeout(this.resting);
    this.root.querySelector(".dn-glass").classList.toggle("dn-raised", raise);
    if (!this.isOpen(layer, channel)) {
      this.opened = { layer, channel };
      this.lens.pixel = null;
    }
    this.way.show();
    this.lens.show();
    this.ask({ layer, channel });
  }

  // The pointer is over a map, or has left it.
  point(layer, channel) {
    clearTimeout(this.resting);
    if (layer) this.resting = setTimeout(() => this.open(layer, channel), REST);
  }

  ask(changes) {
    const asked = { ...this.asked, ...changes };
    if (JSON.stringify(asked) === JSON.stringify(this.asked)) return;
    this.asked = asked;
    this.setStateValue("ask", asked);
  }
}
