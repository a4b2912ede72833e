// Sends what a phone draws in a round: when the pen rests, and when the time is up.

class Drawer {
  // `answered(asked, answer)` is called for each drawing that was sent.
  constructor(sender, answered) {
    Object.assign(this, { sender, answered });
    this.end();
    document.addEventListener("drawingfinished", ({ detail }) => this.finished(detail.drawing));
    document.addEventListener("pointerdown", () => this.began(), true);
  }

  // What is asked from now on, on an empty sheet: {round, step, kind, digit, isOneOfMany}.
  begin(asked) {
    this.pause();
    this.asked = { ...asked, name: newName() };
    page.sheet.clear();
  }

  // The time is up. A stroke that is still growing belongs to what was asked.
  pause() {
    // Lifted at this very moment, and not yet reported.
    if (this.asked && page.sheet.isFinished) this.drawing = page.sheet.drawing;
    this.flush();
    if (this.asked && page.sheet.stroke) this.late = this.asked;
    this.asked = null;
  }

  // The round is over, or another one.
  end() {
    Object.assign(this, { asked: null, late: null, drawing: null, meant: null });
    clearTimeout(this.timer);
  }

  mean(digit) {
    this.meant = digit;
    const { strokes } = page.sheet.drawing;
    if (strokes.length) this.drawing = page.sheet.drawing;
    this.flush();
  }

  // On an empty sheet another drawing begins.
  began() {
    if (!this.asked?.isOneOfMany || page.sheet.strokes.length) return;
    this.flush();
    this.asked = { ...this.asked, name: newName() };
  }

  finished(drawing) {
    if (!drawing.strokes.length) return;
    if (this.late) {
      this.send(this.late, drawing);
      this.late = null;
      page.sheet.clear();
    } else if (this.asked) {
      this.drawing = drawing;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.flush(), REST);
    }
  }

  // Send what there is, if it is new.
  flush() {
    clearTimeout(this.timer);
    if (!this.drawing || (this.asked?.kind === "fool" && this.meant === null)) return;
    this.send(this.asked, this.drawing);
    this.drawing = null;
  }

  send(asked, drawing) {
    const { round, step, name } = asked;
    const body = packed({ round, step, phone: PHONE, name, digit: this.meant }, drawing);
    this.sender.put(name, body, (answer) => this.answered(asked, answer));
  }
}
