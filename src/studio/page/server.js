// What the page asks the server, and what the server tells.

/** What the server did not do: its words, and what it says beside. */
export class Trouble extends Error {
  constructor(status, body) {
    super(body?.error ?? `the studio does not answer (${status})`);
    this.status = status;
    this.body = body;
  }
}

async function ask(method, path, body, kind) {
  let response;
  try {
    const headers = body === undefined ? {} : { "content-type": kind };
    response = await fetch("/api" + path, { method, body, headers });
  } catch {
    throw new Trouble(0, { error: "the studio does not answer; is `diglot studio` still running?" });
  }
  if (response.ok) return response;
  const text = await response.text();
  let said;
  try {
    said = JSON.parse(text);
  } catch {
    said = { error: text.trim() || undefined };
  }
  throw new Trouble(response.status, said);
}

export const get = async (path) => (await ask("GET", path)).json();
export const post = async (path, body = {}) => (await ask("POST", path, JSON.stringify(body), "application/json")).json();
export const send = async (path, file) => (await ask("POST", path, file, "application/octet-stream")).json();
export const bytes = async (path) => (await ask("GET", path)).arrayBuffer();

const listeners = new Set();
/** Calls `listener` with each event, until what it returns is called. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function connect() {
  const source = new EventSource("/api/events");
  let was = false;
  source.onmessage = (message) => {
    const event = JSON.parse(message.data);
    // After a break all may be another way.
    if (event.event === "hello" && !was) {
      was = true;
      return;
    }
    for (const listener of [...listeners]) listener(event);
  };
  addEventListener("pagehide", () => source.close());
}
