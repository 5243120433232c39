// The page: which view is shown, and what all views share.

import { button, el, hush, notice, options } from "./dom.js";
import { connect, get } from "./server.js";
import { isTyping, pressed, showKeys, singles } from "./keys.js";
import { Book } from "./book.js";
import * as library from "./library.js";
import * as reading from "./reading.js";
import * as script from "./script.js";
import * as voices from "./voices.js";
import * as finish from "./finish.js";
import { sound } from "./sound.js";

const VIEWS = { script: ["Script", script], voices: ["Voices", voices], finish: ["Finish", finish] };
const main = document.getElementById("main");
const nav = document.getElementById("views");
const tools = document.getElementById("tools");

let book = null;
let leave = () => {};
let shown = 0;

// The token has become a cookie; it need not stay in the address.
if (location.search) history.replaceState(null, "", location.pathname + location.hash);

function theme(chosen) {
  if (chosen) localStorage.setItem("theme", chosen);
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "auto";
  sound.draw();
}

function drawTools() {
  const own = [];
  if (book) {
    const undo = button("Undo", () => book.step("undo"), { id: "undo", disabled: !book.undo, title: book.undo ? `undo: ${book.undo}` : null });
    const redo = button("Redo", () => book.step("redo"), { id: "redo", disabled: !book.redo, title: book.redo ? `redo: ${book.redo}` : null });
    own.push(undo, redo);
  }
  const choose = el("select", { "aria-label": "Colours", onchange: (event) => theme(event.target.value) },
    options([["auto", "Colours: system"], ["light", "Light"], ["dark", "Dark"], ["contrast", "Contrast"]], document.documentElement.dataset.theme));
  own.push(choose, button("Keys", showKeys, { title: "?" }));
  const had = document.activeElement?.id;
  tools.replaceChildren(...own);
  if (had === "undo" || had === "redo") document.getElementById(had)?.focus();
}

function drawNav(view) {
  nav.hidden = !book;
  if (!book) return;
  nav.replaceChildren(el("span", { class: "title" }, Object.values(book.head.title).join(" / ") || "Untitled"),
    ...Object.entries(VIEWS).map(([name, [label]]) => el("a", { href: `#/book/${book.id}/${name}`, "aria-current": name === view ? "page" : null }, label)));
}

async function open(id) {
  if (book?.id === id) return;
  book?.close();
  book = null;
  book = await Book.load(id);
  book.changed = () => drawTools();
}

async function show() {
  const mine = (shown += 1);
  const [, kind = "", id, view = "script", line] = location.hash.split("/");
  leave();
  leave = () => {};
  hush();
  try {
    if (kind === "book") {
      await open(id);
    } else {
      book?.close();
      book = null;
      sound.hide();
    }
    if (mine !== shown) return;
    const [label, own] = kind === "book" ? VIEWS[view] ?? VIEWS.script : kind === "new" ? ["New book", reading] : ["Books", library];
    document.title = `${label}${book ? ` · ${Object.values(book.head.title)[0] ?? ""}` : ""} · diglot studio`;
    drawNav(view);
    drawTools();
    main.replaceChildren();
    main.scrollTop = 0;
    const left = await own.show(main, book, line);
    if (mine !== shown) left?.();
    else leave = left ?? leave;
  } catch (error) {
    if (mine !== shown) return;
    console.warn(error);
    drawTools();
    nav.hidden = true;
    main.replaceChildren(el("div", { class: "page" }, el("h1", {}, "This cannot be shown"), el("p", { class: "bad" }, error.message), el("p", {}, el("a", { href: "#/" }, "To the books"))));
  }
  if (mine > 1) (main.querySelector("[data-focus]") ?? main).focus();
}

document.addEventListener("keydown", (event) => {
  const key = pressed(event);
  if (isTyping(event.target)) return;
  if (book && (key === "ctrl+z" || key === "ctrl+shift+z" || key === "ctrl+y")) {
    event.preventDefault();
    book.step(key === "ctrl+z" ? "undo" : "redo");
  } else if (key === "?" && singles()) {
    event.preventDefault();
    showKeys();
  } else if (key === "escape") {
    hush();
    if (sound.playing) sound.stop();
    else book?.escape();
  }
});
// A file that is dropped would else take the place of the page.
for (const name of ["dragover", "drop"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    if (name === "drop" && !book) library.take(event.dataTransfer.files);
  });
}
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  console.warn(event.reason);
  notice(event.reason?.message ?? String(event.reason));
});
addEventListener("hashchange", show);
addEventListener("resize", () => sound.draw());
theme();
connect();
const { first, given } = await get("/library");
if (!location.hash && first) location.replace(`#/book/${first}/script`);
else if (!location.hash && given && !sessionStorage.getItem("made")) location.replace("#/new");
else await show();
