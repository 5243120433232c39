// Keys, and the list of them.

import { check, dialog, el } from "./dom.js";

/** What each key does, for the list. */
export const KEYS = [
  ["Next line, line before", ["j", "k"], ["↓", "↑"]],
  ["Next language of the line, back", ["→", "←"]],
  ["Next chapter, chapter before", ["]", "["]],
  ["First line, last line", ["Home", "End"]],
  ["Edit the line", ["Enter"]],
  ["Save the line", ["Enter"]],
  ["Leave it as it was; stop the sound", ["Esc"]],
  ["Play the line", ["Space"]],
  ["Play from here", ["p"]],
  ["Select lines", ["Shift ↓"], ["Shift ↑"]],
  ["The selection or the chapter as it will sound", ["Shift P"]],
  ["Before the edit: hear it, take it back", ["b"], ["Shift B"]],
  ["Takes of this language", ["a"]],
  ["Find", ["/"]],
  ["Next find, find before", ["Enter"], ["Shift Enter"]],
  ["Good: heard, and on to the next", ["g"]],
  ["To mend, with a remark", ["m"]],
  ["Not heard after all", ["h"]],
  ["Next unheard, next to mend", ["o"], ["Shift M"]],
  ["Next doubtful or odd one", ["d"]],
  ["Skip the line, or not", ["x"]],
  ["Editor's note, or line", ["n"]],
  ["Split the line at the cursor, while editing", ["Ctrl Shift Enter"]],
  ["Join with the next line", ["Shift J"]],
  ["Move this language down, up", ["Alt ↓"], ["Alt ↑"]],
  ["Swap this language with the next line", ["Shift S"]],
  ["Turn begins here", ["t"]],
  ["Chapter begins here", ["c"]],
  ["Take the line out", ["Delete"]],
  ["Undo, redo", ["Ctrl Z"], ["Ctrl Shift Z"]],
  ["These keys", ["?"]],
];

/** Whether keys without Ctrl and the like do something. A person may switch them off. */
export const singles = () => localStorage.getItem("single-keys") !== "no";

/** The name of a key as pressed: `ctrl+z`, `shift+j`, `]`. */
export function pressed(event) {
  let name = event.key.length === 1 ? event.key : event.key.toLowerCase();
  if (name === " ") name = "space";
  const letter = /^\p{L}$/u.test(name);
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push("ctrl");
  if (event.altKey) parts.push("alt");
  if (event.shiftKey && (letter || name.length > 1)) parts.push("shift");
  return [...parts, letter ? name.toLowerCase() : name].join("+");
}

/** Whether keys are being typed into something. */
export const isTyping = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, dialog") !== null;

export async function showKeys() {
  if (document.querySelector("dialog[open]")) return;
  const list = el("dl", { class: "keys" }, KEYS.map(([what, ...keys]) => el("div", {}, el("dt", {}, what),
    el("dd", {}, keys.map((each, i) => [i ? " or " : "", el("span", {}, each.map((key, k) => [k ? ", " : "", key.split(" ").map((part, n) => [n ? " + " : "", el("kbd", {}, part)])]))])))));
  const off = check("Keys without Ctrl or Alt do something", {
    checked: singles(), onchange: (event) => localStorage.setItem("single-keys", event.target.checked ? "yes" : "no"),
  });
  const made = dialog("Keys", el("p", { class: "soft small" }, "In the script, while a line has the focus."), list, el("p", {}, off),
    el("form", { method: "dialog" }, el("button", { class: "main", autofocus: true }, "Close")));
  await made.closed;
}
