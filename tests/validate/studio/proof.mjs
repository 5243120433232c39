// Proof-listening by keyboard alone: marks in plain text, the next unheard line, the next that is doubtful.

import assert from "node:assert/strict";
import { appendFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BOOK, dress, file, on, opened, press, quiet, run, script, shows, until, work } from "./stage.mjs";

export async function proof(page) {
  const before = script();
  await press(page, "Home");
  await press(page, "o");
  await shows(page, "Good evening");
  await press(page, "Space");
  await page.locator(".now").waitFor();
  await page.keyboard.press("Escape");
  await quiet(page);
  await press(page, "g");
  await until("a mark", () => /good = \[\n {2}"/.test(file(`${BOOK}/review.toml`)));
  await shows(page, "twenty-six years");
  const mend = await opened(page, "To mend", () => press(page, "m"));
  await dress(page, "to-mend");
  assert.ok(await mend.getByLabel("What is wrong").evaluate((box) => box === document.activeElement));
  await page.keyboard.type("too quick");
  await page.keyboard.press("Enter");
  // The next key comes while the window is closing.
  await page.keyboard.press("g");
  await until("a remark and a mark", () => file(`${BOOK}/review.toml`).includes("too quick") && /good = \[\n.*\n.*\n\]/.test(file(`${BOOK}/review.toml`)));
  await page.getByText("3 of 12 heard, 1 to mend").waitFor();
  await press(page, "Shift+M");
  await shows(page, "to mend: too quick");
  await press(page, "h");
  await page.getByText("2 of 12 heard").waitFor();

  // What a recogniser heard otherwise is a stop, as soon as it is known, and as long as the line is as it was.
  const ear = path.resolve(import.meta.dirname, "../../suite/ear.py");
  const said = "You have taken this ferry across the sound for twenty-six years. What was the crossing like on your very first night?";
  appendFileSync(path.join(work, "diglot.toml"), `[recogniser.ear]\nkind = "command"\nprogram = "python3"\nargs = ["-u", ${JSON.stringify(ear)}, "${BOOK}"]\n`
    + `line = '{"file": "{file}", "language": "{language}"}'\nstays = true\n`);
  writeFileSync(path.join(work, "mishears.json"), JSON.stringify({ [said]: "Thank you all for listening and see you again next week my friends." }));
  assert.equal((await run("build", BOOK, "--format", "m4b", "-q")).code, 0);
  assert.equal((await run("check", BOOK, "--listen", "-q")).code, 1, "nothing was heard otherwise");
  await press(page, "Home");
  await page.getByRole("button", { name: /en by ear: .*other words are heard/ }).waitFor();
  await press(page, "d");
  await shows(page, /doubtful: en by ear: .*other words are heard; heard: Thank you all/);
  await dress(page, "heard");
  await press(page, "Enter");
  await page.getByRole("textbox", { name: "English", exact: true }).fill("You have taken this ferry for years.");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /en by ear/ }).waitFor({ state: "detached" });
  rmSync(path.join(work, BOOK, ".diglot/findings.json"));
  await press(page, "Control+z");
  await until("the line as it was heard", () => script() === before);
  await page.getByRole("button", { name: /by ear/ }).waitFor({ state: "detached" });

  // A language that does not say the same is doubtful; a line that is good is not.
  writeFileSync(path.join(work, BOOK, "script.toml"), before.replace(/zh = "你听的比看的多。[^"]*"/, `zh = "${"听的比看的多,".repeat(30)}"`));
  await page.getByRole("button", { name: /zh is much longer than en/ }).waitFor();
  await press(page, "Home");
  await press(page, "d");
  await shows(page, "doubtful: zh is much longer than en");
  await dress(page, "doubtful");
  await press(page, "g");
  await page.getByRole("button", { name: /zh is much longer than en/ }).waitFor({ state: "detached" });
  writeFileSync(path.join(work, BOOK, "script.toml"), before);
  await until("the script of before on the page", async () => !(await page.locator(".rows").innerText()).includes("听的比看的多,听的比看的多"));
  await on(page).waitFor();
}
