// The script: all lines, side by side in their languages, by keyboard and by mouse.

import { announce, el, notice, texts } from "./dom.js";
import { listen } from "./server.js";
import { pressed, singles } from "./keys.js";
import { List } from "./list.js";
import { editor } from "./editor.js";
import { playButton, sound } from "./sound.js";
import { Anew } from "./anew.js";
import { Compare } from "./compare.js";
import { Find } from "./find.js";
import { Proof } from "./proof.js";
import { Side } from "./side.js";
import { openTakes } from "./takes.js";

export async function show(main, book, line) {
  const view = new ScriptView(main, book, line);
  return () => view.close();
}

class ScriptView {
  constructor(main, book, line) {
    this.book = book;
    this.column = 0;
    // The row that is edited, its editor, which stays as it is while rows around it are made anew, and what saves it.
    this.editing = this.editor = this.save = null;
    const remembered = Number(sessionStorage.getItem(`at-${book.id}`));
    this.on = Math.min(line ? Number(line) : remembered || 0, book.rows.length - 1);
    this.anchor = null;
    this.grid = el("div", { class: "rows", role: "grid", "aria-label": "Lines", "aria-rowcount": book.rows.length, "aria-multiselectable": "true" });
    this.grid.style.setProperty("--columns", book.languages.length);
    this.compare = new Compare(this);
    this.proof = new Proof(this);
    this.side = new Side(this);
    this.find = new Find(this);
    this.anew = new Anew(this, (text) => { this.find.cost.textContent = text; });
    this.proof.changed = () => this.side.draw();
    main.append(el("h1", { class: "unseen" }, "Script"), el("div", { class: "script" }, this.side.element, el("div", { class: "work" }, this.find.element, this.grid)));
    this.side.draw();
    this.list = new List(this.grid, { count: () => book.rows.length, guess: (i) => this.guess(i), make: (i) => this.row(i), on: () => this.on });
    this.grid.addEventListener("keydown", (event) => this.key(event));
    // What is pressed while nothing on the page has the focus, as when a window is just closing, is for the line that is on.
    this.unfocused = (event) => { if (event.target.matches("body, dialog:not([open]) *") && !document.querySelector("dialog[open]")) this.key(event); };
    document.addEventListener("keydown", this.unfocused);
    this.grid.addEventListener("dblclick", (event) => {
      const row = event.target.closest(".line");
      // The first of the two clicks has gone there.
      if (row && !event.target.closest("button, .editor")) this.act(() => this.edit(this.on));
    });
    this.grid.addEventListener("click", (event) => {
      const row = event.target.closest(".line");
      if (row && !event.target.closest("button, .editor")) {
        const cell = event.target.closest("[data-column]");
        if (cell) this.column = Number(cell.dataset.column);
        this.go(this.index(row), { extend: event.shiftKey });
      }
    });
    this.deaf = listen((event) => this.hear(event));
    book.spliced = (...splice) => this.spliced(...splice);
    book.escape = () => this.editing !== null && this.leaveEditor();
    sound.open(book, () => this.play(true), () => this.stretch());
    sound.marked = (i, language) => this.mark(i, language);
    this.go(this.on, { focus: false, middle: true });
  }

  close() {
    const { book } = this;
    sessionStorage.setItem(`at-${book.id}`, this.on);
    document.removeEventListener("keydown", this.unfocused);
    book.spliced = () => {};
    book.escape = () => {};
    sound.marked = () => {};
    sound.stop();
    this.deaf();
    this.anew.close();
    this.proof.close();
    this.list.close();
  }

  /** Something was done, here or elsewhere. */
  hear(event) {
    if (event.event === "work" && event.work.book === this.book.id && event.work.end) this.proof.later();
    if (event.book !== this.book.id) return;
    if (event.event === "review") this.proof.read();
    if (event.event === "findings") this.proof.later();
    if (event.event === "settings") {
      this.anew.all().catch((error) => notice(error.message));
      this.proof.later();
    }
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
    const editing = this.editing === i;
    if (row.kind === "chapter") {
      const made = el("div", { class: classes("line title", { made: !row.heading, editing }), role: "row" },
        el("div", { role: "gridcell", class: "unseen" }, row.part ? "Part" : "Chapter"),
        el("div", { role: "gridcell" }, el("h2", {}, Object.keys(row.title).length ? texts(row.title, "") : "Untitled")));
      if (editing) made.append(this.editor);
      return this.choose(made, i);
    }
    const mark = this.proof.marks[i]?.state;
    const name = { note: row.kind === "note", first: row.first, skip: row.skip, [mark]: mark, editing, found: this.find.found.has(i) };
    const made = el("div", { class: classes("line", name), role: "row" },
      el("div", { role: "gridcell" }, row.kind === "line" ? playButton("Play this line", () => { this.go(i); this.play(false); }) : null),
      el("div", { role: "gridcell", class: "who" }, el("span", { class: row.first ? null : "unseen" }, this.book.name(row.speaker)), mark === "good" ? el("span", { class: "unseen" }, "good") : null),
      row.kind === "note" ? this.note(row, i) : this.cells(row, i));
    if (editing) made.append(this.editor);
    return this.choose(made, i);
  }

