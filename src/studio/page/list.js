// A list of many rows of different heights, of which only those near the view are made. Heights are guessed until a row is
// seen, and then measured.

/** How far beyond the view rows are made, in pixels. */
const BEYOND = 700;
const BLOCK = 64;

export class List {
  /**
   * @param {HTMLElement} place what scrolls
   * @param {{ count: () => number, guess: (i: number) => number, make: (i: number) => HTMLElement, on: () => number }} rows
   */
  constructor(place, rows) {
    this.place = place;
    this.rows = rows;
    this.made = new Map();
    this.above = document.createElement("div");
    this.below = document.createElement("div");
    this.body = document.createElement("div");
    for (const part of [this.above, this.body, this.below]) part.setAttribute("role", "presentation");
    this.body.setAttribute("role", "rowgroup");
    place.append(this.above, this.body, this.below);
    place.addEventListener("scroll", () => this.update(), { passive: true });
    [this.width, this.height] = [place.clientWidth, place.clientHeight];
    this.watcher = new ResizeObserver(() => {
      // The row that is on stays in view, if it was.
      const top = this.offset(rows.on()) - place.scrollTop;
      const seen = top >= 0 && top < this.height;
      if (place.clientWidth !== this.width) this.reset();
      else this.update();
      [this.width, this.height] = [place.clientWidth, place.clientHeight];
      if (seen) this.show(rows.on());
    });
    this.watcher.observe(place);
    this.reset();
  }

  close() { this.watcher.disconnect(); }

  /** Does something that makes rows anew; what has the focus in a part that is kept has it again. */
  #focused(work) {
    const active = document.activeElement;
    work();
    if (active !== document.activeElement && this.place.contains(active)) active.focus({ preventScroll: true });
  }

  reset() { this.#focused(() => this.#reset()); }

  splice(...splice) { this.#focused(() => this.#splice(...splice)); }

  /** Guesses all heights anew, and stays at the row that is seen first. */
  #reset() {
    const first = this.heights ? this.at(this.place.scrollTop) : 0;
    const n = this.rows.count();
    this.heights = new Float32Array(n);
    this.seen = new Uint8Array(n);
    for (let i = 0; i < n; i++) this.heights[i] = this.rows.guess(i);
    this.sum();
    this.clear();
    if (first) this.place.scrollTop = this.offset(Math.min(first, n - 1));
    this.update();
  }

  /** Some rows are others now. */
  #splice(at, removed, added) {
    const heights = new Float32Array(this.rows.count());
    const seen = new Uint8Array(this.rows.count());
    heights.set(this.heights.subarray(0, at));
    seen.set(this.seen.subarray(0, at));
    heights.set(this.heights.subarray(at + removed), at + added);
    seen.set(this.seen.subarray(at + removed), at + added);
    for (let i = at; i < at + added; i++) heights[i] = this.rows.guess(i);
    const first = this.at(this.place.scrollTop);
    const into = this.place.scrollTop - this.offset(first);
    [this.heights, this.seen] = [heights, seen];
    this.sum();
    this.clear();
    // What is above the view has changed in height: the view stays where it was.
    if (at + removed <= first) this.place.scrollTop = this.offset(first + added - removed) + into;
    this.update();
  }

  clear() {
    this.made.clear();
    this.body.replaceChildren();
  }

  sum() {
    this.blocks = new Float64Array(Math.ceil(this.heights.length / BLOCK) + 1);
    for (let i = 0; i < this.heights.length; i++) this.blocks[Math.floor(i / BLOCK) + 1] += this.heights[i];
    for (let b = 1; b < this.blocks.length; b++) this.blocks[b] += this.blocks[b - 1];
  }

  /** Where a row begins. */
  offset(i) {
    const block = Math.floor(i / BLOCK);
    let y = this.blocks[block];
    for (let k = block * BLOCK; k < i; k++) y += this.heights[k];
    return y;
  }

  /** The row at a height. */
  at(y) {
    let [low, high] = [0, this.blocks.length - 2];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.blocks[middle] <= y) low = middle;
      else high = middle - 1;
    }
    let i = Math.max(0, low) * BLOCK;
    let top = this.blocks[Math.max(0, low)];
    while (i < this.heights.length - 1 && top + this.heights[i] <= y) top += this.heights[i++];
    return Math.min(i, Math.max(0, this.heights.length - 1));
  }

  /** Makes the rows near the view. */
  update() {
    const n = this.heights.length;
    if (!n) {
      this.clear();
      return;
    }
    const top = this.place.scrollTop;
    const from = this.at(Math.max(0, top - BEYOND));
    const to = this.at(top + this.place.clientHeight + BEYOND) + 1;
    for (const [i, row] of this.made) {
      // A row that is worked in stays as long as it is.
      if ((i < from || i >= to) && !row.contains(document.activeElement)) {
        row.remove();
        this.made.delete(i);
      }
    }
    const fresh = [];
    for (let i = from; i < to; i++) {
      if (this.made.has(i)) continue;
      const row = this.rows.make(i);
      row.setAttribute("aria-rowindex", i + 1);
      this.made.set(i, row);
      fresh.push(i);
    }
    if (fresh.length) {
      const order = [...this.made.keys()].sort((a, b) => a - b);
      let next = this.body.firstElementChild;
      for (const i of order) {
        const row = this.made.get(i);
        if (row === next) next = next.nextElementSibling;
        else this.body.insertBefore(row, next);
      }
      this.measure(fresh);
    }
    this.space();
  }

  /** Rows have other heights than was thought. */
  measure(which = [...this.made.keys()]) {
    const first = this.at(this.place.scrollTop);
    let above = 0;
    let changed = false;
    for (const i of which) {
      const row = this.made.get(i);
      if (!row) continue;
      const height = row.getBoundingClientRect().height;
      if (Math.abs(height - this.heights[i]) > 0.5) {
        if (i < first) above += height - this.heights[i];
        this.heights[i] = height;
        changed = true;
      }
      this.seen[i] = 1;
    }
    if (!changed) return;
    this.sum();
    this.space();
    if (above) this.place.scrollTop += above;
  }

  space() {
    const made = [...this.made.keys()];
    const first = Math.min(...made);
    const last = Math.max(...made);
    let inner = 0;
    for (const i of made) inner += this.heights[i];
    // A row that is kept far away leaves a gap between; it is filled above.
    const between = this.offset(last + 1) - this.offset(first) - inner;
    this.above.style.height = `${this.offset(first) + Math.max(0, between)}px`;
    this.below.style.height = `${Math.max(0, this.blocks[this.blocks.length - 1] - this.offset(last + 1))}px`;
  }

  /** Makes one row anew. */
  redraw(i) {
    const old = this.made.get(i);
    if (!old) return;
    const row = this.rows.make(i);
    row.setAttribute("aria-rowindex", i + 1);
    old.replaceWith(row);
    this.made.set(i, row);
    this.measure([i]);
    this.space();
  }

  /** Brings a row into view. */
  show(i, middle = false) {
    const { scrollTop, clientHeight } = this.place;
    const height = Math.min(this.heights[i], clientHeight);
    const top = this.offset(i);
    if (middle || top < scrollTop - clientHeight || top > scrollTop + 2 * clientHeight) {
      this.place.scrollTop = top - (clientHeight - height) / 2;
    } else if (top < scrollTop + 30) {
      this.place.scrollTop = top - 30;
    } else if (top + height > scrollTop + clientHeight - 30) {
      this.place.scrollTop = top + height - clientHeight + 30;
    }
    this.update();
    return this.made.get(i);
  }
}
