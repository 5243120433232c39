// The voices of a language to choose from, each heard before it is chosen: by engine and gender.

import { button, el, notice, options } from "./dom.js";
import { get } from "./server.js";

const known = {};
/** The voices that speak a language. */
const voicesOf = (language) => (known[language] ??= get(`/voices/${language}`).catch((error) => {
  delete known[language];
  throw error;
}));

/** A list of voices. `hear` plays one, if there is a line to hear it by, and `choose` takes it. */
export async function chooser(language, current, { hear, choose }) {
  const all = await voicesOf(language);
  const engines = [...new Set(all.map((voice) => voice.engine))];
  const engine = el("select", { onchange: () => fill() }, options([["", "All engines"], ...engines.map((name) => [name, name])]));
  const gender = el("select", { onchange: () => fill() }, options([["", "All voices"], ["female", "Female"], ["male", "Male"]]));
  const list = el("div", { class: "choices", role: "list", tabindex: 0, "aria-label": "Voices to choose from" });
  const item = (voice) => el("div", { class: "choice", role: "listitem" },
    hear ? button("Hear", () => hear(voice.voice), { "aria-label": `Hear ${voice.voice}` }) : el("span", {}),
    el("span", { class: "voice" }, voice.voice),
    voice.voice === current ? el("span", { class: "soft small" }, "chosen") : button("Choose", () => choose(voice.voice), { "aria-label": `Choose ${voice.voice}` }),
    el("span", { class: "about" }, voice.about, voice.costs ? ", costs money" : ""));
  const fill = () => {
    const own = all.filter((voice) => (!engine.value || voice.engine === engine.value) && (!gender.value || voice.gender === gender.value));
    list.replaceChildren(...(own.length ? own.map(item) : [el("p", { class: "soft" }, "There is none of these.")]));
  };
  fill();
  return el("div", {}, el("div", { class: "row-of-buttons" }, el("label", { class: "check" }, "Engine", engine), el("label", { class: "check" }, "Kind", gender)), list);
}

/** As [`chooser`], in a place that is filled when the voices are there. */
export function fillWithChoices(place, language, current, acts) {
  place.replaceChildren(el("p", { class: "soft" }, "…"));
  return chooser(language, current, acts).then((made) => place.replaceChildren(made), (error) => notice(error.message));
}
