// Opens a book's player in Chromium, from the disk as a person does, and checks that it is
// accessible (axe), that its sound plays, and that the line that lights up is the one that book.json
// has at that time.
//
//     node player.mjs BOOK-FOLDER [SCREENSHOT-FOLDER]     (NODE_PATH-like: modules from MODULES)

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(path.join(process.env.MODULES, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [folder, shots] = process.argv.slice(2).map((arg) => path.resolve(arg));
const book = JSON.parse(readFileSync(path.join(folder, "book.json"), "utf8"));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
});
const context = await browser.newContext({ viewport: { width: 1100, height: 800 } });
await context.setOffline(true);
const page = await context.newPage();
const mistakes = [];
page.on("pageerror", (error) => mistakes.push(String(error)));
page.on("console", (message) => { if (message.type() === "error") mistakes.push(message.text()); });
const url = pathToFileURL(path.join(folder, "player/index.html")).href;
await page.goto(url);
await page.waitForSelector("main > section");

const shot = async (name) => { if (shots) await page.screenshot({ path: path.join(shots, name + ".png") }); };
const scan = async (name) => {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(result.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]), [], `axe: ${name}`);
  return result.passes.length;
};
const now = () => page.evaluate(() => {
  const now = document.querySelectorAll(".now");
  const marked = now[0]?.querySelector("[lang]") ?? now[0];
  const sound = document.getElementById("sound");
  return { time: sound.currentTime, marks: now.length, text: marked?.textContent, language: marked?.lang, paused: sound.paused,
    decoded: sound.webkitAudioDecodedByteCount, chapter: Number(document.querySelector("#contents [aria-current]").dataset.chapter) };
});
const rate = book.sample_rate;
/** What book.json has at a time, give or take the time that the page takes to follow. */
const expected = (chapter, time) => {
  const lines = book.chapters[chapter].lines;
  const at = (t) => lines.filter((line) => line.start / rate - 0.06 <= t).at(-1)?.text;
  return [at(time - 0.1), at(time)];
};
const until = async (what, test) => {
  for (let i = 0; i < 300; i++) {
    const state = await now();
    if (test(state)) return state;
    await page.waitForTimeout(50);
  }
  throw new Error(`never came: ${what}; ${JSON.stringify(await now())}`);
};
const choose = async (id, value) => { await page.evaluate(() => { document.querySelector("details").open = true; }); await page.selectOption(id, value); };

// accessible, in every dress
let rules = await scan("first sight");
await shot("light");
for (const theme of ["light", "dark", "contrast"]) {
  await choose("#theme", theme);
  await scan(theme);
}
await page.evaluate(() => { document.querySelector("details").open = false; });
await shot("contrast");
await choose("#theme", "dark");
await page.evaluate(() => { document.querySelector("details").open = false; });
await shot("dark");
await choose("#theme", "auto");
await choose("#size", "2");
await page.evaluate(() => { document.querySelector("details").open = false; });
await shot("large");
await page.setViewportSize({ width: 320, height: 640 });
await scan("narrow and large");
const wide = await page.evaluate(() => document.documentElement.scrollWidth);
assert.ok(wide <= 320, `the page is ${wide} pixels wide on a screen of 320`);
await shot("phone");
await page.setViewportSize({ width: 1100, height: 800 });
await choose("#size", "1");
await page.evaluate(() => { document.querySelector("details").open = false; });

// every control is reached by Tab, has a name, and shows that it is there
await page.locator("#text").evaluate((text) => { text.hidden = true; });
await page.evaluate(() => { document.querySelector("details").open = true; document.activeElement?.blur(); });
const reached = [];
for (let i = 0; i < 300; i++) {
  await page.keyboard.press("Tab");
  const on = await page.evaluate(() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const style = getComputedStyle(e);
    return { id: e.id || e.name || e.className || e.tagName.toLowerCase(), outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
      name: e.getAttribute("aria-label") ?? (e.labels?.[0] ?? e).textContent.trim() };
  });
  if (!on || reached.some((other) => other.id === on.id && other.name === on.name)) break;
  assert.ok(on.outline >= 2, `the focus does not show: ${JSON.stringify(on)}`);
  assert.ok(on.name, `no name: ${JSON.stringify(on)}`);
  reached.push(on);
}
const ids = reached.map((on) => on.id);
const wanted = ["place", "previous-line", "play", "next-line", "speed", "size", "theme", "follow"];
if (book.chapters.length > 1) wanted.push("next-chapter");
if (book.languages.length > 1) wanted.push("hear");
for (const id of wanted)
  assert.ok(ids.includes(id), `Tab does not reach ${id}: ${ids}`);
