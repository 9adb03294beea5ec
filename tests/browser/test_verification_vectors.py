"""The checks in a reader's browser agree with the vectors of the specification, as every other reader of them must."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from proverka.reporting.catalogues import languages
from proverka.reporting.marks import filled

SCRIPTS = ("bytes", "keys", "note", "tree", "record", "figures", "manifest")
# No browser verifies ML-DSA-44: of such lines the browser only says that it passed them over.
UNCHECKED = "ML-DSA"


@pytest.fixture(scope="module")
def page(browser: Browser, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("vectors")
    source = repository / "src" / "proverka" / "publication" / "templates" / "verify"
    tags = "".join(f'<script src="{(source / f"{name}.js").as_uri()}"></script>' for name in SCRIPTS)
    (folder / "page.html").write_text(f'<!DOCTYPE html><meta charset="utf-8">{tags}', encoding="utf-8")
    opened = browser.new_page()
    opened.goto((folder / "page.html").as_uri())
    opened.evaluate(
        """() => {
          globalThis.accepted = async (work) => {
            try { return { value: await work() ?? null }; } catch (error) {
              if (!(error instanceof proverka.check.Wrong)) throw error;
              return { wrong: error.reason };
            }
          };
          globalThis.each = (many, work) => Promise.all(many.map((one) => accepted(() => work(one))));
        }"""
    )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def vectors(repository: Path) -> Callable[[str], Any]:
    return lambda name: json.loads((repository / "docs" / "spec" / "vectors" / f"{name}.json").read_text("utf-8"))


def refusals(found: list[dict[str, Any]]) -> list[bool]:
    return ["wrong" in one for one in found]


def test_keys(page, vectors):
    given = vectors("keys")
    texts = [one["verifier"] for one in given["keys"]]
    read = "(texts) => each(texts, async (text) => (await proverka.check.readKey(text, proverka.check.PLAIN)).point)"
    assert [one.get("value") for one in page.evaluate(read, texts)] == [one["public"] for one in given["keys"]]
    assert all(refusals(page.evaluate(read, [one["text"] for one in given["refused"]])))


def test_signatures(page, vectors):
    given = vectors("keys")["signatures"]
    found = page.evaluate(
        """(given) => each(given, async ({ key, message, signature }) => {
          const { PLAIN, readKey, textOf, unhex } = proverka.check;
          await (await readKey(key, PLAIN)).check(textOf(unhex(message)), unhex(signature));
        })""",
        given,
    )
    assert [not wrong for wrong in refusals(found)] == [one["valid"] for one in given]


def test_every_published_edge_case_of_ed25519(page, repository):
    path = repository / "tests" / "conformance" / "vectors" / "cctv-ed25519" / "ed25519vectors.json"
    cases = json.loads(path.read_text(encoding="utf-8"))
    assert len(cases) == 914
    given = [{"key": text_of(bytes.fromhex(c["key"])), "signature": c["sig"], "message": c["msg"]} for c in cases]
    found = page.evaluate(
        """(given) => each(given, async ({ key, message, signature }) => {
          const { PLAIN, readKey, unhex } = proverka.check;
          await (await readKey(key, PLAIN)).check(message, unhex(signature));
        })""",
        given,
    )
    assert [not wrong for wrong in refusals(found)] == [not case["flags"] for case in cases]


def text_of(public: bytes) -> str:
    """Return the text form of a key, named so that it is like any other."""
    body = b"\x01" + public
    identifier = hashlib.sha256(b"case\n" + body).hexdigest()[:8]
    return f"case+{identifier}+{base64.b64encode(body).decode()}"


def test_notes(page, vectors):
    given = vectors("signed-note")["cases"]
    found = page.evaluate(
        """(given) => each(given, async ({ note, known }) => {
          const { PLAIN, demand, readKey, readNote, signers, unbase64 } = proverka.check;
          const keys = await Promise.all(known.map((key) => readKey(key, PLAIN)));
          const found = await signers(readNote(unbase64(note)), keys);
          demand(found.length, "signer-unknown");
          return [...new Set(found.map(({ key }) => key.name))];
        })""",
        given,
    )
    assert [one.get("value") for one in found] == [one["signers"] for one in given]


CHECKPOINTS = """({ policy, notes }) => each(notes, async (note) => {
  const { hex, readCheckpoint, readPolicy } = proverka.check;
  const { size, root, times, unchecked } = await readCheckpoint(note, await readPolicy(policy));
  return { size, root: hex(root), times: times.map(({ name, time }) => [name, time]), unchecked };
})"""


def test_checkpoints(page, vectors):
    given = vectors("checkpoint")
    policy = f"log {given['log']}\nquorum none\n"
    found = page.evaluate(CHECKPOINTS, {"policy": policy, "notes": [one["note"] for one in given["accepted"]]})
    assert [(one["value"]["size"], one["value"]["root"]) for one in found] == [
        (one["size"], one["root"]) for one in given["accepted"]
    ]
    unsigned = [one["text"] + "\n— example.org/log TpMzAyCnb/4uahrY0w==\n" for one in given["refused"]]
    assert all(refusals(page.evaluate(CHECKPOINTS, {"policy": policy, "notes": unsigned})))


def test_cosignatures(page, vectors):
    given = vectors("cosignature")
    known = [given["cosigners"][number] for number in given["known"]]
    lines = [f"witness w{n} {one['verifier']}\n" for n, one in enumerate(known)]
    policy = f"log {given['log']}\n{''.join(lines)}quorum none\n"
    notes = [one for one in given["notes"] if UNCHECKED not in one["what"]]
    assert len(notes) > 10
    found = page.evaluate(CHECKPOINTS, {"policy": policy, "notes": [one["note"] for one in notes]})
    assert refusals(found) == [one["refused"] is not None for one in notes]


def test_policies(page, vectors):
    given = vectors("witness-policy")
    read = """(texts) => each(texts, async (text) => {
      const { logs, witnesses, quorum } = await proverka.check.readPolicy(text);
      const named = [...witnesses].map(([name, key]) => [name, key.text]);
      return [logs.map((key) => key.text), Object.fromEntries(named), quorum];
    })"""
    found = page.evaluate(read, [one["text"] for one in given["accepted"]])
    assert [one["value"] for one in found] == [[g["logs"], g["witnesses"], g["quorum"]] for g in given["accepted"]]
    wrong = [one for one in given["refused"] if isinstance(one["text"], str)]
    assert all(refusals(page.evaluate(read, [one["text"] for one in wrong])))


def test_who_meets_a_quorum(page, vectors):
    given = [
        {"text": one["text"], "present": present, "met": met}
        for one in vectors("witness-policy")["accepted"]
        for met, sets in ((True, one["met_by"]), (False, one["not_met_by"]))
        for present in sets
    ]
    assert len(given) > 10
    found = page.evaluate(
        """(given) => each(given, async ({ text, present }) => {
          const policy = await proverka.check.readPolicy(text);
          return proverka.check.enough({ least: 1, of: [policy.quorum] }, policy.groups, new Set(present));
        })""",
        given,
    )
    assert [one["value"] for one in found] == [one["met"] for one in given]


def test_the_tree(page, vectors):
    given = vectors("merkle-tree")
    found = page.evaluate(
        """async (given) => {
          const {
            Tree, bytesOf, checkConsistency, checkInclusion, hex, joined, leafHash, rootOf, unhex, widthOf,
          } = proverka.check;
          const leaves = await Promise.all(Array.from({ length: 1000 }, (_, i) => leafHash(bytesOf(String(i)))));
          const other = await leafHash(bytesOf("another tree")), root = (size) => rootOf(leaves.slice(0, size));
          const under = (level, i) => rootOf(leaves.slice(i * 256 ** level, (i + 1) * 256 ** level));
          const tile = async (size, level, index) => {
            const places = Array.from({ length: widthOf(level, index, size) }, (_, i) => index * 256 + i);
            return joined(await Promise.all(places.map((i) => under(level, i))));
          };
          const refused = (proof) => proof.catch(() => { told.refused += 1; });
          const tree = (size) => new Tree(size, (level, index) => tile(size, level, index));
          const told = { roots: [], inclusion: [], consistency: [], refused: 0 };
          for (const { size } of given.roots) told.roots.push(hex(await root(size)));
          for (const { index, size, path } of given.inclusion) {
            told.inclusion.push((await tree(size).path(index)).map(hex));
            const hashes = path.map(unhex), top = await root(size);
            await checkInclusion(leaves[index], index, size, hashes, top);
            for (const wrong of [[...hashes, top], hashes.slice(1), hashes.slice(0, -1)]) {
              if (wrong.length === hashes.length) continue;
              await refused(checkInclusion(leaves[index], index, size, wrong, top));
            }
          }
          for (const { old, new: size, path } of given.consistency) {
            told.consistency.push((await tree(size).proof(old)).map(hex));
            await checkConsistency(old, size, await root(old), await root(size), path.map(unhex));
            await refused(checkConsistency(old, size, await root(old), other, path.map(unhex)));
          }
          return told;
        }""",
        given,
    )
    assert found["roots"] == [one["root"] for one in given["roots"]]
    assert found["inclusion"] == [one["path"] for one in given["inclusion"]]
    assert found["consistency"] == [one["path"] for one in given["consistency"]]
    longer, shorter = len(given["inclusion"]), 2 * sum(1 for one in given["inclusion"] if one["path"])
    from_nothing = sum(1 for one in given["consistency"] if one["old"] == 0)
    assert found["refused"] == longer + shorter + len(given["consistency"]) - from_nothing


def test_tiles(page, vectors):
    given = vectors("tiles")
    found = page.evaluate(
        "(given) => given.map(({ level, index, width }) => proverka.check.tilePath(level ?? 'entries', index, width))",
        given["paths"],
    )
    assert found == [one["path"] for one in given["paths"]]
    cut = """(given) => each(given, ({ width, bytes }) => {
      const { cutBundle, hex, unhex } = proverka.check;
      return cutBundle(unhex(bytes), width).map(hex);
    })"""
    bundle = given["bundle"]
    (whole,) = page.evaluate(cut, [{"width": len(bundle["entries"]), "bytes": bundle["bytes"]}])
    assert whole["value"] == bundle["entries"]
    assert all(refusals(page.evaluate(cut, given["refused_bundles"])))


def test_submissions(page, vectors):
    given = vectors("submission")
    read = """(texts) => each(texts, async (text) => {
      const { caseId, party, number, hash, leaf } = await proverka.check.readSubmission(text);
      return [caseId, party, number, proverka.check.hex(hash), proverka.check.hex(leaf)];
    })"""
    bodied = [one["entry"] for one in given["accepted"]]
    assert len(bodied) == 3
    # The payloads of these vectors say only a kind: what a payload must hold is Proverka's, and refused by name.
    assert {one.get("wrong", "read") for one in page.evaluate(read, bodied)} == {"submission"}
    line = "\n— example.org/alpha aALkq8IgwjSwyqTI3lKlsAkrWQ==\n"
    assert all(refusals(page.evaluate(read, [one["text"] + line for one in given["refused"]])))


def test_disclosures(page, vectors):
    given = vectors("disclosure")
    opened = """(given) => each(given, async ({ object, disclosures }) => {
      const sealed = proverka.check.unjson(object), { _sd, ...clear } = sealed;
      return { ...clear, ...await proverka.check.openedBy(disclosures, sealed) };
    })"""
    found = page.evaluate(opened, given["opened"])
    plain = [json.loads(one["opened"], parse_int=str, parse_float=str) for one in given["opened"]]
    assert [one["value"] for one in found] == plain
    assert all(refusals(page.evaluate(opened, given["refused_openings"])))


def test_a_sealed_table(page, vectors):
    given = vectors("disclosure")["table"]
    check = """({ file, document }) => accepted(() => {
      const { bytesOf, checkDocument } = proverka.check;
      return checkDocument(bytesOf(file), document);
    })"""
    size = len(given["file"].encode())
    document = {
        "name": "table",
        "sha256": given["sha256"],
        "size": str(size),
        "table": {"rows": str(len(given["rows"])), "root": given["root"]},
    }
    assert page.evaluate(check, {"file": given["file"], "document": document}) == {"value": None}
    for wrong in ({"rows": "1", "root": given["root"]}, {"rows": str(len(given["rows"])), "root": "00" * 32}):
        found = page.evaluate(check, {"file": given["file"], "document": {**document, "table": wrong}})
        assert found == {"wrong": "table"}


def test_keys_as_entries(page, vectors):
    given = vectors("key-entries")
    found = page.evaluate(
        """async ({ genesis, steps }) => {
          const { Authority, Chains, readSubmission } = proverka.check, chains = new Chains(), told = [];
          const first = await readSubmission(genesis), authority = await Authority.open(first);
          chains.follow(0, first);
          await authority.check(first);
          let index = 1;
          for (const { entry, outcome } of steps) {
            const last = new Map(chains.last), { current, cosigning, owners, witnesses, policy } = authority;
            const before = { current, cosigning, owners, witnesses, policy };
            for (const name of ["current", "cosigning", "owners", "witnesses"]) authority[name] = new Map(before[name]);
            const one = await accepted(async () => {
              const submission = await readSubmission(entry);
              chains.follow(index, submission);
              await authority.check(submission);
              await authority.take(index, submission);
            });
            if (outcome === "accepted") index += 1;
            else { chains.last = last; Object.assign(authority, before); }
            const keys = [...authority.current].map(([party, key]) => [party, key.text]);
            told.push([one.wrong ?? "", Object.fromEntries(keys)]);
          }
          return told;
        }""",
        given,
    )
    # What an index or a policy means is not checked here, only who said it: `proverka verify` does that.
    unsaid = {step["what"] for step, (wrong, _) in zip(given["steps"], found, strict=True) if not wrong} - {
        step["what"] for step in given["steps"] if step["outcome"] == "accepted"
    }
    assert unsaid == {
        "a revocation from before the key began",
        "a revocation from an entry that is yet to come",
        "a revocation that names a key",
        "a recovery from an entry that is yet to come",
    }
    for step, (wrong, keys) in zip(given["steps"], found, strict=True):
        assert not wrong or step["outcome"] != "accepted", (step["what"], wrong)
        assert keys == step["in_force"], step["what"]


def test_numbers_as_they_are_written(page):
    said = page.evaluate(
        "(texts) => each(texts, (text) => proverka.check.shortest(text))",
        ["12.50", "0", "0.0", "100", "1E+3", "1.5e-3", "007", "0.050", "12345678901234567890.10"],
    )
    assert [one["value"] for one in said] == [
        "12.5", "0", "0", "100", "1000", "0.0015", "7", "0.05", "12345678901234567890.1",
    ]  # fmt: skip
    arabic = {"digits": list("٠١٢٣٤٥٦٧٨٩"), "decimal": "٫", "group": "٬"}
    french = {"digits": list("0123456789"), "decimal": ",", "group": "\N{NARROW NO-BREAK SPACE}"}
    english = {"digits": list("0123456789"), "decimal": ".", "group": ","}
    given = [
        ["about 12,345.50 tonnes", english],
        ["24.6 %, 62.5 tonnes", english],
        ["environ 12\N{NARROW NO-BREAK SPACE}345,50 tonnes", french],
        ["٤٩٫٣ ٪", arabic],
        ["حوالي ١٢٬٣٤٥ طن", arabic],
    ]
    found = page.evaluate(
        "(given) => given.map(([text, language]) => proverka.check.numeralsIn(text, language))", given
    )
    assert found == [["12345.5"], ["24.6", "62.5"], ["12345.5"], ["49.3"], ["12345"]]


def test_no_member_of_an_object_twice(page):
    read = "(texts) => each(texts, (text) => proverka.check.unjson(text))"
    good = ['{"a":{"b":1},"b":[{"b":"}"},{"b":"\\":"}]}', '{"a\\"":1,"a":2}', '[1.50,-0,1e5,"1",true,null]']
    assert [one.get("value") for one in page.evaluate(read, good)] == [
        {"a": {"b": "1"}, "b": [{"b": "}"}, {"b": '":'}]},
        {'a"': "1", "a": "2"},
        ["1.50", "-0", "1e5", "1", True, None],
    ]
    bad = ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"x":{"y":1,"z":[],"y":2}}]', "{", '{"a":01}', ""]
    assert all(refusals(page.evaluate(read, bad)))


def test_scripts_of_data(page, vectors):
    given = vectors("edition")["scripts"]
    assert len(given) == 3
    found = page.evaluate("(given) => given.map(({ name, value }) => proverka.check.scriptOf(name, value))", given)
    assert found == [one["script"] for one in given]


def test_lists_and_manifest(page, vectors):
    given = vectors("edition")["edition"]
    told = page.evaluate(
        """async ({ files, key, lists, manifest, manifest_unsigned }) => {
          const { PLAIN, listOf, readKey, readList, readManifest } = proverka.check;
          const name = Object.keys(files)[0], signer = await readKey(key, PLAIN);
          const read = await readManifest(manifest, [signer]), at = await listOf(read, name);
          const text = JSON.parse(/, (.*)\\);\\n$/s.exec(lists[`proof/lists/${at}.js`])[1]);
          return {
            entry: (await readList(read, at, text)).get(name),
            signed: read.signed.map(({ text }) => text),
            bare: (await readManifest(manifest_unsigned, [signer])).signed.length,
            by_others: (await accepted(() => readManifest(manifest, []))).wrong,
            changed: (await accepted(() => readList(read, at, `${text} `))).wrong,
          };
        }""",
        {**given, "key": vectors("keys")["keys"][1]["verifier"]},
    )
    words = vectors("edition")["words"][0]
    assert words["page"] == given["files"]["en/index.html"]
    assert told["entry"]["words"] == words["sha256"]
    assert told["signed"] == [vectors("keys")["keys"][1]["verifier"]]
    assert (told["bare"], told["by_others"], told["changed"]) == (0, "manifest-signers", "list")


@pytest.mark.parametrize("language", languages(), ids=lambda one: one.code)
def test_figures_are_read_as_each_language_writes_them(page, language):
    """What a page shows, with its bound, unit and spaces of any kind, is read; another number or bound is refused."""
    said = {"about": "about {number}", "at_least": "at least {number}", "at_most": "at most {number}"}
    phrases = {name: language.told(one) for name, one in said.items()}
    given = {
        "language": {name: getattr(language, name) for name in ("digits", "decimal", "group")},
        "phrases": {"exact": language.told("exact"), **phrases},
        "shown": filled(phrases["about"], {"number": f"{language.number(Decimal('12345.50'))}\u00a0tonnes"}),
    }
    read = """({ shown, language, phrases }, amount, bound) => accepted(() => {
      const element = Object.assign(document.createElement("td"), { textContent: ` ${shown}\\n` });
      Object.assign(element.dataset, { figure: "3", basis: "declared/stock" });
      const body = { basis: "declared/stock", amount: { amount }, bound };
      const entry = { index: 3, envelope: { kind: "figure", references: [] }, body };
      return proverka.check.checkFigure(element, [entry], { language, phrases });
    })"""
    found = [
        page.evaluate(f"(given) => ({read})(given, ...{json.dumps(one)})", given)
        for one in (["12345.5", "about"], ["12345.05", "about"], ["345.5", "about"], ["12345.5", "exact"])
    ]
    assert found == [{"value": True}, {"wrong": "figure"}, {"wrong": "figure"}, {"wrong": "figure-bound"}]
