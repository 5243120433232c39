// Two windows on one book, what an editor writes meanwhile, a build on the command line, the studio killed, and undo after it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { BOOK, closed, dress, end, enter, kill, on, open, opened, press, scan, script, shows, start, until, work } from "./stage.mjs";

const write = (text) => writeFileSync(path.join(work, BOOK, "script.toml"), text);

export async function windows(page) {
  const other = await open(page.url());
  await on(other).waitFor();
  await press(page, "Home");
  await press(page, "j");
  await press(page, "x");
  await other.locator(".line.skip").waitFor();
  write(script().replace("Are we there?", "Are we there yet?"));
  await page.locator(".rows", { hasText: "Are we there yet?" }).waitFor();
  // While a line is edited here, others are changed in an editor: what is typed stays. That line is changed, too: that is
  // asked about, and nothing is lost.
  await press(page, "j");
  await press(page, "Enter");
  const words = page.getByRole("textbox", { name: "English", exact: true });
  const typed = "What was it like on your very first night, in this window?";
  await words.fill(typed);
  write(script().replace("{ en = \"You have taken", "{ en = \"One thing first.\" },\n  { en = \"You have taken"));
  await page.locator(".rows", { hasText: "One thing first." }).waitFor();
  assert.equal(await words.inputValue(), typed);
  assert.ok(await words.evaluate((box) => box === document.activeElement), "what is typed has lost the focus");
  write(script().replace("  { en = \"One thing first.\" },\n", ""));
  await page.locator(".rows", { hasText: "One thing first." }).waitFor({ state: "detached" });
  write(script().replace("You have taken this ferry", "You have sailed this ferry"));
  const asked = await opened(page, "Someone has changed this line meanwhile", () => words.press("Enter"));
  await asked.getByText(/You have sailed this ferry/).waitFor();
  await scan(page, "a line that two have changed");
  await asked.getByRole("button", { name: "Cancel" }).click();
  await closed(page);
  assert.ok(script().includes("You have sailed this ferry") && !script().includes("in this window"));
  await words.press("Escape");
  await page.locator(".rows", { hasText: "You have sailed this ferry" }).waitFor();
  // A file that is no script any more is said, and not touched.
  const whole = script();
  write(`${whole}\nnonsense`);
  await page.getByRole("alert").getByText(/script.toml:/).waitFor();
  write(whole);
  await other.close();

  // A build on the command line and one here wait for each other.
  const lock = spawn("flock", [path.join(work, BOOK, ".diglot/lock"), "cat"], { stdio: ["pipe", "ignore", "inherit"] });
  await page.getByRole("link", { name: "Finish" }).click();
  await page.getByRole("button", { name: "Build the book" }).click();
  await page.getByText(/another run of diglot is building/).waitFor({ state: "attached" });
  lock.stdin.end();
  await page.getByRole("region", { name: "Building" }).getByText("Done.").waitFor({ timeout: 240000 });
  // What changed is said, and each line leads to its place.
  await page.getByText(/^\d lines were spoken anew/).waitFor();
  await page.getByText("1 chapter was made anew").waitFor();
  await dress(page, "changed");
  await page.getByRole("link", { name: /^You have sailed this ferry/ }).click();
  await shows(page, "You have sailed this ferry");
  await page.getByRole("link", { name: "Finish" }).click();
  await page.getByRole("heading", { name: "What changed" }).waitFor();
  await page.getByRole("link", { name: "Script" }).click();

  // Killed in the middle of edits: the script is whole, and what was done is undone after the restart.
  await press(page, "Home");
  await press(page, "j");
  const skipped = script();
  const spoken = skipped.replace(", skip = true }", " }");
  assert.notEqual(skipped, spoken);
  for (let i = 0; i < 6; i++) await page.keyboard.press("x");
  await kill();
  assert.ok([skipped, spoken].includes(script()), "the script is not whole");
  await page.close();
  page = await enter(await start());
  let undone = 0;
  do {
    assert.ok(undone < 7, "the first of the edits was undone");
    const before = script();
    await press(page, "Control+z");
    await until("an undo after the restart", () => script() !== before);
    undone += 1;
  } while (script() !== spoken);
  await end();
  await page.close();
}
