"use strict";
(() => {
  const book = JSON.parse(document.getElementById("book").textContent);
  const by = (id) => document.getElementById(id);
  const sound = by("sound");
  const key = "diglot:" + book.id;
  // Seconds before a line from which it counts as begun, so that its first sound is not cut.
  const LEAD = 0.06;
  const state = { chapter: 0, time: 0, speed: "1", size: "1", theme: "auto", follow: true, hear: null };
  try { Object.assign(state, JSON.parse(localStorage.getItem(key) || "{}")); } catch { /* begin anew */ }
  if (!book.chapters[state.chapter]) { state.chapter = 0; state.time = 0; }
  const hearing = [...document.querySelectorAll("input[name=hear]")];
  let chapter = book.chapters[state.chapter];
  /** The chapter's lines, each [begin, end, number of its text, number of its language]; none until its text is there. */
  let lines = [];
  let frame = null;
  let whenThere = null;
  let marked = null;
  let wanted = null;
  /** The line that is heard again and again, by its number among those of the chapter. */
  let repeated = null;

  const save = () => {
    state.time = wanted ?? sound.currentTime;
    try { localStorage.setItem(key, JSON.stringify(state)); } catch { /* the place is not kept */ }
  };
  const say = (text) => { by("status").textContent = text; };
  const clock = (seconds) => {
    const s = Math.max(0, Math.floor(seconds));
    const two = (n) => String(n).padStart(2, "0");
    return s < 3600 ? Math.floor(s / 60) + ":" + two(s % 60)
      : Math.floor(s / 3600) + ":" + two(Math.floor(s / 60) % 60) + ":" + two(s % 60);
  };
  const words = (seconds) => {
    const s = Math.max(0, Math.floor(seconds));
    const minutes = Math.floor(s / 60);
    return (minutes ? minutes + (minutes === 1 ? " minute " : " minutes ") : "") + (s % 60) + " seconds";
  };

  const heard = (line) => !state.hear || state.hear.includes(line[3]);
  /** The line that is spoken at a time, or was last. */
  const lineAt = (time) => {
    let [from, to] = [0, lines.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (lines[middle][0] - LEAD <= time) from = middle + 1; else to = middle;
    }
    return from - 1;
  };

  const seek = (time) => {
    wanted = Math.min(Math.max(0, time), Math.max(0, chapter.seconds - 0.01));
    if (sound.readyState >= 1) { sound.currentTime = wanted; wanted = null; }
    show();
  };
  const goToLine = (i) => {
    if (repeated !== null) repeated = i;
    seek(lines[i][0] - LEAD / 2);
  };
  const repeat = (line) => {
    repeated = line;
    by("repeat").setAttribute("aria-pressed", String(line !== null));
  };
  const toggleRepeat = () => {
    const at = lineAt(wanted ?? sound.currentTime);
    repeat(repeated === null && lines.length ? Math.max(0, at) : null);
  };

  /** Has the page of a chapter send its text: a page from a disk may be shown, but not be read. */
  const load = () => {
    frame?.remove();
    frame = document.createElement("iframe");
    frame.hidden = true;
    frame.title = chapter.title;
    frame.src = chapter.text;
    lines = [];
    by("text").replaceChildren();
    by("text").setAttribute("aria-busy", "true");
    document.body.append(frame);
  };
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow) return;
    frame.remove();
    frame = null;
    by("text").innerHTML = event.data.html;
    by("text").removeAttribute("aria-busy");
    lines = event.data.lines;
    show();
    whenThere?.();
    whenThere = null;
  });

  const open = (number, time, play) => {
    state.chapter = number;
    chapter = book.chapters[number];
    repeat(null);
    mark(null);
    whenThere = null;
    load();
    document.querySelector("#contents [aria-current]")?.removeAttribute("aria-current");
    const entry = document.querySelector(`#contents [data-chapter="${number}"]`);
    entry.setAttribute("aria-current", "true");
    by("contents").scrollTop = entry.offsetTop - by("contents").clientHeight / 3;
    by("place").max = Math.ceil(chapter.seconds);
    by("length").textContent = clock(chapter.seconds);
    sound.src = chapter.sound;
    sound.playbackRate = sound.defaultPlaybackRate = Number(state.speed);
    wanted = time;
    by("previous-chapter").disabled = number === 0;
    by("next-chapter").disabled = number === book.chapters.length - 1;
    if ("mediaSession" in navigator && "MediaMetadata" in window) {
      navigator.mediaSession.metadata = new MediaMetadata({
        title: chapter.title, artist: book.authors, album: book.title,
        artwork: [{ src: book.cover, sizes: "1400x1400" }],
      });
    }
    show();
    if (play) start();
  };
  const start = () => sound.play().catch((error) => {
    if (error.name !== "AbortError") say("The sound cannot be played: " + error.message);
  });
  const toggle = () => { if (sound.paused) start(); else sound.pause(); };
  const turnTo = (number) => {
    if (!book.chapters[number]) return;
    open(number, 0, !sound.paused);
    say(chapter.title);
    save();
  };

  const mark = (element) => {
    if (marked === element) return;
    if (marked) { marked.classList.remove("now"); marked.removeAttribute("aria-current"); }
    marked = element;
    if (!element) return;
    element.classList.add("now");
    element.setAttribute("aria-current", "true");
    if (state.follow) {
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      element.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
    }
  };
  /** Shows the time and marks the line; while it plays, passes over what is not to be heard. */
  const show = () => {
    const time = wanted ?? sound.currentTime;
    by("now").textContent = clock(time);
    by("place").value = time;
    by("place").setAttribute("aria-valuetext", words(time) + " of " + words(chapter.seconds));
    const at = lineAt(time);
    if (repeated !== null && lines[repeated] && !sound.paused && time >= lines[repeated][1]) { goToLine(repeated); return; }
    if (at >= 0 && !sound.paused && !heard(lines[at])) {
      const next = lines.findIndex((line, i) => i > at && heard(line));
      if (next >= 0) goToLine(next); else finish();
      return;
    }
    mark(at >= 0 ? by("c" + state.chapter + "l" + lines[at][2]) : null);
  };
  const finish = () => {
    if (repeated !== null) { goToLine(repeated); start(); return; }
    if (state.chapter + 1 < book.chapters.length) open(state.chapter + 1, 0, true);
    else { sound.pause(); say("The end."); }
  };
  const step = (by) => {
    const time = wanted ?? sound.currentTime;
    let at = lineAt(time);
    // A step back from well inside of a line goes to its beginning.
    if (by < 0 && at >= 0 && heard(lines[at]) && time - lines[at][0] > 1.5) { goToLine(at); return; }
    do { at += by; } while (lines[at] && !heard(lines[at]));
    if (lines[at]) goToLine(at);
    else if (by > 0 && state.chapter + 1 < book.chapters.length) turnTo(state.chapter + 1);
    else if (by < 0) seek(0);
  };

  const follow = () => { show(); if (!sound.paused) requestAnimationFrame(follow); };
  sound.addEventListener("loadedmetadata", () => { if (wanted !== null) { sound.currentTime = wanted; wanted = null; } });
  sound.addEventListener("play", () => {
    by("play").setAttribute("aria-label", "Pause");
    by("play-shape").setAttribute("d", "M6 4h4v16H6zM14 4h4v16h-4z");
    say("");
    requestAnimationFrame(follow);
  });
  sound.addEventListener("pause", () => {
    by("play").setAttribute("aria-label", "Play");
    by("play-shape").setAttribute("d", "M7 4l14 8-14 8z");
    save();
  });
  // Pages in the background get no animation frames: the text, and what is heard, follow here.
  sound.addEventListener("timeupdate", show);
  sound.addEventListener("ended", finish);
  sound.addEventListener("error", () => say("The sound of this chapter is missing: " + chapter.sound));
  setInterval(() => { if (!sound.paused) save(); }, 2000);
  addEventListener("pagehide", save);

  by("play").addEventListener("click", toggle);
  by("previous-line").addEventListener("click", () => step(-1));
  by("next-line").addEventListener("click", () => step(1));
  by("repeat").addEventListener("click", toggleRepeat);
  by("previous-chapter").addEventListener("click", () => turnTo(state.chapter - 1));
  by("next-chapter").addEventListener("click", () => turnTo(state.chapter + 1));
  by("place").addEventListener("input", (event) => { repeat(null); seek(Number(event.target.value)); });
  by("contents").addEventListener("click", (event) => {
    const link = event.target.closest("a");
    // Who wants the page itself, in a window of its own, gets it.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    turnTo(Number(link.dataset.chapter));
    whenThere = () => by("c" + state.chapter + "h").focus({ preventScroll: false });
  });
  const hearFrom = (event) => {
    const line = event.target.closest("[data-line]");
    // Who marks words with the mouse does not want to hear them.
    if (!line || (!event.target.closest("button") && String(getSelection()))) return;
    const go = () => {
      const at = lines.findIndex((entry) => entry[2] === Number(line.dataset.line));
      if (!heard(lines[at])) {
        state.hear = null;
        hearing.forEach((box) => { box.checked = true; });
      }
      goToLine(at);
      start();
      save();
    };
    // The book's title stands above all chapters and is spoken in the first.
    if (event.currentTarget === by("title") && state.chapter !== 0) {
      open(0, 0, false);
      whenThere = go;
    } else {
      go();
    }
  };
  by("text").addEventListener("click", hearFrom);
  by("title").addEventListener("click", hearFrom);
  by("speed").addEventListener("change", (event) => {
    state.speed = event.target.value;
    sound.playbackRate = sound.defaultPlaybackRate = Number(state.speed);
    save();
  });
  hearing.forEach((box) => box.addEventListener("change", () => {
    if (!hearing.some((other) => other.checked)) {
      box.checked = true;
      say("At least one language is heard.");
    }
    const chosen = hearing.filter((other) => other.checked).map((other) => Number(other.value));
    state.hear = chosen.length === hearing.length ? null : chosen;
    save();
    show();
  }));
  by("size").addEventListener("change", (event) => { state.size = event.target.value; dress(); save(); });
  by("theme").addEventListener("change", (event) => { state.theme = event.target.value; dress(); save(); });
  by("follow").addEventListener("change", (event) => { state.follow = event.target.checked; save(); });
  const dress = () => {
    document.documentElement.dataset.theme = state.theme;
    document.documentElement.style.setProperty("--size", state.size);
  };
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, summary")) return;
    if (event.key === " " && event.shiftKey) { event.preventDefault(); toggleRepeat(); }
    else if (event.key === " " && !event.target.closest("button, a")) { event.preventDefault(); toggle(); }
    else if (event.key === "ArrowRight") { event.preventDefault(); if (event.shiftKey) turnTo(state.chapter + 1); else step(1); }
    else if (event.key === "ArrowLeft") { event.preventDefault(); if (event.shiftKey) turnTo(state.chapter - 1); else step(-1); }
  });
  if ("mediaSession" in navigator) {
    const on = (action, handler) => {
      try { navigator.mediaSession.setActionHandler(action, handler); } catch { /* not known here */ }
    };
    on("play", start);
    on("pause", () => sound.pause());
    on("previoustrack", () => turnTo(state.chapter - 1));
    on("nexttrack", () => turnTo(state.chapter + 1));
    on("seekbackward", () => step(-1));
    on("seekforward", () => step(1));
    on("seekto", (details) => { repeat(null); seek(details.seekTime); });
  }

  by("speed").value = state.speed;
  by("size").value = state.size;
  by("theme").value = state.theme;
  by("follow").checked = state.follow;
  hearing.forEach((box) => { box.checked = !state.hear || state.hear.includes(Number(box.value)); });
  dress();
  open(state.chapter, state.time, false);
})();
