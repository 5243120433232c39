// A newcomer: from a text to a download, without a word of a manual; and once more by keys alone.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dress, open, quiet, start, text } from "./stage.mjs";

const said = (name, words) => `${name}:\n${words}\n\n`;
/** A talk in which a name is once written otherwise. */
const SLIP = "Two Voices\n\n" + said("Ann Reed", "Who lit the lamp?") + said("Bo Lind", "I did.") + said("Ann Reed", "Was it dark by then?")
  + said("Bo Lind", "It was.") + said("Ann Read", "So you climbed the stairs in the dark?") + said("Bo Lind", "All of them.") + said("Ann Reed", "Thank you.");

export async function newcomer() {
  const address = await start();
  const page = await open(address);
  await page.getByRole("heading", { name: "Books" }).waitFor();
  assert.equal(new URL(page.url()).search, "", "the token stays in the address");
  await dress(page, "library");
  // What is doubtful is shown where it stands.
  await page.locator(".drop").evaluate((place, text) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], "slip.txt"));
    place.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, SLIP);
  await page.locator("summary", { hasText: "Ann Read" }).click();
  await page.locator("mark", { hasText: "So you climbed" }).waitFor();
  await dress(page, "doubts");
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("heading", { name: "Books" }).waitFor();
  await page.setInputFiles("#texts", text);
  const make = page.getByRole("button", { name: "Make the book" });
  await make.waitFor();
  await dress(page, "reading");
  await make.click();
  await page.getByRole("heading", { name: "Voices" }).waitFor();
  await page.getByRole("button", { name: /^Other voices/ }).first().click();
  await page.locator(".choice").first().waitFor();
  await dress(page, "voices");
  await page.getByRole("button", { name: /^Hear espeak/ }).first().click();
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await quiet(page);
  await page.getByRole("link", { name: "On to building the book" }).click();
  await page.getByRole("button", { name: "Build the book" }).click();
  await page.getByRole("region", { name: "Building" }).getByText("Done.").waitFor({ timeout: 240000 });
  await page.getByRole("region", { name: "What changed" }).getByText(/^\d+ lines were spoken anew/).waitFor();
  const link = page.getByRole("link", { name: /\.m4b/ });
  await link.waitFor();
  await dress(page, "finish");
  const coming = page.waitForEvent("download");
  await link.click();
  const m4b = readFileSync(await (await coming).path());
  assert.equal(m4b.subarray(4, 8).toString(), "ftyp");
  return { address, page };
}

/** Goes on by Tab until a link or a button of that name has the focus, and presses it. */
async function tabTo(page, name) {
  const focused = () => page.evaluate(() => (document.activeElement.matches("a, button") ? document.activeElement.textContent : ""));
  for (let i = 0; !name.test(await focused()); i++) {
    assert.ok(i < 100, `no way by Tab to ${name}`);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
}

export async function byKeys(address) {
  const page = await open(new URL("/", address).href);
  await page.getByRole("heading", { name: "Books" }).waitFor();
  const asked = page.waitForEvent("filechooser");
  await tabTo(page, /^Choose texts/);
  await (await asked).setFiles({ name: "slip.txt", mimeType: "text/plain", buffer: Buffer.from(SLIP) });
  await page.getByRole("button", { name: "Make the book" }).waitFor();
  await tabTo(page, /^Make the book/);
  await page.getByRole("link", { name: "On to building the book" }).waitFor();
  await tabTo(page, /^On to building/);
  await page.getByRole("button", { name: "Build the book" }).waitFor();
  await tabTo(page, /^Build the book/);
  await page.getByRole("region", { name: "Building" }).getByText("Done.").waitFor({ timeout: 240000 });
  await page.getByRole("link", { name: /\.m4b/ }).waitFor();
  const coming = page.waitForEvent("download");
  await tabTo(page, /\.m4b$/);
  assert.equal(readFileSync(await (await coming).path()).subarray(4, 8).toString(), "ftyp");
  await page.close();
}
