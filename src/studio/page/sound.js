// Sound: lines one after the other, with a picture of the one that is heard.

import { ask, check, el, icon, languageName, notice, redraw } from "./dom.js";
import { bytes } from "./server.js";

const PAUSE = 350;

class Sound {
  constructor() {
    this.audio = new Audio();
    this.audio.preservesPitch = true;
    this.run = 0;
    this.marked = () => {};
    this.clips = new Map();
  }

  /** Shows the bar for a book. `from` gives what to play when its button is pressed. */
  open(book, from) {
    this.book = book;
    this.from = from;
    this.silent ??= new Set(JSON.parse(localStorage.getItem("silent") ?? "[]"));
    const place = document.getElementById("player");
    this.toggle = el("button", { type: "button", class: "play", onclick: () => (this.playing ? this.stop() : this.from()) });
    redraw(this.toggle, "play", "Play from here");
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.seek = el("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0, "aria-label": "Place in the line", oninput: () => {
      if (this.audio.duration) this.audio.currentTime = this.seek.value * this.audio.duration;
    } });
    const speed = el("select", { onchange: () => {
      localStorage.setItem("speed", speed.value);
      this.audio.playbackRate = this.audio.defaultPlaybackRate = Number(speed.value);
    } }, [0.75, 1, 1.25, 1.5, 2].map((value) => el("option", { value, selected: String(value) === (localStorage.getItem("speed") ?? "1") }, `${value}×`)));
    this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(speed.value);
    const hear = book.languages.length > 1 && el("fieldset", {}, el("legend", {}, "Hear"), book.languages.map((language) =>
      check(languageName(language), { checked: !this.silent.has(language), onchange: (event) => {
        if (event.target.checked) this.silent.delete(language);
        else this.silent.add(language);
        localStorage.setItem("silent", JSON.stringify([...this.silent]));
      } })));
    place.replaceChildren(this.toggle, el("div", { class: "wave" }, this.canvas, this.seek), ...[hear].filter(Boolean), el("label", {}, "Speed", speed));
    place.hidden = false;
    this.draw();
  }

  hide() {
    this.stop();
    document.getElementById("player").hidden = true;
  }

  /** The languages that a person wants to hear, of those that a row has. */
  languages(row) {
    const all = this.book.languages.filter((language) => row.text?.[language]);
    const wanted = all.filter((language) => !this.silent.has(language));
    return wanted.length ? wanted : all;
  }

  #key(place, language, more = "") {
    return `${this.book.path}/sound?${new URLSearchParams({ ...place, language })}${more}`;
  }

  async #fetch(path) {
    try {
      return await bytes(path);
    } catch (error) {
      if (error.status !== 402) throw error;
      if (!(await ask("This costs something", `${error.message}.`, "Speak it"))) return null;
      return bytes(`${path}&pay=true`);
    }
  }

  /** Plays rows from a number on: one, or all that follow. */
  async play(index, { languages, on = false } = {}) {
    const run = (this.run += 1);
    this.#now(true);
    try {
      for (let i = index; i < this.book.rows.length; i++) {
        const row = this.book.rows[i];
        if (row.kind === "line" && !row.skip) {
          for (const language of languages ?? this.languages(row)) {
            const path = this.#key(this.book.places[i], language);
            const data = await (this.clips.get(path) ?? this.#fetch(path));
            this.clips.delete(path);
            if (run !== this.run || !data) return;
            if (on) this.#ahead(i, language);
            this.marked(i, language);
            await this.#sound(data);
            if (run !== this.run) return;
            await new Promise((resolve) => setTimeout(resolve, PAUSE / this.audio.playbackRate));
            if (run !== this.run) return;
          }
        } else if (!on) {
          notice(row.kind === "note" ? "An editor's note is not spoken, unless book.toml says so." : "This line is skipped.");
        }
        if (!on) break;
      }
    } catch (error) {
      if (run === this.run) notice(error.message);
    } finally {
      if (run === this.run) this.stop();
    }
  }

  /** Has what comes next fetched while something is heard. */
  #ahead(i, language) {
    const row = this.book.rows[i];
    const own = this.languages(row);
    const later = own[own.indexOf(language) + 1];
    let next = later && [i, later];
    for (let k = i + 1; !next && k < this.book.rows.length; k++) {
      const other = this.book.rows[k];
      if (other.kind === "line" && !other.skip) next = [k, this.languages(other)[0]];
    }
    if (!next) return;
    const path = this.#key(this.book.places[next[0]], next[1]);
    if (this.clips.has(path)) return;
    const coming = bytes(path);
    // What is wrong with it is said when its turn has come.
    coming.catch(() => this.clips.delete(path));
    this.clips.clear();
    this.clips.set(path, coming);
  }

  /** Plays a line as it would be said with another text or voice. */
  async tryOut(place, language, more) {
    const run = (this.run += 1);
    this.#now(true);
    try {
      const data = await this.#fetch(this.#key(place, language, `&${new URLSearchParams(more)}`));
      if (run === this.run && data) await this.#sound(data);
    } catch (error) {
      if (run === this.run) notice(error.message);
    } finally {
      if (run === this.run) this.stop();
    }
  }

  /** Plays a WAV file to its end. */
  async #sound(data) {
    this.peaks = peaks(data);
    URL.revokeObjectURL(this.audio.src);
    this.audio.src = URL.createObjectURL(new Blob([data], { type: "audio/wav" }));
    const ended = new Promise((resolve) => {
      this.audio.onended = this.audio.onpause = resolve;
      this.audio.onerror = resolve;
    });
    await this.audio.play();
    const frame = () => {
      if (this.audio.paused) return;
      this.draw();
      requestAnimationFrame(frame);
    };
    frame();
    await ended;
    this.draw();
  }

  stop() {
    this.run += 1;
    this.audio.onpause = null;
    this.audio.pause();
    this.clips.clear();
    this.#now(false);
    this.marked(null);
  }

  #now(playing) {
    this.playing = playing;
    if (this.toggle) redraw(this.toggle, playing ? "stop" : "play", playing ? "Stop" : "Play from here");
  }

  draw() {
    const { canvas } = this;
    if (!canvas?.isConnected) return;
    const scale = devicePixelRatio || 1;
    const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const pen = canvas.getContext("2d");
    pen.clearRect(0, 0, width, height);
    const style = getComputedStyle(document.documentElement);
    const done = this.audio.duration ? this.audio.currentTime / this.audio.duration : 0;
    if (this.seek && document.activeElement !== this.seek) this.seek.value = done;
    const all = this.peaks ?? [];
    const step = width / Math.max(1, all.length);
    all.forEach((peak, i) => {
      pen.fillStyle = style.getPropertyValue(i / all.length <= done ? "--accent" : "--edge");
      const tall = Math.max(scale, peak * height);
      pen.fillRect(i * step, (height - tall) / 2, Math.max(1, step - scale), tall);
    });
    if (!all.length) {
      pen.fillStyle = style.getPropertyValue("--hair");
      pen.fillRect(0, height / 2, width, scale);
    }
  }
}

/** How loud a WAV file is, in a hundred and sixty steps, 0 to 1. */
function peaks(data) {
  const view = new DataView(data);
  const channels = view.getUint16(22, true);
  const width = view.getUint16(34, true) / 8;
  const frames = Math.floor((data.byteLength - 44) / (width * channels));
  const steps = Math.min(160, frames);
  const all = [];
  for (let s = 0; s < steps; s++) {
    let peak = 0;
    const from = Math.floor((s * frames) / steps);
    const to = Math.floor(((s + 1) * frames) / steps);
    for (let f = from; f < to; f += 4) {
      // The upper sixteen bits of a sample.
      const at = 44 + f * width * channels + width - 2;
      if (at + 2 <= data.byteLength) peak = Math.max(peak, Math.abs(view.getInt16(at, true)));
    }
    all.push(peak / 32768);
  }
  const most = Math.max(0.05, ...all);
  return all.map((peak) => Math.sqrt(peak / most));
}

export const sound = new Sound();
export const playButton = (label, onclick) => el("button", { type: "button", class: "bare play", tabindex: -1, "aria-label": label, onclick }, icon("play"));
