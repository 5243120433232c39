// A book as the page knows it: rows, and what comes of edits. The server's files are the truth; this follows them.

import { announce, ask, notice, texts } from "./dom.js";
import { get, listen, post } from "./server.js";

/** Asks whether a line is to be written though it is another by now. */
export function overwrite(row) {
  const now = Object.values(row.text ?? {}).join(" / ") || row.note || "something else";
  return ask("Someone has changed this line meanwhile", `It says now: ${now}. Write yours over it?`, "Write mine");
}

export class Book {
  static async load(id) {
    const book = new Book();
    book.id = id;
    await book.reload();
    book.close = listen((event) => book.hear(event));
    return book;
  }

  changed = () => {};
  /** Is told which rows are others: `(at, gone, added)`, where `gone` are those of before. */
  spliced = () => {};
  /** Leaves what is open on the page, as Esc does. */
  escape = () => {};
  /** What is still being done; nothing if all is done. */
  doing = null;
  /** How many events changed what the book is. */
  #told = 0;
  /** What has been ordered and not answered yet, with the revisions that the page took meanwhile. */
  #orders = new Set();

  get path() { return `/books/${this.id}`; }

  /** Looks at all rows again. Those that are as before are left alone: someone may be typing in one. */
  async reload() {
    const before = this.#told;
    const all = await get(this.path);
    // What was told meanwhile is newer.
    if (before !== this.#told) return this.reload();
    const [had, rows] = [this.rows ?? [], all.rows];
    const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
    const shorter = Math.min(had.length, rows.length);
    let [at, end] = [0, 0];
    while (at < shorter && same(had[at], rows[at])) at += 1;
    while (end < shorter - at && same(had.at(-1 - end), rows.at(-1 - end))) end += 1;
    this.rows = rows;
    this.#take(all);
    if (at + end < Math.max(had.length, rows.length)) this.spliced(at, had.slice(at, had.length - end), rows.length - at - end);
  }

  #take({ head, revision, broken, undo, redo }) {
    Object.assign(this, { head, revision, broken, undo, redo });
    this.#places = null;
    this.changed();
    for (const order of this.#orders) {
      order.seen.add(revision);
      order.told(revision);
    }
  }

  hear(event) {
    if (event.event === "hello" || event.event === "lost") return void this.reload();
    if (event.book !== this.id) return;
    const isState = ["rows", "head", "settings"].includes(event.event);
    this.#told += isState ? 1 : 0;
    if (event.event === "rows" && event.revision !== this.revision) {
      // One that does not follow on what is known here came while all was looked at again.
      if (event.before !== this.revision) return void this.reload();
      const { at, remove, rows } = event.splice;
      const gone = this.rows.slice(at, at + remove);
      this.rows = [...this.rows.slice(0, at), ...rows, ...this.rows.slice(at + remove)];
      this.#take(event);
      this.spliced(at, gone, rows.length);
    } else if (isState) {
      if (event.revision === this.revision) this.#take(event);
    } else if (event.event === "broken") {
      notice(event.error);
    }
  }

  #places = null;
  /** Where each row stands in script.toml. */
  get places() {
    if (this.#places) return this.#places;
    let [chapter, turn, line] = [-1, 0, 0];
    this.#places = this.rows.map((row) => {
      if (row.kind === "chapter") {
        chapter += 1;
        turn = line = 0;
        return { chapter };
      }
      if (row.first && line > 0) {
        turn += 1;
        line = 0;
      }
      return { chapter, turn, line: line++ };
    });
    return this.#places;
  }

  get languages() { return this.head.languages; }

  /** What a speaker is called. */
  name(id) {
    const names = this.head.speakers.find((speaker) => speaker.id === id)?.names ?? {};
    const own = this.languages.map((language) => names[language]).find(Boolean);
    return own ?? Object.values(names)[0] ?? id;
  }

  /** A speaker's names with their languages, for the page. */
  named(id) {
    const names = this.head.speakers.find((speaker) => speaker.id === id)?.names ?? {};
    return Object.keys(names).length ? texts(names) : [id];
  }

  /** Orders something, and waits until the page shows what came of it. That may be before the answer, and more may have come since. */
  async #order(path, body) {
    const order = { seen: new Set([this.revision]), told: () => {} };
    this.#orders.add(order);
    try {
      const done = await post(path, body);
      if (order.seen.has(done.revision)) return done;
      const told = new Promise((resolve) => { order.told = (revision) => revision === done.revision && resolve(); });
      const late = new Promise((resolve) => setTimeout(resolve, 2000, "late"));
      if ((await Promise.race([told, late])) === "late") await this.reload();
      return done;
    } finally {
      this.#orders.delete(order);
    }
  }

  /** Does an edit of a row, or of all. Whether it was done; the page shows it then. */
  async edit(edit, index = null) {
    const row = index === null ? null : this.rows[index];
    try {
      await this.#order(`${this.path}/edit`, { revision: this.revision, was: row, edit });
      return true;
    } catch (error) {
      if (error.status === 409 && error.body?.conflict && edit.do === "line") {
        await this.reload();
        return (await overwrite(error.body.conflict)) && this.edit(edit, null);
      }
      if (error.status === 409) await this.reload();
      notice(error.message);
      return false;
    }
  }

  /** Does something that takes a while, after what was begun before: keys may come faster than edits are done. */
  act(work) {
    const run = Promise.resolve(this.doing).then(work).catch((error) => notice(error.message)).finally(() => {
      if (this.doing === run) this.doing = null;
    });
    this.doing = run;
    return run;
  }

  step(way) { return this.act(() => this.#step(way)); }

  async #step(way) {
    try {
      const done = await this.#order(`${this.path}/${way}`);
      announce(`${way}: ${done.name}`);
    } catch (error) {
      notice(error.message);
    }
  }
}
