// Verify receipts of Proverka with @sigstore/verify, the code by which npm checks the provenance of packages.
//
//     node verify_receipts.cjs LOG_VKEY RECEIPT...
//
// A receipt is a C2SP tlog-proof whose extra data is the entry. Its three parts are handed to Sigstore's own functions:
// the checkpoint with its signature (a signed note), and the inclusion of the entry in the tree that it signs. Only the
// form of the file is read here. Prints how many were verified; exit status 1 where one does not hold.

"use strict";

const { readFileSync } = require("node:fs");
const { crypto } = require("@sigstore/core");
const { verifyCheckpoint } = require("@sigstore/verify/dist/tlog/checkpoint.js");
const { verifyMerkleInclusion } = require("@sigstore/verify/dist/tlog/merkle.js");

// What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410).
const ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

function logOf(vkey) {
  const [name, id, body] = [...vkey.split("+").slice(0, 2), vkey.split("+").slice(2).join("+")];
  const key = Buffer.from(body, "base64").subarray(1);
  return {
    logID: Buffer.from(id, "hex"),
    baseURL: name,
    publicKey: crypto.createPublicKey(Buffer.concat([ED25519_PREFIX, key])),
  };
}

function entryOf(receipt) {
  const blank = receipt.indexOf("\n\n");
  const [kind, extra, index, ...hashes] = receipt.slice(0, blank).split("\n");
  if (kind !== "c2sp.org/tlog-proof@v1" || !extra.startsWith("extra ") || !index.startsWith("index ")) {
    throw new Error("no receipt");
  }
  return {
    canonicalizedBody: Buffer.from(extra.slice(6), "base64"),
    inclusionProof: {
      logIndex: index.slice(6),
      hashes: hashes.map((hash) => Buffer.from(hash, "base64")),
      checkpoint: { envelope: receipt.slice(blank + 2) },
    },
  };
}

const [vkey, ...paths] = process.argv.slice(2);
const log = logOf(vkey);
for (const path of paths) {
  try {
    const entry = entryOf(readFileSync(path, "utf8"));
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
  } catch (error) {
    console.error(`${path}: ${error.message}`);
    process.exit(1);
  }
}
console.log(`${paths.length} receipts verified`);
