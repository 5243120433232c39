// The script by keys alone: hearing, editing, pairs, chapters and turns, speakers, words, undo.

import assert from "node:assert/strict";
import { closed, dress, enter, leave, on, opened, press, quiet, scan, script, settings, shows, undo, until } from "./stage.mjs";

/** The text boxes of the editor. */
const box = (page, name) => page.getByRole("textbox", { name, exact: true });

/** Does something and waits until the script on the disk is another; then undoes it. */
async function andBack(page, what, act, check = () => {}) {
  const before = script();
  await act();
  await until(what, () => script() !== before);
  await check();
  await press(page, "Control+z");
  await until(`${what}, undone`, () => script() === before);
}

/** Keys that come before the page knows what the ones before them did: each is for where those lead. */
export async function ahead(address) {
  for (const late of ["events", "answers"]) {
    const page = await enter(address, { late });
    const before = script();
    for (const key of ["Home", "j", "j"]) await press(page, key);
    for (const key of ["c", "[", "Enter"]) await page.keyboard.press(key);
    await page.getByRole("button", { name: "Join with the chapter before" }).click();
    await until("the chapter is joined", () => script().split("[[chapter]]").length === before.split("[[chapter]]").length);
    await undo(page, 2, before);
    for (const key of ["Home", "j", "Enter"]) await press(page, key);
    await box(page, "English").evaluate((area) => area.setSelectionRange(22, 22));
    await page.keyboard.press("Control+Shift+Enter");
    await until("the line is split", () => script().includes('en = "Good evening, Thomas."'));
    await press(page, "Shift+J");
    await until("the line is joined", () => script().includes("Good evening, Thomas. It is a quarter"));
    await undo(page, 2, before);
    await page.close();
  }
}

