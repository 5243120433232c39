// Sound: lines one after the other, with a picture of the one that is heard.

import { button, check, el, icon, languageName, notice, options, redraw } from "./dom.js";
import { bytes, listen, post } from "./server.js";
import { paid } from "./money.js";

/** The silence between lines, in milliseconds. */
const PAUSE = 350;

class Sound {
  constructor() {
    this.audio = new Audio();
    this.audio.preservesPitch = true;
    this.run = 0;
    this.marked = () => {};
    this.clips = new Map();
  }

  /** Shows the bar for a book. `from` plays when its button is pressed, `whole` a chapter as it will sound. */
  open(book, from, whole) {
    this.book = book;
    this.from = from;
    this.silent ??= new Set(JSON.parse(localStorage.getItem("silent") ?? "[]"));
    const place = document.getElementById("player");
    this.toggle = el("button", { type: "button", class: "play", onclick: () => (this.playing ? this.stop() : this.from()) });
    redraw(this.toggle, "play", "Play from here");
    this.canvas = el("canvas", { "aria-hidden": "true" });
    this.seek = el("input", { type: "range", min: 0, max: 1, step: 0.01, value: 0, "aria-label": "Place in the line", oninput: () => this.seekTo(this.seek.value) });
    const speed = el("select", { onchange: () => {
      localStorage.setItem("speed", speed.value);
      this.audio.playbackRate = this.audio.defaultPlaybackRate = Number(speed.value);
    } }, options(["0.75", "1", "1.25", "1.5", "2"].map((value) => [value, `${value}×`]), localStorage.getItem("speed") ?? "1"));
    this.audio.defaultPlaybackRate = this.audio.playbackRate = Number(speed.value);
    const hear = whole && book.languages.length > 1 && el("fieldset", {}, el("legend", {}, "Hear"), book.languages.map((language) =>
      check(languageName(language), { checked: !this.silent.has(language), onchange: (event) => {
        if (event.target.checked) this.silent.delete(language);
        else this.silent.add(language);
        localStorage.setItem("silent", JSON.stringify([...this.silent]));
      } })));
    this.state = el("span", { class: "soft", role: "status" });
    const mixed = whole && button("As it will sound", whole, { title: "the chapter, or the selection: Shift P" });
    place.replaceChildren(...[this.toggle, el("div", { class: "wave" }, this.canvas, this.seek), this.state, mixed, hear, el("label", {}, "Speed", speed)].filter(Boolean));
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

  /** Where a line's sound is asked for. */
  #path(place, language, more = "") {
    return `${this.book.path}/sound?${new URLSearchParams({ ...place, language })}${more}`;
  }

  #fetch(path) { return paid((pay) => bytes(pay ? `${path}&pay=true` : path)); }

  /** Makes sound, in place of what sounded before; `work` is given whether it may go on. */
  async #run(work) {
    this.#end();
    const run = (this.run += 1);
    this.#now(true);
    try {
      await work(() => run === this.run);
    } catch (error) {
      if (run === this.run) notice(error.message);
    } finally {
      if (run === this.run) this.stop();
    }
  }

  /** Plays rows from a number on: one, or all that follow, up to another. */
  play(index, { languages, on = false, to = Infinity } = {}) {
    return this.#run(async (goes) => {
      for (let i = index; i < this.book.rows.length && i <= to; i++) {
        const row = this.book.rows[i];
        if (row.kind === "line" && !row.skip) {
          for (const language of languages ?? this.languages(row)) {
            const path = this.#path(this.book.places[i], language);
            const data = await (this.clips.get(path) ?? this.#fetch(path));
            this.clips.delete(path);
            if (!goes() || !data) return;
            if (on) this.#ahead(i, language);
            this.marked(i, language);
            await this.#clip(data);
            if (!goes()) return;
            await new Promise((resolve) => setTimeout(resolve, PAUSE / this.audio.playbackRate));
            if (!goes()) return;
          }
        } else if (!on) {
          notice(row.kind === "note" ? "An editor's note is not spoken, unless book.toml says so." : "This line is skipped.");
        }
        if (!on) break;
      }
    });
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
    const path = this.#path(this.book.places[next[0]], next[1]);
    if (this.clips.has(path)) return;
    const coming = bytes(path);
    // What is wrong with it is said when its turn has come.
    coming.catch(() => this.clips.delete(path));
    this.clips.clear();
    this.clips.set(path, coming);
  }

  /** Plays lines as they would be said with another text, voice or take: `[[place, language, { text }]]`. */
  hear(all) {
    return this.#run(async (goes) => {
      for (const [place, language, more] of all) {
        const data = await this.#fetch(this.#path(place, language, `&${new URLSearchParams(more)}`));
        if (!goes() || !data) return;
        await this.#clip(data);
        if (!goes()) return;
      }
    });
  }

  /** Plays a chapter, or the rows from one to another in it, as it will sound. */
  stretch(chapter, rows) {
    return this.#run(async (goes) => {
      const { path, id } = this.book;
      const deaf = listen((event) => {
        if (event.event === "stretch" && event.book === id) this.state.textContent = `speaking ${event.done} of ${event.total}`;
      });
      this.preparing = `${path}/quiet`;
      let made;
      try {
        made = await paid((pay) => post(`${path}/stretch`, { chapter, rows, pay }));
      } finally {
        deaf();
        this.state.textContent = "";
        if (goes()) this.preparing = null;
      }
      if (!goes() || !made) return;
      if (made.gaps.length) notice(`What could not be spoken is left out. ${made.gaps[0]}`);
      this.peaks = null;
      this.audio.src = `/api${path}/stretch/${made.name}`;
      let now;
      await this.#listen(() => {
        const at = this.audio.currentTime;
        const line = made.lines.find((line) => at < line.end);
        if (!line || line === now || at < line.start - 0.1) return;
        now = line;
        if (line.row !== null) this.marked(line.row, line.language);
      });
    });
  }

  /** Plays a WAV file to its end. */
  #clip(data) {
    this.peaks = peaks(data);
    if (this.audio.src.startsWith("blob:")) URL.revokeObjectURL(this.audio.src);
    this.audio.src = URL.createObjectURL(new Blob([data], { type: "audio/wav" }));
    return this.#listen();
  }

  /** Plays what is loaded from where it stands to its end. */
  async #listen(look = () => {}) {
    const ended = new Promise((resolve) => {
      this.audio.onended = this.audio.onpause = this.audio.onerror = resolve;
    });
    await this.audio.play();
    const frame = () => {
      if (this.audio.paused) return;
      look();
      this.draw();
      requestAnimationFrame(frame);
    };
    frame();
    await ended;
    this.draw();
  }

  /** Goes to a part of what was heard last, and plays on from there. */
  seekTo(part) {
    if (!this.audio.duration) return;
    this.audio.currentTime = part * this.audio.duration;
    if (this.audio.paused) this.#run(() => this.#listen());
  }

  #end() {
    this.run += 1;
    if (this.preparing) post(this.preparing).catch(() => {});
    this.preparing = null;
    this.audio.onended = this.audio.onpause = this.audio.onerror = null;
    this.audio.pause();
    this.clips.clear();
  }

  stop() {
    this.#end();
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
