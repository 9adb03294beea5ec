"""Editions: they verify to the same root, and hold nothing that is not for their readers."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest
from tests.leaks import contents, found_in, secrets_of

from proverka.case.auditing import audit_case
from proverka.case.edition import EDITION_FILE, edition_of, make_edition
from proverka.case.folder import CaseFolder
from proverka.case.keyring import read_keyring
from proverka.case.mirroring import mirror_case
from proverka.case.opened import Case, open_case
from proverka.case.submitting import read_drafts, submit
from proverka.case.verifying import verify_case
from proverka.model.errors import RefusedError
from proverka.model.reading import encode_json
from proverka.model.submission import Delivery, Document, Envelope, Sealed
from proverka.reporting import render_html, render_json, write_package

DAY = date(2024, 6, 30)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def made(case: Path, out: Path, readers: str) -> Case:
    make_edition(open_case(case), out, readers=readers)
    return open_case(out)


def withheld(case: Case) -> list[str]:
    return [entry.label for entry in case.entries if isinstance(entry.body, Sealed)]


def test_the_whole_case_reads_as_if_nothing_were_sealed(secrets_case):
    case = open_case(secrets_case)
    assert withheld(case) == []
    assert verify_case(secrets_case).sound
    assert not audit_case(case, as_of=DAY, known=DAY).withheld
    assert edition_of(secrets_case) is None


@pytest.mark.parametrize(
    ("readers", "closed", "documents"),
    [
        ("public", ["ALL", "FIRST", "SECOND", "DONE-SECOND", "AWAY"], 1),
        ("members", ["ALL", "SECOND", "AWAY"], 2),
        ("state", ["DONE-SECOND"], 3),
        ("critic", ["ALL", "FIRST", "SECOND", "DONE-SECOND", "AWAY"], 1),
    ],
)
def test_each_edition_verifies_to_the_same_root_and_says_what_is_withheld(
    secrets_case, tmp_path, readers, closed, documents
):
    case = made(secrets_case, tmp_path / "edition", readers)
    assert withheld(case) == closed
    found = verify_case(tmp_path / "edition")
    assert (found.sound, found.documents, found.documents_withheld) == (True, documents, 3 - documents)
    assert found.checkpoint == verify_case(secrets_case).checkpoint
    told = edition_of(tmp_path / "edition")
    assert told is not None
    assert (told.readers, told.entries_withheld, told.documents) == (readers, len(closed), documents)
    answer = audit_case(case, as_of=DAY, known=DAY)
    assert [one.entry.label for one in answer.withheld] == closed


@pytest.mark.parametrize("readers", ["public", "members", "state", "critic"])
def test_a_verifier_that_shares_no_code_accepts_every_edition(secrets_case, tmp_path, standalone, readers):
    make_edition(open_case(secrets_case), tmp_path / "edition", readers=readers)
    policy = standalone.read_policy((secrets_case / "policy.txt").read_bytes())
    assert standalone.check_log(tmp_path / "edition", policy)[0].startswith("proverka.example/secrets: ")


def test_a_total_that_would_give_a_part_away_is_suppressed(secrets_case, tmp_path):
    done = make_edition(open_case(secrets_case), tmp_path / "edition", readers="members")
    case = open_case(tmp_path / "edition")
    (suppressed,) = done.edition.suppressed
    assert case.entries[suppressed - 1].label == "ALL", "the total less the first part would be the second"
    assert done.revealed == ()
    assert f"Suppressed, since a withheld part would follow from them: entries {suppressed}." in (
        tmp_path / "edition" / "README.txt"
    ).read_text(encoding="utf-8")


FIGURE = """
[[entries]]
kind = "figure"
label = "{label}"
known = 2024-02-01
party = "state"
class = "{classification}"
body = {{ basis = "declared/{of}", amount = {{ amount = {amount}, unit = "tonne" }} }}
"""


def figures(*rows: tuple[str, str, int]) -> str:
    return "".join(FIGURE.format(label=of.upper(), of=of, classification=c, amount=a) for of, c, a in rows)


def test_what_follows_from_entries_in_clear_cannot_be_left_out_and_is_told_to_the_maker(build_with, tmp_path):
    rows = figures(("all", "unclassified", 10), ("first", "unclassified", 7), ("second", "restricted", 3))
    case = open_case(build_with(tmp_path, rows))
    done = make_edition(case, tmp_path / "edition", readers="public")
    assert [case.entries[index - 1].label for index in done.revealed] == ["SECOND"]
    assert done.edition.suppressed == ()
    told = (tmp_path / "edition" / EDITION_FILE).read_bytes() + (tmp_path / "edition" / "README.txt").read_bytes()
    assert b"revealed" not in told


def test_a_total_of_zero_gives_its_parts_away(build_with, tmp_path):
    rows = figures(("all", "restricted", 0), ("second", "protected", 0))
    case = open_case(build_with(tmp_path, rows))
    done = make_edition(case, tmp_path / "edition", readers="members")
    assert [case.entries[index - 1].label for index in done.edition.suppressed] == ["ALL"]


def test_a_release_gives_a_party_what_it_names_and_no_more(secrets_case, tmp_path):
    case = made(secrets_case, tmp_path / "edition", "critic")
    first = next(entry for entry in case.entries if entry.label == "FIRST")
    assert isinstance(first.body, Sealed)
    assert set(first.body.members) == {"basis", "amount"}
    assert first.body.withheld == 1


RELEASE = """
[[entries]]
kind = "release"
label = "MORE"
known = 2024-04-02
party = "state"
refers_to = ["REPORT"]
body = {{ to = "public", documents = ["{name}"] }}
"""


def add(built: Path, folder: Path, text: str) -> Case:
    (folder / "more.toml").write_text(text, encoding="utf-8")
    submit(open_case(built), read_drafts(folder / "more.toml"), CaseFolder(folder), now=NOW)
    return open_case(built)


def name_of(case: Path, beginning: bytes) -> str:
    (found,) = [p.name for p in (case / "documents").glob("*/*/*") if p.read_bytes()[32:].startswith(beginning)]
    return found


def test_a_released_document_is_in_the_editions_of_its_readers_until_the_release_is_taken_back(build_with, tmp_path):
    built = build_with(tmp_path)
    name = name_of(built, b"The plan")
    add(built, tmp_path, RELEASE.format(name=name))
    assert name in made(built, tmp_path / "released", "public").document_store
    back = '\n[[entries]]\nkind = "correction"\nlabel = "BACK"\nknown = 2024-04-03\nparty = "state"\n'
    add(built, tmp_path, back + 'refers_to = ["MORE"]\nbody = { reason = "Too early." }\n')
    assert name not in made(built, tmp_path / "taken-back", "public").document_store


def test_what_a_stolen_key_released_is_in_no_later_edition(build_with, tmp_path):
    built = build_with(tmp_path)
    name = name_of(built, b"The plan")
    case = add(built, tmp_path, RELEASE.format(name=name))
    assert name in made(built, tmp_path / "released", "public").document_store
    theft = case.entries[-1].index
    revoked = f'body = {{ action = "revoke", party = "state", revoked_from = {theft} }}\n'
    entry = '\n[[entries]]\nkind = "key"\nlabel = "STOLEN"\nknown = 2024-04-03\nparty = "state"\n'
    add(built, tmp_path, entry + revoked)
    assert name not in made(built, tmp_path / "revoked", "public").document_store


def test_nobody_comes_by_a_document_by_naming_its_hash(build_with, tmp_path):
    built = build_with(tmp_path)
    name = name_of(built, b"The plan")
    case = open_case(built)
    keyring = read_keyring(built / "keys")
    document = Document(name="mine.txt", sha256=name, size=63, media_type="text/plain")
    body = msgspec.Raw(encode_json(Delivery(document="letter", title="A claim")))
    envelope = Envelope(kind="delivery", label="CLAIM", submitted_at=NOW, body=body, documents=(document,))
    case.log.append([case.chain.sign(envelope, "critic", keyring).note.raw], keyring.log)
    for readers in ("public", "critic", "members"):
        assert name not in made(built, tmp_path / readers, readers).document_store
        assert verify_case(tmp_path / readers).sound
    assert name in made(built, tmp_path / "state", "state").document_store


def sealed_as(body: str, *, of: str = "ALL", kind: str = "figure", known: str = "2024-02-01") -> str:
    head = f'\n[[entries]]\nkind = "{kind}"\nlabel = "{of}"\nknown = {known}\nparty = "state"\n'
    return f'{head}class = "restricted"\nbody = {{ {body} }}\n'


TEN = 'amount = { amount = 10, unit = "tonne" }'
DECLARED_ALL = FIGURE.format(label="STOCK", of="all", classification="unclassified", amount=10)
# A total of ten, as it can be told: the label of what is left out against it, and the figures of the total.
TOTALS = {
    "exact": sealed_as(f'basis = "destroyed/all", {TEN}'),
    "about": sealed_as(f'basis = "destroyed/all", {TEN}, bound = "about"'),
    "estimate": sealed_as(f'basis = "destroyed/all", {TEN}, nature = "estimate"'),
    "at a place": sealed_as(f'basis = "destroyed/all", {TEN}, place = "plant"'),
    "two bounds": sealed_as(f'basis = "destroyed/all", {TEN}, bound = "at_least"')
    + sealed_as(f'basis = "destroyed/all", {TEN}, bound = "at_most"', of="ALL-2"),
    "percent of": sealed_as('basis = "destroyed/all", percent = 50, of = { amount = 20, unit = "tonne" }'),
    "percent of declared": DECLARED_ALL + sealed_as('basis = "destroyed/all", percent = 100'),
    "supplement": sealed_as(
        'declaration = "supplement", title = "More", lines = '
        '[{ basis = "destroyed/all", quantity = { amount = 10, unit = "tonne" } }]',
        kind="declaration",
    ),
}
PARTS = figures(("first", "restricted", 7), ("second", "protected", 3)).replace("declared/", "destroyed/")


@pytest.mark.parametrize("form", TOTALS)
def test_a_total_gives_a_part_away_in_whatever_form_it_is_told(build_with, tmp_path, form):
    case = open_case(build_with(tmp_path, TOTALS[form] + PARTS))
    done = make_edition(case, tmp_path / "edition", readers="members")
    assert done.edition.suppressed, "the total less the first part is the second"
    assert done.revealed == ()
    assert not withheld(case)
    closed = set(withheld(open_case(tmp_path / "edition")))
    totals = {entry.label for entry in case.entries if entry.label.startswith("ALL")}
    assert "SECOND" in closed
    assert "FIRST" in closed or totals <= closed


def test_a_percentage_of_what_nobody_is_told_gives_nothing_away(build_with, tmp_path):
    declared = FIGURE.format(label="STOCK", of="all", classification="protected", amount=10)
    text = declared + sealed_as('basis = "destroyed/all", percent = 100') + PARTS
    done = make_edition(open_case(build_with(tmp_path, text)), tmp_path / "edition", readers="members")
    assert (done.edition.suppressed, done.revealed) == ((), ())


def test_an_amount_and_its_percentage_give_the_declared_whole_away(build_with, tmp_path):
    declared = FIGURE.format(label="STOCK", of="all", classification="protected", amount=20)
    case = open_case(build_with(tmp_path, declared + sealed_as(f'basis = "destroyed/all", percent = 50, {TEN}')))
    done = make_edition(case, tmp_path / "edition", readers="members")
    assert [case.entries[index - 1].label for index in done.edition.suppressed] == ["ALL"]


def test_an_amount_in_clear_is_not_taken_as_left_out_with_the_openings_beside_it(build_with, tmp_path):
    total = sealed_as(f'basis = "destroyed/all", {TEN}, text = "In all."')
    total = total.replace('class = "restricted"', 'class = "restricted"\nseal = ["text"]')
    case = open_case(build_with(tmp_path, total + PARTS))
    done = make_edition(case, tmp_path / "edition", readers="members")
    assert [case.entries[index - 1].label for index in done.edition.suppressed] == ["FIRST"]


CORRECTION = """
[[entries]]
kind = "correction"
label = "FIX"
known = 2024-02-02
party = "state"
refers_to = ["ALL"]
[entries.body]
reason = "A slip."
effective = 2024-02-01
replacement = { basis = "declared/all", amount = { amount = 10, unit = "tonne" } }
"""


def test_a_total_that_was_corrected_in_clear_counts_as_corrected(build_with, tmp_path):
    rows = figures(("all", "unclassified", 11), ("first", "restricted", 7), ("second", "protected", 3))
    rows = rows.replace('"ALL"\nknown = 2024-02-01', '"ALL"\nknown = 2024-02-01\ndate = 2024-01-31')
    case = open_case(build_with(tmp_path, rows))
    assert make_edition(case, tmp_path / "before", readers="members").edition.suppressed == ()
    case = open_case(build_with(tmp_path / "corrected", rows + CORRECTION))
    found = make_edition(case, tmp_path / "after", readers="members").edition.suppressed
    assert [case.entries[index - 1].label for index in found] == ["FIRST"]


HOLDING = """
[[entries]]
kind = "figure"
label = "{label}"
known = {known}
party = "inspectorate"
class = "{classification}"
body = {{ basis = "destroyed/{of}", amount = {{ amount = "{amount}", unit = "tonne" }} }}
"""
AWAY = """
[[entries]]
kind = "movement"
label = "{label}"
known = {known}
party = "state"
class = "{classification}"
{seal}
[entries.body]
subject = "first"
quantity = {quantity}
origin = {{ place = "depot", disposition = "stored" }}
destination = {{ place = "plant", disposition = "destroyed" }}
"""


def holding(label: str, known: str, amount: float, of: str = "first", classification: str = "restricted") -> str:
    return HOLDING.format(label=label, known=known, amount=amount, of=of, classification=classification)


def away(label: str, known: str, classification: str = "protected", amount: float | str = 2) -> str:
    told = "absence" if isinstance(amount, str) else "amount"
    quantity = f'{{ {told} = "{amount}", unit = "tonne" }}'
    seal = "" if classification == "unclassified" else 'seal = ["quantity"]'
    return AWAY.format(label=label, known=known, classification=classification, seal=seal, quantity=quantity)


BEFORE, AFTER = holding("BEFORE", "2024-02-01", 5), holding("AFTER", "2024-02-20", 7)
IN_BETWEEN = away("AWAY", "2024-02-10")


def left_out_of(text: str, build_with, folder) -> tuple[list[str], list[str]]:
    """Return what the members' edition of these entries suppresses, and what it reveals all the same."""
    case = open_case(build_with(folder, text))
    done = make_edition(case, folder / "edition", readers="members")
    labels = {entry.index: entry.label for entry in case.entries}
    return [labels[index] for index in done.edition.suppressed], [labels[index] for index in done.revealed]


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (BEFORE + IN_BETWEEN + AFTER, (["BEFORE"], [])),
        (BEFORE + IN_BETWEEN, ([], [])),
        (BEFORE + AFTER + away("LATER", "2024-02-21"), ([], [])),
        (BEFORE + IN_BETWEEN + away("TOO", "2024-02-11") + AFTER, ([], [])),
        (BEFORE + IN_BETWEEN + away("TOO", "2024-02-11", "unclassified") + AFTER, (["BEFORE"], [])),
        (BEFORE + IN_BETWEEN + away("TOO", "2024-02-11", "unclassified", "unknown") + AFTER, ([], [])),
        (BEFORE + IN_BETWEEN + away("TOO", "2024-02-11", "restricted") + AFTER, (["TOO"], [])),
        (
            BEFORE + holding("HIDDEN", "2024-02-05", 5, classification="protected") + IN_BETWEEN + AFTER,
            (["BEFORE"], []),
        ),
        (
            BEFORE + IN_BETWEEN + holding("HIDDEN", "2024-02-15", 7, classification="protected") + AFTER,
            (["BEFORE"], []),
        ),
        (BEFORE + holding("AGAIN", "2024-02-05", 5) + IN_BETWEEN + AFTER, (["AFTER"], [])),
        (BEFORE + away("SAME-DAY", "2024-02-01") + AFTER, (["BEFORE"], [])),
        (BEFORE.replace("restricted", "unclassified") + IN_BETWEEN + AFTER, (["AFTER"], [])),
        ((BEFORE + IN_BETWEEN + AFTER).replace("restricted", "unclassified"), ([], ["AWAY"])),
        (BEFORE + IN_BETWEEN + AFTER.replace("/first", "/second"), ([], [])),
        ((BEFORE + IN_BETWEEN + AFTER).replace("/first", "/all"), (["BEFORE"], [])),
    ],
    ids=[
        "two figures around one movement",
        "one figure",
        "a movement after both",
        "two movements that are withheld",
        "another in clear",
        "another that nobody knows",
        "another that the readers may see",
        "a hidden figure before it",
        "a hidden figure after it",
        "two figures before it",
        "a movement on the day of the first",
        "a figure in clear stays",
        "all in clear but the movement",
        "figures of two subjects",
        "figures of the whole of which a part was moved",
    ],
)
def test_figures_around_a_withheld_movement_give_it_away(build_with, tmp_path, text, left_out):
    assert left_out_of(text, build_with, tmp_path) == left_out


