// Proof-listening: which lines are good, which are to be mended, and which are odd.

import { announce, button, dialog, el, field, notice } from "./dom.js";
import { get, post } from "./server.js";

/** After how long without a change the odd lines are looked for again, in milliseconds. */
const REST = 1200;

export class Proof {
  /** Marks by row. */
  marks = {};
  /** What is odd, by row. */
  odd = {};
  changed = () => {};

  constructor(view) {
    this.view = view;
    this.heard = el("span", { class: "soft" });
    this.read();
    this.find();
  }

  close() { clearTimeout(this.timer); }

  async read() {
    const { revision, marks } = await get(`${this.view.book.path}/review`);
    // Marks of rows that are others by now come again with those.
    if (revision !== this.view.book.revision) return;
    this.#take("marks", marks);
    this.draw();
  }

  async find() {
    const { revision } = this.view.book;
    const odd = await get(`${this.view.book.path}/findings`);
    if (revision !== this.view.book.revision) return this.later();
    this.#take("odd", odd);
    this.changed();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.find().catch(() => {}), REST);
  }

  #take(name, found) {
    const before = this[name];
    this[name] = found;
    for (const i of this.view.list?.made.keys() ?? []) if (JSON.stringify(before[i]) !== JSON.stringify(found[i])) this.view.redraw(i);
  }

  draw() {
    const all = this.view.book.rows.filter((row) => row.kind === "line" && !row.skip).length;
    const marks = Object.values(this.marks);
    const mend = marks.filter((mark) => mark.state === "mend").length;
    this.heard.textContent = marks.length ? `${marks.length.toLocaleString("en")} of ${all.toLocaleString("en")} heard${mend ? `, ${mend} to mend` : ""}` : "";
    this.changed();
  }

  /** Marks the line that is on, and goes to the next one that is not heard. */
  async give(mark) {
    const { view } = this;
    const i = view.on;
    const row = view.book.rows[i];
    if (row.kind !== "line") return;
    try {
      await post(`${view.book.path}/review`, { at: view.book.places[i], was: row, mark });
    } catch (error) {
      return void notice(error.message);
    }
    if (mark) this.marks[i] = mark;
    else delete this.marks[i];
    announce(mark ? (mark.state === "good" ? "good" : "to mend") : "not heard");
    if (mark?.state === "good") view.compare.forget(i);
    view.redraw(i);
    this.draw();
    if (mark) this.nextUnheard();
    else view.go(i);
  }

  async mend() {
    if (this.view.book.rows[this.view.on].kind !== "line") return;
    const remark = el("input", { value: this.marks[this.view.on]?.remark ?? "", autofocus: true });
    const made = dialog("To mend", el("form", { method: "dialog" }, field("What is wrong", remark),
      el("div", { class: "row-of-buttons" }, el("button", { class: "main", value: "yes" }, "Mark"), button("Cancel", () => made.close("")))));
    if ((await made.closed) === "yes") await this.give({ state: "mend", remark: remark.value.trim() });
  }

  nextUnheard() { this.#next((i, row) => row.kind === "line" && !row.skip && !this.marks[i], "all lines are heard"); }

  nextToMend() { this.#next((i) => this.marks[i]?.state === "mend", "nothing is to be mended"); }

  /** Goes to the next line that is doubtful or sounds odd, and is not marked as good. */
  nextOdd() {
    this.#next((i) => this.odd[i] && this.marks[i]?.state !== "good", "nothing is doubtful");
    const what = this.odd[this.view.on];
    if (what) announce(what.join("; "));
  }

  #next(is, none) {
    const { rows } = this.view.book;
    for (let n = 1; n <= rows.length; n++) {
      const i = (this.view.on + n) % rows.length;
      if (is(i, rows[i])) return this.view.go(i);
    }
    announce(none);
  }

  /** What is said of a row. */
  says(i) {
    const mark = this.marks[i];
    const own = mark?.state === "mend" ? [`to mend${mark.remark ? `: ${mark.remark}` : ""}`] : [];
    return mark?.state === "good" ? own : [...own, ...(this.odd[i] ?? []).map((what) => `doubtful: ${what}`)];
  }
}
