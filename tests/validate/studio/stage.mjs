// What all parts of the studio's test share: the studio that runs, the browser, axe, and waiting for what is to come. Nothing
// here waits for time to pass; it waits for what a page or a file shows.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const require = createRequire(path.join(path.resolve(process.env.MODULES), "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
const LONG = 120000;

const [diglot, text, work, shots] = process.argv.slice(2).map((arg) => path.resolve(arg));
export { text, work, shots };
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
if (shots) mkdirSync(shots, { recursive: true });

let child;
const env = { ...process.env, XDG_CACHE_HOME: path.join(work, "cache"), XDG_CONFIG_HOME: path.join(work, "config"), XDG_DATA_HOME: path.join(work, "data") };

/** Starts the studio; its first address. */
export async function start(args = [], more = {}) {
  child = spawn(diglot, ["studio", "--no-open", "-q", ...args], { cwd: work, env: { ...env, ...more }, stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the studio ended with ${code}`)));
    child.stdout.once("data", (line) => resolve(String(line).trim()));
  });
}
/** Runs a command of diglot to its end. */
export async function run(...args) {
  const own = spawn(diglot, args, { cwd: work, env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  own.stderr.on("data", (part) => { said += part; });
  return new Promise((resolve) => own.once("exit", (code) => resolve({ code, said })));
}
const ended = () => (child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((resolve) => child.once("exit", resolve)));
/** Ends it as Ctrl-C does. */
export async function end() {
  child.kill("SIGINT");
  await ended();
  assert.equal(child.exitCode, 0, "the studio does not end well");
}
/** Ends it in the middle of whatever it does. */
export async function kill() {
  child.kill("SIGKILL");
  await ended();
}
/** How much memory it has taken at most, in megabytes. */
export const memory = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? 0) / 1000;
process.on("exit", () => child?.kill("SIGKILL"));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true, reducedMotion: "reduce" });
export const mistakes = [];
/** By how much what is late comes late, in milliseconds. */
const LATE = 400;
/** In the page: what the studio tells, `events`, or what it answers, `answers`, comes late, as over a slow line. */
function delay([late, by]) {
  const wait = () => new Promise((resolve) => setTimeout(resolve, by));
  const { fetch, EventSource } = window;
  if (late === "answers") window.fetch = async (...asked) => { const answer = await fetch(...asked); await wait(); return answer; };
  if (late === "events") window.EventSource = class extends EventSource { set onmessage(hear) { super.onmessage = (event) => wait().then(() => hear(event)); } };
}
/** Another window of the browser, or of another browser; in which `events` or `answers` are late, if they are named. */
export async function open(address, { own = context, late } = {}) {
  const page = await own.newPage();
  await page.addInitScript(delay, [late, LATE]);
  page.setDefaultTimeout(LONG);
  page.on("pageerror", (error) => mistakes.push(String(error.stack)));
  page.on("console", (message) => { if (message.type() === "error" && !/status of 4\d\d|ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED)|Cross-Origin-Opener-Policy/.test(message.text())) mistakes.push(message.text()); });
  await page.goto(address);
  return page;
}
export const stranger = () => browser.newContext();
export async function close() {
  assert.deepEqual(mistakes, []);
  await browser.close();
}

/** Waits until a test of something outside of the page holds. */
export async function until(what, test) {
  for (const begun = Date.now(); Date.now() - begun < LONG;) {
    const found = await test();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`never came: ${what}`);
}
export const file = (name) => (existsSync(path.join(work, name)) ? readFileSync(path.join(work, name), "utf8") : "");
/** The book that is made of the text; its script and its settings as they stand on the disk. */
export const BOOK = "output/the-night-ferry";
export const script = () => file(`${BOOK}/script.toml`);
export const settings = () => file(`${BOOK}/book.toml`);

/** Undoes so many edits, with which the script is what it was. */
export async function undo(page, many, before) {
  const undone = () => file(`${BOOK}/.diglot/journal.jsonl`).split('"undid"').length;
  const all = undone() + many;
  for (let i = 0; i < many; i++) await press(page, "Control+z");
  await until(`${many} edits undone`, () => undone() === all);
  assert.equal(script(), before);
}

/** The row that the keys are for. */
export const on = (page) => page.locator(".line.on");
/** Opens the script of the book in a studio that has just been started. */
export async function enter(address, how) {
  const page = await open(address, how);
  await page.getByRole("link", { name: /The Night Ferry/ }).click();
  await on(page).waitFor();
  return page;
}
/** Waits until no window is over the page. */
export const closed = (page) => page.locator("dialog").waitFor({ state: "detached" });
/** Presses a key in the script, once nothing is open over it any more. */
export async function press(page, key) {
  await closed(page);
  await page.locator(".editor").waitFor({ state: "detached" });
  if (!(await page.evaluate(() => document.activeElement?.closest(".rows") !== null))) await on(page).focus();
  await page.keyboard.press(key);
}
/** Does something that opens a window over the page; the window. */
export async function opened(page, name, act) {
  await act();
  const made = page.getByRole("dialog", { name });
  await made.waitFor();
  return made;
}
/** Leaves the window over the page. */
export async function leave(page) {
  await page.keyboard.press("Escape");
  await closed(page);
}
/** Waits until a row shows some text. */
export const shows = (page, text) => page.locator(".line.on", { hasText: text }).waitFor();
/** Waits until the sound has come to an end. */
export const quiet = (page) => page.getByRole("button", { name: "Play from here" }).waitFor();
/** Waits until the page is drawn as it is now. */
export const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

let most = 0;
export const rules = () => most;
/** Has axe look at a page: by all rules, or by those that colours alone can break. */
export async function scan(page, name, runOnly = RULES) {
  await drawn(page);
  if (!(await page.evaluate(() => window.axe))) await page.evaluate(axe);
  const result = await page.evaluate((runOnly) => axe.run({ runOnly, resultTypes: ["violations"] }), runOnly);
  assert.deepEqual(result.violations.map((v) => [v.id, v.nodes.slice(0, 3).map((n) => n.html.slice(0, 300))]), [], `axe: ${name}`);
  most = Math.max(most, result.passes.length);
}
async function shot(page, name) {
  if (shots) await page.screenshot({ path: path.join(shots, `${name}.png`) });
}
/** Has axe look at a view in each theme, on a small screen, and with text of twice the size. */
export async function dress(page, name) {
  const themes = page.getByLabel("Colours");
  for (const theme of (await themes.count()) ? ["dark", "contrast", "light"] : []) {
    // A window over the page lets nobody else through; the page is dressed all the same.
    await page.evaluate((theme) => { document.documentElement.dataset.theme = theme; }, theme);
    await scan(page, `${name}, ${theme}`, theme === "light" ? RULES : COLOURS);
    await shot(page, `${name}-${theme}`);
  }
  for (const [size, width, height] of [["phone", 320, 640], ["large", 640, 400]]) {
    await page.setViewportSize({ width, height });
    await scan(page, `${name}, ${size}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${name} is ${wide} pixels wide on a screen of ${width}`);
    await shot(page, `${name}-${size}`);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ forcedColors: "active" });
  await shot(page, `${name}-forced`);
  await page.emulateMedia({ forcedColors: "none" });
  await drawn(page);
}