def test_a_withheld_figure_follows_from_the_one_before_and_what_was_moved(build_with, tmp_path):
    after = holding("AFTER", "2024-02-20", 7, classification="protected")
    moved = away("AWAY", "2024-02-10", "restricted")
    assert left_out_of(BEFORE + moved + after, build_with, tmp_path) == (["AWAY"], [])
    assert left_out_of(BEFORE + after, build_with, tmp_path / "unmoved") == ([], [])


def test_derived_totals_and_balances_with_a_withheld_part_are_withheld(secrets_case, tmp_path):
    whole = audit_case(open_case(secrets_case), as_of=DAY, known=DAY)
    public = audit_case(made(secrets_case, tmp_path / "edition", "public"), as_of=DAY, known=DAY)
    assert [line.net for line in whole.balance] == [-17345000, 17345000]
    assert [(line.net, line.received, line.sent, line.withheld) for line in public.balance] == [
        (None, None, None, 1),
        (None, None, None, 1),
    ]
    (duty,) = whole.obligations
    assert duty.achieved is not None
    assert duty.achieved.value is not None
    (duty,) = public.obligations
    assert duty.achieved is not None
    assert (duty.achieved.value, duty.achieved.absence) == (None, "withheld")


def test_an_edition_of_an_edition_holds_no_more(secrets_case, tmp_path):
    made(secrets_case, tmp_path / "members", "members")
    again = made(tmp_path / "members", tmp_path / "state", "state")
    assert withheld(again) == ["ALL", "SECOND", "DONE-SECOND", "AWAY"]
    assert verify_case(tmp_path / "state").sound


