// Casting by ear: everyone with lines of their own, and other voices heard on the same lines.

import { announce, button, el, languageName, notice } from "./dom.js";
import { get, listen, post } from "./server.js";
import { sound } from "./sound.js";

const known = {};
/** The voices that speak a language. */
const voicesOf = (language) => (known[language] ??= get(`/voices/${language}`));

export async function show(main, book) {
  const page = el("div", { class: "page" });
  main.append(page);
  page.append(el("h1", {}, "Voices"), el("p", { class: "soft", role: "status" }, "…"));
  let cast = await get(`${book.path}/cast`);
  sound.open(book, () => notice("Choose Hear beside a voice."));
  const draw = () => {
    const people = Object.groupBy(cast.roles, (role) => role.speaker);
    page.replaceChildren(el("h1", {}, "Voices"),
      el("p", { class: "soft" }, "Everyone is heard by a line of theirs. What you choose goes into book.toml."),
      el("div", {}, Object.entries(people).map(([id, roles]) => el("section", { class: "person", "aria-label": book.name(id) },
        el("h2", {}, id === "narrator" ? "Narrator" : book.named(id), cast.lines[id] ? el("span", { class: "soft small" }, ` ${cast.lines[id]} lines`) : null),
        roles.map((role) => draw1(role))))),
      el("div", { class: "row-of-buttons" }, el("a", { href: `#/book/${book.id}/finish` }, "On to building the book")));
  };
  const draw1 = (role) => {
    const sample = role.samples[0];
    const others = el("div", { class: "others", hidden: true });
    const open = button("Other voices", async () => {
      others.hidden = !others.hidden;
      open.setAttribute("aria-expanded", String(!others.hidden));
      if (!others.hidden && !others.childElementCount) await choices(role, others);
    }, { "aria-expanded": "false", "aria-label": `Other voices for ${book.name(role.speaker)}, ${languageName(role.language)}` });
    return el("div", { class: "role" }, el("span", {}, languageName(role.language)), el("span", { class: "voice" }, role.voice),
      el("span", { class: "actions" }, sample ? button("Hear", () => hear(role, null), { "aria-label": `Hear ${book.name(role.speaker)}, ${languageName(role.language)}` }) : null, " ", open),
      sample ? el("span", { class: "sample", lang: role.language }, sample.text) : null, others);
  };
  const hear = (role, voice) => {
    const { chapter, turn, line } = role.samples[0];
    sound.tryOut({ chapter, turn, line }, role.language, voice ? { voice } : {});
  };
  const choices = async (role, place) => {
    const all = await voicesOf(role.language);
    const engines = [...new Set(all.map((voice) => voice.engine))];
    const engine = el("select", { onchange: () => fill() }, [["", "All engines"], ...engines.map((name) => [name, name])].map(([value, label]) => el("option", { value }, label)));
    const gender = el("select", { onchange: () => fill() }, [["", "All voices"], ["female", "Female"], ["male", "Male"]].map(([value, label]) => el("option", { value }, label)));
    const list = el("div", { class: "choices", role: "list" });
    const fill = () => {
      const own = all.filter((voice) => (!engine.value || voice.engine === engine.value) && (!gender.value || voice.gender === gender.value));
      list.replaceChildren(...own.map((voice) => el("div", { class: "choice", role: "listitem" },
        role.samples.length ? button("Hear", () => hear(role, voice.voice), { "aria-label": `Hear ${voice.voice}` }) : el("span", {}),
        el("span", { class: "voice" }, voice.voice), voice.voice === role.voice ? el("span", { class: "soft small" }, "chosen") : button("Choose", () => choose(role, voice.voice), { "aria-label": `Choose ${voice.voice}` }),
        el("span", { class: "about" }, voice.about, voice.costs ? ", costs money" : ""))));
      if (!own.length) list.append(el("p", { class: "soft" }, "There is none of these."));
    };
    place.append(el("div", { class: "row-of-buttons" }, el("label", { class: "check" }, "Engine", engine), el("label", { class: "check" }, "Kind", gender)), list);
    fill();
  };
  const choose = async (role, voice) => {
    cast = await post(`${book.path}/cast`, { speaker: role.speaker, language: role.language, voice });
    announce(`${book.name(role.speaker)} speaks with ${voice} now`);
    draw();
  };
  draw();
  // Chosen in another window, or undone.
  const deaf = listen(async (event) => {
    if (event.book !== book.id || (event.event !== "settings" && !(event.event === "head" && event.file === "book.toml"))) return;
    const now = await get(`${book.path}/cast`);
    if (JSON.stringify(now) !== JSON.stringify(cast)) {
      cast = now;
      draw();
    }
  });
  return () => { deaf(); sound.stop(); };
}
