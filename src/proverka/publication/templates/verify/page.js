"use strict";
// Verifies the page that is shown: the entries behind it, who signed them, the figures that are theirs, its words, and
// what is disclosed beside them. The steps are those of docs/spec/edition.md, "What a page check does".
(() => {
  const {
    Authority, Panel, SavedFolder, Tree, Wrong, base64, behind, bytesOf, checkConsistency, checkDocument, checkFigure,
    checkInclusion, checkShown, checkState, demand, forEach, hashHex, hex, isAble, isDemonstration, listOf, loadWords,
    openedBody, ownSource, readCheckpoint, readList, readManifest, readPolicy, readSubmission, scriptOf, textOf, tilePath,
    unbase64,
  } = proverka.check;

  const ENTRIES_TO_A_PAGE = 64;
  const STEPS = ["checkpoint", "witnesses", "entries", "signatures", "figures", "words", "documents"];
  const root = document.documentElement, main = document.getElementById("main");
  const every = (selector) => [...main.querySelectorAll(selector)];
  const inEntry = (index) => ["in-entry", { entry: String(index) }];
  const part = (index) => String(Math.floor(index / ENTRIES_TO_A_PAGE)).padStart(3, "0");
  const rising = (numbers) => [...new Set(numbers)].sort((one, other) => one - other);

  // The proofs that come as scripts, so that a page opened from a disk has them too.
  const asked = new Map();
  const proof = (name) => {
    const missing = () => { throw new Wrong("missing", { path: `${name}.js` }); };
    if (!asked.has(name)) asked.set(name, proverka.load(`${name}.js`, name).catch(missing));
    return asked.get(name);
  };
  class Proofs {
    entries = new Map();

    async open() {
      this.head = await proof("proof/record");
      this.policy = await readPolicy(this.head.policy);
      this.at = await readCheckpoint(this.head.checkpoint, this.policy);
      this.tree = new Tree(this.at.size, async (level, index, width) => {
        const path = `proof/${tilePath(level, index, width)}`;
        return unbase64(await proof(path));
      });
    }

    // An entry by its index, read as a submission: nothing about it is verified yet.
    entry(index) {
      if (!this.entries.has(index)) this.entries.set(index, this.read(index));
      return this.entries.get(index);
    }
    async read(index) {
      const texts = await proof(`proof/entries/${part(index)}`);
      const submission = await readSubmission(demand(texts[index % ENTRIES_TO_A_PAGE], "entry-missing"));
      const openings = (await this.disclosed(index)).openings[hex(submission.hash)];
      const read = { ...submission, index, openings, body: submission.envelope.body };
      try {
        return { ...read, body: await openedBody(submission, openings) };
      } catch (fault) {
        return { ...read, fault };
      }
    }
    // What lies beside the log of the entries of a page of the record: openings, and the names of documents.
    disclosed(index) {
      const any = this.head.disclosed.includes(Math.floor(index / ENTRIES_TO_A_PAGE));
      return any ? proof(`proof/disclosed/${part(index)}`) : { openings: {}, documents: [] };
    }
  }

  // The entries that the page rests on: those that it shows, links to, or takes a figure from.
  const citedOn = () => {
    const named = /record\/\d+\.html(?:\?[^#]*)?#entry-(\d+)$/;
    const links = every('a[href*="record/"]').map((link) => named.exec(link.getAttribute("href")));
    const shown = every('[id^="entry-"]').map((one) => /^entry-(\d+)$/.exec(one.id));
    const indexes = [...links, ...shown].filter(Boolean).map(([, index]) => Number(index));
    return rising([...indexes, ...every("[data-figure]").flatMap(behind)]);
  };

  // Verifies the page, and tells of each step in a panel. `source` reads files of the edition; without one, what only
  // files show is left out, and the panel says so.
  const checkPage = async (panel, source, words) => {
    const held = new Proofs(), cited = citedOn();
    panel.begin();
    const steps = {
      // 1. The checkpoint is signed by the log of the policy.
      async checkpoint(step) {
        await held.open();
        const { origin, size, root: top, log } = held.at;
        step.say("checkpoint", { origin, size, root: base64(top), key: log.text });
        const raw = source && await source.read("record/checkpoint");
        demand(!source || (raw && textOf(raw) === held.head.checkpoint), "checkpoint-other");
      },
      // 2. Witnesses cosigned it, or an earlier one that it extends, as the quorum of the policy demands.
      async witnesses(step) {
        const kept = [held.at];
        for (const raw of held.head.cosigned) {
          const one = await readCheckpoint(raw, held.policy);
          demand(one.origin === held.at.origin, "checkpoint");
          await checkConsistency(one.size, held.at.size, one.root, held.at.root, await held.tree.proof(one.size));
          kept.push(one);
        }
        sayWitnesses(step, held.policy, held.at, kept);
        const first = await held.entry(0).catch(() => null), cosigned = kept.some((one) => one.times.length);
        if (cosigned && first && isDemonstration(first)) step.remark("demonstration-witnesses");
      },
      // 3. The entries that the page cites are in the tree of the checkpoint.
      async entries(step) {
        let done = 0;
        await forEach(rising([0, ...held.head.rulings, ...cited]), async (index) => {
          try {
            const { leaf } = await held.entry(index);
            await checkInclusion(leaf, index, held.at.size, await held.tree.path(index), held.at.root);
          } catch (error) {
            step.fault(error, inEntry(index));
          }
          panel.progress("entries", done += 1, cited.length);
        });
        if (cited.length) step.say("entries", { count: cited.length });
        else step.nothing("entries-none");
      },
      // 4. Each of them is signed by the party that it names, with a key in force there.
      async signatures(step) {
        held.authority = await Authority.open(await held.entry(0));
        for (const index of rising([0, ...held.head.rulings, ...cited])) {
          try {
            const submission = await held.entry(index), ruling = ["key", "policy"].includes(submission.envelope.kind);
            submission.parties = await held.authority.check(submission);
            demand(!index || ruling === held.head.rulings.includes(index), "rulings");
            if (ruling) await held.authority.take(index, submission);
          } catch (error) {
            step.fault(error, inEntry(index));
          }
        }
        held.authority.checkStated(held.policy);
        step.say(cited.length ? "signatures" : "signatures-keys", { count: cited.length });
        sayRevoked(step, held.authority, await Promise.all(cited.map((index) => held.entry(index))));
        if (held.authority.demonstration) step.remark("demonstration");
      },
      // 5. The figures on the page that are an entry's own are the numbers that were signed.
      async figures(step) {
        const shown = every("[data-figure]"), counts = [0, 0];
        for (const one of shown) {
          try {
            const entries = await Promise.all(behind(one).map((index) => held.entry(index)));
            counts[Number(checkFigure(one, entries, words))] += 1;
          } catch (error) {
            one.classList.add("figure-wrong");
            step.fault(error);
          }
        }
        const members = await checkMembers(step, held);
        if (counts[1]) step.say("figures", { count: counts[1] });
        if (counts[0]) step.say("figures-computed", { count: counts[0] });
        if (members) step.say("members", { count: members });
        if (!shown.length && !members) step.nothing("figures-none");
      },
      // 6. The words of the page are those in the manifest of the edition, which somebody signed, or nobody.
      async words(step) {
        const manifest = await readManifest(await proof("proof/manifest"), held.authority?.current.values() ?? []);
        checkState(manifest, held.at);
        const listed = async (path) => {
          const name = await listOf(manifest, path);
          const list = await readList(manifest, name, await proof(`proof/lists/${name}`));
          return demand(list.get(path), "unlisted", { path });
        };
        const path = `${root.lang}/${root.dataset.page}`, page = await listed(path);
        demand(isAt(path), "page-place", { path });
        demand(await hashHex(bytesOf(proverka.served)) === page.words, "words");
        if (root.dataset.on && root.dataset.past === "kept") await checkPast(listed);
        const by = manifest.signed.map((key) => held.authority.name(held.authority.owners.get(key)));
        const key = manifest.signed.map(({ text }) => text);
        if (by.length) step.say("words-signed", { by, day: manifest.asOf, key });
        else step.remark("words-unsigned", { day: manifest.asOf });
        const { on: day, past } = root.dataset;
        if (day) step.say(past === "kept" ? "words-past" : "words-dated", { day });
        if (!source) step.remark("file-unread");
        else {
          const bytes = demand(await source.read(path), "missing", { path });
          demand(await hashHex(bytes) === page.file, "file", { path });
          step.say("file");
        }
      },
      // 7. What is disclosed beside these entries, openings and documents, is what they commit to.
      async documents(step) {
        const entries = await Promise.all(cited.map((index) => held.entry(index).catch(() => null)));
        for (const { fault, index } of entries.filter((one) => one?.fault)) step.fault(fault, inEntry(index));
        const opened = entries.filter((one) => one?.openings !== undefined && !one.fault).length;
        if (opened) step.say("openings", { count: opened });
        await checkDocuments(step, held, entries.filter(Boolean), source);
      },
    };
    const begun = await panel.step("checkpoint", steps.checkpoint);
    if (!begun && !held.at) panel.skip(STEPS.slice(1));
    else for (const name of STEPS.slice(1)) await panel.step(name, steps[name]);
    panel.end();
  };

  // What an entry is shown to say on a page of the record, member by member, is what was signed, or disclosed.
  const checkMembers = async (step, held) => {
    let count = 0;
    for (const article of every('article[id^="entry-"]')) {
      const index = Number(article.id.slice("entry-".length));
      try {
        const { body } = await held.entry(index);
        const rows = [...article.querySelectorAll(".members > div")];
        count += checkShown(rows.map((row) => [...row.children].map((one) => one.textContent)), body);
      } catch (error) {
        article.classList.add("figure-wrong");
        step.fault(error, inEntry(index));
      }
    }
    return count;
  };

  // The day of POSIX seconds, up to the year 9999, with which the calendar ends here.
  const dayOf = (time) => time < 253402300800 ? new Date(time * 1000).toISOString().slice(0, 10) : String(time);

  const sayWitnesses = (step, policy, at, kept) => {
    const names = (one) => one.times.map(({ name, time }) => `${name} (${dayOf(time)})`);
    const best = kept.filter((one) => one.counts).sort((one, other) => other.size - one.size)[0];
    const some = kept.filter((one) => one.times.length).sort((one, other) => other.size - one.size)[0];
    const told = (one) => ({ names: names(one), size: one.size, rest: at.size - one.size });
    if (policy.quorum === "none") step.remark("witnesses-none-asked");
    else if (!best && !some) step.remark("witnesses-none");
    else if (!best) step.remark("witnesses-short", told(some));
    else if (best.size < at.size) step.remark("witnesses-part", told(best));
    else step.say("witnesses", told(best));
    const unchecked = [...new Set(kept.flatMap((one) => one.unchecked))];
    if (unchecked.length) step.remark("witnesses-unchecked", { names: unchecked });
  };

  const sayRevoked = (step, authority, submissions) => {
    const revoked = submissions.filter(({ index, parties }) => parties && authority.revoking(index, parties).length);
    if (revoked.length) step.remark("revoked", { entries: revoked.map(({ index }) => `#${index}`) });
  };

  // Whether this page lies where the path of a page in the edition says, whatever its server calls an index.
  const isAt = (path) => {
    const here = decodeURIComponent(location.pathname).replace(/\/$/, "/index.html");
    return `/${here}`.endsWith(`/${path}`) || `/${here}.html`.endsWith(`/${path}`);
  };

  // A page of another day was told in the browser, of parts and words that came as scripts.
  const checkPast = async (listed) => {
    const { dataset: { page }, lang } = root;
    for (const [path, name] of [[`past/${page}.js`, page], [`assets/words/${lang}.js`, `words/${lang}`]]) {
      const { file } = await listed(path), script = scriptOf(name, await proverka.load(path, name));
      demand(await hashHex(bytesOf(script)) === file, "file", { path });
    }
  };

  const checkDocuments = async (step, held, entries, source) => {
    const named = [];
    for (const { index, envelope } of entries) {
      const { documents } = await held.disclosed(index);
      const here = (envelope.documents ?? []).filter((one) => documents.includes(one.sha256));
      named.push(...here.map((one) => ({ index, ...one })));
    }
    if (!named.length) return step.state === "holds" && !step.said.length ? step.nothing("documents-none") : undefined;
    if (!source) return step.remark("documents-unread", { count: named.length });
    await forEach(named, async ({ index, ...document }) => {
      try {
        const path = `documents/sha256/${document.sha256.slice(0, 2)}/${document.sha256}`;
        await checkDocument(demand(await source.read(path), "missing", { path }), document);
      } catch (error) {
        step.fault(error, inEntry(index));
      }
    });
    return step.say("documents", { count: named.length });
  };

  // Opens the panel above the page, and verifies.
  const showPage = async () => {
    const words = await loadWords();
    document.getElementById("verification")?.remove();
    const shown = words.content.querySelector("#verification");
    document.querySelector("header.top").after(shown);
    const panel = new Panel(shown, words);
    shown.querySelector("a[data-whole]").href = `${root.dataset.base}verify.html`;
    shown.querySelector("button[data-close]").addEventListener("click", close);
    const [folder] = shown.querySelectorAll("input[type=file]");
    folder.closest("p").hidden = ownSource() !== null;
    folder.addEventListener("change", () => checkPage(panel, new SavedFolder(folder.files), words));
    shown.focus();
    if (await isAble()) await checkPage(panel, ownSource(), words);
    else panel.status.textContent = words.say(globalThis.crypto?.subtle ? "unable-browser" : "unable-address");
  };
  const close = () => {
    document.getElementById("verification").remove();
    const button = document.getElementById("verify-page");
    button.setAttribute("aria-expanded", "false");
    button.focus();
  };

  Object.assign(proverka.check, { sayRevoked, sayWitnesses, showPage });
})();
