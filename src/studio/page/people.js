// Windows over the script: a speaker, words that are replaced, and how a word is said.

import { button, check, count, dialog, el, field, languageName, notice, options } from "./dom.js";
import { post } from "./server.js";
import { toSpeak } from "./money.js";
import { sound } from "./sound.js";

/** What may be done with a speaker. */
export async function openPerson(book, speaker, view) {
  const boxes = book.languages.map((language) => [language, el("input", { value: speaker.names[language] ?? "", lang: language })]);
  const gender = el("select", {}, options([["unsaid", "Not said"], ["female", "Female"], ["male", "Male"]], speaker.gender ?? "unsaid"));
  const others = book.head.speakers.filter((other) => other.id !== speaker.id);
  const into = el("select", {}, options(others.map(({ id }) => [id, book.name(id)])));
  const close = (done) => done && made.close();
  const names = () => Object.fromEntries(boxes.map(([language, box]) => [language, box.value]));
  const save = async () => close(await book.edit({ do: "rename", speaker: speaker.id, names: names(), gender: gender.value }));
  const join = async () => close(await book.edit({ do: "join-people", speaker: speaker.id, into: into.value }));
  const turns = book.rows.flatMap((row, i) => (row.first && row.speaker === speaker.id ? [i] : []));
  const on = book.rows[view.on];
  const name = el("input", {});
  const rest = el("input", { type: "checkbox" });
  const split = async () => close(await book.edit({ do: "split-off", at: book.places[view.on], name: name.value, rest: rest.checked }, view.on));
  const made = dialog(book.name(speaker.id),
    el("div", { class: "fields" }, boxes.map(([language, box]) => field(`Name, ${languageName(language)}`, box)), field("Voice of a", gender)),
    el("div", { class: "row-of-buttons" }, button("Save", save, { class: "main" }), button("Go to the first turn", () => { made.close(); view.go(turns[0] ?? 0, { middle: true }); }), button("Close", () => made.close())),
    others.length ? el("section", {}, el("h3", {}, "The same person as another"), el("div", { class: "row-of-buttons" }, el("label", { class: "check" }, "All turns to", into), button("Join", join))) : null,
    on.speaker === speaker.id ? el("section", {}, el("h3", {}, "Someone else, from the current turn"), el("div", { class: "fields" }, field("Name of the other", name)), el("div", { class: "row-of-buttons" }, el("label", { class: "check" }, rest, "and all later turns"), button("Split off", split))) : null);
  await made.closed;
}

/** Words are replaced, seen before. */
export async function openReplace(book, text) {
  const find = el("input", { value: text });
  const by = el("input", {});
  const language = el("select", {}, options([["", "All languages"], ...book.languages.map((tag) => [tag, languageName(tag)])]));
  const exact = el("input", { type: "checkbox" });
  const whole = el("input", { type: "checkbox" });
  const found = el("div", { role: "status" });
  let shown = [];
  const search = () => ({ find: find.value, language: language.value || null, case: exact.checked, whole: whole.checked });
  const preview = async () => {
    shown = [];
    go.disabled = true;
    if (!find.value) return void found.replaceChildren();
    const wanted = JSON.stringify([search(), by.value]);
    const all = await post(`${book.path}/search`, { search: search(), with: by.value });
    if (wanted !== JSON.stringify([search(), by.value])) return;
    shown = all.map((hit) => ({ ...hit, box: el("input", { type: "checkbox", checked: true, "aria-label": `Line ${hit.chapter + 1}.${hit.turn + 1}.${hit.line + 1}` }) }));
    go.disabled = !shown.length;
    const rows = shown.slice(0, 300).map((hit) => el("li", {}, el("label", { class: "check" }, hit.box, el("span", { lang: hit.language }, el("span", { class: "before" }, hit.before), " ", hit.after))));
    found.replaceChildren(el("p", {}, count(shown.length, "line", "lines")), el("ul", { class: "plain list", tabindex: 0 }, rows));
  };
  for (const box of [find, by, language, exact, whole]) box.addEventListener("input", () => preview().catch((error) => notice(error.message)));
  const replace = async () => {
    const lines = shown.filter((hit) => hit.box.checked).map(({ chapter, turn, line }) => ({ chapter, turn, line }));
    if (lines.length && (await book.edit({ do: "replace", search: search(), with: by.value, lines }))) made.close();
  };
  const go = button("Replace", replace, { class: "main", disabled: true });
  const made = dialog("Replace", el("div", { class: "fields" }, field("Find", find), field("Replace with", by), field("In", language)),
    el("div", { class: "row-of-buttons" }, el("label", { class: "check" }, exact, "Capitals count"), el("label", { class: "check" }, whole, "Whole words")),
    found, el("div", { class: "row-of-buttons" }, go, button("Cancel", () => made.close())));
  if (text) preview();
  await made.closed;
}

/** How a word is said, heard in a line before it is kept. */
export async function openWord(book, index, language, selected) {
  const word = el("input", { value: selected.trim(), lang: language });
  const said = el("input", { lang: language });
  const touched = el("div", { role: "status" });
  const look = async () => {
    const own = word.value.trim();
    if (!own) return touched.replaceChildren();
    const told = await post(`${book.path}/lexicon/preview`, { language, word: own, said: said.value });
    if (own !== word.value.trim()) return;
    const lines = told.rows.map((i) => book.rows[i]).filter((row) => row?.text);
    touched.replaceChildren(el("p", {}, lines.length ? `${count(lines.length, "line has", "lines have")} this: ${toSpeak(told, "are to be spoken anew")}` : "No line has this word."),
      lines.length ? el("ul", { class: "plain list", tabindex: 0, "aria-label": "Lines that are touched" }, lines.slice(0, 100).map((row) => el("li", { lang: language }, row.text[language]))) : "");
  };
  word.addEventListener("input", () => look().catch((error) => notice(error.message)));
  const hear = button("Hear", () => sound.hear([[book.places[index], language, { word: word.value.trim(), said: said.value.trim() || word.value.trim() }]]));
  const save = async () => {
    try {
      await post(`${book.path}/lexicon`, { language, word: word.value, said: said.value });
      made.close();
    } catch (error) {
      notice(error.message);
    }
  };
  const made = dialog(`How a word is said, ${languageName(language)}`,
    el("div", { class: "fields" }, field("Word, as it is written", word), field("Say it as", said)),
    el("div", { class: "row-of-buttons" }, hear, button("Keep for the whole book", save, { class: "main" }), button("Cancel", () => made.close())), touched);
  look().catch((error) => notice(error.message));
  (word.value ? said : word).focus();
  await made.closed;
}
