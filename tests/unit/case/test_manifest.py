"""Manifests: tables of a case that are signed whole, kept with their originals, and booked as far as they stand."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from proverka.assessment.result import Fulfilment
from proverka.book import chain_breaches, holdings, trace
from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.booked import breaches_of, ledger_of
from proverka.case.building import build_case
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import open_case
from proverka.case.scaffold import write_scaffold
from proverka.case.submitting import read_drafts, submit
from proverka.case.verifying import verify_case
from proverka.model.errors import ProverkaError

HEAD = "moved_at,item,subject,quantity,origin_place,origin_disposition,destination_place,destination_disposition\n"
OPENING = HEAD + "2024-01-10,A-1,stock,500,,,store,stored\n2024-01-10,A-2,stock,300,,,store,stored\n"
LOAD_OUT = (
    HEAD + "2024-02-01,A-1,stock,500,store,stored,ship,on board\n2024-02-03,A-2,stock,300,store,stored,ship,on board\n"
)
MANIFEST = """\
[[entries]]
kind = "manifest"
label = "{label}"
known = {known}
party = "state"
documents = ["documents/{file}"]
body = {{ title = "{label}" }}
"""
PLACES = ("store", "ship", "plant")
LATER = datetime(2024, 6, 1, tzinfo=UTC)


def manifest(label: str, known: str, file: str) -> str:
    return MANIFEST.format(label=label, known=known, file=file)


@pytest.fixture
def authored(tmp_path: Path) -> Path:
    write_scaffold(tmp_path / "case", "case")
    with (tmp_path / "case" / "case.toml").open("a", encoding="utf-8") as words:
        words.write("".join(f'[[places]]\nid = "{one}"\nname = "{one}"\nkind = "site"\n' for one in PLACES))
    (tmp_path / "case" / "documents").mkdir()
    for name, text in (("opening.csv", OPENING), ("load-out.csv", LOAD_OUT)):
        (tmp_path / "case" / "documents" / name).write_text(text, encoding="utf-8")
    text = manifest("OPENING", "2024-01-20", "opening.csv") + manifest("LOAD-OUT", "2024-02-20", "load-out.csv")
    (tmp_path / "case" / "evidence" / "manifests.toml").write_text(text, encoding="utf-8")
    return tmp_path / "case"


def built(authored: Path) -> Path:
    read = read_authored(authored)
    build_case(read, authored.with_name("built"), demonstration_keyring(read.words))
    return authored.with_name("built")


def held(root: Path, known: datetime = LATER) -> dict[tuple[str, str], int]:
    with ledger_of(open_case(root)) as ledger:
        return {(h.place, h.disposition): h.held for h in holdings(ledger, as_of=LATER, known=known)}


def test_one_signature_signs_a_table_and_the_file_that_it_was_made_of(authored):
    root = built(authored)
    case = open_case(root)
    opening = next(entry for entry in case.entries if entry.label == "OPENING")
    original, table = (one.sha256 for one in case.documents[opening.index])
    assert case.document_store.get(original).decode() == OPENING
    assert case.document_store.get(table)[:4] == b"PAR1"
    assert verify_case(root).sound


def test_the_book_is_asked_as_of_a_time_and_as_known_at_one(authored):
    root = built(authored)
    assert held(root) == {("ship", "on board"): 800, ("store", "stored"): 0}
    assert held(root, datetime(2024, 2, 1, tzinfo=UTC)) == {("store", "stored"): 800}
    with ledger_of(open_case(root)) as ledger:
        assert [(step.origin, step.destination, step.row.entry) for step in trace(ledger, "A-2")] == [
            ("", "store, stored", 2), ("store, stored", "ship, on board", 3),
        ]  # fmt: skip
        assert chain_breaches(ledger, known=LATER) == []


def test_a_manifest_that_was_taken_back_is_not_booked(authored, tmp_path):
    root = built(authored)
    text = 'kind = "correction"\nlabel = "BACK"\nknown = 2024-03-01\nparty = "state"\nrefers_to = ["LOAD-OUT"]\n'
    (tmp_path / "back.toml").write_text(
        f'[[entries]]\n{text}body = {{ reason = "It never left." }}\n', encoding="utf-8"
    )
    submit(open_case(root), read_drafts(tmp_path / "back.toml"), CaseFolder(tmp_path), now=LATER)
    assert held(root) == {("store", "stored"): 800}


def test_a_table_that_two_manifests_sign_is_booked_once_as_of_the_first(authored):
    path = authored / "evidence" / "manifests.toml"
    text = path.read_text(encoding="utf-8") + manifest("AGAIN", "2024-03-20", "opening.csv")
    path.write_text(text, encoding="utf-8")
    root = built(authored)
    assert held(root, datetime(2024, 2, 1, tzinfo=UTC)) == {("store", "stored"): 800}
    assert held(root) == {("store", "stored"): 0, ("ship", "on board"): 800}


def test_a_book_whose_table_is_not_there_is_not_struck(authored):
    root = built(authored)
    next(path for path in root.glob("documents/sha256/*/*") if path.read_bytes()[:4] == b"PAR1").unlink()
    with pytest.raises(ProverkaError, match="missing-document"):
        held(root)
    with pytest.raises(ProverkaError, match="missing-document"):
        audit_case(open_case(root), as_of=LATER.date(), known=LATER.date())


def test_a_table_in_parquet_is_taken_as_it_is(authored):
    first = built(authored)
    case = open_case(first)
    table = case.documents[next(entry.index for entry in case.entries if entry.label == "OPENING")][1].sha256
    (authored / "documents" / "opening.parquet").write_bytes(case.document_store.get(table))
    path = authored / "evidence" / "manifests.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("opening.csv", "opening.parquet"), encoding="utf-8")
    second = authored.with_name("second")
    read = read_authored(authored)
    build_case(read, second, demonstration_keyring(read.words))
    assert held(second) == held(first)


def classified(case: Path) -> None:
    path = case / "evidence" / "manifests.toml"
    named = '{ file = "documents/opening.csv", class = "restricted" }'
    path.write_text(path.read_text(encoding="utf-8").replace('"documents/opening.csv"', named), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda case: (case / "documents" / "opening.csv").write_text(OPENING.replace("500", "many")), "bad-value"),
        (lambda case: (case / "documents" / "opening.csv").write_bytes(b"\xff\xfe"), "bad-syntax"),
        (lambda case: (case / "documents" / "opening.csv").unlink(), "missing-file"),
        (classified, "meaningless"),
    ],
    ids=["a table that cannot be booked", "no text", "no file", "a table that is to be secret"],
)
def test_what_cannot_be_booked_is_refused_and_nothing_is_written(authored, change, code):
    change(authored)
    with pytest.raises(ProverkaError) as caught:
        built(authored)
    assert caught.value.code == code
    assert not authored.with_name("built").exists()


def test_an_audit_finds_what_does_not_fit_and_counts_it(authored):
    wrong = "".join(f"2024-02-0{n},A-{n},stock,500,plant,received,plant,destroyed\n" for n in range(1, 8))
    (authored / "documents" / "load-out.csv").write_text(HEAD + wrong, encoding="utf-8")
    case = open_case(built(authored))
    day = date(2024, 6, 1)
    found = audit_case(case, as_of=day, known=day).findings
    undeclared = next(
        one for one in found if one.rule == "item-breaks-its-chain" and "before they are declared" in one.got
    )
    assert undeclared.got.endswith("A-3 (row 3), A-4 (row 4), A-5 (row 5), A-6 (row 6), A-7 (row 7)")
    assert [entry.label for entry in undeclared.entries] == ["LOAD-OUT"]
    overdrawn = next(one for one in found if one.rule == "account-holds-less-than-nothing")
    assert overdrawn.expected == "stock, 2024-02-01: plant, received: 0 or more"
    assert overdrawn.got.startswith("-500; ")
    assert overdrawn.got.endswith("and 2 more")
    early = audit_case(case, as_of=date(2024, 1, 31), known=date(2024, 6, 1))
    unknown = audit_case(case, as_of=date(2024, 6, 1), known=date(2024, 2, 1))
    for audited in (early, unknown):
        assert not {"item-breaks-its-chain", "account-holds-less-than-nothing"} & {f.rule for f in audited.findings}


CONFIRMED = """\
[[entries]]
kind = "countersignature"
label = "{label}"
known = {known}
party = "{party}"
refers_to = ["{manifest}"]
"""
NOT_MET = 'body.exceptions = [{ first = 2, reason = "not met at the quay" }]\n'


def add(authored: Path, text: str, name: str = "confirmed.toml") -> None:
    with (authored / "evidence" / name).open("a", encoding="utf-8") as file:
        file.write(text)


def standings(root: Path, item: str, known: date = date.max) -> list[str]:
    with ledger_of(open_case(root), known) as ledger:
        return [step.standing for step in trace(ledger, item)]


def test_a_countersignature_decides_the_standing_of_each_row_and_the_last_one_of_a_party_counts(authored):
    by = {"party": "inspectorate", "manifest": "LOAD-OUT"}
    add(authored, CONFIRMED.format(label="SEEN", known="2024-03-01", **by) + NOT_MET)
    add(authored, CONFIRMED.format(label="SEEN-AGAIN", known="2024-04-01", **by))
    root = built(authored)
    assert (standings(root, "A-1"), standings(root, "A-2")) == (["claimed", "verified"], ["claimed", "verified"])
    march = date(2024, 3, 15)
    assert (standings(root, "A-1", march), standings(root, "A-2", march)) == (
        ["claimed", "verified"], ["claimed", "contested"],
    )  # fmt: skip
    assert standings(root, "A-2", date(2024, 2, 25)) == ["claimed", "claimed"]
    (found,) = breaches_of(open_case(root), march)
    assert (found.kind, found.about, found.row.table, found.row.row) == (
        "row-not-confirmed",
        "A-2",
        "load-out.parquet",
        2,
    )
    assert breaches_of(open_case(root), LATER.date()) == ()
    with ledger_of(open_case(root), march) as ledger:
        (ship, _) = holdings(ledger, as_of=LATER, known=LATER)
    assert (ship.received, ship.received_verified) == (800, 500)


def test_a_party_that_is_no_inspectorate_may_contest_a_row_and_verifies_none(authored):
    text = CONFIRMED.format(label="SEEN", known="2024-03-01", party="desk", manifest="LOAD-OUT") + NOT_MET
    add(authored, text)
    root = built(authored)
    assert (standings(root, "A-1"), standings(root, "A-2")) == (["claimed", "claimed"], ["claimed", "contested"])


def test_who_signs_a_manifest_too_verifies_it_but_for_what_is_excepted(authored):
    path = authored / "evidence" / "manifests.toml"
    text = path.read_text(encoding="utf-8").replace(
        'documents = ["documents/load-out.csv"]',
        'documents = ["documents/load-out.csv"]\ncountersigned_by = ["inspectorate"]',
    )
    excepted = 'exceptions = [{ first = 1, table = "load-out.csv", reason = "another number" }]'
    path.write_text(text.replace('title = "LOAD-OUT"', f'title = "LOAD-OUT", {excepted}'), encoding="utf-8")
    root = built(authored)
    assert (standings(root, "A-1"), standings(root, "A-2")) == (["claimed", "contested"], ["claimed", "verified"])


@pytest.mark.parametrize(
    ("rows", "told"),
    [('{ first = 3, reason = "r" }', "a table of 2 rows"), ('{ first = 1, table = "x.csv", reason = "r" }', "x.csv")],
    ids=["a row beyond the last", "a table of another name"],
)
def test_an_exception_to_what_is_not_there_is_found(authored, rows, told):
    by = CONFIRMED.format(label="SEEN", known="2024-03-01", party="inspectorate", manifest="LOAD-OUT")
    add(authored, f"{by}body.exceptions = [{rows}]\n")
    (found,) = breaches_of(open_case(built(authored)), LATER.date())
    assert found.kind == "no-such-row"
    assert told in found.got


def test_an_objection_to_a_manifest_contests_its_rows_and_one_to_a_countersignature_undoes_it(authored):
    add(authored, CONFIRMED.format(label="SEEN", known="2024-03-01", party="inspectorate", manifest="LOAD-OUT"))
    add(authored, OBJECTION.format(label="NO", known="2024-03-02", party="state", to="SEEN"))
    add(authored, OBJECTION.format(label="NOR", known="2024-03-03", party="desk", to="OPENING"))
    assert standings(built(authored), "A-1") == ["contested", "claimed"]


OBJECTION = """\
[[entries]]
kind = "objection"
label = "{label}"
known = {known}
party = "{party}"
refers_to = ["{to}"]
body = {{ grounds = "No." }}
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (CONFIRMED.format(label="S", known="2024-03-01", party="state", manifest="LOAD-OUT"), "another party"),
        (CONFIRMED.format(label="S", known="2024-04-05", party="desk", manifest="FIG-1"), "exactly one manifest"),
        (
            CONFIRMED.format(label="S", known="2024-03-01", party="desk", manifest="LOAD-OUT")
            + 'body.exceptions = [{ first = 3, last = 2, reason = "r" }]\n',
            "a last row of 3 or more",
        ),
        (
            manifest("OWN", "2024-03-01", "opening.csv").replace(
                'title = "OWN"', 'title = "OWN", exceptions = [{ first = 1, reason = "r" }]'
            ),
            "somebody who signs with its party",
        ),
    ],
    ids=["its own", "no manifest", "backwards", "its own exceptions"],
)
def test_what_cannot_be_countersigned_is_refused(authored, text, told):
    add(authored, text)
    with pytest.raises(ProverkaError) as caught:
        built(authored)
    assert caught.value.code == "meaningless"
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("store,stored", "stoer,stored", "unknown-place"), ("stock", "stok", "unknown-subject")],
)
def test_names_that_the_case_does_not_declare_are_refused_by_their_row(authored, old, new, code):
    path = authored / "documents" / "load-out.csv"
    path.write_text(new.join(LOAD_OUT.rsplit(old, 1)), encoding="utf-8")
    with pytest.raises(ProverkaError) as caught:
        built(authored)
    assert caught.value.code == code
    assert "load-out.csv: row 2" in str(caught.value)


