// Above the script: what is looked for in all lines, what is heard, and what is to be spoken anew.

import { announce, button, count, el } from "./dom.js";
import { openReplace } from "./people.js";

export class Find {
  constructor(view) {
    this.view = view;
    this.hits = [];
    this.found = new Set();
    this.query = el("input", { type: "search", "aria-label": "Find in the script", placeholder: "Find" });
    this.result = el("span", { class: "soft", role: "status" });
    this.cost = el("span", { class: "soft cost", role: "status" });
    this.query.addEventListener("input", () => this.search());
    this.query.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") this.hit(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape") {
        this.query.value = "";
        this.search();
        view.go(view.on);
      } else return;
      event.preventDefault();
    });
    const { proof } = view;
    this.element = el("div", { class: "bar" }, this.query, button("Next", () => this.hit(1)), this.result, el("span", { class: "grow" }), proof.heard,
      button("Good", () => view.act(() => proof.give({ state: "good" })), { title: "g" }), button("To mend…", () => view.act(() => proof.mend()), { title: "m" }),
      button("Next unheard", () => proof.nextUnheard(), { title: "o" }), button("Next doubtful", () => proof.nextOdd(), { title: "d" }),
      button("Replace…", () => openReplace(view.book, this.query.value)), this.cost);
  }

  search(aloud = true) {
    const wanted = this.query.value.trim().toLowerCase();
    const has = (row) => Object.values(row.text ?? row.title ?? { note: row.note }).some((own) => own.toLowerCase().includes(wanted));
    this.hits = wanted ? this.view.book.rows.flatMap((row, i) => (has(row) ? [i] : [])) : [];
    this.found = new Set(this.hits);
    for (const [i, made] of this.view.list.made) made.classList.toggle("found", this.found.has(i));
    if (aloud) this.result.textContent = wanted ? count(this.hits.length, "line", "lines") : "";
  }

  hit(step) {
    const { view, hits } = this;
    if (!hits.length) return;
    const next = step > 0 ? hits.find((i) => i > view.on) ?? hits[0] : hits.findLast((i) => i < view.on) ?? hits.at(-1);
    view.go(next, { middle: true, focus: false });
    const row = view.book.rows[next];
    this.result.textContent = `${hits.indexOf(next) + 1} of ${hits.length}`;
    if (row.kind !== "chapter") announce(`${view.book.name(row.speaker)}: ${Object.values(row.text ?? { n: row.note })[0]}`);
  }
}
