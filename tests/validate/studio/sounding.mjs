// What is heard: a line's own voice, takes, a selection and a chapter as they will sound; casting by ear; what costs money.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BOOK, closed, dress, end, enter, file, leave, on, opened, press, quiet, run, scan, script, settings, shows, start, until, work } from "./stage.mjs";

/** An engine that speaks higher each time, and one that takes money. */
function engines() {
  const actor = path.join(work, "actor");
  writeFileSync(actor, `#!/bin/sh\nn=$(cat "${work}/takes" 2>/dev/null || echo 0)\necho $((n + 1)) >"${work}/takes"\nexec espeak-ng --stdout -p $((20 + n % 60))\n`);
  chmodSync(actor, 0o755);
  const engine = (name, more) => `[engine.${name}]\nkind = "command"\nprogram = ${JSON.stringify(actor)}\n${more}[engine.${name}.voices]\nen = ["a"]\nzh = ["a"]\n`;
  writeFileSync(path.join(work, "diglot.toml"), engine("actor", "") + engine("star", "usd_per_million_characters = 100000\n"));
}

export async function sounding(page) {
  // A setting of engines is read when the studio starts.
  engines();
  await end();
  await page.close();
  page = await enter(await start());
  const before = script();

  // A voice for one line, heard before it is kept.
  await press(page, "Home");
  await press(page, "j");
  await press(page, "Enter");
  const voice = page.getByRole("button", { name: "Voice of this line, English: as usual" });
  const choose = await opened(page, /^Voice of this line/, () => voice.click());
  await choose.getByLabel("Engine").selectOption("actor");
  await dress(page, "line-voice");
  await choose.getByRole("button", { name: "Hear actor:a" }).click();
  await until("the voice was heard", () => Number(file("takes")) > 0);
  await page.locator('#player [aria-label="Play from here"]').waitFor();
  await choose.getByRole("button", { name: "Choose actor:a" }).click();
  await closed(page);
  await page.getByRole("button", { name: "Voice of this line, English: actor:a" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await until("the line's own voice", () => script().includes('voice = { en = "actor:a" }'));
  await shows(page, "voice actor:a");

  // Takes: another one is spoken and chosen; the choice is in the script, and in the build.
  await press(page, "ArrowRight");
  const takes = await opened(page, "Takes, English", () => press(page, "a"));
  await takes.getByText("Take 1", { exact: true }).waitFor();
  await takes.getByRole("button", { name: "Another take" }).click();
  await takes.getByRole("button", { name: "Choose take 2" }).click();
  await until("the take", () => script().includes("take = { en = 2 }"));
  await dress(page, "takes");
  await leave(page);
  await shows(page, "take 2");
  const built = await run("build", BOOK, "--format", "m4b", "-q");
  assert.equal(built.code, 0, built.said);
  const clip = () => JSON.parse(file(`${BOOK}/book.json`)).chapters[0].lines.find((line) => line.language === "en" && /Good evening/.test(line.text)).clip;
  const second = clip();
  await opened(page, "Takes, English", () => press(page, "a"));
  await page.getByRole("button", { name: "Choose take 1" }).click();
  await until("the first take", () => !script().includes(", take ="));
  await leave(page);
  await run("build", BOOK, "--format", "m4b", "-q");
  assert.notEqual(clip(), second, "the take is not in the build");
  // espeak has one take only, and says so.
  await press(page, "ArrowRight");
  await opened(page, "Takes, Chinese", () => press(page, "a"));
  await page.getByRole("button", { name: "Another take" }).click();
  await page.getByText(/says a line the same each time/).waitFor();
  await leave(page);

  // A selection, and a chapter, as they will sound; the text lights up.
  await press(page, "Home");
  await press(page, "j");
  await press(page, "Shift+ArrowDown");
  assert.equal(await page.locator('.line[aria-selected="true"]').count(), 2);
  await press(page, "Shift+P");
  await page.locator(".now").waitFor();
  await page.keyboard.press("Escape");
  await quiet(page);
  await press(page, "Home");
  await page.getByRole("button", { name: "As it will sound" }).click();
  await page.locator(".now").waitFor();
  const long = await page.evaluate(async () => (await import("/page/sound.js")).sound.audio.duration);
  assert.ok(long > 60, `a chapter of ${long} seconds`);
  await page.keyboard.press("Escape");
  await quiet(page);
  // The wave of a line: a click plays from there.
  await press(page, "Home");
  await press(page, "j");
  await press(page, "Space");
  await page.locator(".now").waitFor();
  await page.keyboard.press("Escape");
  await quiet(page);
  const wave = await page.locator("#player .wave").boundingBox();
  await page.mouse.click(wave.x + wave.width / 2, wave.y + wave.height / 2);
  await page.getByRole("button", { name: "Stop" }).waitFor();
  const at = await page.evaluate(async () => { const { audio } = (await import("/page/sound.js")).sound; return audio.currentTime / audio.duration; });
  assert.ok(at >= 0.45, `plays from ${at}`);
  await page.getByLabel("Speed").selectOption("2");
  const speed = () => page.evaluate(async () => (await import("/page/sound.js")).sound.audio.playbackRate);
  assert.equal(await speed(), 2);
  await page.getByLabel("Speed").selectOption("1");
  await page.keyboard.press("Escape");

  await casting(page);
  await money(page);
  for (let i = 0; script() !== before; i++) {
    assert.ok(i < 20, "all is undone at last");
    const now = script();
    await press(page, "Control+z");
    await until("an undo", () => script() !== now);
  }
  return page;
}

async function casting(page) {
  await page.getByRole("link", { name: "Voices" }).click();
  await page.getByRole("heading", { name: "Voices" }).waitFor();
  const before = settings();
  await page.getByRole("button", { name: /^Other voices for Mara Ellison, English/ }).click();
  await page.getByRole("button", { name: "Choose espeak:en-us+f5" }).first().click();
  await until("the choice", () => settings().includes("espeak:en-us+f5"));
  await page.getByText(/are to be spoken yet \(espeak/).waitFor();
  const same = page.getByRole("button", { name: "Mara Ellison: same voice in Chinese" });
  await same.click();
  await until("the same voice in both", () => /mara-ellison = \{[^}]*f5"[^}]*\+f5"/.test(settings()));
  await same.waitFor({ state: "detached" });
  for (let i = 0; i < 2; i++) await page.getByRole("button", { name: "Undo" }).click();
  await until("the voices of before", () => settings() === before);

  // A series: the second book has the people of the first.
  mkdirSync(path.join(work, "output/second"), { recursive: true });
  writeFileSync(path.join(work, "output/second/script.toml"), script().replace('title = { en = "The Night Ferry"', 'title = { en = "The Second Ferry"'));
  writeFileSync(path.join(work, "output/second/book.toml"), before.replace(/mara-ellison = .*/, 'mara-ellison = { en = "espeak:en-gb-scotland+f4" }'));
  const series = await opened(page, "Voices of another book", () => page.getByRole("button", { name: "Voices of another book…" }).click());
  await series.getByText("espeak:en-gb-scotland+f4").waitFor();
  await dress(page, "series");
  await series.getByRole("button", { name: "Give these voices" }).click();
  await until("the voices of the series", () => settings().includes("espeak:en-gb-scotland+f4"));
  await page.getByText("espeak:en-gb-scotland+f4").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await until("the voices of before the series", () => settings() === before);
  await page.getByRole("link", { name: "Script" }).click();
  await on(page).waitFor();
}

/** What costs money is asked about, and nothing is spent without a yes. */
async function money(page) {
  const spoken = () => Number(file("takes") || 0);
  await press(page, "Home");
  await press(page, "j");
  await press(page, "j");
  await press(page, "Enter");
  const choose = await opened(page, /^Voice of this line/, () => page.getByRole("button", { name: "Voice of this line, English: as usual" }).click());
  await choose.getByLabel("Engine").selectOption("star");
  await choose.getByRole("button", { name: "Choose star:a" }).click();
  await closed(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(/to be spoken anew \(star: .*\$/).waitFor();
  const before = spoken();
  const asked = await opened(page, "This costs something", () => press(page, "Space"));
  await scan(page, "what costs");
  await asked.getByRole("button", { name: "Cancel" }).click();
  await closed(page);
  await quiet(page);
  assert.equal(spoken(), before, "nothing is spoken without a yes");
  await opened(page, "This costs something", () => press(page, "Space"));
  await page.getByRole("button", { name: "Speak it" }).click();
  await page.locator(".now").waitFor();
  assert.equal(spoken(), before + 1);
  await page.keyboard.press("Escape");
  await quiet(page);
}
