"use strict";
// The tree of RFC 6962 over the entries, and the tiles that hold its hashes: docs/spec/merkle-tree.md and tiles.md.
(() => {
  const { demand, same, sha256 } = proverka.check;

  const WIDTH = 256, HASH = 32;
  const ZERO = Uint8Array.of(0), ONE = Uint8Array.of(1);
  const leafHash = (entry) => sha256(ZERO, entry);
  const nodeHash = (left, right) => sha256(ONE, left, right);
  // The largest power of two smaller than n, for n > 1.
  const split = (n) => { let k = 1; while (2 * k < n) k *= 2; return k; };
  const isPower = (n) => n === 1 || (n > 1 && 2 * split(n) === n);
  const half = (n) => Math.floor(n / 2); // sizes are larger than what JavaScript can shift

  // Returns the root over leaf hashes: pairs are joined level by level, an odd last one moves up as it is.
  const rootOf = async (hashes) => {
    let level = hashes;
    while (level.length > 1) {
      const pairs = [];
      for (let i = 0; i + 1 < level.length; i += 2) pairs.push(nodeHash(level[i], level[i + 1]));
      level = [...await Promise.all(pairs), ...level.length % 2 ? level.slice(-1) : []];
    }
    return level[0] ?? sha256(new Uint8Array());
  };

  // Returns where a path leads from node `fn` of a level up to `sn`: the roots of the tree up to it, and of all.
  const climb = async (start, fn, sn, path) => {
    let fr = start, sr = start;
    for (const hash of path) {
      demand(sn > 0, "path");
      if (fn % 2 || fn === sn) {
        [fr, sr] = await Promise.all([nodeHash(hash, fr), nodeHash(hash, sr)]);
        while (fn && fn % 2 === 0) [fn, sn] = [half(fn), half(sn)];
      } else {
        sr = await nodeHash(sr, hash);
      }
      [fn, sn] = [half(fn), half(sn)];
    }
    demand(sn === 0, "path");
    return [fr, sr];
  };

  // Refuses a path that does not prove the leaf at `index` of the tree (RFC 9162 section 2.1.3.2).
  const checkInclusion = async (leaf, index, size, path, root) => {
    demand(index < size, "path");
    const [, there] = await climb(leaf, index, size - 1, path);
    demand(same(there, root), "path");
  };

  // Refuses a path that does not prove one tree a beginning of the other (RFC 9162 section 2.1.4.2).
  const checkConsistency = async (oldSize, newSize, oldRoot, newRoot, path) => {
    demand(oldSize <= newSize, "path");
    if (oldSize === 0 || oldSize === newSize) {
      const expected = oldSize === newSize ? newRoot : await sha256(new Uint8Array());
      demand(path.length === 0 && same(oldRoot, expected), "path");
      return;
    }
    const [start, ...rest] = isPower(oldSize) ? [oldRoot, ...path] : path;
    demand(start, "path");
    let [fn, sn] = [oldSize - 1, newSize - 1];
    while (fn % 2) [fn, sn] = [half(fn), half(sn)];
    const [fr, sr] = await climb(start, fn, sn, rest);
    demand(same(fr, oldRoot) && same(sr, newRoot), "path");
  };

  // Returns the path of the tile of a level, or of a bundle where that is `entries`, with the width of a partial one.
  const tilePath = (level, index, width = WIDTH) => {
    const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0").match(/.../g);
    const groups = digits.map((group, i) => i < digits.length - 1 ? `x${group}` : group);
    return `tile/${level}/${groups.join("/")}${width < WIDTH ? `.p/${width}` : ""}`;
  };
  const widthOf = (level, index, size) => Math.min(WIDTH, Math.floor(size / WIDTH ** level) - index * WIDTH);
  const cut = (bytes, width) => {
    demand(bytes.length === width * HASH, "tile");
    return Array.from({ length: width }, (_, i) => bytes.subarray(i * HASH, (i + 1) * HASH));
  };

  // A tree of which tiles are read where they are needed. Nothing that comes from it is trusted: paths are verified.
  class Tree {
    constructor(size, read) {
      Object.assign(this, { size, read, tiles: new Map(), nodes: new Map() });
    }

    hashes(level, index) {
      const width = widthOf(level, index, this.size), path = tilePath(level, index, width);
      const read = async () => cut(await this.read(level, index, width), width);
      if (!this.tiles.has(path)) this.tiles.set(path, read());
      return this.tiles.get(path);
    }

    // The root over leaves `index` * 2^`height` up to the next so many.
    perfect(height, index) {
      const name = `${height}/${index}`;
      if (!this.nodes.has(name)) this.nodes.set(name, this.made(height, index));
      return this.nodes.get(name);
    }

    async made(height, index) {
      if (height % 8) {
        return nodeHash(await this.perfect(height - 1, 2 * index), await this.perfect(height - 1, 2 * index + 1));
      }
      return (await this.hashes(height / 8, Math.floor(index / WIDTH)))[index % WIDTH];
    }

    async root(start, end) {
      const n = end - start;
      if (n === 0) return sha256(new Uint8Array());
      if (isPower(n) && start % n === 0) return this.perfect(Math.round(Math.log2(n)), start / n);
      const middle = start + split(n);
      return nodeHash(await this.root(start, middle), await this.root(middle, end));
    }

    async path(index, start = 0, end = this.size) {
      if (end - start === 1) return [];
      const middle = start + split(end - start);
      return index < middle
        ? [...await this.path(index, start, middle), await this.root(middle, end)]
        : [...await this.path(index, middle, end), await this.root(start, middle)];
    }

    // The path that proves the tree of a size a beginning of this one (RFC 9162 section 2.1.4.1).
    async proof(size, start = 0, end = this.size, known = true) {
      if (size === 0 || size === this.size) return [];
      if (size === end - start) return known ? [] : [await this.root(start, end)];
      const middle = start + split(end - start);
      return size <= middle - start
        ? [...await this.proof(size, start, middle, known), await this.root(middle, end)]
        : [...await this.proof(size - (middle - start), middle, end, false), await this.root(start, middle)];
    }
  }

  // The tiles that entries give, level by level; `full` is told of each that is complete, with its level and index.
  class Growing {
    constructor(full) {
      Object.assign(this, { full, open: [[]], closed: [0], size: 0 });
    }

    async add(hash, level = 0) {
      if (level === 0) this.size += 1;
      (this.open[level] ??= []).push(hash);
      this.closed[level] ??= 0;
      if (this.open[level].length < WIDTH) return;
      const hashes = this.open[level];
      this.open[level] = [];
      await this.full(level, this.closed[level]++, hashes);
      await this.add(await rootOf(hashes), level + 1);
    }

    // The root over everything so far: of each level the open tile, and right of it what lies below.
    async root() {
      let below = [];
      for (const hashes of this.open) {
        if (hashes.length || below.length) below = [await rootOf([...hashes, ...below])];
      }
      return below[0] ?? sha256(new Uint8Array());
    }
  }

  Object.assign(proverka.check, {
    Growing, Tree, WIDTH, checkConsistency, checkInclusion, leafHash, rootOf, tilePath, widthOf,
  });
})();
