// The script: all lines, side by side in their languages, by keyboard and by mouse.

import { announce, button, count, dialog, el, field, notice, texts } from "./dom.js";
import { get, listen, post } from "./server.js";
import { pressed, singles } from "./keys.js";
import { List } from "./list.js";
import { editor } from "./editor.js";
import { playButton, sound } from "./sound.js";

export async function show(main, book, line) {
  return new ScriptView(main, book, line).close;
}

class ScriptView {
  constructor(main, book, line) {
    this.book = book;
    this.column = 0;
    this.editing = null;
    this.hits = [];
    this.marks = {};
    const remembered = Number(sessionStorage.getItem(`at-${book.id}`));
    this.on = Math.min(line ? Number(line) : remembered || 0, book.rows.length - 1);
    this.grid = el("div", { class: "rows", role: "grid", "aria-label": "Lines", "aria-rowcount": book.rows.length });
    this.grid.style.setProperty("--columns", book.languages.length);
    this.inner = el("div", {});
    this.side = el("nav", { class: "side", "aria-label": "Chapters and speakers" },
      el("details", { open: !matchMedia("(max-width: 48rem)").matches }, el("summary", {}, "Chapters and speakers"), this.inner));
    this.bar = el("div", { class: "bar" });
    main.append(el("h1", { class: "unseen" }, "Script"), el("div", { class: "script" }, this.side, el("div", { class: "work" }, this.bar, this.grid)));
    this.drawSide();
    this.drawBar();
    this.list = new List(this.grid, { count: () => book.rows.length, guess: (i) => this.guess(i), make: (i) => this.row(i) });
    this.grid.addEventListener("keydown", (event) => this.key(event));
    this.grid.addEventListener("dblclick", (event) => {
      const row = event.target.closest(".line");
      if (row && !event.target.closest("button, .editor")) this.edit(this.index(row));
    });
    this.grid.addEventListener("click", (event) => {
      const row = event.target.closest(".line");
      if (row && !event.target.closest("button, .editor")) {
        const cell = event.target.closest("[data-column]");
        if (cell) this.column = Number(cell.dataset.column);
        this.go(this.index(row));
      }
    });
    this.deaf = listen((event) => event.event === "review" && event.book === book.id && this.readMarks());
    this.readMarks();
    book.spliced = (...splice) => this.spliced(...splice);
    sound.open(book, () => this.play(true));
    sound.marked = (i, language) => this.mark(i, language);
    this.go(this.on, { focus: false, middle: true });
    this.close = () => {
      sessionStorage.setItem(`at-${book.id}`, this.on);
      book.spliced = () => {};
      sound.marked = () => {};
      sound.stop();
      this.deaf();
      this.list.close();
    };
  }

  index(row) { return Number(row.getAttribute("aria-rowindex")) - 1; }

  /** A guess at a row's height, in pixels. */
  guess(i) {
    const row = this.book.rows[i];
    if (row.kind === "chapter") return 60;
    const narrow = this.grid.clientWidth < 640;
    const columns = narrow ? 1 : this.book.languages.length;
    const width = Math.max(120, (this.grid.clientWidth - (narrow ? 60 : 230)) / columns - 16);
    const lines = (text) => {
      let em = 0;
      for (let k = 0; k < text.length; k++) em += text.charCodeAt(k) > 0x2e80 ? 17 : 8;
      return Math.max(1, Math.ceil(em / width));
    };
    const all = Object.values(row.text ?? { note: row.note }).map(lines);
    const tall = narrow ? all.reduce((a, b) => a + b, 0) : Math.max(...all);
    return tall * 25.5 + 8 + (row.first ? 5 : 0);
  }