def test_a_declaration_is_amended_by_rows_and_both_times_are_kept(authored):
    (authored / "documents" / "amended.csv").write_text(
        HEAD.replace("\n", ",reversal\n")
        + "2024-01-10,A-2,stock,300,,,store,stored,true\n2024-01-10,A-2,stock,250,,,store,stored,\n",
        encoding="utf-8",
    )
    path = authored / "evidence" / "manifests.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + manifest("AMENDED", "2024-01-25", "amended.csv"), encoding="utf-8"
    )
    root = built(authored)
    assert held(root, datetime(2024, 1, 24, tzinfo=UTC)) == {("store", "stored"): 800}
    assert held(root, datetime(2024, 2, 1, tzinfo=UTC)) == {("store", "stored"): 750}
    found = {(b.kind, b.about) for b in breaches_of(open_case(root), LATER.date())}
    assert found == {("changes-on-the-way", "A-2"), ("overdrawn", "stock")}


DESTROYED = (
    HEAD
    + "2024-05-06,A-1,stock,500,ship,on board,plant,destroyed\n2024-05-07,A-2,stock,300,ship,on board,plant,destroyed\n"
)


def destroyed(authored: Path) -> None:
    (authored / "documents" / "destroyed.csv").write_text(DESTROYED, encoding="utf-8")
    add(authored, manifest("DESTROYED", "2024-05-10", "destroyed.csv"), "manifests.toml")


