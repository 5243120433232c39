// The books that there are, and the way to a new one.

import { button, el, languageName, length, texts } from "./dom.js";
import { get, send } from "./server.js";

/** Takes texts that a person gives, and goes on to what is read in them. */
export async function take(files) {
  const list = [...files];
  if (!list.length) return;
  const ids = [];
  for (const file of list) {
    const { id } = await send(`/texts?name=${encodeURIComponent(file.name)}`, file);
    ids.push(id);
  }
  sessionStorage.setItem("texts", JSON.stringify(ids));
  if (location.hash === "#/new") dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = "#/new";
}

/** Where texts are dropped or chosen; one that is dropped beside it is taken as well. */
export function drop() {
  const input = el("input", { type: "file", multiple: true, hidden: true, id: "texts", "aria-label": "Texts", onchange: () => take(input.files) });
  const over = (on) => (event) => {
    event.preventDefault();
    area.classList.toggle("over", on);
  };
  const area = el("div", { class: "drop", ondragover: over(true), ondragleave: over(false), ondrop: over(false) },
    el("p", {}, "Drop a text here: TXT, Markdown, HTML, EPUB, DOCX, PDF, subtitles and others. ",
      el("span", { class: "soft" }, "Several are chapters of one book, or the languages of one text.")),
    input, button("Choose texts…", () => input.click(), { class: "main" }));
  return area;
}

export async function show(main) {
  const { books, folder } = await get("/library");
  const item = (book) => el("li", {}, el("a", { href: `#/book/${book.id}/script` },
    el("span", { class: "name" }, Object.keys(book.title).length ? texts(book.title) : "Untitled"),
    el("span", { class: "soft small" }, book.seconds ? length(book.seconds) : "not built yet"),
    el("span", { class: "where" }, book.languages.map(languageName).join(" and "), " · ", book.folder)));
  main.append(el("div", { class: "page" },
    el("h1", {}, "Books"),
    books.length ? null : el("p", { class: "lead" }, "Give a text with several speakers, in one language or two: an interview, a play, a dialogue. You hear it, mend it, and take along an audiobook."),
    el("section", { "aria-label": "New book" }, drop()),
    books.length ? el("section", { "aria-label": "Books here" }, el("ul", { class: "plain books" }, books.map(item))) : null,
    el("p", { class: "soft small" }, "New books go into ", folder, ".")));
}
