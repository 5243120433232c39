// Makes the pictures of docs/studio.md.
//
//     node pictures.mjs DIGLOT TEXT WORK-FOLDER FOLDER     (modules from MODULES; ffmpeg makes the files small)

import { spawnSync } from "node:child_process";
import path from "node:path";
import { close, drawn, end, file, on, open, opened, press, quiet, shots, shows, start, text, until, work, BOOK } from "./stage.mjs";

const SMALL = "split[whole][seen];[whole]palettegen=max_colors=96:stats_mode=full[few];[seen][few]paletteuse=dither=none";

const page = await open(await start());
const theme = (name) => page.getByLabel("Colours").selectOption(name);
const size = (width, height) => page.setViewportSize({ width, height });
async function take(name) {
  await page.mouse.move(0, 0);
  await drawn(page);
  const whole = path.join(work, `${name}.png`);
  await page.screenshot({ path: whole });
  const made = spawnSync("ffmpeg", ["-y", "-loglevel", "error", "-i", whole, "-vf", SMALL, path.join(shots, `${name}.png`)], { stdio: "inherit" });
  if (made.status !== 0) throw new Error("ffmpeg does not make the picture small");
}
async function build() {
  await page.getByRole("link", { name: "Finish" }).click();
  await page.getByRole("button", { name: "Build the book" }).click();
  await page.getByRole("region", { name: "Building" }).getByText("Done.").waitFor();
  await page.getByRole("link", { name: /\.m4b/ }).waitFor();
}

// Casting by ear.
await size(1000, 640);
await page.setInputFiles("#texts", text);
await page.getByRole("button", { name: "Make the book" }).click();
await page.getByRole("button", { name: /^Other voices for Mara Ellison, English/ }).click();
await page.locator(".choice").first().waitFor();
await take("studio-voices");

// Proof-listening: a line is good, one is to be mended, one is heard.
await build();
await size(1280, 720);
await page.getByRole("link", { name: "Script" }).click();
await on(page).waitFor();
await press(page, "j");
await press(page, "g");
await until("a mark", () => file(`${BOOK}/review.toml`).includes("good"));
await shows(page, "twenty-six years");
await opened(page, "To mend", () => press(page, "m"));
await page.keyboard.type("too quick");
await page.keyboard.press("Enter");
await shows(page, "The wipers");
await press(page, "Space");
await page.locator(".now").waitFor();
await until("a third of it is heard", () => page.evaluate(async () => { const { audio } = (await import("/page/sound.js")).sound; return audio.currentTime > audio.duration / 3; }));
await take("studio");
await page.keyboard.press("Escape");
await quiet(page);

// The editor, and what an edit has come to.
await theme("dark");
await size(1100, 600);
await press(page, "Enter");
const words = page.getByRole("textbox", { name: "English", exact: true });
await words.evaluate((box) => box.setSelectionRange(9, 15));
await take("studio-editor");
await words.fill("Wet. The wipers had given up, and I steered most of the way by a bell.");
await page.keyboard.press("Enter");
await page.locator(".compare").waitFor();
await page.getByText(/1 clip is to be spoken anew/).waitFor();
await theme("contrast");
await size(320, 640);
await take("studio-phone");
await theme("light");
await size(1000, 700);

// What a build has changed.
await build();
await page.getByRole("region", { name: "What changed" }).scrollIntoViewIfNeeded();
await take("studio-finish");
await end();
await close();
