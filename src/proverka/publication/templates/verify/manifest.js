"use strict";
// What an edition lists of itself: every file with its SHA-256, every page with that of its words too, as in
// docs/spec/edition.md.
(() => {
  const { bytesOf, demand, hashHex, number, readNote, same, signers, textOf, unbase64 } = proverka.check;

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
    const names = note.lines.map(({ name, id }) => `${name}+${id}`).join(", ");
    demand(!isNote || signed.length, "manifest-signers", { keys: names });
    return { origin, size: number(size), root: unbase64(root, 32), asOf: day, sums: all, lists: found, signed };
  };

  // Refuses a manifest of another state of the record than a checkpoint's.
  const checkState = (manifest, at) => {
    const { origin, size, root } = manifest;
    demand(origin === at.origin && size === at.size && same(root, at.root), "manifest-state", { size });
  };

  // Returns the name of the list in which a path stands.
  const listOf = async ({ lists }, path) => (await hashHex(bytesOf(path))).slice(0, lists.size === 16 ? 1 : 2);

  // Returns the paths of a list, each with the SHA-256 of its file and of its words; refuses a list that was changed.
  const readList = async (manifest, name, text) => {
    demand(await hashHex(bytesOf(text)) === manifest.lists.get(name), "list", { name });
    return new Map(text.split("\n").slice(0, -1).map((row) => {
      const [, file, words, path] = demand(LINE.exec(row), "list", { name });
      return [path, { file, words }];
    }));
  };

  // The file of a value that came as a script, whose bytes a page on a disk cannot read: there is one such text.
  const scriptOf = (name, value) => `proverka.put(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`;
  // Returns the lines of a SHA256SUMS file: the SHA-256 of each path.
  const readSums = (text) => new Map(text.split("\n").slice(0, -1).map((row) => {
    const [, file, path] = demand(/^([0-9a-f]{64}) {2}(.+)$/.exec(row), "sums");
    return [path, file];
  }));

  Object.assign(proverka.check, { checkState, listOf, readList, readManifest, readSums, scriptOf });
})();
