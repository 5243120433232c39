// A book as the page knows it: rows, and what comes of edits. The server's files are the truth; this follows them.

import { announce, ask, notice, texts } from "./dom.js";
import { get, listen, post } from "./server.js";

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
  #waiting = new Map();

  get path() { return `/books/${this.id}`; }

  async reload() {
    const all = await get(this.path);
    const before = this.rows ?? [];
    this.rows = all.rows;
    this.#take(all);
    this.spliced(0, before, this.rows.length);
  }

  #take({ head, revision, broken, undo, redo }) {
    Object.assign(this, { head, revision, broken, undo, redo });
    this.#places = null;
    this.changed();
    this.#waiting.get(revision)?.();
    this.#waiting.delete(revision);
  }

  hear(event) {
    if (event.event === "hello" || event.event === "lost") return void this.reload();
    if (event.book !== this.id) return;
    if (event.event === "rows") {
      const { at, remove, rows } = event.splice;
      const gone = this.rows.slice(at, at + remove);
      this.rows = [...this.rows.slice(0, at), ...rows, ...this.rows.slice(at + remove)];
      this.#take(event);
      this.spliced(at, gone, rows.length);
    } else if (event.event === "head" || event.event === "settings") {
      this.#take(event);
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

  /** Waits until the page knows of a revision. */
  async #settled(revision) {
    if (revision === this.revision) return;
    const told = new Promise((resolve) => this.#waiting.set(revision, resolve));
    const late = new Promise((resolve) => setTimeout(resolve, 2000, "late"));
    if ((await Promise.race([told, late])) === "late") await this.reload();
  }

  /** Does an edit of a row, or of all. Whether it was done; the page shows it then. */
  async edit(edit, index = null) {
    const row = index === null ? null : this.rows[index];
    const order = { revision: this.revision, was: row, edit };
    try {
      const done = await post(`${this.path}/edit`, order);
      await this.#settled(done.revision);
      return true;
    } catch (error) {
      if (error.status === 409 && error.body?.conflict && edit.do === "line") {
        const theirs = error.body.conflict.text ?? {};
        const text = `It says now: ${Object.values(theirs).join(" / ") || "something else"}. Write yours over it?`;
        await this.reload();
        if (await ask("Someone has changed this line meanwhile", text, "Write mine")) return this.edit(edit, null);
        return false;
      }
      if (error.status === 409) await this.reload();
      notice(error.message);
      return false;
    }
  }

  async step(way) {
    try {
      const done = await post(`${this.path}/${way}`);
      await this.#settled(done.revision);
      announce(`${way}: ${done.name}`);
    } catch (error) {
      notice(error.message);
    }
  }
}
