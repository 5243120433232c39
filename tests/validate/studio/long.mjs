// A book of 20,000 lines, and the figures of the studio.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { end, enter, memory, on, open, press, quiet, scan, shows, start, work } from "./stage.mjs";

/** From a key to sound, in milliseconds. */
async function heard(page, key) {
  await quiet(page);
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
  await press(page, key);
  const took = await page.evaluate(async () => (await window.heard) - window.pressed);
  await page.keyboard.press("Escape");
  await quiet(page);
  return Math.round(took);
}

/** From a key to the sound of a line in the store, and of one that was just edited. */
export async function latency() {
  const page = await enter(await start());
  await press(page, "Home");
  await press(page, "j");
  const stored = [];
  for (let i = 0; i < 6; i++) stored.push(await heard(page, "Space"));
  const edited = [];
  for (const what of ["A line that nobody has ever heard before tonight.", "Another one, which is as new as the first."]) {
    await press(page, "Enter");
    await page.getByRole("textbox", { name: "English", exact: true }).fill(what);
    await page.keyboard.press("Enter");
    await shows(page, what);
    edited.push(await heard(page, "Space"));
  }
  await end();
  await page.close();
  // The first sound of a page wakes the machine's sound up.
  return { stored: stored.slice(1), edited };
}

function book() {
  const lines = [];
  for (let i = 0; i < 20000; i++) lines.push(`  { en = "Line ${i} of a long talk that goes on and on about the sea, the harbour, and whoever lights the lamps.", zh = "第${i}行,说的是海、港口和点灯的人。" },`);
  let toml = 'schema = 1\ntitle = { en = "Long" }\nlanguages = ["en", "zh"]\n\n[[speaker]]\nid = "ann"\nnames = { en = "Ann" }\n';
  for (let c = 0; c < 40; c++) {
    toml += `\n[[chapter]]\ntitle = { en = "Chapter ${c + 1}" }\n`;
    for (let t = 0; t < 50; t++) toml += `\n[[chapter.turn]]\nspeaker = "ann"\nlines = [\n${lines.slice((c * 50 + t) * 10, (c * 50 + t) * 10 + 10).join("\n")}\n]\n`;
  }
  mkdirSync(path.join(work, "long"), { recursive: true });
  writeFileSync(path.join(work, "long/script.toml"), toml);
}

export async function long() {
  book();
  const address = await start(["long"]);
  const begun = Date.now();
  const page = await open(address);
  await on(page).waitFor();
  const opened = Date.now() - begun;
  await scan(page, "a long book");
  await press(page, "End");
  await shows(page, "Line 19999 ");
  assert.equal(await on(page).getAttribute("aria-rowindex"), String(20000 + 40));
  await press(page, "Home");
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
  const rate = Math.round(((frames.length - 1) * 1000) / (frames.at(-1) - frames[0]));
  await press(page, "/");
  await page.keyboard.type("Line 12345 ");
  await page.keyboard.press("Enter");
  await shows(page, "Line 12345 ");
  await press(page, "Enter");
  await page.getByRole("textbox", { name: "English", exact: true }).fill("Changed in the middle.");
  const edit = Date.now();
  await page.keyboard.press("Enter");
  await shows(page, "Changed in the middle.");
  const edited = Date.now() - edit;
  const megabytes = Math.round(memory());
  await end();
  await page.close();
  return { opened, rate, edited, megabytes };
}
