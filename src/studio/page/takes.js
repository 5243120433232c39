// Takes of a line, for engines that speak differently each time: another one is spoken, and one is chosen.

import { announce, button, dialog, el, languageName, notice } from "./dom.js";
import { get, post } from "./server.js";
import { paid } from "./money.js";
import { sound } from "./sound.js";

export async function openTakes(view, index, language) {
  const { book } = view;
  const place = book.places[index];
  const path = `${book.path}/takes`;
  const list = el("ul", { class: "plain" });
  const more = button("Another take", another, { class: "main" });
  const made = dialog(`Takes, ${languageName(language)}`, el("p", { lang: language }, book.rows[index].text[language] ?? ""), list,
    el("div", { class: "row-of-buttons" }, more, button("Close", () => made.close())));

  async function draw() {
    const { takes, chosen, engine } = await get(`${path}?${new URLSearchParams({ ...place, language })}`);
    if (!takes.length) list.replaceChildren(el("li", { class: "soft" }, `${engine} has not spoken this line yet.`));
    else list.replaceChildren(...takes.map((take) => el("li", { class: "row-of-buttons" }, el("span", {}, `Take ${take}`),
      button("Hear", () => sound.hear([[place, language, { take }]]), { "aria-label": `Hear take ${take}` }),
      take === chosen ? el("span", { class: "soft" }, "chosen") : button("Choose", () => choose(take), { "aria-label": `Choose take ${take}` }))));
  }
  async function choose(take) {
    if (await book.edit({ do: "line", at: place, take: { [language]: take } }, index)) {
      announce(`take ${take} is chosen`);
      await draw();
      more.focus();
    }
  }
  async function another() {
    more.disabled = true;
    try {
      const spoken = await paid((pay) => post(path, { ...place, language, pay }));
      if (spoken) {
        await draw();
        sound.hear([[place, language, { take: spoken.take }]]);
      }
    } catch (error) {
      notice(error.message);
    }
    more.disabled = false;
    more.focus();
  }
  draw().catch((error) => notice(error.message));
  await made.closed;
}
