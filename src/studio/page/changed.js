// What a build has changed: what was spoken anew, which chapters and files were made anew, and which stayed.

import { count, el, texts } from "./dom.js";

/** How many chapters are listed without being asked for. */
const FEW = 6;

/** A list that is open if it is short. */
const list = (title, items) => el("details", { open: items.length <= FEW }, el("summary", {}, title), el("ul", { class: "plain" }, items));

/** What stands under a build that is done. */
export function changed(book, { spoken, lines, chapters, files }) {
  const anew = chapters.filter((chapter) => chapter.anew);
  const stayed = chapters.filter((chapter) => !chapter.anew);
  const heading = el("h2", {}, "What changed");
  if (!spoken && !anew.length && !files.length) return [heading, el("p", {}, "Nothing has changed since it was made.")];
  const name = (chapter) => el("li", {}, `${chapters.indexOf(chapter) + 1}. `, Object.keys(chapter.title).length ? texts(chapter.title) : "Untitled");
  // The script may have changed since: a line is where it says the same.
  const line = ({ row, language, text }) => {
    const is = (i) => book.rows[i]?.text?.[language] === text;
    const at = is(row) ? row : book.rows.findIndex((_, i) => is(i));
    return el("li", { lang: language }, at >= 0 ? el("a", { href: `#/book/${book.id}/script/${at}` }, text) : text);
  };
  const more = spoken > lines.length ? el("li", { class: "soft" }, `and ${count(spoken - lines.length, "other", "others")}`) : null;
  return [heading,
    spoken ? list(`${count(spoken, "line was", "lines were")} spoken anew`, [...lines.map(line), more].filter(Boolean)) : el("p", {}, "No line was spoken anew."),
    anew.length ? list(`${count(anew.length, "chapter was", "chapters were")} made anew`, anew.map(name)) : null,
    stayed.length ? list(`${count(stayed.length, "chapter", "chapters")} stayed as before`, stayed.map(name)) : null,
    files.length ? list(`${count(files.length, "file was", "files were")} made anew`, files.map((file) => el("li", {}, file))) : null];
}
