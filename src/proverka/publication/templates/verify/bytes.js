"use strict";
// Bytes and texts of which every value has exactly one form, so that no bit can change unseen. What is wrong is thrown
// as `Wrong`: a reason, which the words of the page's language name, and the facts that it is filled with.
(() => {
  const proverka = globalThis.proverka ?? (globalThis.proverka = {});
  const check = proverka.check = {};

  class Wrong extends Error {
    constructor(reason, facts = {}) {
      super(`${reason} ${JSON.stringify(facts)}`);
      Object.assign(this, { reason, facts });
    }
  }
  const demand = (holds, reason, facts) => {
    if (!holds) throw new Wrong(reason, facts);
    return holds;
  };
  const short = (text) => text.length > 80 ? `${text.slice(0, 80)}…` : text;

  const bytesOf = (text) => new TextEncoder().encode(text);
  const textOf = (bytes) => {
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new Wrong("utf8");
    }
  };
  const joined = (parts) => {
    const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    parts.reduce((at, part) => { all.set(part, at); return at + part.length; }, 0);
    return all;
  };
  const same = (one, other) => one.length === other.length && one.every((byte, i) => byte === other[i]);
  const sha256 = async (...parts) => {
    const bytes = parts.length > 1 ? joined(parts) : parts[0];
    return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  };
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const hashHex = async (bytes) => hex(await sha256(bytes));
  const unhex = (text) => {
    demand(/^(?:[0-9a-f]{2})*$/.test(text), "hex", { text: short(text) });
    return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  };
  const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const base64url = (bytes) => base64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  // Canonical and padded (RFC 4648 sections 4 and 3.5), of `size` bytes where that is given.
  const unbase64 = (text, size) => {
    let bytes;
    try {
      bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    } catch {
      throw new Wrong("base64", { text: short(text) });
    }
    demand(base64(bytes) === text && (size === undefined || bytes.length === size), "base64", { text: short(text) });
    return bytes;
  };
  // A decimal number without a leading zero. Those that JavaScript cannot hold exactly are refused: no log is so large.
  const number = (text, largest = Number.MAX_SAFE_INTEGER) => {
    demand(/^(?:0|[1-9][0-9]{0,15})$/.test(text) && Number(text) <= largest, "number", { text: short(text) });
    return Number(text);
  };

  // Returns what JSON says, numbers as texts with the digits of their source. A member that occurs twice is refused:
  // two readers could read two things.
  const TOKEN = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|[{}[\]:,]/g;
  const unjson = (text) => {
    try {
      JSON.parse(text);
    } catch {
      throw new Wrong("json", { text: short(text) });
    }
    const open = [];
    let last = "";
    for (const [token] of text.matchAll(TOKEN)) {
      if (token === "{" || token === "[") open.push(new Set());
      else if (token === "}" || token === "]") open.pop();
      else if (token === ":") {
        const name = JSON.parse(last);
        demand(!open.at(-1).has(name), "json-twice", { name: short(name) });
        open.at(-1).add(name);
      }
      last = token;
    }
    return JSON.parse(text.replace(TOKEN, (token) => /^[-0-9]/.test(token) ? `"${token}"` : token));
  };

  Object.assign(check, {
    Wrong, base64, base64url, bytesOf, demand, hashHex, hex, joined, number, same, sha256, short, textOf, unbase64,
    unhex, unjson,
  });
})();
