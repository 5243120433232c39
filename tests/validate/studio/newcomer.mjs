// A newcomer: from a text to a download, without a word of a manual.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dress, open, quiet, start, text } from "./stage.mjs";

export async function newcomer() {
  const address = await start();
  const page = await open(address);
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
  await page.getByRole("button", { name: /^Hear espeak/ }).first().click();
  await page.getByRole("button", { name: "Stop" }).waitFor();
  await quiet(page);
  await page.getByRole("link", { name: "On to building the book" }).click();
  await page.getByRole("button", { name: "Build the book" }).click();
  await page.getByRole("region", { name: "Building" }).getByText("Done.").waitFor({ timeout: 240000 });
  const link = page.getByRole("link", { name: /\.m4b/ });
  await link.waitFor();
  await dress(page, "finish");
  const coming = page.waitForEvent("download");
  await link.click();
  const m4b = readFileSync(await (await coming).path());
  assert.equal(m4b.subarray(4, 8).toString(), "ftyp");
  return { address, page };
}
