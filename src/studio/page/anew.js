// What is to be spoken anew after edits: which lines, how much, and what that costs.

import { get, post } from "./server.js";
import { toSpeak } from "./money.js";

/** How many edited lines are asked about one by one; beyond that the whole book is. */
const MOST = 2000;
/** Edits that follow one another as fast as this are asked about together, in milliseconds. */
const TOGETHER = 150;

export class Anew {
  /** The rows that are to be spoken anew. */
  rows = new Set();

  constructor(view, tell) {
    this.view = view;
    this.tell = tell;
  }

  close() { clearTimeout(this.timer); }

  /** Some rows are others now. */
  spliced(at, gone, added) {
    const shift = (i) => (i >= at + gone.length ? i + added - gone.length : i);
    this.rows = new Set([...this.rows].filter((i) => i < at || i >= at + gone.length).map(shift));
    const is = (i) => gone.length !== added || JSON.stringify(gone[i - at]) !== JSON.stringify(this.view.book.rows[i]);
    for (let i = at; i < at + added && this.rows.size < MOST; i++) if (is(i)) this.rows.add(i);
    this.look();
  }

  /** A row was heard, so that it is in the store now. */
  heard(i) {
    if (this.rows.delete(i)) this.look();
  }

  look() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask().catch(() => {}), TOGETHER);
  }

  async #ask() {
    const before = [...this.rows];
    if (!before.length) return this.tell("");
    const { revision } = this.view.book;
    const told = await post(`${this.view.book.path}/anew`, { rows: before });
    if (revision !== this.view.book.revision) return this.look();
    this.rows = new Set(told.rows);
    for (const i of before) this.view.redraw(i);
    this.tell(toSpeak(told, "are to be spoken anew"));
  }

  /** Voices or words are others now, which may touch any line. */
  async all() {
    const told = await get(`${this.view.book.path}/missing`);
    this.tell(toSpeak({ ...told, clips: told.missing }));
  }
}