def audited(root: Path, day: date = date(2024, 6, 1)):
    return audit_case(open_case(root), as_of=day, known=day)


def test_a_duty_is_judged_by_the_tables_once_who_may_confirm_them_does(authored):
    destroyed(authored)
    add(authored, CONFIRMED.format(label="SEEN", known="2024-05-20", party="inspectorate", manifest="DESTROYED"))
    root = built(authored)
    claimed = audited(root, date(2024, 5, 15)).obligations[0]
    assert claimed.fulfilled is None
    assert claimed.achieved.basis_name == "destroyed, of the declared stock", "what inspectors published counts"
    confirmed = audited(root).obligations[0]
    assert confirmed.fulfilled == Fulfilment(earliest=date(2024, 5, 7), latest=date(2024, 5, 7))
    assert confirmed.achieved.basis_name == "destroyed, of the declared stock; from the movement tables"
    assert (confirmed.achieved.value, confirmed.achieved.unit) == (Decimal("0.000800"), "tonne")
    assert (confirmed.achieved.standing, confirmed.status) == ("verified", "met")
    assert [e.label for e in confirmed.evidence] == ["SEEN"]
    step = next(d for d in confirmed.dates if d.role == "step")
    assert (step.target, step.state) == ("45 %", "met_late"), "nothing was destroyed before 6 May"


