// What was read in texts, before a book is made of them.

import { button, count, el, field, languageName, length, notice, options, texts } from "./dom.js";
import { get, post } from "./server.js";
import { drop } from "./library.js";

/** The texts that were given last, here or on the command line. */
async function given() {
  const { texts, given } = await get("/library");
  const own = JSON.parse(sessionStorage.getItem("texts") ?? "null") ?? texts.slice(0, given).map((text) => text.id);
  return texts.filter((text) => own.includes(text.id));
}

export async function show(main) {
  const page = el("div", { class: "page" });
  main.append(page);
  const sources = await given();
  if (!sources.length) {
    page.append(el("h1", {}, "New book"), el("section", {}, drop()));
    return;
  }
  const reading = {};
  const order = () => ({ texts: sources.map((text) => text.id), reading });
  const read = async () => {
    page.setAttribute("aria-busy", "true");
    if (!page.childElementCount) page.append(el("h1", {}, "Reading"), el("p", { class: "soft", role: "status" }, "The text is being read …"));
    try {
      draw(page, await post("/read", order()), reading, sources, read, order);
    } catch (error) {
      page.replaceChildren(el("h1", {}, "This text cannot be read"), el("p", { class: "bad" }, error.message), el("section", {}, drop()));
    }
    page.removeAttribute("aria-busy");
  };
  await read();
}

function draw(page, report, reading, sources, again, order) {
  const tags = report.languages;
  const name = (speaker) => (Object.keys(speaker.names).length ? texts(speaker.names) : speaker.id);
  const names = Object.fromEntries(report.speakers.map((speaker) => [speaker.id, Object.values(speaker.names)[0] ?? speaker.id]));
  const pairs = tags.length > 1
    ? `${count(report.pairs, "line", "lines")} in ${tags.length === 2 ? "both" : "all"} languages, ${report.alone} in one only`
    : count(report.pairs, "line", "lines");
  const make = button("Make the book", async () => {
    make.disabled = true;
    const title = titleInput.value.trim();
    if (title && title !== wasTitle) reading.title = title;
    try {
      const { id } = await post("/books", { ...order(), formats: ["m4b"] });
      sessionStorage.removeItem("texts");
      sessionStorage.setItem("made", "yes");
      location.hash = `#/book/${id}/voices`;
    } catch (error) {
      make.disabled = false;
      notice(error.message);
    }
  }, { class: "main", "data-focus": true });
  const wasTitle = tags.map((tag) => report.title[tag]).filter(Boolean).join(" / ");
  const titleInput = el("input", { value: wasTitle });
  const chapters = el("select", {}, options([["", "As the text shows it"], ["headings", "At headings"], ["questions:8", "At an interviewer's questions, about 8 minutes"], ["minutes:10", "About every 10 minutes"], ["none", "One chapter"]],
    reading.chapters ?? ""));
  const pairing = el("select", {}, options([["line", "Lines"], ["paragraph", "Paragraphs"], ["sentence", "Sentences"]], reading.pairs ?? "line"));
  const languages = el("input", { value: reading.languages?.join(", ") ?? "", placeholder: tags.join(", ") });
  const speakers = el("input", { value: reading.speakers?.join(", ") ?? "", placeholder: report.speakers.map((speaker) => names[speaker.id]).slice(0, 3).join(", ") });
  const list = (text) => text.split(",").map((part) => part.trim()).filter(Boolean);
  const retry = button("Read again", () => {
    reading.chapters = chapters.value || null;
    reading.pairs = pairing.value === "line" ? null : pairing.value;
    reading.languages = list(languages.value);
    reading.speakers = list(speakers.value);
    again();
  });
  const details = (title, open, ...content) => el("details", { open }, el("summary", {}, title), ...content);
  /** Some lines, one of which may be meant. */
  const excerpt = (lines, meant) => {
    let last = null;
    const shown = lines.flatMap((line, i) => {
      const who = line.speaker === last ? [] : [el("p", { class: "who" }, names[line.speaker] ?? line.speaker)];
      last = line.speaker;
      if (line.note) return [...who, el("p", { lang: line.language, class: "soft" }, "Note: ", line.note)];
      return [...who, ...Object.entries(line.text).map(([lang, text]) => el("p", { lang }, i === meant ? el("mark", {}, text) : text))];
    });
    return el("div", { class: "excerpt" }, shown);
  };
  const dropped = report.dropped.map((line) => el("li", {}, line.text, el("span", { class: "soft small" }, ` (${line.place}: ${line.reason})`)));
  const doubts = report.doubts.map((doubt) => {
    const what = [doubt.text, doubt.place ? el("span", { class: "soft small" }, ` (${doubt.place})`) : null];
    return el("li", {}, doubt.lines.length ? el("details", {}, el("summary", {}, what), excerpt(doubt.lines, doubt.line)) : what);
  });
  page.replaceChildren(
    el("h1", {}, wasTitle ? texts(report.title) : "Untitled"),
    el("p", { class: "soft" }, "This is what was read in ", sources.map((text) => text.name).join(", "), ". Nothing is made yet."),
    el("dl", { class: "facts" },
      el("dt", {}, "Languages"), el("dd", {}, tags.map(languageName).join(" and ")),
      el("dt", {}, "Who speaks"), el("dd", {}, el("ul", { class: "plain" }, report.speakers.map((speaker) => el("li", {}, name(speaker), el("span", { class: "soft" }, `, ${count(speaker.turns, "turn", "turns")}`))))),
      el("dt", {}, "Chapters"), el("dd", {}, report.chapters.length > 1 ? details(count(report.chapters.length, "chapter", "chapters"), false, el("ol", {}, report.chapters.map((chapter) => el("li", {}, texts(chapter.title), el("span", { class: "soft" }, `, ${count(chapter.lines, "line", "lines")}`))))) : "one"),
      el("dt", {}, "Lines"), el("dd", {}, pairs, report.notes ? `; ${count(report.notes, "note", "notes")}, unspoken` : ""),
      el("dt", {}, "Length"), el("dd", {}, `about ${length(report.seconds)}`),
      el("dt", {}, "Left out"), el("dd", {}, dropped.length ? details(`${count(report.dropped_in_all, "line", "lines")} of the text`, false, el("ul", { class: "plain list", tabindex: 0 }, dropped)) : "nothing"),
      el("dt", {}, "Doubtful"), el("dd", {}, doubts.length ? details(count(report.doubts_in_all, "place", "places"), true, el("ul", { class: "plain list", tabindex: 0 }, doubts)) : "nothing")),
    el("div", { class: "fields" }, field("Title", titleInput)),
    el("div", { class: "row-of-buttons" }, make, el("a", { href: "#/" }, "Cancel")),
    el("section", { "aria-label": "How it begins" }, el("h2", {}, "How it begins"), excerpt(report.first)),
    el("section", { "aria-label": "Not as it should be?" }, details("Not as it should be?", false,
      el("div", { class: "fields" }, field("Chapters begin", chapters), field("What is paired with its translation", pairing), field("Languages, as en, zh", languages), field("Who speaks, as Ann Reed, Bo Lind", speakers)),
      el("div", { class: "row-of-buttons" }, retry))));
}
