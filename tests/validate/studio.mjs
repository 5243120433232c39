// Goes through diglot's studio in Chromium as people do: a newcomer's way from a text to a download, editing and hearing,
// pairs, voices, undo after a restart, two windows, keys alone, 20,000 lines; with axe in each view and theme.
//
//     node studio.mjs DIGLOT TEXT WORK-FOLDER [SCREENSHOT-FOLDER]     (modules from MODULES)

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(process.env.MODULES, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [diglot, text, work, shots] = process.argv.slice(2).map((arg) => path.resolve(arg));
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
if (shots) mkdirSync(shots, { recursive: true });

let child;
const env = { ...process.env, XDG_CACHE_HOME: path.join(work, "cache"), XDG_CONFIG_HOME: path.join(work, "config") };
/** Starts the studio; its first address. */
async function start(...args) {
  child = spawn(diglot, ["studio", "--no-open", "-q", ...args], { cwd: work, env, stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve) => child.stdout.once("data", (line) => resolve(String(line).trim())));
}
async function end() {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGINT");
  assert.equal(await ended, 0, "the studio does not end well");
}
process.on("exit", () => child?.kill("SIGKILL"));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
const mistakes = [];
async function open(address) {
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.on("pageerror", (error) => mistakes.push(String(error.stack)));
  page.on("console", (message) => { if (message.type() === "error" && !/status of 4\d\d|CONNECTION_REFUSED|INCOMPLETE_CHUNKED/.test(message.text())) mistakes.push(message.text()); });
  await page.goto(address);
  return page;
}
let rules = 0;
async function scan(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(result.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 300))]), [], `axe: ${name}`);
  rules = Math.max(rules, result.passes.length);
}
async function dress(page, name) {
  for (const theme of ["light", "dark", "contrast"]) {
    await page.getByLabel("Colours").selectOption(theme);
    await page.waitForTimeout(60);
    await scan(page, `${name}, ${theme}`);
    if (shots) await page.screenshot({ path: path.join(shots, `${name}-${theme}.png`) });
  }
  await page.getByLabel("Colours").selectOption("light");
  await page.setViewportSize({ width: 320, height: 640 });
  await page.waitForTimeout(120);
  await scan(page, `${name}, narrow`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${name} is ${wide} pixels wide on a screen of 320`);
  if (shots) await page.screenshot({ path: path.join(shots, `${name}-phone.png`) });
  // Twice the size: a usual window holds half as much.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.waitForTimeout(120);
  await scan(page, `${name}, twice as large`);
  const large = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(large <= 640, `${name} twice as large is ${large} pixels wide`);
  if (shots) await page.screenshot({ path: path.join(shots, `${name}-large.png`) });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.waitForTimeout(120);
}
const until = async (what, test) => {
  for (let i = 0; i < 200; i++) {
    const found = await test();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never came: ${what}`);
};
const file = (name) => (existsSync(path.join(work, name)) ? readFileSync(path.join(work, name), "utf8") : "");

// A newcomer: from a text to a download, without a word of a manual.
let address = await start();
let page = await open(address);
await page.getByRole("heading", { name: "Books" }).waitFor();
assert.equal(new URL(page.url()).search, "", "the token stays in the address");
await dress(page, "library");
await page.setInputFiles("#texts", text);
const make = page.getByRole("button", { name: "Make the book" });
await make.waitFor();
await dress(page, "reading");
await make.click();
await page.getByRole("heading", { name: "Voices" }).waitFor();
await page.getByRole("button", { name: /^Other voices/ }).first().click();
await page.locator(".choice").first().waitFor();
await dress(page, "voices");
await page.getByRole("button", { name: /^Hear / }).nth(1).click();
await page.getByRole("button", { name: "Stop" }).waitFor();
await page.getByRole("link", { name: "On to building the book" }).click();
await page.getByRole("button", { name: "Build the book" }).click();
await page.getByRole("region", { name: "Building" }).getByText("Done.").waitFor({ timeout: 120000 });
await dress(page, "finish");
const coming = page.waitForEvent("download");
await page.getByRole("link", { name: /\.m4b/ }).click();
const m4b = readFileSync(await (await coming).path());
assert.equal(m4b.subarray(4, 8).toString(), "ftyp");
const folder = "output/the-night-ferry";