  row(i) {
    const row = this.book.rows[i];
    const { languages } = this.book;
    const on = i === this.on;
    if (row.kind === "chapter") {
      const made = el("div", { class: "line title" + (row.heading ? "" : " made") + (on ? " on" : "") + (this.editing === i ? " editing" : ""), role: "row", tabindex: on ? 0 : -1 },
        el("div", { role: "gridcell", class: "unseen" }, row.part ? "Part" : "Chapter"),
        el("div", { role: "gridcell" }, el("h2", {}, Object.keys(row.title).length ? texts(row.title, "") : "Untitled")));
      if (this.editing === i) made.append(editor(this, i));
      return made;
    }
    const how = [];
    const mark = this.marks[i];
    if (mark?.state === "mend") how.push(`to mend${mark.remark ? `: ${mark.remark}` : ""}`);
    if (row.skip) how.push("skipped");
    if (row.pause !== undefined) how.push(`pause ${row.pause} s`);
    const cells = row.kind === "note"
      ? [el("div", { role: "gridcell", class: "text", lang: row.language, tabindex: -1, "data-column": Math.max(0, languages.indexOf(row.language)), "aria-colspan": languages.length },
        el("span", { class: "how", lang: "en" }, "Note"), row.note)]
      : languages.map((language, k) => {
        const more = [];
        if (row.say?.[language]) more.push(el("span", { class: "how" }, el("span", { lang: "en" }, "says: "), row.say[language]));
        if (row.voice?.[language]) more.push(el("span", { class: "how", lang: "en" }, row.voice[language]));
        const now = this.now?.[0] === i && this.now[1] === language;
        const text = el("span", { class: now ? "now" : null }, row.text[language] ?? "");
        return el("div", { role: "gridcell", class: "text", lang: language, tabindex: -1, "data-column": k }, text, more,
          k === 0 && how.length ? el("span", { class: "how", lang: "en" }, how.join(", ")) : null);
      });
    const made = el("div", { class: ["line", row.kind === "note" && "note", row.first && "first", row.skip && "skip", mark && mark.state, on && "on", this.editing === i && "editing", this.found?.has(i) && "found"].filter(Boolean).join(" "),
      role: "row", tabindex: on ? 0 : -1, "aria-selected": on ? "true" : "false" },
      el("div", { role: "gridcell" }, row.kind === "line" ? playButton("Play this line", () => { this.go(i); this.play(false); }) : null),
      el("div", { role: "gridcell", class: "who" }, el("span", { class: row.first ? null : "unseen" }, this.book.name(row.speaker)), mark?.state === "good" ? el("span", { class: "unseen" }, "good") : null),
      cells);
    // A note stands under its language.
    if (row.kind === "note") made.style.setProperty("--at", 3 + Math.max(0, languages.indexOf(row.language)));
    if (this.editing === i) made.append(editor(this, i));
    return made;
  }

  /** Goes to a row. */
  go(i, { focus = true, middle = false, column = null } = {}) {
    if (i < 0 || i >= this.book.rows.length) return;
    const before = this.on;
    this.on = i;
    if (before !== i) this.redraw(before);
    this.redraw(i);
    const row = this.list.show(i, middle);
    if (focus && row) {
      const cell = column === null ? row : row.querySelector(`[data-column="${column}"]`) ?? row;
      cell.focus({ preventScroll: true });
    }
    this.chapterIs();
  }

  redraw(i) {
    // What is being typed stays.
    if (this.editing === i && this.list.made.get(i)?.querySelector(".editor")) {
      const row = this.list.made.get(i);
      row.classList.toggle("on", i === this.on);
      row.tabIndex = i === this.on ? 0 : -1;
      return;
    }
    const focused = this.list.made.get(i)?.contains(document.activeElement);
    const column = document.activeElement?.dataset?.column;
    this.list.redraw(i);
    if (focused) {
      const row = this.list.made.get(i);
      (row.querySelector(`[data-column="${column}"]`) ?? row).focus({ preventScroll: true });
    }
  }

  mark(i, language) {
    const before = this.now;
    this.now = i === null ? null : [i, language];
    if (before && before[0] < this.book.rows.length) this.redraw(before[0]);
    if (i === null) return;
    const typing = this.grid.contains(document.activeElement) && this.editing !== null;
    const follow = !typing && (this.on === before?.[0] || this.on === i);
    if (follow) this.go(i, { focus: this.grid.contains(document.activeElement) });
    else this.redraw(i);
  }

  play(on) {
    const cell = document.activeElement?.closest?.("[data-column]");
    const language = !on && cell && this.grid.contains(cell) && this.book.languages[Number(cell.dataset.column)];
    const row = this.book.rows[this.on];
    const only = language && row.text?.[language] ? [language] : undefined;
    // From a title on, all that follows is heard.
    sound.play(this.on, { on: on || row.kind === "chapter", languages: on ? undefined : only });
  }

