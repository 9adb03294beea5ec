"use strict";
// Submissions, who must have signed them, and what is disclosed beside the log: docs/spec/submission.md,
// key-entries.md, policy.md, disclosure.md and documents.md.
(() => {
  const {
    COSIGNER, COSIGNER_MLDSA, PLAIN, base64, base64url, bytesOf, demand, enough, hashHex, hex, leafHash, number,
    readKey, readNote, rootOf, same, sha256, signers, textOf, unbase64, unjson,
  } = proverka.check;

  const ENTRY_BYTES_MAX = 0xffff, SALT_BYTES = 32, RESERVED = ["_sd", "_sd_alg", "..."];
  const NAME = "([A-Za-z0-9][A-Za-z0-9._-]{0,63})";
  const REST = "([^\\n]+)\\n";
  const SUBMISSION = new RegExp(`^proverka/submission/v1\\n${NAME} ${REST}${NAME} ${REST}${REST}${REST}$`);
  // What an object of the record itself says: never what every object of JavaScript has.
  const own = (object, name) => object && Object.hasOwn(object, name) ? object[name] : undefined;

  // Whether the keys of a record were made for everybody to see, as its first entry says.
  const isDemonstration = ({ body }) => body.keys === "demonstration";

  // Returns an entry as a submission, its header read, with its leaf hash and what its payload says.
  const readSubmission = async (raw) => {
    const text = typeof raw === "string" ? raw : textOf(raw), bytes = typeof raw === "string" ? bytesOf(raw) : raw;
    demand(bytes.length <= ENTRY_BYTES_MAX, "submission");
    const note = readNote(text);
    const [, caseId, begins, party, count, follows, payload] = demand(SUBMISSION.exec(note.text), "submission");
    const hash = await sha256(bytesOf(note.text)), running = number(count, 9_999_999_999);
    const [first, previous] = [begins, follows].map((one) => one === "-" ? null : unbase64(one, 32));
    demand(running > 0 && (running === 1) === (previous === null) && (first || running === 1), "submission");
    const envelope = unjson(payload);
    demand(envelope?.body && typeof envelope.body === "object" && typeof envelope.kind === "string", "submission");
    const [log, leaf] = [base64(first ?? hash), await leafHash(bytes)];
    return { caseId, log, party, number: running, previous, hash, note, envelope, leaf };
  };

  // Where each party stands: its last number and the hash of that text.
  class Chains {
    last = new Map();

    // Refuses a submission that does not follow its party's last one, or is to another log than those before it.
    follow(index, submission) {
      const { caseId, log, party, number: count, previous, hash } = submission;
      this.log ??= `${caseId} ${log}`;
      const [last, text] = this.last.get(party) ?? [0, null];
      // From here on the party's own account is followed, so that one gap is told once.
      this.last.set(party, [count, hash]);
      demand(`${caseId} ${log}` === this.log && (index > 0 || log === base64(hash)), "other-log");
      demand(count === last + 1, "chain-number", { party, number: count, last });
      const follows = text === null ? previous === null : previous && same(previous, text);
      demand(follows, "chain-text", { party, number: count });
    }
  }

  // Whose keys are whose and who may do what, as the entries so far say.
  class Authority {
    current = new Map(); // the key in force of each party
    owners = new Map(); // whose it is, of every key that was ever stated
    cosigning = new Map(); // the key under which each witness cosigns now
    witnesses = new Map(); // whose it is, of every key under which a party ever cosigned
    reaching = []; // revocations that reach back: of whom, from which entry up to which

    static async open({ caseId, party, envelope: { kind, body } }) {
      demand(kind === "genesis" && body.case === caseId && body.keeper === party, "genesis");
      const authority = new Authority(), log = body.origin ?? `proverka.example/${body.case}`;
      Object.assign(authority, { log, keeper: body.keeper, policy: body.policy ?? {} });
      authority.demonstration = isDemonstration({ body });
      authority.names = new Map((body.parties ?? []).map(({ id, name }) => [id, name ?? id]));
      for (const one of body.parties ?? []) {
        await authority.hold(one.id, one.key);
        await authority.hold(one.id, one.witness, true);
      }
      authority.checkPolicy();
      return authority;
    }

    async hold(party, text, witness = false) {
      if (!text) return;
      const key = await readKey(text, ...witness ? [COSIGNER, COSIGNER_MLDSA] : [PLAIN]), home = `${this.log}/${party}`;
      const free = witness && (key.name.startsWith(`${home}/`) || !`${key.name}/`.startsWith(`${this.log}/`));
      demand(free || (!witness && key.name === home), "key-name", { key: key.name, party });
      for (const [held, whose] of [...this.owners, ...this.witnesses]) {
        const free = key.point !== held.point && (key.name !== held.name || party === whose);
        demand(free, "key-taken", { key: key.name, party });
      }
      (witness ? this.witnesses : this.owners).set(key, party);
      (witness ? this.cosigning : this.current).set(party, key);
    }

    // The parties of a group and of the groups in it, each of which must be there once: so none is walked for ever.
    members(group, walked = new Map()) {
      const found = group.of.flatMap((name) => {
        const inner = own(this.policy.groups, name);
        if (inner && !walked.has(name)) walked.set(name, []).set(name, this.members(inner, walked));
        return walked.get(name) ?? [name];
      });
      demand(found.length && new Set(found).size === found.length, "policy");
      return found;
    }

    met(group, parties) {
      return enough(group, this.policy.groups ?? {}, parties);
    }

    // Refuses a policy that those with a key cannot keep, or that counts on one who had none: who enrols signs.
    checkPolicy() {
      const { countersign = {}, recover = {}, submit } = this.policy;
      const ruling = ["policy", "key"].map((kind) => own(submit, kind)).filter((of) => of?.length)
        .map((of) => ({ least: 1, of: [...new Set(of)] }));
      const owners = new Set(this.owners.values()), current = new Set(this.current.keys());
      for (const group of [...Object.values(countersign), ...Object.values(recover), ...ruling]) {
        demand(this.members(group).every((party) => owners.has(party)) && this.met(group, current), "policy");
      }
      if (this.policy.quorum) this.members(this.policy.quorum);
    }

    // Refuses a policy file that does not ask for what the record does: for its witnesses in force, and their quorum.
    checkStated(policy) {
      const witnesses = (map) => [...map].map(([name, key]) => `${name} ${key.text}`).sort().join("\n");
      const asked = this.policy.quorum ?? { least: 0, of: [] };
      const told = policy.groups[policy.quorum] ?? { least: 1, of: [policy.quorum] };
      const held = shape(asked, this.policy.groups ?? {}, this.cosigning);
      const stated = shape(told, policy.groups, this.cosigning);
      demand(witnesses(policy.witnesses) === witnesses(this.cosigning) && stated === held, "policy-stated");
    }

    // Refuses a submission that those who must have not signed, or that its party may not submit; returns its signers.
    async check({ note, party, envelope: { kind, body } }) {
      const statesKey = kind === "key" && body.role !== "witness" && body.key;
      const fresh = statesKey ? await readKey(body.key, PLAIN) : null;
      const known = [...this.owners.keys(), ...fresh && !this.owners.has(fresh) ? [fresh] : []];
      const names = new Set(known.map((key) => `${key.name}+${key.id}`));
      const lines = note.lines.map((line) => `${line.name}+${line.id}`);
      const strange = lines.find((line) => !names.has(line));
      demand(strange === undefined, "signer-unknown", { key: strange });
      demand(new Set(lines).size === lines.length, "signer-twice", { party });
      const signed = (await signers(note, known)).map(({ key }) => key);
      demand(!fresh || signed.includes(fresh), "signer-new", { party });
      const old = signed.filter((key) => key !== fresh), parties = new Set(old.map((key) => this.owners.get(key)));
      demand(parties.has(party), "signer-party", { party: this.name(party) });
      const ended = old.find((key) => this.current.get(this.owners.get(key)) !== key);
      demand(!ended, "signer-ended", { key: `${ended?.name}+${ended?.id}` });
      if (kind !== "genesis") this.permit(kind, body, party, parties);
      return parties;
    }

    permit(kind, body, party, parties) {
      let group = own(this.policy.countersign, kind);
      let may = own(this.policy.submit, kind) ?? (kind === "policy" ? [] : null);
      if (kind === "key") {
        const named = may ?? [this.keeper], first = body.action === "enrol" && body.role !== "witness";
        may = first ? named : body.action === "revoke" ? [body.party, ...named] : [body.party];
        if (body.action === "recover") {
          // In the place of those who countersign changes of key.
          group = demand(own(this.policy.recover, body.party), "policy");
          may = this.members(group);
        }
      }
      demand(may === null || may.includes(party), "submit", { party: this.name(party), kind });
      demand(!group || this.met(group, parties), "countersign", { kind });
    }

    // Puts the change of key or policy that an entry states in force, from the next entry on.
    async take(index, { envelope: { kind, body } }) {
      if (kind === "policy") {
        const before = this.policy;
        this.policy = body.policy;
        try {
          this.checkPolicy();
        } catch (error) {
          this.policy = before;
          throw error;
        }
      } else if (kind === "key") {
        const { party, action } = body, witness = body.role === "witness";
        // A first key is enrolled once: whoever may enrol could otherwise end a key and put their own there.
        const had = [...this.owners.values()].includes(party);
        const fits = { enrol: !had, recover: had }[action] ?? this.current.has(party);
        demand(witness || fits, "key-action", { party });
        (witness ? this.cosigning : this.current).delete(party);
        if (body.revoked_from !== undefined) this.reaching.push({ party, from: number(body.revoked_from), index });
        await this.hold(party, body.key, witness);
      }
    }

    // The entries that revoke, reaching back over this one, the key under which one of these parties signed it.
    revoking(index, parties) {
      const reaches = (one) => parties.has(one.party) && one.from <= index && index < one.index;
      return this.reaching.filter(reaches).map((one) => one.index);
    }

    name(party) {
      return this.names.get(party) ?? party;
    }
  }

  // What a group of witnesses asks for, whatever its groups are called; `null` where it can never be enough. Members
  // that are not there are left out, as in a policy.txt (docs/spec/policy.md).
  const shape = (group, groups, there) => {
    const member = (name) =>
      own(groups, name) ? shape(own(groups, name), groups, there) : there.has(name) ? `"${name}"` : null;
    const held = group.of.map(member).filter((one) => one !== null).sort();
    return held.length >= group.least ? `(${Number(group.least)} ${held.join(" ")})` : null;
  };

  // Returns the members that disclosures, one a line, open in a sealed object, which must hold the digest of each once.
  const openedBy = async (lines, sealed) => {
    const opened = {}, left = new Set(sealed._sd);
    for (const line of lines) {
      demand(/^[A-Za-z0-9_-]+$/.test(line), "opening-form");
      const standard = line.replaceAll("-", "+").replaceAll("_", "/");
      const padded = standard.padEnd(Math.ceil(standard.length / 4) * 4, "=");
      const [salt, name, value, ...rest] = unjson(textOf(unbase64(padded)));
      demand(typeof salt === "string" && salt.length >= 22 && typeof name === "string", "opening-form");
      demand(value !== undefined && !rest.length && !RESERVED.includes(name), "opening-form");
      demand(left.delete(base64url(await sha256(bytesOf(line)))), "opening-digest", { name });
      demand(!Object.hasOwn(opened, name) && !Object.hasOwn(sealed, name), "opening-form");
      opened[name] = value;
    }
    return opened;
  };
  // Returns the body of a submission, with what the file of its openings discloses where one is given.
  const openedBody = async ({ envelope: { body } }, openings) => {
    if (openings === undefined || !body._sd) return body;
    demand(openings.endsWith("\n"), "opening-form");
    const { _sd, ...clear } = body;
    return { ...clear, ...await openedBy(openings.slice(0, -1).split("\n"), body) };
  };

  // The leaf hash of a row of a sealed table: of the JSON of the sorted digests of its cells.
  const rowLeaf = async (line) => {
    const cells = line.split("~");
    demand(cells.pop() === "" && cells.length && cells.every(Boolean), "table");
    const digests = await Promise.all(cells.map(async (cell) => base64url(await sha256(bytesOf(cell)))));
    return leafHash(bytesOf(JSON.stringify({ _sd: digests.sort() })));
  };

  // Refuses a file that is not the document which an entry names: its hash, its size, its salt, its rows.
  const checkDocument = async (bytes, document) => {
    const found = await hashHex(bytes);
    demand(found === document.sha256, "document-hash", { name: document.name ?? document.sha256, found });
    demand(bytes.length === Number(document.size), "document-size", { name: document.name });
    demand(!document.salted || bytes.length >= SALT_BYTES, "document-salt", { name: document.name });
    if (!document.table) return;
    const lines = textOf(bytes).split("\n");
    demand(lines.pop() === "", "table");
    const rows = await Promise.all(lines.map(rowLeaf));
    demand(rows.length === Number(document.table.rows) && hex(await rootOf(rows)) === document.table.root, "table");
  };

  // Returns the entries of a bundle, each after its length in two bytes, of which there are exactly `width`.
  const cutBundle = (bytes, width) => {
    const entries = [];
    let at = 0;
    for (let i = 0; i < width; i += 1) {
      const start = at + 2;
      demand(start <= bytes.length, "bundle");
      at = start + bytes[at] * 256 + bytes[at + 1];
      demand(at <= bytes.length, "bundle");
      entries.push(bytes.subarray(start, at));
    }
    demand(at === bytes.length, "bundle");
    return entries;
  };

  Object.assign(proverka.check, {
    Authority, Chains, checkDocument, cutBundle, isDemonstration, openedBody, openedBy, own, readSubmission,
  });
})();