def test_rows_that_are_excepted_count_for_nothing(authored):
    destroyed(authored)
    text = CONFIRMED.format(label="SEEN", known="2024-05-20", party="inspectorate", manifest="DESTROYED")
    add(authored, text + NOT_MET)
    found = audited(built(authored)).obligations[0]
    assert (found.fulfilled, found.achieved.value) == (None, Decimal("0.000500"))


def test_a_published_figure_is_held_against_the_tables(authored):
    destroyed(authored)
    figures = authored / "evidence" / "figure.csv"
    text = figures.read_text(encoding="utf-8")
    agreed = "FIG-2,2024-05-10,2024-05-06,inspectorate,destroyed/stock,62.5,,,by weight\n"
    figures.write_text(text + agreed, encoding="utf-8")
    root = built(authored)
    assert "figure-differs-from-book" not in {f.rule for f in audited(root).findings}
    figures.write_text(text + agreed.replace("62.5", "70"), encoding="utf-8")
    again = authored.with_name("again")
    read = read_authored(authored)
    build_case(read, again, demonstration_keyring(read.words))
    (found,) = [f for f in audited(again).findings if f.rule == "figure-differs-from-book"]
    assert found.expected == "0.0005 tonnes (62.50 %) by the movement tables up to 2024-05-06"
    assert found.got.startswith("70 % (FIG-2, 2024-05-06")