  edit(i) {
    const before = this.editing;
    this.editing = i;
    if (before !== null && before !== i) this.list.redraw(before);
    this.go(i, { focus: false });
    this.list.redraw(i);
    this.list.show(i);
    const made = this.list.made.get(i);
    const boxes = made?.querySelectorAll("textarea, .editor input");
    (boxes?.[Math.min(this.column, boxes.length - 1)] ?? boxes?.[0])?.focus();
  }

  leaveEditor(focus = true) {
    const i = this.editing;
    this.editing = null;
    if (i !== null) this.list.redraw(i);
    if (focus) this.go(this.on, { column: null });
  }

  /** Does an edit of the row that is on, and stays there. */
  async do(edit, { said, to = 0 } = {}) {
    // Keys may come faster than edits are done.
    await this.book.settled;
    const i = this.on;
    const done = await this.book.edit({ at: this.book.places[i], ...edit }, i);
    if (!done) return false;
    if (said) announce(said);
    this.go(Math.max(0, Math.min(i + to, this.book.rows.length - 1)));
    return true;
  }

  spliced(at, removed, added) {
    const inGrid = this.grid.contains(document.activeElement);
    const shift = (i) => (i >= at + removed ? i + added - removed : Math.min(i, at + Math.max(0, added - 1)));
    this.on = Math.max(0, Math.min(shift(this.on), this.book.rows.length - 1));
    if (this.editing !== null) {
      this.editing = this.editing >= at && this.editing < at + removed ? null : shift(this.editing);
    }
    this.now = null;
    this.grid.setAttribute("aria-rowcount", this.book.rows.length);
    if (removed === added && removed < 50 && !inGridEditor(this)) {
      for (let i = at; i < at + added; i++) this.list.redraw(i);
    } else {
      this.list.splice(at, removed, added);
    }
    if (inGrid && !this.grid.contains(document.activeElement)) this.go(this.on);
    this.drawSide();
    this.readMarks();
    if (this.query) this.search(this.query.value, false);
  }

  key(event) {
    if (event.target.closest(".editor")) return;
    const key = pressed(event);
    const plain = key.length === 1 || key.startsWith("shift+") && key.length === 7 || key === "delete";
    if (plain && !singles()) return;
    const { rows } = this.book;
    const row = rows[this.on];
    const isLine = row.kind !== "chapter";
    const cell = event.target.closest("[data-column]");
    const language = this.book.languages[cell ? Number(cell.dataset.column) : this.book.languages.length - 1];
    const chapter = (from, step) => {
      for (let i = from + step; i >= 0 && i < rows.length; i += step) if (rows[i].kind === "chapter") return i;
      return step < 0 ? 0 : rows.length - 1;
    };
    const column = cell ? Number(cell.dataset.column) : null;
    const keys = {
      j: () => this.go(this.on + 1, { column }), arrowdown: () => this.go(this.on + 1, { column }),
      k: () => this.go(this.on - 1, { column }), arrowup: () => this.go(this.on - 1, { column }),
      home: () => this.go(0), end: () => this.go(rows.length - 1),
      pagedown: () => this.go(Math.min(rows.length - 1, this.list.at(this.list.offset(this.on) + this.grid.clientHeight * 0.9)), { column }),
      pageup: () => this.go(Math.max(0, this.list.at(this.list.offset(this.on) - this.grid.clientHeight * 0.9)), { column }),
      "]": () => this.go(chapter(this.on, 1)), "[": () => this.go(chapter(this.on, -1)),
      arrowright: () => this.go(this.on, { column: Math.min(this.book.languages.length - 1, column === null ? 0 : column + 1) }),
      arrowleft: () => this.go(this.on, { column: column ? column - 1 : null }),
      enter: () => { if (column !== null) this.column = column; this.edit(this.on); },
      space: () => (sound.playing ? sound.stop() : this.play(false)),
      p: () => this.play(true),
      "/": () => this.query.focus(),
      x: () => row.kind === "line" && this.do({ do: "line", skip: !row.skip }, { said: row.skip ? "spoken again" : "skipped" }),
      n: () => isLine && this.do({ do: "note", note: row.kind === "line" }, { said: row.kind === "line" ? "a note now" : "a line now" }),
      "shift+j": () => isLine && this.do({ do: "join" }, { said: "joined" }),
      "alt+arrowdown": () => isLine && this.do({ do: "down", language }, { said: "moved down" }),
      "alt+arrowup": () => isLine && this.do({ do: "up", language }, { said: "moved up" }),
      "shift+s": () => isLine && this.do({ do: "swap", language }, { said: "swapped" }),
      g: () => this.give({ state: "good" }),
      m: () => this.mend(),
      h: () => this.give(null),
      o: () => this.open(1),
      "shift+m": () => this.nextToMend(),
      t: () => isLine && this.do({ do: "turn-here" }, { said: "a turn begins here" }),
      c: () => isLine && this.do({ do: "chapter-here" }, { said: "a chapter begins here", to: 1 }),
      delete: () => isLine && this.do({ do: "remove" }, { said: "taken out; Ctrl+Z brings it back" }),
    };
    const own = keys[key];
    if (!own || (event.target.closest("button") && (key === "space" || key === "enter"))) return;
    event.preventDefault();
    event.stopPropagation();
    own();
  }