def test_what_is_there_is_not_written_over_and_unknown_readers_are_refused(secrets_case, tmp_path):
    (tmp_path / "there").mkdir()
    with pytest.raises(RefusedError, match="already-there"):
        make_edition(open_case(secrets_case), tmp_path / "there", readers="public")
    with pytest.raises(RefusedError, match="unknown-party"):
        make_edition(open_case(secrets_case), tmp_path / "new", readers="nobody")
    assert not (tmp_path / "new").exists()


def test_a_document_missing_from_a_whole_case_is_missing(secrets_case, tmp_path):
    made(secrets_case, tmp_path / "edition", "public")
    (tmp_path / "edition" / EDITION_FILE).unlink()
    codes = [fault.refusal.code for fault in verify_case(tmp_path / "edition").faults]
    assert codes == ["missing-document", "missing-document"]


# What of a higher class than the public's each secret is, in every form in which it could be written down.
SECRETS = (
    "1000.77",
    "700.55",
    "300.22",
    "31.25",
    "12.345",
    "first of two secrets",
    "north gate",
    "north hall",
    "east hall",
)


# What each edition must not hold; for the members the total too, of which a part is above their class.
KEPT = {
    "public": SECRETS,
    "members": ("1000.77", "300.22", "12.345", "north gate"),
    "state": ("31.25",),
    "critic": tuple(text for text in SECRETS if text != "700.55"),
}