def test_the_balance_of_an_audit_has_what_the_tables_hold(authored):
    lines = {(b.place, b.disposition): (b.received, b.sent, b.tabled) for b in audited(built(authored)).balance}
    assert lines == {("ship", "on board"): (800, 0, True), ("store", "stored"): (800, 800, True)}


def test_what_a_contested_countersignature_excepts_stays_excepted(authored):
    seen = {"party": "inspectorate", "manifest": "LOAD-OUT"}
    add(authored, CONFIRMED.format(label="SEEN", known="2024-03-01", **seen))
    add(authored, CONFIRMED.format(label="SEEN-AGAIN", known="2024-03-02", **seen) + NOT_MET)
    add(authored, OBJECTION.format(label="NO", known="2024-03-03", party="state", to="SEEN-AGAIN"))
    root = built(authored)
    assert (standings(root, "A-1")[1], standings(root, "A-2")[1]) == ("claimed", "contested")
    assert [one.kind for one in breaches_of(open_case(root), LATER.date())] == ["row-not-confirmed"]


def declared_basis(authored: Path) -> None:
    with (authored / "case.toml").open("a", encoding="utf-8") as words:
        words.write(
            '[[bases]]\nid = "declared/stock"\nname = "declared"\ndisposition = "declared"\nsubject = "stock"\n'
        )


def test_the_whole_is_all_that_was_declared_and_not_what_of_it_is_verified(authored):
    """Of two manifests of one day one is confirmed: what is destroyed is held against both."""
    declared_basis(authored)
    (authored / "documents" / "opening.csv").write_text(
        OPENING.replace("A-2,stock,300,,,store,stored\n", "A-9,stock,1,,,store,stored\n")
    )
    (authored / "documents" / "more.csv").write_text(HEAD + "2024-01-10,A-2,stock,300,,,store,stored\n")
    destroyed(authored)
    (authored / "documents" / "destroyed.csv").write_text(DESTROYED.split("\n2024-05-07")[0] + "\n")
    add(authored, manifest("MORE", "2024-01-21", "more.csv"), "manifests.toml")
    for label in ("OPENING", "DESTROYED"):
        add(authored, CONFIRMED.format(label=f"{label}-SEEN", known="2024-05-20", party="inspectorate", manifest=label))
    found = audited(built(authored)).obligations[0]
    assert found.fulfilled is None
    assert found.achieved.fraction == Decimal(500) / Decimal(801)


def test_who_confirmed_is_asked_of_every_row_and_not_of_the_last_of_a_day(authored):
    """The duty asks for the word of the inspectorate: another one confirmed more, and later."""
    text = (authored / "case.toml").read_text(encoding="utf-8")
    other = '[[parties]]\nid = "others"\nname = "Others"\nkind = "secretariat"\nconfirms = true\n\n[[subjects]]'
    (authored / "case.toml").write_text(text.replace("[[subjects]]", other, 1), encoding="utf-8")
    destroyed(authored)
    (authored / "documents" / "destroyed.csv").write_text(DESTROYED.split("\n2024-05-07")[0] + "\n")
    (authored / "documents" / "rest.csv").write_text(HEAD + "2024-05-06,A-2,stock,300,ship,on board,plant,destroyed\n")
    add(authored, manifest("REST", "2024-05-11", "rest.csv"), "manifests.toml")
    by = {"known": "2024-05-20"}
    add(authored, CONFIRMED.format(label="ONE", party="inspectorate", manifest="DESTROYED", **by))
    add(authored, CONFIRMED.format(label="OTHER", party="others", manifest="REST", **by))
    found = audited(built(authored)).obligations[0]
    assert (found.fulfilled, found.achieved.value) == (None, Decimal("0.0005"))
    add(authored, CONFIRMED.format(label="BOTH", known="2024-05-21", party="inspectorate", manifest="REST"))
    again = authored.with_name("again")
    read = read_authored(authored)
    build_case(read, again, demonstration_keyring(read.words))
    assert audited(again).obligations[0].fulfilled is not None


def test_two_tables_of_one_name_in_a_manifest_are_refused(authored):
    (authored / "documents" / "more").mkdir()
    (authored / "documents" / "more" / "opening.csv").write_text(OPENING, encoding="utf-8")
    path = authored / "evidence" / "manifests.toml"
    both = 'documents = ["documents/opening.csv", "documents/more/opening.csv"]'
    path.write_text(
        path.read_text(encoding="utf-8").replace('documents = ["documents/opening.csv"]', both), encoding="utf-8"
    )
    with pytest.raises(ProverkaError, match="duplicate-id"):
        built(authored)