  async readMarks() {
    const { revision, marks } = await get(`${this.book.path}/review`);
    // Marks of rows that are others by now come again with those.
    if (revision !== this.book.revision) return;
    const before = this.marks;
    this.marks = marks;
    for (const i of this.list.made.keys()) if (JSON.stringify(before[i]) !== JSON.stringify(marks[i])) this.redraw(i);
    this.drawHeard();
  }

  drawHeard() {
    const all = this.book.rows.filter((row) => row.kind === "line" && !row.skip).length;
    const marks = Object.values(this.marks);
    const good = marks.filter((mark) => mark.state === "good").length;
    const mend = marks.length - good;
    this.heard.textContent = marks.length ? `${(good + mend).toLocaleString("en")} of ${all.toLocaleString("en")} heard${mend ? `, ${mend} to mend` : ""}` : "";
  }

  /** Marks the line that is on, and goes to the next one that is not heard. */
  async give(mark) {
    const i = this.on;
    const row = this.book.rows[i];
    if (row.kind !== "line") return;
    try {
      await post(`${this.book.path}/review`, { at: this.book.places[i], was: row, mark });
    } catch (error) {
      return void notice(error.message);
    }
    if (mark) this.marks[i] = mark;
    else delete this.marks[i];
    announce(mark ? (mark.state === "good" ? "good" : "to mend") : "not heard");
    this.redraw(i);
    this.drawHeard();
    if (mark) this.open(1);
    else this.go(i);
  }

  async mend() {
    if (this.book.rows[this.on].kind !== "line") return;
    const remark = el("input", { value: this.marks[this.on]?.remark ?? "", autofocus: true });
    const made = dialog("To mend", el("form", { method: "dialog" }, field("What is wrong", remark),
      el("div", { class: "row-of-buttons" }, el("button", { class: "main", value: "yes" }, "Mark"), button("Cancel", () => made.close("")))));
    if ((await made.closed) === "yes") await this.give({ state: "mend", remark: remark.value.trim() });
  }

  /** Goes to the next line that is not heard yet. */
  open(step) {
    const { rows } = this.book;
    for (let n = 1; n <= rows.length; n++) {
      const i = (this.on + step * n + rows.length * 2) % rows.length;
      if (rows[i].kind === "line" && !rows[i].skip && !this.marks[i]) return this.go(i);
    }
    announce("all lines are heard");
  }

  /** Goes to the next line that is to be mended. */
  nextToMend() {
    const wanted = Object.keys(this.marks).map(Number).filter((i) => this.marks[i].state === "mend");
    const next = wanted.find((i) => i > this.on) ?? wanted[0];
    if (next === undefined) announce("nothing is to be mended");
    else this.go(next, { middle: true });
  }