@pytest.mark.parametrize("readers", KEPT)
def test_no_secret_is_anywhere_in_an_edition_or_in_a_report_from_it(secrets_case, tmp_path, readers):
    case = made(secrets_case, tmp_path / "edition", readers)
    answer = audit_case(case, as_of=DAY, known=DAY)
    write_package(answer, None, tmp_path / "package.zip")
    files = [path.read_bytes() for path in sorted((tmp_path / "edition").rglob("*")) if path.is_file()]
    files += [render_html(answer, None).encode(), render_json(answer), (tmp_path / "package.zip").read_bytes()]
    haystack = [inner for raw in files for inner in contents(raw)]
    secrets = secrets_of(secrets_case, KEPT[readers])
    assert len(secrets) >= 3 * len(KEPT[readers]) - 1, "a word, its disclosure and its salt; the plan has one salt"
    assert found_in(haystack, secrets) == set()


def test_the_search_finds_what_is_there(secrets_case):
    secrets = secrets_of(secrets_case, SECRETS)
    files = [path.read_bytes() for path in sorted(secrets_case.rglob("*")) if path.is_file()]
    assert found_in([inner for raw in files for inner in contents(raw)], secrets) == set(secrets)


def test_an_edition_is_made_neither_inside_its_case_nor_inside_a_file(secrets_case, tmp_path):
    case = open_case(secrets_case)
    with pytest.raises(RefusedError, match="a folder outside the case"):
        make_edition(case, secrets_case / "documents" / "public", readers="public")
    assert not (secrets_case / "documents" / "public").exists()
    (tmp_path / "file").touch()
    with pytest.raises(RefusedError, match="which is no folder"):
        make_edition(case, tmp_path / "file" / "public", readers="public")


