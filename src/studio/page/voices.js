// Casting by ear: everyone with lines of their own, and other voices heard on the same lines.

import { announce, button, count, dialog, el, languageName, notice, options } from "./dom.js";
import { get, listen, post } from "./server.js";
import { fillWithChoices } from "./chooser.js";
import { toSpeak } from "./money.js";
import { sound } from "./sound.js";

export async function show(main, book) {
  const page = el("div", { class: "page" });
  main.append(page);
  page.append(el("h1", {}, "Voices"), el("p", { class: "soft", role: "status" }, "…"));
  let cast = await get(`${book.path}/cast`);
  const cost = el("p", { class: "soft", role: "status" });
  const reckon = async () => {
    const { clips, missing, engines } = await get(`${book.path}/missing`);
    cost.textContent = missing ? `${toSpeak({ clips: missing, engines }, "are to be spoken yet")}, of ${clips.toLocaleString("en")}.` : "All is spoken.";
  };
  sound.open(book, () => notice("Choose Hear beside a voice."));
  const draw = () => {
    const people = Object.groupBy(cast.roles, (role) => role.speaker);
    page.replaceChildren(el("h1", {}, "Voices"),
      el("p", { class: "soft" }, "Everyone is heard by a line of theirs. What you choose goes into book.toml."),
      el("div", {}, Object.entries(people).map(([id, roles]) => el("section", { class: "person", "aria-label": book.name(id) },
        el("h2", {}, id === "narrator" ? "Narrator" : book.named(id), cast.lines[id] ? el("span", { class: "soft small" }, ` ${cast.lines[id]} lines`) : null),
        roles.map((role) => draw1(role))))),
      cost,
      el("div", { class: "row-of-buttons" }, button("Voices of another book…", () => openSeries(book)), el("a", { class: "main", href: `#/book/${book.id}/finish` }, "On to building the book")));
  };
  const draw1 = (role) => {
    const sample = role.samples[0];
    const others = el("div", { class: "others", hidden: true });
    // The same voice in another language, where an engine can.
    const same = Object.entries(role.elsewhere).filter(([language, voice]) => cast.roles.some((other) => other.speaker === role.speaker && other.language === language && other.voice !== voice))
      .map(([language, voice]) => button(`Same voice in ${languageName(language)}`, () => choose({ ...role, language }, voice), { "aria-label": `${book.name(role.speaker)}: same voice in ${languageName(language)}` }));
    const open = button("Other voices", async () => {
      others.hidden = !others.hidden;
      open.setAttribute("aria-expanded", String(!others.hidden));
      if (!others.hidden && !others.childElementCount) {
        await fillWithChoices(others, role.language, role.voice, { hear: sample && ((voice) => hear(role, voice)), choose: (voice) => choose(role, voice) });
      }
    }, { "aria-expanded": "false", "aria-label": `Other voices for ${book.name(role.speaker)}, ${languageName(role.language)}` });
    return el("div", { class: "role" }, el("span", {}, languageName(role.language)), el("span", { class: "voice" }, role.voice),
      el("span", { class: "actions" }, sample ? button("Hear", () => hear(role, null), { "aria-label": `Hear ${book.name(role.speaker)}, ${languageName(role.language)}` }) : null, " ", open, same),
      sample ? el("span", { class: "sample", lang: role.language }, sample.text) : null, others);
  };
  const hear = (role, voice) => {
    const { chapter, turn, line } = role.samples[0];
    sound.hear([[{ chapter, turn, line }, role.language, voice ? { voice } : {}]]);
  };
  const choose = async (role, voice) => {
    cast = await post(`${book.path}/cast`, { speaker: role.speaker, language: role.language, voice });
    announce(`${book.name(role.speaker)} speaks with ${voice} now`);
    draw();
  };
  draw();
  // Chosen in another window, or undone.
  const deaf = listen(async (event) => {
    if (event.book !== book.id || event.event !== "settings") return;
    const now = await get(`${book.path}/cast`);
    if (JSON.stringify(now) !== JSON.stringify(cast)) {
      cast = now;
      draw();
    }
    reckon();
  });
  reckon().catch((error) => notice(error.message));
  return () => { deaf(); sound.stop(); };
}

/** A series: people of the same name get the voices that they have in another book. */
async function openSeries(book) {
  const { books } = await get("/library");
  const others = books.filter((other) => other.id !== book.id);
  const list = el("ul", { class: "plain list", tabindex: 0, "aria-label": "Voices that would be given" });
  const said = el("p", { role: "status" });
  const which = el("select", { onchange: () => look(), "aria-label": "Book" }, options(others.map((other) => [other.id, `${Object.values(other.title)[0] ?? "Untitled"} (${other.folder})`])));
  const give = button("Give these voices", async () => {
    try {
      const given = await post(`${book.path}/series`, { other: which.value, give: true });
      announce(`${count(given.length, "voice is", "voices are")} given`);
      made.close();
    } catch (error) {
      notice(error.message);
    }
  }, { class: "main", disabled: true });
  const look = async () => {
    const given = await post(`${book.path}/series`, { other: which.value });
    said.textContent = given.length ? `${count(given.length, "voice", "voices")} of people of the same name:` : "Nobody there has the same name and another voice.";
    list.replaceChildren(...given.map(({ speaker, language, voice }) => el("li", {}, book.name(speaker), el("span", { class: "soft" }, `, ${languageName(language)}: `), el("span", { class: "voice" }, voice))));
    list.hidden = give.disabled = !given.length;
  };
  const made = dialog("Voices of another book", others.length ? which : el("p", {}, "There is no other book in this folder."), said, list,
    el("div", { class: "row-of-buttons" }, give, button("Cancel", () => made.close())));
  list.hidden = true;
  if (others.length) await look().catch((error) => notice(error.message));
  await made.closed;
}
