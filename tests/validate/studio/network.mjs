// Others in a home network come in by a password; a stranger does not.

import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { dress, end, open, start, stranger } from "./stage.mjs";

export async function network() {
  const own = Object.values(networkInterfaces()).flat().find((about) => about.family === "IPv4" && !about.internal)?.address;
  // A machine without a network has nobody to let in.
  if (!own) return;
  const password = "three lamps at sea";
  const first = await start(["--bind", "0.0.0.0"], { DIGLOT_STUDIO_PASSWORD: password });
  const address = `http://${own}:${new URL(first).port}`;
  const context = await stranger();
  const page = await open(`${address}/`, { own: context });
  await page.getByLabel("Password").waitFor();
  await dress(page, "login");
  assert.equal((await page.request.get(`${address}/api/library`)).status(), 403);
  await page.getByLabel("Password").fill("three lamps");
  await page.keyboard.press("Enter");
  await page.getByText("That is not the password.").waitFor();
  await page.getByLabel("Password").fill(password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Books" }).waitFor();
  // A name that was made to lead here is refused, password or not.
  const named = await fetch(`${address}/`, { headers: { host: "evil.example" } }).catch(() => null);
  assert.ok(named === null || named.status === 403 || named.status === 401);
  // Wrong tries are bounded.
  const attempt = () => fetch(`${address}/login`, { method: "POST", redirect: "manual", headers: { origin: address, "content-type": "application/x-www-form-urlencoded" }, body: "password=guess" });
  const codes = [];
  for (let i = 0; i < 12; i++) codes.push((await attempt()).status);
  assert.ok(codes.includes(401) && codes.at(-1) === 429, codes.join(" "));
  await context.close();
  await end();
}