await page.locator("#text").evaluate((text) => { text.hidden = false; });
await page.evaluate(() => { document.querySelector("details").open = false; document.activeElement?.blur(); });

// it plays, and the right line lights up
await page.locator("body").press("Space");
await until("sound", (state) => !state.paused && state.time > 0.7 && state.decoded > 0);
let checked = 0;
await page.selectOption("#speed", "2");
for (let i = 0; i < 20; i++) {
  const state = await now();
  assert.ok(expected(state.chapter, state.time).includes(state.text), JSON.stringify(state));
  assert.equal(state.marks, 1);
  checked += 1;
  await page.waitForTimeout(200);
}
await choose("#theme", "dark");
await page.evaluate(() => { document.querySelector("details").open = false; });
await scan("playing");
await page.waitForTimeout(400);
await shot("playing");

// line by line, by keyboard and by click
const lines = book.chapters[0].lines;
await page.locator("body").press("Space");
await until("pause", (state) => state.paused);
let before = await now();
await page.locator("body").press("ArrowRight");
let after = await now();
const index = (state) => lines.findIndex((line) => line.text === state.text);
assert.equal(index(after), index(before) + 1);
await page.locator("body").press("ArrowLeft");
assert.equal(index(await now()), index(before));
const target = lines[3];
await page.getByText(target.text, { exact: true }).first().click();
let state = await until("the clicked line", (state) => state.text === target.text && !state.paused);
assert.ok(Math.abs(state.time - target.start / rate) < 1.0, JSON.stringify(state));

// a title that is announced lights up in its heading, by click and by its button
for (const line of lines.filter((line) => line.kind === "title")) {
  await page.locator("span[data-line]").getByText(line.text, { exact: true }).first().click();
  state = await until("the clicked title", (state) => state.text === line.text && !state.paused);
  assert.ok(Math.abs(state.time - line.start / rate) < 1.0, JSON.stringify(state));
  assert.ok(await page.evaluate(() => document.querySelector(".now").closest("h1, h2") !== null));
  await page.waitForTimeout(300);
  if (line.text in { [book.title.en]: 1 }) await shot("title"); else await shot("heading");
}
const announced = lines.find((line) => line.text === book.chapters[0].title[line.language]);
if (announced) {
  await page.getByText(target.text, { exact: true }).first().click();
  await page.locator(".heading .from").first().focus();
  await page.keyboard.press("Enter");
  await until("the title by keyboard", (state) => state.text === announced.text && !state.paused);
}

// one language alone
if (book.languages.length > 1) {
  const [, other] = book.languages;
  await page.getByLabel("English").focus();
  await page.keyboard.press("Space");
  await page.waitForTimeout(150);
  const heard = new Set();
  for (let i = 0; i < 40; i++) {
    state = await now();
    heard.add(state.language.toLowerCase());
    // Not only the text: the sound is where nothing else is spoken.
    const at = book.chapters[state.chapter].lines.find((line) => line.start / rate + 0.2 < state.time && state.time < line.end / rate - 0.2);
    assert.ok(!at || at.language === other, `${other} alone, and ${JSON.stringify(at)} sounds at ${state.time}`);
    await page.waitForTimeout(100);
  }
  heard.delete(book.languages[0]);
  assert.deepEqual([...heard], [other]);
  state = await now();
  assert.equal(state.language.toLowerCase(), other);
  await page.getByLabel("English").check();
}

// to the next chapter by itself, and the place is remembered
if (book.chapters.length > 1) {
  const end = book.chapters[0].samples / rate;
  await page.evaluate((end) => { document.getElementById("sound").currentTime = end - 1; }, end);
  await until("the next chapter", (state) => state.chapter === 1 && !state.paused && state.time > 0.2);
}
await page.locator("#play").click();
before = await until("pause", (state) => state.paused);
await page.reload();
after = await until("the place", (state) => state.time > 0);
assert.equal(after.chapter, before.chapter);
assert.ok(Math.abs(after.time - before.time) < 0.5, JSON.stringify([before, after]));
assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
assert.deepEqual(mistakes, []);
await browser.close();
console.log(`player: axe found nothing (${rules} rules apply), sound played, ${checked} highlights right`);
