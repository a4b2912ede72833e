// Messages to the server, each with the whole drawing.
//
// While the pen is down, at most one is on its way: the next one leaves when the server has
// answered, with all that happened meanwhile, so a slow server gets fewer messages and never a queue
// of them. Only the one that says that the pen was lifted does not wait for that answer.
// `digitnet/drawing/canvas.py` reads them.

// Milliseconds between two messages, at least, while the pen is down. With less, the server is mostly
// busy with one when the pen is lifted.
const PAUSE = 90;
const PATIENCE = 2000; // After so many, an unanswered message is lost and is sent again.

class Messages {
  // `read` returns what is to be sent: {strokes, down}.
  constructor(read) {
    this.read = read;
    this.number = Date.now(); // Of the last message; grows, also after a reload.
    this.attempt = 0;
    this.news = false;
    this.answered = true;
    this.sentAt = 0; // Nothing has been sent.
    this.sentDown = false; // Whether the pen was down in the last message.
  }

  // Nothing can be sent until the server is heard again.
  pause() {
    clearTimeout(this.timer);
    this.setStateValue = null;
  }

  // The server has answered the message with this number.
  hear(number, setStateValue) {
    this.setStateValue = setStateValue;
    if (number === this.number) this.answered = true;
    else if (this.answered && this.sentAt) this.news = true; // It has forgotten its answer.
    this.plan();
  }

  tell() {
    this.news = true;
    this.plan();
  }

  plan() {
    clearTimeout(this.timer);
    if (!this.setStateValue || (!this.news && this.answered)) return;
    const message = this.read();
    const lifted = this.news && this.sentDown && !message.down;
    const pause = lifted ? 0 : this.answered ? (message.down ? PAUSE : 0) : PATIENCE;
    const wait = this.sentAt + pause - performance.now();
    if (wait <= 0) this.send(message);
    else this.timer = setTimeout(() => this.plan(), wait);
  }

  send({ strokes, down }) {
    // What is sent again keeps its number, so that a late answer to it still counts.
    this.attempt = this.news ? 0 : this.attempt + 1;
    if (this.news) this.number += 1;
    this.news = false;
    this.answered = false;
    this.sentAt = performance.now();
    this.sentDown = down;
    const { number, attempt } = this;
    this.timer = setTimeout(() => this.plan(), PATIENCE);
    this.setStateValue("ink", { number, attempt, strokes, down });
  }
}
