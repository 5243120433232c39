// From the script to what is taken along: what is missing, building, downloads.

import { announce, ask, button, count, el, length, notice, size } from "./dom.js";
import { get, listen, post } from "./server.js";
import { changed } from "./changed.js";
import { toSpeak } from "./money.js";
import { sound } from "./sound.js";

const STAGES = { beginning: "Beginning", speaking: "Speaking", mixing: "Mixing", publishing: "Making formats" };

export async function show(main, book) {
  sound.hide();
  const page = el("div", { class: "page" });
  const missing = el("p", { class: "soft", role: "status" });
  const formats = el("div", { class: "formats" });
  const work = el("section", { "aria-label": "Building", hidden: true });
  const downloads = el("section", { "aria-label": "To take along" });
  const news = el("section", { class: "changed", "aria-label": "What changed" });
  const go = button("Build the book", build, { class: "main", "data-focus": true });
  main.append(page);
  page.append(el("h1", {}, "Finish"), missing, el("section", { "aria-labelledby": "formats" }, el("h2", { id: "formats" }, "What is made"), formats),
    el("div", { class: "row-of-buttons" }, go), work, downloads, news);
  let usd = 0;
  const boxes = new Map();

  async function look() {
    const [todo, made] = await Promise.all([get(`${book.path}/missing`), get(`${book.path}/files`)]);
    usd = todo.usd;
    missing.textContent = todo.missing ? `Of ${todo.clips.toLocaleString("en")} clips, ${toSpeak({ clips: todo.missing, engines: todo.engines }, "are to be spoken yet")}.` : `All ${todo.clips.toLocaleString("en")} clips are spoken.`;
    if (!boxes.size) {
      formats.replaceChildren(...made.formats.map((format) => {
        const box = el("input", { type: "checkbox", checked: format.chosen && !format.missing, disabled: Boolean(format.missing) });
        boxes.set(format.name, box);
        return el("label", {}, box, el("span", {}, format.name), el("span", { class: "about" }, format.missing ?? format.about));
      }));
    }
    drawFiles(made);
  }

  function drawFiles({ files, seconds }) {
    const by = Object.groupBy(files, (file) => file.format);
    const link = (file) => el("a", { href: `/api${book.path}/files/${file.name.split("/").map(encodeURIComponent).join("/")}`, download: file.name.split("/").at(-1) }, file.name);
    const items = Object.entries(by).flatMap(([format, own]) => {
      const item = (file) => el("li", {}, link(file), el("span", { class: "soft small" }, `${format}, ${size(file.bytes)}`));
      if (own.length <= 2) return own.map(item);
      return [el("li", {}, el("details", {}, el("summary", {}, `${format}: ${count(own.length, "file", "files")}`), el("ul", { class: "plain" }, own.map(item))))];
    });
    downloads.replaceChildren(...(items.length ? [el("h2", {}, "To take along"), seconds ? el("p", { class: "soft" }, length(seconds)) : null, el("ul", { class: "plain downloads" }, items)] : []).filter(Boolean));
  }

  async function build() {
    if (usd > 0 && !(await ask("This costs something", `To speak what is missing costs about $${usd.toFixed(2)}.`, "Build"))) return;
    const chosen = [...boxes].filter(([, box]) => box.checked).map(([name]) => name);
    try {
      await post(`${book.path}/build`, { formats: chosen, max_cost: usd > 0 ? Math.ceil(usd * 110) / 100 : null });
    } catch (error) {
      notice(error.message);
    }
  }

  const bar = el("progress", { "aria-label": "Progress", max: 1 });
  const state = el("p", { class: "soft" });
  const log = el("ul", { class: "plain log" });
  const stop = button("Stop", () => post("/work/stop"));
  work.append(el("h2", {}, "Building"), state, bar, el("div", { class: "row-of-buttons" }, stop), el("details", { class: "said" }, el("summary", {}, "What was said"), log));
  let stage = null;

  function draw(told) {
    if (!told || told.book !== book.id) return;
    work.hidden = false;
    go.disabled = !told.end;
    stop.hidden = bar.hidden = Boolean(told.end);
    const left = told.left === null ? "" : `, about ${length(told.left)} left`;
    const ends = { done: "Done.", gaps: "Done, with gaps.", stopped: "Stopped.", failed: "Not done." };
    state.textContent = told.end ? ends[told.end] : told.total ? `${STAGES[told.stage] ?? told.stage}: ${told.done} of ${told.total}${left}` : `${STAGES[told.stage] ?? told.stage} …`;
    if (told.total) bar.value = told.done / told.total;
    else bar.removeAttribute("value");
    if (log.childElementCount !== told.said.length) log.replaceChildren(...told.said.map((said) => el("li", { class: said.kind }, said.text)));
    // Those who listen are told of each stage, not of each step.
    const now = told.end ?? told.stage;
    if (now !== stage) announce(told.end ? ends[told.end] : STAGES[told.stage] ?? told.stage);
    const begun = stage !== null;
    stage = now;
    news.replaceChildren(...(told.changed ? changed(book, told.changed) : []).filter(Boolean));
    if (!told.end) return;
    // What someone has waited for is what they see.
    look().then(() => begun && downloads.scrollIntoView({ block: "nearest" }), (error) => notice(error.message));
    if (told.end !== "done") work.querySelector(".said").open = true;
  }
  const deaf = listen((event) => {
    if (event.event === "work") draw(event.work);
    else if (event.book === book.id && event.event !== "broken") look();
  });
  await look();
  draw(await get("/work"));
  return deaf;
}
