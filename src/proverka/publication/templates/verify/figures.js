"use strict";
// Figures on a page that are an entry's own: what is displayed is read, in the script of the page's language, and held
// against what was signed. An element with `data-figure` shows the figure of that entry on the basis in `data-basis`,
// as the entries in `data-corrected` correct it; `data-part` says which part of it, where it is not the whole.
(() => {
  const { demand, own } = proverka.check;

  const BOUNDS = ["about", "at_least", "at_most"];

  // Returns a decimal number in its shortest form, by which two numbers can be compared as texts.
  const shortest = (text) => {
    const found = /^([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(text);
    const [, whole, part = "", exponent = "0"] = demand(found, "number", { text });
    const point = whole.length + Number(exponent);
    demand(Math.abs(point) < 1000, "number", { text });
    const digits = "0".repeat(Math.max(0, -point)) + (whole + part).padEnd(point, "0"), at = Math.max(0, point);
    const [left, right] = [digits.slice(0, at).replace(/^0+/, ""), digits.slice(at).replace(/0+$/, "")];
    return `${left || "0"}${right && `.${right}`}`;
  };

  // Returns a text with one space wherever there is any, of whatever width, and whether or not a line may end there.
  const single = (text) => text.replace(/\s+/g, " ").trim();

  // Returns the numerals in a text that is written as a language writes them.
  const numeralsIn = (text, language) => {
    const literal = (sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    const digit = (c) => language.digits.includes(c) ? language.digits.indexOf(c) : c;
    const plain = Array.from(single(text), digit).join("");
    const parted = language.group.replace(/\s/, " "), [group, decimal] = [parted, language.decimal].map(literal);
    const found = plain.match(new RegExp(`[0-9]+(?:${group}[0-9]{3})*(?:${decimal}[0-9]+)?`, "g")) ?? [];
    return found.map((one) => shortest(one.replaceAll(parted, "").replace(language.decimal, ".")));
  };

  // Returns the bound that a text states, by the phrases of its language: "about {number}".
  const boundIn = (text, phrases) => BOUNDS.find((bound) => {
    const [before, after] = phrases[bound].split("{number}").map(single);
    return text.startsWith(before) && text.endsWith(after);
  }) ?? "exact";

  // Returns what entries say of a figure on a basis: { percent, amount, absence, bound, of }. Of what is computed from
  // several entries, such as a total after a supplement, they say nothing, and it is `null`.
  const figureOf = (entries, basis) => {
    const [{ envelope, body }, ...corrections] = entries;
    let said = body;
    for (const { index, envelope: { kind, references, body: revision } } of corrections) {
      const names = kind === "correction" && references.some((one) => Number(one.index) === entries[0].index);
      demand(names, "figure-correction", { entry: index });
      said = revision.replacement ?? said;
    }
    if (envelope.kind === "declaration" && said.declaration !== "supplement") {
      const line = (said.lines ?? []).findLast((one) => one.basis === basis);
      return line ? parts({ amount: line.quantity, bound: line.bound }) : null;
    }
    if (envelope.kind !== "figure") return null;
    demand(said.basis === basis, "figure-basis", { entry: entries[0].index });
    return parts(said);
  };
  const parts = ({ percent, amount, bound, of }) =>
    ({ percent, amount: amount?.amount, absence: amount?.absence, bound: bound ?? "exact", of: of?.amount });

  // The entries that an element takes its figure from: the one that states it, and those that correct it.
  const behind = ({ dataset: { figure, corrected = "" } }) =>
    [figure, ...corrected.split(" ").filter(Boolean)].map(Number);

  // Refuses what an element shows where it is not what its entries say; returns whether they say anything of it.
  const checkFigure = (element, entries, { language, phrases }) => {
    const { figure, basis, part = "" } = element.dataset, shown = single(element.textContent);
    const said = figureOf(entries, basis);
    if (said === null) return false;
    const wanted = (part ? [own(said, part)] : [said.percent, said.amount]).filter((one) => (one ?? null) !== null);
    const facts = { entry: figure, shown, said: wanted.join(", ") || phrases[said.absence] };
    if (!wanted.length) {
      demand(said.absence, "figure-nothing", facts);
      demand(shown === single(phrases[said.absence]), "figure", facts);
      return true;
    }
    const found = numeralsIn(shown, language).sort(), expected = wanted.map((one) => shortest(String(one))).sort();
    demand(found.length === expected.length && found.every((one, i) => one === expected[i]), "figure", facts);
    const bound = single(phrases[said.bound].replace("{number}", ""));
    demand(part === "of" || boundIn(shown, phrases) === said.bound, "figure-bound", { ...facts, said: bound });
    return true;
  };

  // Yields the members of a body with their names, as a page of the record shows them: `amount.unit`, `tonne`.
  function* membersOf(value, name = "") {
    if (value === null) return;
    if (typeof value !== "object") yield [name, String(value)];
    else if (!Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) yield* membersOf(inner, name ? `${name}.${key}` : key);
    } else {
      if (value.every((one) => typeof one !== "object")) yield [name, value.join("; ")];
      for (const [i, inner] of value.entries()) yield* membersOf(inner, `${name}.${i + 1}`);
    }
  }

  // Refuses members that are shown of an entry and that it does not have; returns how many there are.
  const checkShown = (rows, body) => {
    const said = new Set([...membersOf(body)].map(([name, value]) => `${name}\n${single(value)}`));
    const wrong = rows.find(([name, value]) => name !== "_sd" && !said.has(`${name}\n${single(value)}`));
    demand(!wrong, "member", { name: wrong?.[0], shown: wrong?.[1] });
    return rows.length;
  };

  Object.assign(proverka.check, { behind, checkFigure, checkShown, numeralsIn, shortest });
})();