// The script: edit and hear, by keys alone.
await page.getByRole("link", { name: "Script" }).click();
await page.locator(".line.on").waitFor();
await dress(page, "script");
const on = () => page.locator(".line.on");
await on().focus();
await page.keyboard.press("Home");
await page.keyboard.press("j");
assert.match(await on().innerText(), /Good evening, Thomas/);
await page.keyboard.press("Space");
await until("sound", () => page.evaluate(() => document.querySelector(".now") !== null));
await page.keyboard.press("Escape");
await page.keyboard.press("Enter");
await page.locator(".editor textarea").first().waitFor();
await dress(page, "editing");
const box = page.getByRole("textbox", { name: "English", exact: true });
await box.fill('Good evening, Thomas <script>alert("x")</script> & "co".');
await page.keyboard.press("Enter");
await until("the edit on the disk", () => file(`${folder}/script.toml`).includes("<script>alert("));
await until("the edit on the page", async () => (await on().innerText()).includes("<script>alert("));
await page.keyboard.press("Control+z");
await until("the undo", () => !file(`${folder}/script.toml`).includes("<script>"));

// Pairs: the Chinese of the second line goes one down and comes back.
const before = file(`${folder}/script.toml`);
await on().focus();
await page.keyboard.press("Alt+ArrowDown");
await until("the pair is moved", () => file(`${folder}/script.toml`) !== before);
await page.keyboard.press("Alt+ArrowUp");
await until("the pair is back", () => file(`${folder}/script.toml`) === before);
await until("the pair on the page", async () => /晚上好/.test(await on().innerText()));
for (const [key, back] of [["x", "x"], ["n", "n"]]) {
  await page.keyboard.press(key);
  await until(key, () => file(`${folder}/script.toml`) !== before);
  await page.locator(key === "x" ? ".line.on.skip" : ".line.on.note").waitFor();
  await page.keyboard.press(back);
  await until(`${back} again`, () => file(`${folder}/script.toml`) === before);
  await page.locator(key === "x" ? ".line.on:not(.skip)" : ".line.on:not(.note)").waitFor();
}
await page.keyboard.press("?");
await page.getByRole("dialog", { name: "Keys" }).waitFor();
await scan(page, "keys");
if (shots) await page.screenshot({ path: path.join(shots, "keys.png") });
await page.keyboard.press("Escape");
await page.keyboard.press("/");
await page.keyboard.type("radar");
await page.keyboard.press("Enter");
await until("what was looked for", async () => /radar/.test(await on().innerText()));

