// Sends what a phone has to say, one after the other. What does not arrive is sent again until a
// server has it or says that it is too late; each has a name, so that none counts twice.

const AGAIN = 1000; // Milliseconds.

class Sender {
  // `path` is where it is sent to. `waiting(isWaiting)` is called when something cannot be sent, and
  // when it has been.
  constructor(path, waiting = () => {}) {
    this.path = path;
    this.waiting = waiting;
    this.answers = new Map();
  }

  // A newer answer of the same name takes the place of one that has not arrived.
  put(name, body, answered = () => {}) {
    this.answers.set(name, { body, answered });
    if (!this.isBusy) this.run();
  }

  async run() {
    this.isBusy = true;
    while (this.answers.size) {
      const [name, answer] = this.answers.entries().next().value;
      const response = await post(this.path, answer.body);
      this.waiting(response === null);
      if (response === null) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN));
        continue;
      }
      if (this.answers.get(name) === answer) this.answers.delete(name);
      answer.answered(response);
    }
    this.isBusy = false;
  }
}

// {isTaken, network, message}; null if it has to be tried again.
async function post(path, body) {
  try {
    const options = { method: "POST", body, signal: AbortSignal.timeout?.(8000) };
    const { lang } = document.documentElement;
    const response = await fetch(`${path}?lang=${lang}`, options);
    if ([429, 502, 503, 504].includes(response.status)) return null;
    return { isTaken: response.ok, ...(await response.json()) };
  } catch {
    return null;
  }
}