  /** Shows on a row whether it is on and whether it is selected. The row stays the same element: a second click meets it. */
  choose(made, i) {
    const on = i === this.on;
    made.classList.toggle("on", on);
    made.classList.toggle("selected", this.anchor !== null && this.isSelected(i));
    made.tabIndex = on ? 0 : -1;
    made.ariaSelected = String(this.isSelected(i));
    made.querySelector(".compare")?.remove();
    const compared = on && this.editing !== i ? this.compare.draw(i) : null;
    if (compared) made.append(compared);
    return made;
  }

  /** A note stands under its language. */
  note(row, i) {
    const { languages } = this.book;
    const column = Math.max(0, languages.indexOf(row.language));
    const made = el("div", { role: "gridcell", class: "text", lang: row.language, tabindex: -1, "data-column": column, "aria-colspan": languages.length },
      el("span", { class: "how", lang: "en" }, "Note"), row.note, this.how(this.proof.says(i)));
    made.style.setProperty("--at", 3 + column);
    return made;
  }

  cells(row, i) {
    const how = [...this.proof.says(i)];
    if (row.skip) how.push("skipped");
    if (row.pause !== undefined) how.push(`pause ${row.pause} s`);
    if (this.anew.rows.has(i)) how.push("to be spoken anew");
    return this.book.languages.map((language, k) => {
      const more = [];
      if (row.say?.[language]) more.push(el("span", { class: "how" }, el("span", { lang: "en" }, "says: "), row.say[language]));
      if (row.voice?.[language]) more.push(this.how([`voice ${row.voice[language]}`]));
      if (row.take?.[language] > 1) more.push(this.how([`take ${row.take[language]}`]));
      const now = this.now?.[0] === i && this.now[1] === language;
      return el("div", { role: "gridcell", class: "text", lang: language, tabindex: -1, "data-column": k },
        el("span", { class: now ? "now" : null }, row.text[language] ?? ""), more, k === 0 ? this.how(how) : null);
    });
  }

  how(all) { return all.length ? el("span", { class: "how", lang: "en" }, all.join(", ")) : null; }

  /** The first and the last row that are selected. */
  get selection() {
    const anchor = this.anchor ?? this.on;
    return [Math.min(anchor, this.on), Math.max(anchor, this.on)];
  }

  isSelected(i) {
    const [from, to] = this.selection;
    return i >= from && i <= to;
  }

  /** The column of the cell that has the focus; none if a whole row has. */
  get focused() {
    const cell = document.activeElement?.closest?.("[data-column]");
    return cell && this.grid.contains(cell) ? Number(cell.dataset.column) : null;
  }

  /** Goes to a row; with `extend` what lies between is selected. */
  go(i, { focus = true, middle = false, column = null, extend = false } = {}) {
    if (i < 0 || i >= this.book.rows.length) return;
    const before = this.selection;
    this.anchor = extend ? this.anchor ?? this.on : null;
    this.on = i;
    const touched = new Set([...this.list.made.keys()].filter((k) => k >= before[0] && k <= before[1] || this.isSelected(k)));
    for (const k of touched) this.choose(this.list.made.get(k), k);
    this.list.measure(touched);
    const row = this.list.show(i, middle);
    if (focus && row) {
      const cell = column === null ? row : row.querySelector(`[data-column="${column}"]`) ?? row;
      cell.focus({ preventScroll: true });
    }
    if (extend) announce(`${this.selection[1] - this.selection[0] + 1} lines selected`);
    this.side.show();
  }