// Proof-listening by keys alone, and the windows over the script.
await on().focus();
await page.keyboard.press("Home");
await page.keyboard.press("j");
await page.keyboard.press("g");
await until("a mark", () => /good = \[\n {2}"/.test(file(`${folder}/review.toml`)));
await until("the next unheard line", async () => /twenty-six years/.test(await on().innerText()));
await page.keyboard.press("m");
await page.getByRole("dialog", { name: "To mend" }).waitFor();
await scan(page, "to mend");
await page.keyboard.type("too quick");
await page.keyboard.press("Enter");
await until("a remark", () => file(`${folder}/review.toml`).includes("too quick"));
await page.getByText("2 of 12 heard, 1 to mend").waitFor();
await page.getByRole("button", { name: /^Thomas Hale/ }).click();
await page.getByRole("dialog", { name: "Thomas Hale" }).waitFor();
await scan(page, "a speaker");
await page.getByLabel("Name, English").fill("Tom Hale");
await page.getByRole("button", { name: "Save" }).click();
await until("another name", () => file(`${folder}/script.toml`).includes('en = "Tom Hale"'));
await page.getByRole("button", { name: "Undo" }).click();
await until("the name of before", () => file(`${folder}/script.toml`) === before);
await page.getByRole("button", { name: "Replace…" }).click();
await page.getByRole("textbox", { name: "Find" }).fill("bridge");
await page.getByText("1 line", { exact: true }).waitFor();
await scan(page, "replace");
await page.keyboard.press("Escape");
await on().focus();
await page.keyboard.press("Enter");
await page.getByRole("button", { name: "How a word is said, English" }).click();
await page.getByLabel("Word, as it is written").fill("ferry");
await page.getByLabel("Say it as").fill("fairy");
await scan(page, "a word");
await page.getByRole("button", { name: "Keep for the whole book" }).click();
await until("the word", () => file(`${folder}/book.toml`).includes('ferry = "fairy"'));
await page.getByRole("button", { name: "Keep for the whole book" }).waitFor({ state: "hidden" });
await page.keyboard.press("Escape");
await page.keyboard.press("Control+z");
await until("the word as before", () => !file(`${folder}/book.toml`).includes("fairy"));

// Two windows on one book agree, and what an editor writes is seen.
const other = await open(address);
await other.goto(page.url());
await other.locator(".line.on").waitFor();
await on().focus();
await page.keyboard.press("x");
await until("the other window", () => other.locator(".line.skip").count());
writeFileSync(path.join(work, folder, "script.toml"), file(`${folder}/script.toml`).replace("Are we there?", "Are we there yet?"));
await until("what an editor wrote", async () => (await page.locator(".rows").innerText()).includes("Are we there yet?"));
await other.close();

// Undo after a restart: what an editor wrote stays.
await end();
await page.close();
address = await start();
page = await open(address);
await page.getByRole("link", { name: /The Night Ferry/ }).click();
await page.locator(".line.on").waitFor();
await page.getByRole("button", { name: "Undo" }).click();
await until("the undo after a restart", () => !file(`${folder}/script.toml`).includes(", skip = true"));
assert.ok(file(`${folder}/script.toml`).includes("Are we there yet?"));

// Figures: from a click to sound.
const heard = async (act) => {
  await page.evaluate(() => {
    window.heard = new Promise((resolve) => {
      const play = HTMLMediaElement.prototype.play;
      HTMLMediaElement.prototype.play = function () {
        HTMLMediaElement.prototype.play = play;
        this.addEventListener("playing", () => resolve(performance.now()), { once: true });
        return play.call(this);
      };
    });
    addEventListener("keydown", () => { window.pressed = performance.now(); }, { once: true, capture: true });
  });
  await act();
  const took = await page.evaluate(async () => (await window.heard) - window.pressed);
  await page.keyboard.press("Escape");
  await page.waitForTimeout(100);
  return took;
};
await page.keyboard.press("Tab");
await on().focus();
await page.keyboard.press("Home");
await page.keyboard.press("j");
const stored = [];
for (let i = 0; i < 5; i++) stored.push(await heard(() => page.keyboard.press("Space")));
await page.keyboard.press("Enter");
await page.getByRole("textbox", { name: "English", exact: true }).fill("A line that nobody has ever heard before tonight.");
await page.keyboard.press("Enter");
await until("the edit", async () => (await on().innerText()).includes("nobody has ever"));
await on().focus();
const edited = await heard(() => page.keyboard.press("Space"));
await end();
await page.close();

// A long book.
const lines = [];
for (let i = 0; i < 20000; i++) lines.push(`  { en = "Line ${i} of a long talk that goes on and on about the sea, the harbour, and whoever lights the lamps.", zh = "第${i}行,说的是海、港口和点灯的人。" },`);
mkdirSync(path.join(work, "long"), { recursive: true });
let toml = 'schema = 1\ntitle = { en = "Long" }\nlanguages = ["en", "zh"]\n\n[[speaker]]\nid = "ann"\nnames = { en = "Ann" }\n';
for (let c = 0; c < 40; c++) {
  toml += `\n[[chapter]]\ntitle = { en = "Chapter ${c + 1}" }\n`;
  for (let t = 0; t < 50; t++) toml += `\n[[chapter.turn]]\nspeaker = "ann"\nlines = [\n${lines.slice((c * 50 + t) * 10, (c * 50 + t) * 10 + 10).join("\n")}\n]\n`;
}
writeFileSync(path.join(work, "long/script.toml"), toml);
address = await start("long");
const began = Date.now();
page = await open(address);
await page.locator(".line.on").waitFor();
const opened = Date.now() - began;
await scan(page, "a long book");
await on().focus();
await page.keyboard.press("End");
await until("the last line", async () => (await on().innerText()).includes("Line 19999 "));
assert.equal(await on().getAttribute("aria-rowindex"), String(20000 + 40));
await page.keyboard.press("Home");
const frames = await page.evaluate(() => new Promise((resolve) => {
  const rows = document.querySelector(".rows");
  const times = [];
  const step = (now) => {
    times.push(now);
    rows.scrollTop += 180;
    if (times.length < 180) requestAnimationFrame(step);
    else resolve(times);
  };
  requestAnimationFrame(step);
}));
const rate = ((frames.length - 1) * 1000) / (frames.at(-1) - frames[0]);
await page.keyboard.press("/");
await page.keyboard.type("Line 12345 ");
await page.keyboard.press("Enter");
await until("a line in the middle", async () => (await on().innerText()).includes("Line 12345 "));
await on().focus();
await page.keyboard.press("Enter");
const editBegan = Date.now();
await page.getByRole("textbox", { name: "English", exact: true }).fill("Changed in the middle.");
await page.keyboard.press("Enter");
await until("an edit in a long book", async () => (await on().innerText()).includes("Changed in the middle."));
const editTook = Date.now() - editBegan;
const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1000;
await end();
assert.deepEqual(mistakes, []);
await browser.close();
const ms = (times) => times.map((time) => Math.round(time)).join(", ");
console.log(`studio: axe found nothing (up to ${rules} rules apply); click to sound ${ms(stored)} ms from the store, ${ms([edited])} ms spoken anew; `
  + `20,000 lines open in ${opened} ms, scroll at ${rate.toFixed(0)} frames a second, are edited in ${editTook} ms; the server takes ${memory.toFixed(0)} MB`);
