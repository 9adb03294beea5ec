"use strict";
// Keys: Ed25519 under the one strict rule of docs/spec/keys.md. The browser checks the equation; that a key is the
// canonical encoding of a point of prime order, and that no signature begins with a point of low order, is checked
// here, since browsers differ. Whether the equation is checked with or without the cofactor is the browser's choice:
// without the private key nobody can make a signature on which the two differ. ML-DSA-44 no browser checks yet.
(() => {
  const { bytesOf, demand, hex, joined, sha256, short, unbase64 } = proverka.check;

  const P = 2n ** 255n - 19n;
  const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (n) => { const rest = n % P; return rest < 0n ? rest + P : rest; };
  const power = (base, exponent) => {
    let result = 1n;
    for (let b = mod(base), e = exponent; e > 0n; e >>= 1n) {
      if (e & 1n) result = result * b % P;
      b = b * b % P;
    }
    return result;
  };
  const D = mod(-121665n * power(121666n, P - 2n));
  const Y8 = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
  // The y of the eight points whose order divides 8; 0 and 1 have a second encoding, which is not canonical.
  const LOW_ORDER_Y = [0n, 1n, P - 1n, P, P + 1n, Y8, P - Y8];

  const yOf = (encoded) => BigInt(`0x${hex([...encoded].reverse())}`) & (1n << 255n) - 1n;

  // Returns the point that 32 bytes encode canonically (RFC 8032 section 5.1.3), in extended coordinates.
  const point = (encoded) => {
    const y = yOf(encoded), odd = BigInt(encoded[31] >> 7);
    demand(y < P, "key-form");
    const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
    let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    if (mod(v * x * x - u) !== 0n) x = mod(x * power(2n, (P - 1n) / 4n));
    demand(mod(v * x * x - u) === 0n && (x !== 0n || odd === 0n), "key-form");
    if ((x & 1n) !== odd) x = P - x;
    return [x, y, 1n, mod(x * y)];
  };
  const add = (p, q) => {
    const a = (p[1] - p[0]) * (q[1] - q[0]) % P, b = (p[1] + p[0]) * (q[1] + q[0]) % P;
    const c = 2n * p[3] * q[3] * D % P, d = 2n * p[2] * q[2] % P;
    return [(b - a) * (d - c), (d + c) * (b + a), (d - c) * (d + c), (b - a) * (b + a)].map(mod);
  };
  const checkPoint = (encoded) => {
    const base = point(encoded);
    demand(base[0] !== 0n || base[1] !== 1n, "key-form");
    let total = [0n, 1n, 1n, 0n];
    for (const bit of ORDER.toString(2)) {
      total = add(total, total);
      if (bit === "1") total = add(total, base);
    }
    demand(total[0] === 0n && total[1] === total[2], "key-form");
  };

  const PLAIN = 1, COSIGNER = 4, COSIGNER_MLDSA = 6;
  const PUBLIC_BYTES = { [PLAIN]: 32, [COSIGNER]: 32, [COSIGNER_MLDSA]: 1312 };
  const SIGNATURE_BYTES = { [PLAIN]: 64, [COSIGNER]: 8 + 64, [COSIGNER_MLDSA]: 8 + 2420 };

  class Key {
    constructor(name, id, kind, bytes, text) {
      Object.assign(this, { name, id, kind, bytes, text, point: hex(bytes) });
    }

    // Returns when this key's signature on the text of a note says that it was made, in POSIX seconds, or 0 where it
    // says nothing of that; `undefined` where no browser can check such a signature. Throws where it is wrong.
    async check(text, signature) {
      const who = { key: `${this.name}+${this.id}` };
      demand(signature.length === SIGNATURE_BYTES[this.kind], "signature", who);
      if (this.kind === COSIGNER_MLDSA) return undefined;
      const time = this.kind === COSIGNER ? BigInt(`0x${hex(signature.slice(0, 8))}`) : 0n;
      demand(time < 2n ** 63n, "signature", who);
      const said = this.kind === COSIGNER ? `cosignature/v1\ntime ${time}\n${text}` : text;
      const two = signature.slice(-64);
      demand(!LOW_ORDER_Y.includes(yOf(two.slice(0, 32))), "signature", who);
      this.imported ??= crypto.subtle.importKey("raw", this.bytes, "Ed25519", false, ["verify"]);
      demand(await crypto.subtle.verify("Ed25519", await this.imported, two, bytesOf(said)), "signature", who);
      return Number(time);
    }
  }

  const isName = (text) => /^[^+\u0000-\u0020\u007f-\u009f\s\ud800-\udfff]+$/u.test(text);
  const known = new Map();

  // Returns the key with this text form, `name+identifier+base64(type || key)`, which must be of one of `kinds`.
  const readKey = (text, ...kinds) => {
    if (!known.has(text)) known.set(text, parsed(text));
    return known.get(text).then((key) => demand(kinds.includes(key.kind) && key, "key", { text: short(text) }));
  };
  const parsed = async (text) => {
    const [, name, id, encoded] = demand(/^([^+]+)\+([^+]+)\+(.+)$/s.exec(text), "key", { text: short(text) });
    const body = unbase64(encoded), kind = body[0], bytes = body.slice(1);
    demand(isName(name) && bytes.length === PUBLIC_BYTES[kind], "key", { text: short(text) });
    const found = hex((await sha256(joined([bytesOf(`${name}\n`), body]))).slice(0, 4));
    demand(found === id, "key-id", { text: short(text), found });
    if (kind !== COSIGNER_MLDSA) checkPoint(bytes);
    return new Key(name, id, kind, bytes, text);
  };

  // Whether this browser checks Ed25519 at all, which it does on secure addresses and files only.
  const isAble = async () => {
    if (!globalThis.crypto?.subtle) return false;
    try {
      const raw = unbase64("Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
      await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
      return true;
    } catch {
      return false;
    }
  };

  Object.assign(proverka.check, { PLAIN, COSIGNER, COSIGNER_MLDSA, isAble, isName, readKey });
})();