  redraw(i) {
    const old = this.list.made.get(i);
    if (!old) return;
    // What is being typed stays.
    if (this.editing === i && old.querySelector(".editor")) {
      this.choose(old, i);
      return;
    }
    const focused = old.contains(document.activeElement);
    const column = this.focused;
    this.list.redraw(i);
    if (focused) {
      const row = this.list.made.get(i);
      (row.querySelector(`[data-column="${column}"]`) ?? row).focus({ preventScroll: true });
    }
  }

  /** A line is heard now; none if it is quiet. */
  mark(i, language) {
    const before = this.now;
    this.now = i === null ? null : [i, language];
    if (before && before[0] < this.book.rows.length) this.redraw(before[0]);
    if (i === null) return;
    this.anew.heard(i);
    const typing = this.grid.contains(document.activeElement) && this.editing !== null;
    const follow = !typing && this.anchor === null && (this.on === before?.[0] || this.on === i);
    this.redraw(i);
    if (follow) this.go(i, { focus: this.grid.contains(document.activeElement) });
  }

  play(on) {
    const language = on ? undefined : this.book.languages[this.focused];
    const row = this.book.rows[this.on];
    const only = language && row.text?.[language] ? [language] : undefined;
    if (!on && this.anchor !== null) {
      const [from, to] = this.selection;
      sound.play(from, { on: true, to, languages: only });
    } else {
      // From a title on, all that follows is heard.
      sound.play(this.on, { on: on || row.kind === "chapter", languages: on ? undefined : only });
    }
  }

  /** Plays the selection, or else the chapter, as it will sound. */
  stretch() {
    const { chapter } = this.book.places[this.on];
    const inside = this.anchor !== null && this.book.places[this.anchor].chapter === chapter;
    sound.stretch(chapter, inside ? this.selection : null);
  }

  /** Opens the editor of a row; what was typed in another one is saved first. */
  async edit(i) {
    if (this.editing === i) return;
    this.go(i, { focus: false });
    if (this.editing !== null) {
      await this.save();
      if (this.editing !== null) return;
      // The edit may have moved the row.
      i = this.on;
    }
    this.editing = i;
    this.editor = editor(this, i);
    this.list.redraw(i);
    this.list.show(i);
    const made = this.list.made.get(i);
    const boxes = made?.querySelectorAll("textarea.words, .editor input");
    (boxes?.[Math.min(this.column, boxes.length - 1)] ?? boxes?.[0])?.focus();
  }

  leaveEditor(focus = true) {
    const i = this.editing;
    this.editing = null;
    if (i !== null) this.list.redraw(i);
    if (focus) this.go(this.on, { column: null });
  }

  act(work) { return this.book.act(work); }

  /** Does an edit of the row that is on, and stays there. */
  async do(edit, { said, to = 0 } = {}) {
    const i = this.on;
    if (!(await this.book.edit({ at: this.book.places[i], ...edit }, i))) return;
    if (said) announce(said);
    this.go(Math.max(0, Math.min(i + to, this.book.rows.length - 1)), { column: this.focused });
  }

  spliced(at, gone, added) {
    const removed = gone.length;
    const inside = this.editing !== null && this.editing >= at && this.editing < at + removed;
    const inGrid = this.grid.contains(document.activeElement);
    const column = this.focused;
    const shift = (i) => (i >= at + removed ? i + added - removed : Math.min(i, at + Math.max(0, added - 1)));
    const last = this.book.rows.length - 1;
    this.on = Math.max(0, Math.min(shift(this.on), last));
    this.anchor = this.anchor === null ? null : Math.max(0, Math.min(shift(this.anchor), last));
    if (inside && removed !== added) {
      const typed = [...this.editor.querySelectorAll("textarea.words, .texts input")].map((box) => box.value);
      this.editing = null;
      notice(`This line was changed elsewhere. You had written: ${typed.join(" / ")}`);
    } else if (!inside && this.editing !== null) this.editing = shift(this.editing);
    this.now = null;
    this.grid.setAttribute("aria-rowcount", this.book.rows.length);
    this.compare.spliced(at, gone, added);
    this.anew.spliced(at, gone, added);
    if (removed === added && removed < 50) {
      // What is being typed stays, and is asked about when it is saved.
      for (let i = at; i < at + added; i++) if (i !== this.editing) this.list.redraw(i);
    } else {
      this.list.splice(at, removed, added);
    }
    if (inGrid && !this.grid.contains(document.activeElement)) this.go(this.on, { column });
    this.side.draw();
    this.proof.read();
    this.proof.later();
    this.find.search(false);
  }

