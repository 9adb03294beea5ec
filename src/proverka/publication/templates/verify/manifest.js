"use strict";
// What an edition lists of itself: every file with its SHA-256, every page with that of its words: docs/spec/edition.md.
(() => {
  const { base64, bytesOf, demand, hex, number, readNote, sha256, signers, textOf, unbase64 } = proverka.check;

  const MANIFEST = "proverka/manifest/v1";
  const LINE = /^([0-9a-f]{64}) ([0-9a-f]{64}|-) (.+)$/;

  // Returns the manifest in a text or in bytes, and by which of `keys` it is signed; it may be signed by nobody. Signed
  // by others only, it is refused: who they are, nothing here says.
  const readManifest = async (raw, keys) => {
    const whole = typeof raw === "string" ? raw : textOf(raw), isNote = whole.includes("\n\n");
    const note = isNote ? readNote(whole) : { text: whole, lines: [] };
    const rows = note.text.split("\n");
    demand(rows.pop() === "" && rows.length > 6 && rows[0] === MANIFEST, "manifest");
    const [, origin, size, root, asOf, sums, ...lists] = rows;
    const member = (row, form) => demand(form.exec(row), "manifest").slice(1);
    const [day] = member(asOf, /^as-of (\d{4}-\d\d-\d\d)$/), [all] = member(sums, /^sums ([0-9a-f]{64})$/);
    const found = new Map(lists.map((row) => member(row, /^list ([0-9a-f]{1,2}) ([0-9a-f]{64})$/)));
    demand([16, 256].includes(lists.length) && found.size === lists.length, "manifest");
    const signed = isNote ? (await signers(note, keys)).map(({ key }) => key) : [];
    demand(!isNote || signed.length, "manifest-signers", { keys: note.lines.map(({ name, id }) => `${name}+${id}`).join(", ") });
    return { origin, size: number(size), root: unbase64(root, 32), asOf: day, sums: all, lists: found, signed };
  };

  // Refuses a manifest of another state of the record than a checkpoint's.
  const checkState = (manifest, at) => {
    const same = manifest.origin === at.origin && manifest.size === at.size && base64(manifest.root) === base64(at.root);
    demand(same, "manifest-state", { size: manifest.size });
  };

  // Returns the name of the list in which a path stands.
  const listOf = async (manifest, path) => hex(await sha256(bytesOf(path))).slice(0, manifest.lists.size === 16 ? 1 : 2);

  // Returns the paths of a list, each with the SHA-256 of its file and of its words; refuses another list than the listed.
  const readList = async (manifest, name, text) => {
    demand(hex(await sha256(bytesOf(text))) === manifest.lists.get(name), "list", { name });
    return new Map(text.split("\n").slice(0, -1).map((row) => {
      const [, file, words, path] = demand(LINE.exec(row), "list", { name });
      return [path, { file, words }];
    }));
  };

  // The SHA-256 of the words of a page, in hex.
  const wordsHash = async (words) => hex(await sha256(bytesOf(words)));
  // The file of a value that came as a script, whose bytes a page on a disk cannot read: there is one such text.
  const scriptOf = (name, value) => `proverka.put(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`;
  // Returns the lines of a SHA256SUMS file: the SHA-256 of each path.
  const readSums = (text) => new Map(text.split("\n").slice(0, -1).map((row) => {
    const [, file, path] = demand(/^([0-9a-f]{64}) {2}(.+)$/.exec(row), "sums");
    return [path, file];
  }));

  Object.assign(proverka.check, { checkState, listOf, readList, readManifest, readSums, scriptOf, wordsHash });
})();
