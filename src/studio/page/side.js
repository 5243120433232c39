// Beside the script: its chapters, its speakers, and what is to be looked at.

import { button, el } from "./dom.js";
import { openPerson } from "./people.js";

/** How many places to look at are listed. */
const LISTED = 60;

export class Side {
  constructor(view) {
    this.view = view;
    this.inner = el("div", {});
    const small = matchMedia("(max-width: 48rem)");
    // On a small screen, or with large text, the lines come first.
    small.addEventListener("change", () => { this.element.firstChild.open = !small.matches; });
    this.element = el("nav", { class: "side", "aria-label": "Chapters and speakers" },
      el("details", { open: !small.matches }, el("summary", {}, "Chapters and speakers"), this.inner));
    this.chapters = [];
  }

  draw() {
    const { view } = this;
    const { book } = view;
    const lines = {};
    for (const row of book.rows) if (row.kind === "line") lines[row.speaker] = (lines[row.speaker] ?? 0) + 1;
    const chapters = book.rows.flatMap((row, i) => (row.kind === "chapter" ? [[row, i]] : []));
    this.chapters = chapters.map(([row, i]) => {
      const [lang, title] = Object.entries(row.title)[0] ?? [null, "Untitled"];
      const own = button(title, () => view.go(i), { lang });
      own.style.paddingLeft = `${0.4 + 0.7 * (row.level - 1)}rem`;
      return [own, i];
    });
    const odd = Object.entries(view.proof.odd).filter(([i]) => view.proof.marks[i]?.state !== "good");
    const list = (title, items) => (items.length ? [el("h2", {}, title), el("ul", { class: "plain" }, items.map((item) => el("li", {}, item)))] : []);
    const had = this.inner.contains(document.activeElement) ? document.activeElement.textContent : null;
    this.inner.replaceChildren(
      ...list("Chapters", this.chapters.map(([own]) => own)),
      ...list("Speakers", book.head.speakers.map((speaker) => button([book.named(speaker.id), el("span", { class: "soft" }, ` ${lines[speaker.id] ?? 0}`)], () => openPerson(book, speaker, view)))),
      ...list("To look at", odd.slice(0, LISTED).map(([i, what]) => button(what.join("; "), () => view.go(Number(i), { middle: true })))));
    if (had) [...this.inner.querySelectorAll("button")].find((own) => own.textContent === had)?.focus();
    this.show();
  }

  /** Shows which chapter the line that is on stands in. */
  show() {
    let current = null;
    for (const [own, i] of this.chapters) if (i <= this.view.on) current = own;
    for (const [own] of this.chapters) {
      if (own === current) own.setAttribute("aria-current", "true");
      else own.removeAttribute("aria-current");
    }
  }
}
