// Goes through diglot's studio in Chromium as people do, with axe in each view and theme.
//
//     node main.mjs DIGLOT TEXT WORK-FOLDER [SCREENSHOT-FOLDER]     (modules from MODULES)

import { ahead, editing } from "./editing.mjs";
import { latency, long } from "./long.mjs";
import { network } from "./network.mjs";
import { byKeys, newcomer } from "./newcomer.mjs";
import { proof } from "./proof.mjs";
import { sounding } from "./sounding.mjs";
import { close, rules } from "./stage.mjs";
import { windows } from "./windows.mjs";

let { address, page } = await newcomer();
await byKeys(address);
await editing(page);
await ahead(new URL("/", address).href);
page = await sounding(page);
await proof(page);
await windows(page);
await network();
const { stored, edited } = await latency();
const { opened, rate, edited: changed, megabytes } = await long();
await close();
console.log(`studio: axe found nothing (up to ${rules()} rules apply); click to sound ${stored.join(", ")} ms from the store, ${edited.join(", ")} ms spoken anew; `
  + `20,000 lines open in ${opened} ms, scroll at ${rate} frames a second, are edited in ${changed} ms; the server takes ${megabytes} MB`);
