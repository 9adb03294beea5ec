"use strict";
// Signed notes, checkpoints with their cosignatures, and the policy that says whom to trust: docs/spec/signed-note.md,
// checkpoint.md, cosignature.md and witness-policy.md.
(() => {
  const {
    COSIGNER, COSIGNER_MLDSA, PLAIN, base64, bytesOf, demand, hex, isName, number, readKey, sha256, short, textOf,
    unbase64,
  } = proverka.check;

  const NOTE_BYTES_MAX = 1_000_000, LINES_MAX = 100;

  // Returns the note in a text or in bytes: its text, and its signature lines, nothing about which is verified.
  const readNote = (raw) => {
    const whole = typeof raw === "string" ? raw : textOf(raw);
    demand(bytesOf(whole).length <= NOTE_BYTES_MAX && !/[\u0000-\u0009\u000b-\u001f]/.test(whole), "note");
    const blank = whole.lastIndexOf("\n\n");
    demand(blank >= 0 && whole.endsWith("\n") && blank + 2 < whole.length, "note");
    const rows = whole.slice(blank + 2, -1).split("\n");
    demand(rows.length <= LINES_MAX, "note");
    return { text: whole.slice(0, blank + 1), lines: rows.map(readLine) };
  };
  const readLine = (row) => {
    const [, name, encoded] = demand(/^\u2014 ([^ ]+) ([^ ]+)$/.exec(row), "note-line", { text: short(row) });
    const body = unbase64(encoded);
    demand(isName(name) && body.length > 4, "note-line", { text: short(row) });
    return { name, id: hex(body.slice(0, 4)), signature: body.slice(4) };
  };

  // Returns who of `keys` signed, each with the time that its line states. A line of theirs that is wrong is thrown.
  const signers = async (note, keys) => {
    const known = new Map();
    for (const key of keys) {
      const line = `${key.name}+${key.id}`;
      demand(!known.has(line) || known.get(line) === key, "key-twice", { key: line });
      known.set(line, key);
    }
    const ours = note.lines.map((line) => [known.get(`${line.name}+${line.id}`), line]).filter(([key]) => key);
    return Promise.all(ours.map(async ([key, line]) => ({ key, time: await key.check(note.text, line.signature) })));
  };

  // Whether those present are enough of a group, whose members are names, or groups again.
  const enough = (group, groups, present) =>
    group.of.filter((name) => Object.hasOwn(groups, name) ? enough(groups[name], groups, present) : present.has(name))
      .length >= group.least;

  // Returns the policy in a text; every line of it must be understood, and names defined before they are used.
  const readPolicy = async (raw) => {
    const text = typeof raw === "string" ? raw : textOf(raw);
    demand(!/[^\t\n\u0020-\u007e\u0080-\u{10ffff}]/u.test(text), "policy-line", { text: "" });
    const policy = { logs: [], witnesses: new Map(), groups: { none: { least: 0, of: [] } }, quorum: "" };
    for (const row of text.split("\n")) {
      const words = row.match(/[^ \t]+/g);
      if (words && !words[0].startsWith("#")) await readPolicyLine(words, policy);
    }
    const keys = [...policy.logs, ...policy.witnesses.values()];
    demand(new Set(keys.map((key) => key.point)).size === keys.length, "policy-keys");
    demand(policy.quorum, "policy-line", { text: "quorum" });
    return policy;
  };
  const readPolicyLine = async ([what, ...words], policy) => {
    const [name, key] = words, wrong = { text: short([what, ...words].join(" ")) };
    const taken = (one) => policy.witnesses.has(one) || Object.hasOwn(policy.groups, one);
    if (what === "log" && (words.length === 1 || words.length === 2)) {
      policy.logs.push(await readKey(name, PLAIN));
    } else if (what === "witness" && (words.length === 2 || words.length === 3) && !taken(name)) {
      policy.witnesses.set(name, await readKey(key, COSIGNER, COSIGNER_MLDSA));
    } else if (what === "group" && words.length > 2 && !taken(name)) {
      const members = words.slice(2), used = Object.values(policy.groups).flatMap((group) => group.of);
      demand(new Set([...used, ...members]).size === used.length + members.length, "policy-line", wrong);
      demand(members.every((member) => taken(member) && member !== "none"), "policy-line", wrong);
      const least = { any: 1, all: members.length }[words[1]] ?? number(words[1], members.length);
      demand(least, "policy-line", wrong);
      policy.groups[name] = { least, of: members };
    } else {
      demand(what === "quorum" && words.length === 1 && taken(name) && !policy.quorum, "policy-line", wrong);
      policy.quorum = name;
    }
  };

  // Returns the checkpoint in a note: signed by a log of the policy under its own origin, every cosignature by a
  // witness of the policy verified. Whether the quorum is met is told (`counts`), not demanded.
  const readCheckpoint = async (raw, policy) => {
    const note = readNote(raw), lines = note.text.slice(0, -1).split("\n");
    demand(lines.length >= 3 && lines.every(Boolean), "checkpoint");
    const [origin, size, root] = [lines[0], number(lines[1]), unbase64(lines[2], 32)];
    demand(size || lines[2] === base64(await sha256(new Uint8Array())), "checkpoint");
    const [log] = await signers(note, policy.logs.filter((key) => key.name === origin));
    demand(log, "checkpoint-unsigned", { origin });
    const names = new Map([...policy.witnesses].map(([name, key]) => [key, name]));
    const found = await signers(note, names.keys());
    // A time of 0 says nothing of when, and is no witness's statement.
    const times = found.filter(({ time }) => time).map(({ key, time }) => ({ name: names.get(key), time }));
    const unchecked = found.filter(({ time }) => time === undefined).map(({ key }) => names.get(key));
    const present = new Set(times.map(({ name }) => name));
    const counts = enough({ least: 1, of: [policy.quorum] }, policy.groups, present);
    return { origin, size, root, log: log.key, note, times, unchecked, counts };
  };

  Object.assign(proverka.check, { enough, readCheckpoint, readNote, readPolicy, signers });
})();