  key(event) {
    if (event.target.closest(".editor")) return;
    const key = pressed(event);
    const plain = key.length === 1 || key.startsWith("shift+") && key.length === 7 || key === "delete";
    if (plain && !singles()) return;
    const column = this.focused;
    const own = this.moves(column)[key] ?? this.acts(column)[key];
    if (!own || (event.target.closest("button") && (key === "space" || key === "enter"))) return;
    event.preventDefault();
    event.stopPropagation();
    own();
  }

  /** Keys that go somewhere, open something or play; by the column that has the focus. */
  moves(column) {
    const { book } = this;
    // The rows are asked for when a key's turn comes: an edit that is still being written changes them.
    const end = () => book.rows.length - 1;
    const chapter = (step) => {
      const { rows } = book;
      for (let i = this.on + step; i >= 0 && i < rows.length; i += step) if (rows[i].kind === "chapter") return i;
      return step < 0 ? 0 : end();
    };
    const page = (part) => Math.max(0, Math.min(end(), this.list.at(this.list.offset(this.on) + this.grid.clientHeight * part)));
    // After an edit that is still being written, from where that leads.
    const after = (work) => () => (book.doing ? this.act(work) : work());
    const go = (to, how) => after(() => this.go(to(), how));
    const next = () => this.on + 1;
    const last = () => this.on - 1;
    return {
      j: go(next, { column }), arrowdown: go(next, { column }), "shift+arrowdown": go(next, { column, extend: true }),
      k: go(last, { column }), arrowup: go(last, { column }), "shift+arrowup": go(last, { column, extend: true }),
      home: go(() => 0), end: go(end), pagedown: go(() => page(0.9), { column }), pageup: go(() => page(-0.9), { column }),
      "]": go(() => chapter(1)), "[": go(() => chapter(-1)),
      arrowright: go(() => this.on, { column: Math.min(book.languages.length - 1, column === null ? 0 : column + 1) }),
      arrowleft: go(() => this.on, { column: column ? column - 1 : null }),
      enter: after(() => {
        if (column !== null) this.column = column;
        return this.edit(this.on);
      }),
      space: sound.playing ? () => sound.stop() : after(() => this.play(false)),
      p: after(() => this.play(true)), "shift+p": after(() => this.stretch()),
      b: after(() => this.compare.hear(this.on)),
      "/": () => this.find.query.focus(),
    };
  }

  /** Keys that change something, one after the other. */
  acts(column) {
    const language = this.book.languages[column ?? this.book.languages.length - 1];
    const own = () => this.book.rows[this.on];
    const line = (edit, said, to) => () => this.act(() => {
      if (own().kind === "chapter") return null;
      const { saying = said, ...rest } = typeof edit === "function" ? edit() : edit;
      return rest.do && this.do(rest, { said: saying, to });
    });
    const { proof } = this;
    return {
      x: line(() => (own().kind === "line" ? { do: "line", skip: !own().skip, saying: own().skip ? "spoken again" : "skipped" } : {})),
      n: line(() => ({ do: "note", note: own().kind === "line", saying: own().kind === "line" ? "a note now" : "a line now" })),
      "shift+j": line({ do: "join" }, "joined"),
      "alt+arrowdown": line({ do: "down", language }, "moved down"),
      "alt+arrowup": line({ do: "up", language }, "moved up"),
      "shift+s": line({ do: "swap", language }, "swapped"),
      t: line({ do: "turn-here" }, "a turn begins here"),
      c: line({ do: "chapter-here" }, "a chapter begins here", 1),
      delete: line({ do: "remove" }, "taken out; Ctrl+Z brings it back"),
      "shift+b": () => this.act(() => this.compare.back(this.on)),
      a: () => this.act(() => own().kind === "line" && openTakes(this, this.on, this.book.languages.find((l, k) => k === column && own().text[l]) ?? this.book.languages.find((l) => own().text[l]))),
      g: () => this.act(() => proof.give({ state: "good" })),
      m: () => this.act(() => proof.mend()),
      h: () => this.act(() => proof.give(null)),
      o: () => this.act(() => proof.nextUnheard()),
      "shift+m": () => this.act(() => proof.nextToMend()),
      d: () => this.act(() => proof.nextOdd()),
    };
  }
}

const classes = (name, more) => [name, ...Object.keys(more).filter((key) => more[key])].join(" ");