def faults_of(edition: Path) -> list[str]:
    return [f"{fault.refusal.code}: {fault.where}" for fault in verify_case(edition).faults]


def test_an_edition_file_that_is_not_of_the_form_is_a_fault(secrets_case, tmp_path):
    made(secrets_case, tmp_path / "edition", "public")
    path = tmp_path / "edition" / EDITION_FILE
    whole = path.read_text(encoding="utf-8")
    for junk in ("junk", "{}", "", whole.replace("{", '{"more": 1,', 1), whole.replace('"size": ', '"size": -')):
        path.write_text(junk, encoding="utf-8")
        assert faults_of(tmp_path / "edition")
    path.write_text(whole, encoding="utf-8")
    assert verify_case(tmp_path / "edition").sound


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("schema", "proverka/edition/v2"),
        ("highest", "protected"),
        ("origin", "proverka.example/other"),
        ("size", 3),
        ("root", "00" * 32),
        ("entries_withheld", 0),
        ("documents", 3),
        ("documents_withheld", 0),
        ("suppressed", [1]),
    ],
)
def test_an_edition_that_contradicts_its_record_is_a_fault(secrets_case, tmp_path, member, value):
    made(secrets_case, tmp_path / "edition", "public")
    path = tmp_path / "edition" / EDITION_FILE
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps(told | {member: value}), encoding="utf-8")
    assert faults_of(tmp_path / "edition") == [f"wrong-edition: edition.json: {member}"]