  drawSide() {
    const { rows } = this.book;
    const chapters = rows.flatMap((row, i) => (row.kind === "chapter" ? [[row, i]] : []));
    const lines = {};
    for (const row of rows) if (row.kind === "line") lines[row.speaker] = (lines[row.speaker] ?? 0) + 1;
    this.chapters = chapters.map(([row, i]) => {
      const own = button(Object.values(row.title)[0] ?? "Untitled", () => this.go(this.chapters.find(([b]) => b === own)[1], { middle: false }));
      const lang = Object.keys(row.title)[0];
      if (lang) own.lang = lang;
      own.style.paddingLeft = `${0.4 + 0.7 * (row.level - 1)}rem`;
      return [own, i];
    });
    const doubts = JSON.parse(sessionStorage.getItem(`doubts-${this.book.id}`) ?? "[]").filter((doubt) => doubt.row !== null);
    this.inner.replaceChildren(
      el("h2", {}, "Chapters"), el("ol", { class: "plain" }, this.chapters.map(([own]) => el("li", {}, own))),
      el("h2", {}, "Speakers"), el("ul", { class: "plain" }, this.book.head.speakers.map((speaker) =>
        el("li", {}, button([this.book.named(speaker.id), el("span", { class: "soft" }, ` ${lines[speaker.id] ?? 0}`)], () => this.person(speaker))))),
      ...(doubts.length ? [el("h2", {}, "To look at"), el("ul", { class: "plain" }, doubts.map((doubt) => el("li", {}, button(doubt.text, () => this.go(doubt.row, { middle: true })))))] : []));
    this.chapterIs();
  }

  chapterIs() {
    if (!this.chapters) return;
    let current = null;
    for (const [own, i] of this.chapters) if (i <= this.on) current = own;
    for (const [own] of this.chapters) {
      if (own === current) own.setAttribute("aria-current", "true");
      else own.removeAttribute("aria-current");
    }
  }

  /** What may be done with a speaker. */
  async person(speaker) {
    const { openPerson } = await import("./people.js");
    await openPerson(this.book, speaker, this);
  }

  drawBar() {
    this.query = el("input", { type: "search", "aria-label": "Find in the script", placeholder: "Find" });
    this.heard = el("span", { class: "soft" });
    this.result = el("span", { class: "soft", role: "status" });
    this.query.addEventListener("input", () => this.search(this.query.value));
    this.query.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Enter") this.hit(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape") {
        this.query.value = "";
        this.search("");
        this.go(this.on);
      } else return;
      event.preventDefault();
    });
    this.bar.append(this.query, button("Next", () => this.hit(1)), this.result, el("span", { class: "grow" }), this.heard,
      button("Good", () => this.give({ state: "good" }), { title: "g" }), button("To mend…", () => this.mend(), { title: "m" }), button("Next unheard", () => this.open(1), { title: "o" }),
      button("Replace…", () => this.replace()));
  }

  search(text, announceIt = true) {
    const wanted = text.trim().toLowerCase();
    const has = (row) => Object.values(row.text ?? row.title ?? { note: row.note }).some((own) => own.toLowerCase().includes(wanted));
    this.hits = wanted ? this.book.rows.flatMap((row, i) => (has(row) ? [i] : [])) : [];
    this.found = new Set(this.hits);
    for (const [i, made] of this.list.made) made.classList.toggle("found", this.found.has(i));
    if (announceIt) this.result.textContent = wanted ? count(this.hits.length, "line", "lines") : "";
  }

  hit(step) {
    if (!this.hits.length) return;
    const next = step > 0 ? this.hits.find((i) => i > this.on) ?? this.hits[0] : this.hits.findLast((i) => i < this.on) ?? this.hits.at(-1);
    this.go(next, { middle: true, focus: false });
    const row = this.book.rows[next];
    this.result.textContent = `${this.hits.indexOf(next) + 1} of ${this.hits.length}`;
    if (row.kind !== "chapter") announce(`${this.book.name(row.speaker)}: ${Object.values(row.text ?? { n: row.note })[0]}`);
  }

  async replace() {
    const { openReplace } = await import("./people.js");
    await openReplace(this.book, this.query.value);
  }
}

function inGridEditor(view) { return view.editing !== null && view.list.made.get(view.editing)?.querySelector(".editor"); }
