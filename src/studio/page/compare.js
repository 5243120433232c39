// Old and new side by side: what a line said and how before it was edited, to be heard again and taken back.

import { announce, button, el } from "./dom.js";
import { sound } from "./sound.js";

/** What an edit says of a line, by language. */
const sides = (row, language) => ({
  text: row.text[language] ?? "", say: row.say?.[language] ?? "", voice: row.voice?.[language] ?? "", take: row.take?.[language] ?? 1,
});
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Compare {
  #before = new Map();

  constructor(view) { this.view = view; }

  /** The languages in which a line sounds otherwise than before. */
  languages(i) {
    const [old, row] = [this.#before.get(i), this.view.book.rows[i]];
    if (!old || row?.kind !== "line") return [];
    return this.view.book.languages.filter((language) => !same(sides(old, language), sides(row, language)));
  }

  /** Some rows are others now: `gone` stood where `added` stand. */
  spliced(at, gone, added) {
    const moved = new Map();
    for (const [i, row] of this.#before) {
      if (i < at) moved.set(i, row);
      else if (i >= at + gone.length) moved.set(i + added - gone.length, row);
    }
    if (gone.length === added) {
      gone.forEach((row, k) => {
        const old = this.#before.get(at + k);
        const now = this.view.book.rows[at + k];
        if (row.kind !== "line" || now.kind !== "line") return;
        // What it was before the first of several edits; none is left once it is that again.
        moved.set(at + k, old ?? row);
      });
    }
    this.#before = moved;
    for (const i of [...moved.keys()]) if (!this.languages(i).length) moved.delete(i);
  }

  forget(i) { this.#before.delete(i); }

  /** Plays the line as it was. */
  hear(i) {
    const own = this.languages(i).filter((language) => this.#before.get(i).text[language]);
    if (!own.length) return announce("this line was not edited");
    sound.hear(own.map((language) => [this.view.book.places[i], language, sides(this.#before.get(i), language)]));
  }

  /** Gives the line back what it was. */
  async back(i) {
    const old = this.#before.get(i);
    const own = this.languages(i);
    if (!own.length) return announce("this line was not edited");
    const edit = { do: "line", at: this.view.book.places[i], text: {}, say: {}, voice: {}, take: {} };
    const now = this.view.book.rows[i];
    for (const language of own) {
      const [was, is] = [sides(old, language), sides(now, language)];
      for (const key of ["text", "say", "voice", "take"]) if (was[key] !== is[key]) edit[key][language] = was[key];
    }
    if (await this.view.book.edit(edit, i)) announce("as before");
  }

  /** What stands under a line that was edited. */
  draw(i) {
    const own = this.languages(i);
    if (!own.length) return null;
    const old = this.#before.get(i);
    return el("div", { role: "gridcell", class: "compare small" },
      el("span", { class: "soft" }, "Before: "), own.map((language) => [el("span", { lang: language }, sides(old, language).say || sides(old, language).text || "nothing"), " "]),
      el("span", { class: "actions" },
        button("Hear before", () => this.hear(i), { title: "b" }), button("Hear now", () => sound.play(i, { languages: own.filter((language) => this.view.book.rows[i].text[language]) }), { title: "Space" }),
        button("Take it back", () => this.back(i), { title: "Shift B" }), button("Keep", () => { this.forget(i); this.view.go(i); })));
  }
}
