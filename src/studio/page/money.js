// What costs money is asked about first, and what is to be spoken is said.

import { ask, count } from "./dom.js";

/** Does a request that may cost something: `request(false)`, and after a person's yes `request(true)`; nothing after a no. */
export async function paid(request) {
  try {
    return await request(false);
  } catch (error) {
    if (error.status !== 402) throw error;
    if (!(await ask("This costs something", `${error.message}.`, "Speak it"))) return null;
    return request(true);
  }
}

/** What is to be spoken, by engine and with what it costs: `2 clips are to be spoken (espeak: 48 characters)`. */
export function toSpeak({ clips, engines }, more = "are to be spoken") {
  if (!clips) return "";
  const what = engines.map((engine) => `${engine.name}: ${engine.what}`).join("; ");
  return `${count(clips, "clip", "clips")} ${clips === 1 ? more.replace(/^are/, "is") : more} (${what})`;
}
