"use strict";
// Verifies the whole record and every file of the edition, read from its server or from a saved copy: everything that
// docs/spec/verification.md asks for, but for what entries mean, and for draws by lot.
(() => {
  const {
    Authority, Chains, Growing, Panel, SavedFolder, WIDTH, Wrong, base64, behind, checkDocument, checkFigure,
    checkState, cutBundle, demand, forEach, hashHex, hex, isAble, joined, leafHash, listOf, loadWords, openedBody,
    ownSource, readCheckpoint, readList, readManifest, readPolicy, readSubmission, readSums, same, sayRevoked, sayWitnesses,
    signers, textOf, tilePath, wordsIn,
  } = proverka.check;

  const CHECKED = ["entries", "submissions", "signatures", "witnesses", "disclosed", "files", "pages"];
  const CHECKPOINT = /^checkpoints\/([1-9]\d*)$/;
  const KEPT_KINDS = ["figure", "declaration", "correction"]; // what a figure on a page can come from

  const fileOf = async (source, path) => demand(await source.read(path), "missing", { path });
  const textIn = async (source, path) => textOf(await fileOf(source, path));
  // What a policy asks for, however it is laid out.
  const meaning = ({ logs, witnesses, groups, quorum }) => {
    const named = [...witnesses].map(([name, key]) => [name, key.text]);
    return JSON.stringify([logs.map((key) => key.text), named, groups, quorum]);
  };
  const inEntry = (index) => ["in-entry", { entry: String(index) }];

  // A record while it is checked: what was read of it, and which entries are wrong, apart by what is wrong with them.
  class Whole {
    chains = new Chains();
    leaves = [];
    documents = new Map();
    sealed = new Map();
    bodies = new Map();
    roots = new Map(); // by size, where a checkpoint of that size is to be compared
    signed = [];
    spoken = new Map(); // by language
    faults = { submissions: [], signatures: [] };

    constructor(source, panel) { Object.assign(this, { source, panel }); }

    // The bytes of a file of the log; a partial file may have given way to the full one.
    async read(path, full) {
      return await this.source.read(path) ?? (path === full ? null : this.source.read(full));
    }

    // Compares a tile with what is stored of it, and with narrower files of earlier sizes that are still there.
    async compare(level, index, hashes, step) {
      const bytes = joined(hashes), full = `record/${tilePath(level, index)}`;
      const widths = (this.partial.get(full) ?? []).filter((width) => width < hashes.length);
      for (const width of [...widths, hashes.length]) {
        const path = `record/${tilePath(level, index, width)}`, expected = bytes.subarray(0, width * 32);
        const held = (await this.read(path, full))?.subarray(0, expected.length);
        if (!held) step.fault(new Wrong("missing", { path }));
        else if (!same(held, expected)) this.tell(step, level, index, path, held, expected);
      }
      this.tiles = (this.tiles ?? 0) + 1;
    }

    // Tells which hashes of a tile are others than the entries give: of the leaves, which entries those are.
    tell(step, level, index, path, held, expected) {
      const other = held.findIndex((byte, at) => byte !== expected[at]);
      if (level || other < 0) step.fault(new Wrong("tile-other", { path }));
      else step.fault(new Wrong("leaf-other", { path }), inEntry(index * WIDTH + Math.floor(other / 32)));
    }

    async bundle(index, width, step) {
      const path = `record/${tilePath("entries", index, width)}`, full = `record/${tilePath("entries", index)}`;
      const bytes = demand(await this.read(path, full), "missing", { path });
      const entries = cutBundle(bytes, width);
      const ends = entries.map((entry) => entry.byteOffset + entry.length - bytes.byteOffset);
      for (const narrow of (this.partial.get(full) ?? []).filter((one) => one < width)) {
        const beside = `${full}.p/${narrow}`, held = await this.source.read(beside) ?? new Uint8Array();
        if (!same(held, bytes.subarray(0, ends[narrow - 1]))) step.fault(new Wrong("tile-other", { path: beside }));
      }
      return entries;
    }

    // Takes an entry: its place in the tree, in its party's chain, and who signed it.
    async take(index, raw, checks) {
      let submission;
      try {
        submission = await readSubmission(raw);
        this.chains.follow(index, submission);
      } catch (error) {
        this.faults.submissions.push([error, index]);
      }
      if (!submission) return;
      this.keep(index, submission);
      const ruling = ["genesis", "key", "policy"].includes(submission.envelope.kind);
      const checked = async () => {
        if (index === 0) this.authority = await Authority.open(submission);
        const parties = await demand(this.authority, "genesis").check(submission);
        if (ruling && index) await this.authority.take(index, submission);
        this.signed.push({ index, parties });
      };
      const guarded = () => checked().catch((error) => { this.faults.signatures.push([error, index]); });
      // Keys change between entries: those before are judged first.
      if (ruling) { await Promise.all(checks.splice(0)); await guarded(); } else checks.push(guarded());
    }

    keep(index, { envelope, hash }) {
      for (const one of envelope.references ?? []) {
        const named = Number(one.index), holds = named < index && hex(this.leaves[named]) === one.leaf;
        if (!holds) this.faults.submissions.push([new Wrong("reference", { entry: one.index }), index]);
      }
      for (const one of envelope.documents ?? []) {
        if (!this.documents.has(one.sha256)) this.documents.set(one.sha256, { index, ...one });
      }
      if (envelope.body._sd) this.sealed.set(hex(hash), { index, envelope });
      if (KEPT_KINDS.includes(envelope.kind)) this.bodies.set(index, { index, envelope, body: envelope.body });
    }
  }

  // The paths that SHA256SUMS lists; that it is there and well formed is for a later step to demand.
  const pathsIn = (sums) => {
    try {
      return [...readSums(textOf(sums)).keys()];
    } catch {
      return [];
    }
  };
  const partialFiles = (paths) => {
    const found = new Map();
    for (const path of paths) {
      const [, full, width] = /^(record\/tile\/.+)\.p\/([1-9]\d{0,2})$/.exec(path) ?? [];
      if (full) found.set(full, [...found.get(full) ?? [], Number(width)]);
    }
    return found;
  };

  // Verifies everything that a source holds, and tells of each step in a panel. `given` may hold a policy and a
  // checkpoint that the reader had from somebody else.
  const checkWhole = async (panel, source, given) => {
    const held = new Whole(source, panel);
    panel.begin();
    const begun = await panel.step("checkpoint", async (step) => {
      const policy = await readPolicy(await fileOf(source, "policy.txt"));
      held.policy = given.policy ? await readPolicy(given.policy) : policy;
      demand(meaning(policy) === meaning(held.policy), "policy-given");
      held.at = await readCheckpoint(await fileOf(source, "record/checkpoint"), held.policy);
      held.sums = await source.read("SHA256SUMS");
      held.paths = source.paths ?? pathsIn(held.sums);
      held.partial = partialFiles(held.paths);
      if (given.checkpoint) held.other = await readCheckpoint(given.checkpoint, held.policy);
      const { origin, size, root, log } = held.at;
      step.say("checkpoint", { origin, size, root: base64(root), key: log.text });
      if (given.policy) step.say("policy-given");
    });
    if (!begun) {
      panel.skip(CHECKED);
      panel.end();
      return;
    }
    for (const name of CHECKED) await panel.step(name, (step) => STEPS[name](step, held));
    if (held.other) await panel.step("compared", (step) => compared(step, held));
    panel.end();
  };

  const STEPS = {
    // Every entry is hashed; every tile of every level, and the root, are what the entries give.
    async entries(step, held) {
      const { at, panel } = held, kept = held.paths.map((path) => Number(CHECKPOINT.exec(path)?.[1]));
      const sizes = new Set([held.other?.size, ...kept]);
      const growing = new Growing((level, index, hashes) => held.compare(level, index, hashes, step)), checks = [];
      for (let index = 0; index * WIDTH < at.size; index += 1) {
        const entries = await held.bundle(index, Math.min(WIDTH, at.size - index * WIDTH), step);
        const leaves = await Promise.all(entries.map(leafHash));
        held.leaves.push(...leaves);
        for (const [place, raw] of entries.entries()) {
          const number = index * WIDTH + place;
          await growing.add(leaves[place]);
          if (sizes.has(growing.size)) held.roots.set(growing.size, await growing.root());
          await held.take(number, raw, checks);
        }
        await Promise.all(checks.splice(0));
        panel.progress("entries", Math.min(at.size, (index + 1) * WIDTH), at.size);
      }
      for (const [level, hashes] of growing.open.entries()) {
        if (hashes.length) await held.compare(level, growing.closed[level], hashes, step);
      }
      demand(same(await growing.root(), at.root), "root");
      step.say("whole-entries", { count: at.size, tiles: held.tiles });
    },
    // Every entry is a submission to this log, and each party's follow each other without a gap.
    async submissions(step, held) {
      held.faults.submissions.forEach(([error, index]) => step.fault(error, inEntry(index)));
      step.say("whole-submissions", { count: held.leaves.length, parties: held.chains.last.size });
    },
    // Every submission is signed by all who must, under keys and rules in force there, as the entries themselves say.
    async signatures(step, held) {
      held.faults.signatures.forEach(([error, index]) => step.fault(error, inEntry(index)));
      demand(held.authority, "genesis").checkStated(held.policy);
      step.say("whole-signatures", { count: held.signed.length });
      sayRevoked(step, held.authority, held.signed);
      if (held.authority.demonstration) step.remark("demonstration");
    },
    // Every checkpoint that is kept is one of this tree, and so are the cosignatures on it.
    async witnesses(step, held) {
      const kept = [held.at], former = { ...held.policy, witnesses: new Map(held.policy.witnesses) };
      for (const path of held.paths.filter((one) => CHECKPOINT.test(one))) {
        try {
          const one = await readCheckpoint(await fileOf(held.source, path), former);
          const { size } = one, fits = one.origin === held.at.origin && path === `checkpoints/${size}`;
          demand(fits && size <= held.at.size, "checkpoint-size", { size });
          demand(same(one.root, held.roots.get(size)), "fork", { size });
          kept.push(one);
          await checkLines(one, held);
        } catch (error) {
          step.fault(error, ["in-file", { path }]);
        }
      }
      await checkLines(held.at, held);
      sayWitnesses(step, held.policy, held.at, kept);
      const cosigned = kept.some((one) => one.times.length);
      if (cosigned && held.authority?.demonstration) step.remark("demonstration-witnesses");
    },
    // What is disclosed beside the log, openings and documents, is what entries commit to.
    async disclosed(step, held) {
      let openings = 0, documents = 0, withheld = 0;
      for (const path of held.paths.filter((one) => /^openings\/[0-9a-f]{64}$/.test(one))) {
        const sealed = held.sealed.get(path.slice("openings/".length));
        if (!sealed) continue; // of what never came into the log it says nothing
        try {
          const body = await openedBody(sealed, await textIn(held.source, path));
          if (held.bodies.has(sealed.index)) held.bodies.set(sealed.index, { ...sealed, body });
          openings += 1;
        } catch (error) {
          step.fault(error, ["in-file", { path }]);
        }
      }
      const there = new Set(held.paths);
      await forEach(held.documents, async ([name, { index, ...document }]) => {
        const path = `documents/sha256/${name.slice(0, 2)}/${name}`;
        try {
          if (!there.has(path) && (document.salted || document.table)) withheld += 1;
          else await checkDocument(await fileOf(held.source, path), document);
          documents += Number(there.has(path));
          held.panel.progress("disclosed", documents + withheld, held.documents.size);
        } catch (error) {
          step.fault(error, inEntry(index));
        }
      });
      step.say("whole-disclosed", { documents, openings, withheld });
    },
    // Every file is the one that SHA256SUMS lists; the manifest, which somebody signed or nobody, lists SHA256SUMS.
    async files(step, held) {
      const keys = held.authority?.current.values() ?? [], path = "SHA256SUMS";
      const manifest = await readManifest(await fileOf(held.source, "manifest"), keys);
      checkState(manifest, held.at);
      demand(await hashHex(demand(held.sums, "missing", { path })) === manifest.sums, "file", { path });
      const sums = readSums(textOf(held.sums)), listed = await listsOf(manifest, held);
      held.pages = [];
      let done = 0;
      await forEach(sums, async ([path, expected]) => {
        try {
          const bytes = await fileOf(held.source, path);
          if (path.endsWith(".html") && textOf(bytes).includes("data-figure=")) held.pages.push(path);
          const found = await hashHex(bytes);
          demand(found === expected && found === (listed.get(path)?.file ?? found), "file", { path });
        } catch (error) {
          step.fault(error);
        }
        held.panel.progress("files", done += 1, sums.size);
      });
      const apart = new Set([...sums.keys(), "SHA256SUMS", "manifest", "proof/manifest.js"]);
      const strange = held.paths.filter((one) => !apart.has(one));
      if (strange.length) step.remark("strange", { count: strange.length, paths: strange.slice(0, 5).join(", ") });
      step.say("whole-files", { count: sums.size });
      const by = manifest.signed.map((key) => held.authority.name(held.authority.owners.get(key)));
      const key = manifest.signed.map(({ text }) => text);
      if (by.length) step.say("manifest-signed", { by, day: manifest.asOf, key });
      else step.remark("manifest-unsigned", { day: manifest.asOf });
    },
    // The figures on every page that are an entry's own are the numbers that were signed.
    async pages(step, held) {
      const counts = [0, 0];
      for (const [done, path] of demand(held.pages, "unlisted", { path: "SHA256SUMS" }).sort().entries()) {
        const page = new DOMParser().parseFromString(await textIn(held.source, path), "text/html");
        const language = await numerals(held, path.split("/")[0]);
        for (const one of page.querySelectorAll("[data-figure]")) {
          try {
            const entries = behind(one).map((index) => held.bodies.get(index) ?? other(held, index));
            counts[Number(checkFigure(one, entries, language))] += 1;
          } catch (error) {
            step.fault(error, ["in-file", { path }]);
          }
        }
        held.panel.progress("pages", done + 1, held.pages.length);
      }
      step.say("whole-pages", { pages: held.pages.length, count: counts[1], computed: counts[0] });
    },
  };

  // An entry of a kind that has no figure of its own: what is shown of it was computed.
  const other = (held, index) => {
    demand(index < held.leaves.length, "entry-missing");
    return { index, envelope: { kind: "" }, body: {} };
  };

  // How the pages of a language write numerals and bounds, from the files of the edition that is checked.
  const numerals = async ({ source, spoken }, code) => {
    if (!spoken.has(code)) {
      const { phrases } = wordsIn(await scriptValue(source, `assets/verify/words/${code}.js`));
      spoken.set(code, { phrases, language: await scriptValue(source, `assets/words/${code}.js`) });
    }
    return spoken.get(code);
  };
  // The value that a script of data puts: it is read, and nothing of it is run.
  const scriptValue = async (source, path) =>
    JSON.parse(/^proverka\.put\("[^"]*", (.*)\);\n$/s.exec(await textIn(source, path))[1]);

  const listsOf = async (manifest, held) => {
    const all = new Map();
    for (const name of manifest.lists.keys()) {
      const list = await readList(manifest, name, await scriptValue(held.source, `proof/lists/${name}.js`));
      for (const [path, hashes] of list) {
        demand(await listOf(manifest, path) === name, "list", { name });
        all.set(path, hashes);
      }
    }
    return all;
  };

  // Every line under a checkpoint is the log's, or of somebody whom policy or record name as a witness.
  const checkLines = async ({ note }, { policy, authority }) => {
    const keys = [...new Set([...policy.logs, ...policy.witnesses.values(), ...authority?.witnesses.keys() ?? []])];
    await signers(note, keys);
    const names = new Set(keys.map((key) => `${key.name}+${key.id}`));
    const strange = note.lines.find(({ name, id }) => !names.has(`${name}+${id}`));
    demand(!strange, "signer-unknown", { key: `${strange?.name}+${strange?.id}` });
  };

  // A checkpoint that the reader had from somebody else is one of the same history, or evidence of two.
  const compared = async (step, { other: theirs, at, roots }) => {
    demand(theirs.origin === at.origin, "other-log");
    if (theirs.size > at.size) return step.remark("compared-newer", { size: theirs.size });
    demand(theirs.size === 0 || same(theirs.root, roots.get(theirs.size)), "fork", { size: theirs.size });
    return step.say("compared", { size: theirs.size });
  };

  // Offers the check of everything on the page that holds `shown`.
  const offerWhole = async (shown) => {
    const words = await loadWords(), panel = new Panel(shown, words), form = shown.querySelector("form");
    const source = ownSource();
    form.elements.server.hidden = source === null;
    const start = async (from) => {
      const [policy] = form.elements.policy.files, checkpoint = form.elements.checkpoint.value;
      const note = checkpoint.trim() && `${checkpoint.trim()}\n`;
      const given = { policy: policy && await policy.text(), checkpoint: note };
      form.elements.fields.disabled = true;
      await checkWhole(panel, from, given);
      form.elements.fields.disabled = false;
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); start(source); });
    form.elements.folder.addEventListener("change", async () => {
      try {
        await start(new SavedFolder(form.elements.folder.files));
      } catch (error) {
        panel.begin();
        await panel.step("checkpoint", () => { throw error; });
        panel.end();
      }
    });
    if (await isAble()) shown.hidden = false;
    else document.getElementById("unable").hidden = false;
  };

  Object.assign(proverka.check, { offerWhole });
})();
