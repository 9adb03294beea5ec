"use strict";
// Tells pages that were made in no language (docs/spec/neutral-text.md): what `proverka.reporting.tongue` does.
const proverka = globalThis.proverka ?? (globalThis.proverka = {});

(() => {
  const OPEN = "\ue000", DIVIDE = "\ue001", CLOSE = "\ue002";
  const DAY = 86400000;

  // The language in which the record was written.
  const RECORD = "en";

  // Which of its forms a language uses for a number, its sign left out; `whole` tells whether it is without decimals.
  const PLURAL = {
    ar: (n, whole) => !whole ? 5 : n === 0 ? 0 : n === 1 ? 1 : n === 2 ? 2
      : n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5,
    en: (n) => n === 1 ? 0 : 1,
    es: (n) => n === 1 ? 0 : 1,
    fr: (n) => n < 2 ? 0 : 1,
    ru: (n, whole) => !whole ? 1 : n % 10 === 1 && n % 100 !== 11 ? 0
      : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2,
    zh: () => 0,
  };

  // No percent sign stands at the beginning of a line.
  const escaped = (text) => text.replace(/[&<>"']/g,
    (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" })[c]).replaceAll(" %", "&nbsp;%");
  const filled = (message, facts) => message.replace(/\{(\w+)\}/g,
    (all, name) => Object.hasOwn(facts, name) ? facts[name] : all);
  const pairs = (parts) => Object.fromEntries(parts.flatMap((part, i) => i % 2 ? [] : [[part, parts[i + 1]]]));
  const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

  const numeral = (words, plain) => plain.replace(/[0-9.,]/g,
    (c) => c === "." ? words.decimal : c === "," ? words.group : words.digits[c]);
  const grouped = (plain) => {
    const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(plain);
    return sign + (whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole) + rest;
  };

  const said = (parts, words, place) => {
    switch (parts[0]) {
      case "t":
        return filled(escaped(words.messages[parts[1]] || parts[1]), pairs(parts.slice(2)));
      case "p": {
        const [, one, many, howMany, ...facts] = parts;
        const plain = howMany.startsWith("since:") ? String(days(howMany.slice(6), place.asOf)) : howMany;
        const forms = words.plurals[one] || [one, many];
        const which = PLURAL[words.plurals[one] ? words.code : "en"](Math.abs(Number(plain)), !plain.includes("."));
        const form = forms[Math.min(which, forms.length - 1)];
        return filled(escaped(form), { count: numeral(words, grouped(plain)), ...pairs(facts) });
      }
      case "w":
        return words.code === RECORD ? parts[1] : `<bdi lang="${RECORD}">${parts[1]}</bdi>`;
      case "i":
        return words.rtl ? `<bdi dir="ltr">${parts[1]}</bdi>` : parts[1];
      case "n":
        return numeral(words, parts[1]);
      case "d": {
        const [year, month, day] = parts[1].split("-").map(Number);
        const named = { day: numeral(words, String(day)), month: words.months[month - 1], year: numeral(words, String(year)) };
        return filled(words.day_form, named);
      }
      case "o":
        return place.asOf;
      case "k":
        return place.knownAt;
      case "b":
        return place.base;
      case "g":
        return Object.hasOwn(place.drawings, parts[1]) ? place.drawings[parts[1]] : parts[2] ?? place.noDrawing;
      default:
        throw new Error(`unknown mark ${parts[0]}`);
    }
  };

  // Returns a whole number as a language writes it.
  proverka.number = (words, whole) => numeral(words, grouped(String(whole)));

  // Returns neutral HTML in the words of a language, at a place: as of and as known on days, from a page's own folder.
  proverka.tell = (neutral, words, place) => {
    const open = [], out = [];
    const to = () => open.length ? open.at(-1).at(-1) : out;
    for (const piece of neutral.split(/([\ue000\ue001\ue002])/)) {
      if (piece === OPEN) open.push([[]]);
      else if (piece === DIVIDE && open.length) open.at(-1).push([]);
      else if (piece === CLOSE && open.length) {
        const text = said(open.pop().map((part) => part.join("")), words, place);
        to().push(text);
      } else if (piece) to().push(piece);
    }
    return out.join("");
  };

  // Returns the parts of which a page was made on a day, from its steps; null where it was not yet.
  proverka.partsOn = (page, day) => {
    let made = [], there = false;
    for (const [since, start, gone, come] of page.steps) {
      if (since > day) break;
      there = start !== undefined;
      if (there) made.splice(start, gone, ...come);
      else made = [];
    }
    return there ? made.map((number) => page.parts[number]).join("") : null;
  };
})();
