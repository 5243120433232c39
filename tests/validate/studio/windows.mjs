// Two windows on one book, what an editor writes meanwhile, a build on the command line, the studio killed, and undo after it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { BOOK, closed, end, enter, kill, on, open, opened, press, scan, script, shows, start, until, work } from "./stage.mjs";

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
  // The same line is changed in an editor while it is edited here: that is asked about, and nothing is lost.
  await press(page, "j");
  await press(page, "Enter");
  const words = page.getByRole("textbox", { name: "English", exact: true });
  await words.fill("What was it like on your very first night, in this window?");
  write(script().replace("You have taken this ferry", "You have sailed this ferry"));
  const asked = await opened(page, "Someone has changed this line meanwhile", () => words.press("Enter"));
  await asked.getByText(/You have sailed this ferry/).waitFor();
  await scan(page, "a line that two have changed");
  await asked.getByRole("button", { name: "Cancel" }).click();
  await closed(page);
  assert.ok(script().includes("You have sailed this ferry") && !script().includes("in this window"));
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
  await page.getByRole("link", { name: "Script" }).click();

  // Killed in the middle of edits: the script is whole, and what was done is undone after the restart.
  await press(page, "Home");
  await press(page, "j");
  for (let i = 0; i < 6; i++) await page.keyboard.press("x");
  await kill();
  const left = script();
  assert.ok(left.includes('languages = ["en", "zh"]') && left.includes("Are we there yet?"));
  await page.close();
  page = await enter(await start());
  for (let i = 0; script().includes("skip = true") && i < 10; i++) {
    const before = script();
    await press(page, "Control+z");
    await until("an undo after the restart", () => script() !== before);
  }
  assert.ok(!script().includes("skip = true") && script().includes("Are we there yet?"));
  await shows(page, /./);
  assert.ok(!script().includes("nonsense"));
  await end();
  await page.close();
}