export async function editing(page) {
  await page.getByRole("link", { name: "Script" }).click();
  await on(page).waitFor();
  await dress(page, "script");
  await press(page, "Home");
  await press(page, "j");
  await shows(page, "Good evening, Thomas");
  await press(page, "Space");
  await page.locator(".now").waitFor();
  await page.keyboard.press("Escape");
  await quiet(page);

  // An edit is written at once, shown as it is, and heard beside what was.
  const before = script();
  await press(page, "Enter");
  await box(page, "English").waitFor();
  await dress(page, "editing");
  await box(page, "English").fill('Good evening, Thomas <script>alert("x")</script> & "co".');
  await page.keyboard.press("Enter");
  await until("the edit on the disk", () => script().includes("<script>alert("));
  await shows(page, "<script>alert(");
  await page.locator(".compare").getByText("last lorry").waitFor();
  await page.getByText(/1 clip is to be spoken anew \(espeak/).waitFor();
  await page.locator(".line.on .how", { hasText: "to be spoken anew" }).waitFor();
  await dress(page, "compare");
  await press(page, "b");
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await quiet(page);
  await press(page, "Space");
  await page.locator(".now").waitFor();
  await quiet(page);
  await page.getByText(/is to be spoken anew/).waitFor({ state: "detached" });
  await press(page, "Shift+B");
  await until("the edit is taken back", () => script() === before);
  await page.locator(".compare").waitFor({ state: "detached" });
  await press(page, "Control+z");
  await until("the taking back is undone", () => script().includes("<script>"));
  await press(page, "Control+z");
  await until("the undo", () => script() === before);

  // Pairs: one language goes down and comes back; swapped; cut in two.
  await shows(page, "晚上好");
  await press(page, "ArrowRight");
  await press(page, "ArrowRight");
  await andBack(page, "the pair is moved", () => press(page, "Alt+ArrowDown"));
  await shows(page, "晚上好");
  await press(page, "Alt+ArrowDown");
  await until("the pair is moved again", () => script() !== before);
  await press(page, "Alt+ArrowUp");
  await until("the pair is back", () => script() === before);
  await shows(page, "晚上好");
  await andBack(page, "the languages are swapped", () => press(page, "Shift+S"));
  for (const [key, mark] of [["x", "skip"], ["n", "note"]]) {
    await press(page, key);
    await page.locator(`.line.on.${mark}`).waitFor();
    await press(page, key);
    await page.locator(`.line.on:not(.${mark})`).waitFor();
    await until(`${key} twice`, () => script() === before);
  }
  // Keys faster than edits are done: each is done, in order.
  await press(page, "x");
  for (const key of ["x", "n", "n", "x", "x"]) await page.keyboard.press(key);
  await page.keyboard.press("Shift+J");
  await until("six edits and a join", () => /Good evening.*You have taken/.test(script()));
  await undo(page, 7, before);

  // Turns and chapters.
  await shows(page, "Good evening");
  await press(page, "j");
  await andBack(page, "a turn begins", () => press(page, "t"));
  await press(page, "c");
  await until("a chapter begins", () => (script().match(/\[\[chapter\]\]/g) ?? []).length > (before.match(/\[\[chapter\]\]/g) ?? []).length);
  await press(page, "[");
  await press(page, "Enter");
  await box(page, "Title, English").fill("The first night <img src=x onerror=alert(1)>");
  await box(page, "Title, Chinese").fill("第一夜");
  await page.keyboard.press("Enter");
  await until("a title in each language", () => script().includes('title = { en = "The first night <img src=x onerror=alert(1)>", zh = "第一夜" }'));
  await page.getByRole("navigation", { name: "Chapters and speakers" }).getByText("<img src=x").waitFor();
  assert.equal(await page.locator("img").count(), 0, "a text becomes markup");
  await press(page, "Enter");
  await scan(page, "a title");
  await page.getByRole("button", { name: "Join with the chapter before" }).click();
  await until("the chapter is joined", () => !script().includes("The first night"));
  await undo(page, 3, before);
  // Who goes on with another line has the one before saved.
  await press(page, "Home");
  await press(page, "j");
  await press(page, "Enter");
  await box(page, "English").fill("Good evening, and welcome.");
  await page.getByText("What was the crossing like").last().dblclick();
  await until("the line before is saved", () => script().includes('en = "Good evening, and welcome."'));
  // It is on the disk before the page knows; the editor of the line before is open until then.
  await until("the other line is open", async () => (await box(page, "English").inputValue()).includes("What was the crossing like"));
  await page.keyboard.press("Escape");
  await page.locator(".editor").waitFor({ state: "detached" });
  await undo(page, 1, before);
  // Split at the cursor, and joined again.
  await press(page, "Home");
  await press(page, "j");
  await press(page, "Enter");
  await box(page, "English").evaluate((area) => area.setSelectionRange(22, 22));
  await page.keyboard.press("Control+Shift+Enter");
  await until("the line is split", () => script().includes('en = "Good evening, Thomas."'));
  await page.locator(".editor").waitFor({ state: "detached" });
  await press(page, "Shift+J");
  await until("the line is joined", () => script().includes("Good evening, Thomas. It is a quarter"));
  await undo(page, 2, before);

  const keys = await opened(page, "Keys", () => press(page, "?"));
  await keys.getByText("Takes of this language").waitFor();
  await dress(page, "keys");
  await leave(page);
  await press(page, "/");
  await page.keyboard.type("radar");
  await page.keyboard.press("Enter");
  await shows(page, "radar");
  await page.keyboard.press("Escape");

  await people(page, before);
  await words(page, before);
}

async function people(page, before) {
  const person = (name) => opened(page, name, () => page.getByRole("navigation", { name: "Chapters and speakers" }).getByRole("button", { name: new RegExp(`^${name}`) }).click());
  await person("Thomas Hale");
  await dress(page, "speaker");
  await page.getByLabel("Name, English").fill("Tom Hale <b onclick=alert(1)>x</b>");
  await page.getByLabel("Voice of a").selectOption("male");
  await page.getByRole("button", { name: "Save" }).click();
  await until("another name", () => script().includes('en = "Tom Hale <b ') && script().includes('gender = "male"'));
  await page.getByRole("navigation", { name: "Chapters and speakers" }).getByText("<b onclick").waitFor();
  assert.equal(await page.locator("b").count(), 0, "a name becomes markup");
  await page.getByRole("button", { name: "Undo" }).click();
  await until("the name of before", () => script() === before);
  await press(page, "Home");
  await press(page, "j");
  await person("Mara Ellison");
  await page.getByLabel("Name of the other").fill("Someone Else");
  await page.getByRole("button", { name: "Split off" }).click();
  await until("someone is split off", () => script().includes('id = "someone-else"'));
  await person("Someone Else");
  await page.getByLabel("All turns to").selectOption({ label: "Mara Ellison" });
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await until("they are joined", () => !script().includes('id = "someone-else"'));
  await undo(page, 2, before);
}

async function words(page, before) {
  await opened(page, "Replace", () => page.getByRole("button", { name: "Replace…" }).click());
  await page.getByRole("textbox", { name: "Find" }).fill("bridge");
  await page.getByLabel("Replace with").fill("wheelhouse");
  await page.getByText("1 line", { exact: true }).waitFor();
  await dress(page, "replace");
  await page.getByRole("button", { name: "Replace", exact: true }).click();
  await until("words are replaced", () => script().includes("wheelhouse"));
  await press(page, "Control+z");
  await until("words as before", () => script() === before);

  await press(page, "Home");
  await press(page, "j");
  await press(page, "j");
  await press(page, "Enter");
  await box(page, "English").evaluate((area) => area.setSelectionRange(area.value.indexOf("ferry"), area.value.indexOf("ferry") + 5));
  await opened(page, /How a word is said/, () => page.getByRole("button", { name: "How a word is said, English" }).click());
  assert.equal(await page.getByLabel("Word, as it is written").inputValue(), "ferry");
  await page.getByLabel("Say it as").fill("fairy");
  await page.getByText(/lines? (has|have) this: \d+ clips? (is|are) to be spoken anew/).waitFor();
  await dress(page, "word");
  await page.getByRole("dialog").getByRole("button", { name: "Hear" }).click();
  await page.locator("#player [aria-label=Stop]").waitFor();
  await page.locator('#player [aria-label="Play from here"]').waitFor();
  assert.ok(!settings().includes("fairy"), "it is heard before it is saved");
  await page.getByRole("button", { name: "Keep for the whole book" }).click();
  await until("the word", () => settings().includes('ferry = "fairy"'));
  await closed(page);
  await page.keyboard.press("Escape");
  await press(page, "Control+z");
  await until("the word as before", () => !settings().includes("fairy"));
}
