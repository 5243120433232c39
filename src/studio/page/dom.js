// Elements, made one by one: no markup is ever read from a text, so no text can become markup.

/** Makes an element: `el("p", { class: "soft", onclick: f }, "text", child)`. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in PROPERTIES) made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(9).filter((child) => child !== undefined && child !== null && child !== false));
  return made;
}

const PROPERTIES = { value: 1, checked: 1, disabled: 1, hidden: 1, selected: 1, indeterminate: 1 };
const SHAPES = {
  play: "M4 2.5v15l13-7.5z", pause: "M4 2h4.5v16H4zM11.500 2H16v16h-4.500z", stop: "M3 3h14v14H3z",
};

/** A drawing that says nothing by itself. */
export function icon(name) {
  const NS = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NS, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** Another drawing in a button. */
export function redraw(button, name, label) {
  button.replaceChildren(icon(name));
  button.setAttribute("aria-label", label);
}

export function button(label, onclick, attributes = {}) {
  return el("button", { type: "button", onclick, ...attributes }, label);
}

let number = 0;
/** A labelled field: `field("Title", el("input"))`. */
export function field(label, control, more) {
  control.id ||= `field-${(number += 1)}`;
  return el("div", { class: "field" }, el("label", { for: control.id }, label), control, more);
}

/** What a list offers, by value and label; `chosen` is the value that it shows. */
export const options = (pairs, chosen) => pairs.map(([value, label]) => el("option", { value, selected: value === chosen }, label));

/** A checkbox with its words. */
export function check(label, attributes) {
  return el("label", { class: "check" }, el("input", { type: "checkbox", ...attributes }), label);
}

/** A text in each of its languages, with the languages marked. */
export function texts(localized, between = " / ") {
  const all = Object.entries(localized).map(([lang, text]) => el("span", { lang }, text));
  return all.flatMap((span, i) => (i ? [between, span] : [span]));
}

const names = {};
/** What a language is called: English for `en`. */
export function languageName(tag) {
  names.en ??= new Intl.DisplayNames(["en"], { type: "language" });
  try {
    return names.en.of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** A length as a person says it. */
export function length(seconds) {
  const all = Math.round(seconds);
  const [h, m, s] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  if (h) return `${h} h ${String(m).padStart(2, "0")} min`;
  return m ? `${m} min ${String(s).padStart(2, "0")} s` : `${s} s`;
}

export function size(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

export function count(n, one, many) {
  return `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
}

let clear;
/** Says what went wrong, where it is seen and heard. */
export function notice(text) {
  const place = document.getElementById("notice");
  place.textContent = text;
  clearTimeout(clear);
  clear = setTimeout(() => { place.textContent = ""; }, 4000 + 60 * text.length);
}

/** Says something to those who listen to the page. */
export function announce(text) {
  const place = document.getElementById("status");
  place.textContent = place.textContent === text ? text + "\u00a0" : text;
}

/** Takes away what was said. */
export function hush() { document.getElementById("notice").textContent = ""; }

/** A window of its own; resolves when it is closed. */
export function dialog(title, ...content) {
  const heading = el("h2", { id: "dialog-title" }, title);
  const made = el("dialog", { "aria-labelledby": "dialog-title" }, heading, ...content);
  const before = document.activeElement;
  document.body.append(made);
  made.showModal();
  made.closed = new Promise((resolve) => {
    made.addEventListener("close", () => {
      const inside = made.contains(document.activeElement);
      made.remove();
      // The browser has given the focus back already, and a person may have gone on with it; only where what had it is
      // gone does it go to what stands for it.
      if (inside || document.activeElement === document.body) {
        const row = document.querySelector(".line.on");
        const cell = row?.querySelector(`[data-column="${before?.dataset.column}"]`);
        (before?.isConnected ? before : cell ?? row ?? document.getElementById("main")).focus();
      }
      resolve(made.returnValue);
    });
  });
  return made;
}

/** Asks before something is done; whether it may be. */
export async function ask(title, text, yes) {
  const buttons = el("div", { class: "row-of-buttons" });
  const made = dialog(title, el("p", {}, text), buttons);
  buttons.append(button(yes, () => made.close("yes"), { class: "main" }), button("Cancel", () => made.close("")));
  buttons.firstChild.focus();
  return (await made.closed) === "yes";
}
