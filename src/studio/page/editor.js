// A line that is being edited: its texts, how it is spoken, and what may be done with it.

import { announce, button, check, dialog, el, field, languageName, options } from "./dom.js";
import { overwrite } from "./book.js";
import { fillWithChoices } from "./chooser.js";
import { openWord } from "./people.js";
import { sound } from "./sound.js";
import { openTakes } from "./takes.js";

/** The editor of a row, to stand in it. */
export function editor(view, index) {
  const { book } = view;
  const row = book.rows[index];
  const made = row.kind === "chapter" ? title(view, row) : line(view, row);
  return el("div", { role: "gridcell", class: "editor" }, made);
}

/** Does something with the row whose editor is open, after what was begun before, and before what is asked for next; nothing if the editor is closed by then. */
function withOpen(view, work) {
  const own = view.editor;
  return view.act(() => (view.editing !== null && view.editor === own ? work() : null));
}

/** The keys of all editors: Enter saves, Esc stops the sound or leaves. */
function keys(view, save, more = () => false) {
  return (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") sound.playing ? sound.stop() : view.leaveEditor();
    else if (event.key === "Enter" && event.ctrlKey && event.shiftKey && more()) { /* done */ }
    else if (event.key === "Enter" && event.target.matches("textarea, input:not([type=checkbox])")) withOpen(view, save);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function title(view, row) {
  const { book } = view;
  const boxes = book.languages.map((language) => [language, el("input", { value: row.title[language] ?? "", lang: language })]);
  const heading = el("input", { type: "checkbox", checked: row.heading });
  const save = async () => {
    const texts = Object.fromEntries(boxes.map(([language, box]) => [language, box.value]));
    const { chapter } = book.places[view.editing];
    const isSame = heading.checked === Boolean(row.heading) && boxes.every(([language, box]) => box.value === (row.title[language] ?? ""));
    if (isSame || (await book.edit({ do: "title", chapter, title: texts, heading: row.part ? null : heading.checked }))) {
      announce("saved");
      view.leaveEditor();
    }
  };
  view.save = save;
  const join = () => withOpen(view, async () => {
    const i = view.editing;
    view.leaveEditor(false);
    if (await book.edit({ do: "join-chapter", chapter: book.places[i].chapter })) view.go(Math.max(0, i - 1));
  });
  return el("div", { onkeydown: keys(view, save) },
    el("div", { class: "texts" }, boxes.map(([language, box]) => field(`Title, ${languageName(language)}`, box))),
    row.part ? null : el("p", {}, el("label", { class: "check" }, heading, "It is a heading, which the narrator may announce")),
    el("div", { class: "actions" }, button("Save", () => withOpen(view, save), { class: "main" }), button("Cancel", () => view.leaveEditor()), el("span", { class: "grow" }),
      row.part || book.places[view.editing].chapter === 0 ? null : button("Join with the chapter before", join)));
}

function line(view, row) {
  const { book } = view;
  const note = row.kind === "note";
  const languages = note ? [row.language] : book.languages;
  // Rows that others put in or take out above move the line.
  const place = () => book.places[view.editing];
  const boxes = languages.map((language) => {
    const was = note ? row.note : row.text[language] ?? "";
    const text = el("textarea", { class: "words", rows: Math.min(8, 1 + Math.floor(was.length / 50)), lang: language, value: was, spellcheck: "true" });
    const say = note ? null : el("textarea", { rows: 1, lang: language, value: row.say?.[language] ?? "" });
    return { language, was, text, say, voice: row.voice?.[language] ?? "" };
  });
  const pause = el("input", { type: "number", min: 0, max: 60, step: 0.1, value: row.pause ?? "", inputmode: "decimal" });
  const skip = el("input", { type: "checkbox", checked: row.skip });
  const who = el("select", {}, options(book.head.speakers.map(({ id }) => [id, book.name(id)]), row.speaker));
  const alone = el("input", { type: "checkbox" });

  /** What has been changed, as an edit; nothing if nothing has. */
  const changes = () => {
    const edit = { do: "line", at: place() };
    for (const { language, was, text, say, voice } of boxes) {
      const value = text.value.replace(/\s*\n\s*/g, " ").trim();
      if (value !== was) (edit.text ??= {})[language] = value;
      if (say && say.value.trim() !== (row.say?.[language] ?? "")) (edit.say ??= {})[language] = say.value.trim();
      if (voice !== (row.voice?.[language] ?? "")) (edit.voice ??= {})[language] = voice;
    }
    if (!note) {
      if (pause.value !== String(row.pause ?? "")) edit.pause = pause.value === "" ? -1 : Number(pause.value);
      if (skip.checked !== Boolean(row.skip)) edit.skip = skip.checked;
    }
    return Object.keys(edit).length > 2 ? edit : null;
  };
  let writing = false;
  /** Writes what has been changed, once; whether all is well. */
  const write = async () => {
    if (writing) return false;
    writing = true;
    const done = await writeAll();
    writing = false;
    return done;
  };
  const writeAll = async () => {
    const i = view.editing;
    const edit = changes();
    const speaker = who.value !== row.speaker && { do: "speaker", at: place(), speaker: who.value, alone: alone.checked };
    const said = ({ text, say, voice, pause, skip, note }) => JSON.stringify([text, say, voice, pause, skip, note]);
    if (edit && said(book.rows[i]) !== said(row) && !(await overwrite(book.rows[i]))) return false;
    if (edit && !(await book.edit(edit, i))) return false;
    if (speaker && !(await book.edit(speaker, i))) return false;
    return true;
  };
  const save = async () => {
    if (await write()) {
      announce("saved");
      view.leaveEditor();
    }
  };
  /** Writes, then does something more with the line. */
  const then = (edit, to = 0) => () => withOpen(view, async () => {
    if (!(await write())) return;
    const i = view.editing;
    if (i === null) return;
    view.leaveEditor(false);
    const isDone = await book.edit({ at: book.places[i], ...edit }, i);
    if (isDone) announce("done");
    view.go(Math.min(isDone ? i + to : i, book.rows.length - 1));
  });
  const cursors = () => Object.fromEntries(boxes.map(({ language, text }) => [language, [...text.value.slice(0, text.selectionStart)].length])
    .filter(([language, keep]) => keep > 0 || document.activeElement?.lang === language || boxes.length === 1));
  // Where the cursor stands is forgotten by a click on a button, so it is kept.
  const split = () => { then({ do: "split", keep: cursors() })(); return true; };
  /** Plays a language as it is written here, with the voice that is chosen here or another. */
  const hear = (box, voice = box.voice) => sound.hear([[place(), box.language, { text: box.text.value.trim(), say: box.say?.value.trim() ?? "", voice }]]);
  const hearButton = (box) => button("Hear", () => hear(box), { title: "as it is written here", "aria-label": `Hear ${languageName(box.language)} as it is written here` });
  const voice = (box) => {
    const made = button("", () => openVoice(box, (chosen) => hear(box, chosen)).then(draw), { title: "the voice of this line alone" });
    const draw = () => {
      made.textContent = box.voice || "Voice…";
      made.setAttribute("aria-label", `Voice of this line, ${languageName(box.language)}: ${box.voice || "as usual"}`);
    };
    draw();
    return made;
  };
  const takes = (box) => button("Takes…", () => openTakes(view, view.editing, box.language), { "aria-label": `Takes, ${languageName(box.language)}` });
  const word = (box) => button("Word…", () => openWord(book, view.editing, box.language, box.text.value.slice(box.text.selectionStart, box.text.selectionEnd)), { onmousedown: (event) => event.preventDefault(), title: "how the selected word is said", "aria-label": `How a word is said, ${languageName(box.language)}` });
  for (const { text, say } of boxes) if (say) say.title = "what is spoken in place of the text that is shown";

  const label = (box) => {
    box.text.id = `text-${box.language}`;
    return el("div", { class: "field" },
      el("div", { class: "label-row" }, el("label", { for: box.text.id, class: "small soft" }, note ? `Note, ${languageName(box.language)}` : languageName(box.language)), note ? null : el("span", { class: "actions" }, word(box), voice(box), row.text[box.language] ? takes(box) : null, hearButton(box))),
      box.text, box.say && el("details", { open: Boolean(box.say.value) }, el("summary", { class: "small soft" }, "Say otherwise"), field(`Say instead, ${languageName(box.language)}`, box.say)));
  };
  const move = note ? [] : book.languages.length < 2 ? [] : [el("details", {}, el("summary", {}, "Mend the pair"), el("div", { class: "texts" }, book.languages.map((language) =>
    el("div", { class: "actions" }, el("span", { class: "small soft" }, languageName(language)),
      button("Move down", then({ do: "down", language })), button("Move up", then({ do: "up", language })), button("Swap with next", then({ do: "swap", language })),
      button("Cut at the cursor", () => then({ do: "cut", language, keep: cursors()[language] ?? 0 })(), { onmousedown: (event) => event.preventDefault() })))))];
  view.save = save;
  return el("div", { onkeydown: keys(view, save, split) },
    el("div", { class: "texts" }, boxes.map(label)),
    el("div", { class: "actions" },
      el("label", { class: "check" }, "Speaker", who), el("label", { class: "check" }, alone, "this line only"),
      note ? null : [el("label", { class: "check" }, "Pause before, s", pause), el("label", { class: "check" }, skip, "Skip")],
      button(note ? "Make it a line" : "Make it a note", then({ do: "note", note: !note }))),
    el("div", { class: "actions" }, button("Save", () => withOpen(view, save), { class: "main" }), button("Cancel", () => view.leaveEditor()), el("span", { class: "grow" }),
      button("Split at the cursor", split, { onmousedown: (event) => event.preventDefault() }), button("Join with next", then({ do: "join" })),
      button("New turn here", then({ do: "turn-here" })), button("Join with turn before", then({ do: "join-turn" })), button("New chapter here", then({ do: "chapter-here" }, 1)), button("Take out", then({ do: "remove" }))),
    move);
}

/** A voice for one line, heard before it is chosen; `box.voice` is what came of it. */
async function openVoice(box, hear) {
  const place = el("div", { class: "others" });
  const close = (voice) => {
    box.voice = voice;
    made.close();
  };
  const made = dialog(`Voice of this line, ${languageName(box.language)}`,
    el("p", { class: "soft" }, "It is kept when the line is saved."), place,
    el("div", { class: "row-of-buttons" }, button("As usual", () => close("")), button("Cancel", () => made.close())));
  await fillWithChoices(place, box.language, box.voice, { hear, choose: close });
  await made.closed;
}