def test_an_edition_for_members_that_is_called_public_is_a_fault(secrets_case, tmp_path):
    made(secrets_case, tmp_path / "edition", "members")
    path = tmp_path / "edition" / EDITION_FILE
    told = json.loads(path.read_bytes())
    path.write_text(json.dumps(told | {"readers": "public", "highest": "unclassified"}), encoding="utf-8")
    found = faults_of(tmp_path / "edition")
    assert len([one for one in found if one.startswith("wrong-edition: entry ")]) == 2
    assert len([one for one in found if one.startswith("wrong-edition: documents/")]) == 1
    path.write_text(json.dumps(told | {"readers": "nobody"}), encoding="utf-8")
    assert faults_of(tmp_path / "edition") == ["wrong-edition: edition.json: readers"]


def test_a_disclosure_or_document_of_a_higher_class_in_an_edition_is_a_fault(secrets_case, tmp_path):
    made(secrets_case, tmp_path / "edition", "public")
    for path in sorted([*secrets_case.glob("openings/*"), *secrets_case.glob("documents/*/*/*")]):
        there = tmp_path / "edition" / path.relative_to(secrets_case)
        before = there.read_bytes() if there.exists() else None
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(path.read_bytes())
        found = faults_of(tmp_path / "edition")
        assert bool([one for one in found if one.startswith("wrong-edition: ")]) == (before != path.read_bytes())
        there.unlink()
        if before is not None:
            there.write_bytes(before)
    assert verify_case(tmp_path / "edition").sound
    (tmp_path / "edition" / "openings" / ("0" * 64)).write_bytes(b"")
    assert faults_of(tmp_path / "edition") == [f"wrong-edition: openings/{'0' * 64}"]


def test_a_mirror_of_an_edition_is_that_edition(secrets_case, tmp_path):
    made(secrets_case, tmp_path / "edition", "members")
    for _ in range(2):
        mirror_case(str(tmp_path / "edition"), tmp_path / "mirror")
        assert verify_case(tmp_path / "mirror").sound
    assert edition_of(tmp_path / "mirror") == edition_of(tmp_path / "edition")
    assert (tmp_path / "mirror" / "README.txt").read_bytes() == (tmp_path / "edition" / "README.txt").read_bytes()
    mirror_case(str(secrets_case), tmp_path / "whole")
    assert edition_of(tmp_path / "whole") is None
