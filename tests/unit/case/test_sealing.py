"""What may be sealed and by whom it is opened; entries that open to nothing, or that repeat another's commitment."""

import shutil
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec
import pytest

from proverka.case.auditing import audit_case
from proverka.case.authored import read_authored
from proverka.case.folder import CaseFolder
from proverka.case.keyring import read_keyring
from proverka.case.opened import Case, open_case
from proverka.case.sealing import Sealing, demonstration_salts, seal
from proverka.case.submitting import read_drafts, submit
from proverka.case.verifying import verify_case
from proverka.disclosure.disclosure import is_sealed
from proverka.model.errors import ProverkaError
from proverka.model.reading import decode_json, encode_json
from proverka.model.submission import Document, Envelope, Figure, Sealed, TableCommitment
from proverka.record import Submission

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2024, 6, 30)
SALTS = demonstration_salts("secrets")


@pytest.fixture
def case(build_with, tmp_path) -> Case:
    return open_case(build_with(tmp_path))


def refusal_of(action, *arguments, **named) -> str:
    with pytest.raises(ProverkaError) as caught:
        action(*arguments, **named)
    return caught.value.code


def handed_in(case: Case, folder: Path, text: str, salts=SALTS) -> Case:
    (folder / "new.toml").write_text(text, encoding="utf-8")
    submit(case, read_drafts(folder / "new.toml"), CaseFolder(folder), now=NOW, salts=salts)
    return open_case(case.root)


def logged(case: Case, label: str, kind: str, sealing: Sealing, party: str = "state", **more: object) -> Case:
    """Append an entry as a party could have made it with another program: nothing here checks what is sealed."""
    keyring = read_keyring(case.root / "keys")
    envelope = Envelope(kind=kind, label=label, submitted_at=NOW, body=sealing.body)
    envelope = msgspec.structs.replace(envelope, classification="restricted", **more)
    submission = case.chain.sign(envelope, party, keyring)
    case.openings.keep(submission.text_hash, sealing.disclosures)
    case.log.append([submission.note.raw], keyring.log)
    return open_case(case.root)


def sealed_json(kind: str, text: bytes, label: str = "NEW", members: Sequence[str] | None = None) -> Sealing:
    return seal(kind, msgspec.Raw(text), members, SALTS, label=label, where="test")


FIGURE = """
[[entries]]
kind = "figure"
label = "NEW"
known = 2024-05-01
party = "state"
class = "protected"
body = { basis = "declared/all", amount = { amount = 999, unit = "tonne" } }
"""


def test_what_is_classified_is_sealed_whole_where_nothing_is_said(case, tmp_path):
    drawn: list[bytes] = []

    def salts(name: str) -> bytes:
        drawn.append(name.encode())
        return bytes([len(drawn)]) * 32

    after = handed_in(case, tmp_path, FIGURE, salts)
    assert drawn == [b"NEW/basis", b"NEW/amount"]
    raw = after.log.entry(len(after.log) - 1)
    assert b"999" not in raw
    assert b"declared/all" not in raw
    assert isinstance(after.entries[-1].body, Figure)
    assert verify_case(after.root).sound


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("class =", "seal = false\nclass ="), "meaningless"),
        (("class =", 'seal = ["place"]\nclass ='), "missing-field"),
        (("declared/all", "declared/none"), "unknown-basis"),
        (("2024-05-01", "2024-05-01\ndate = 2024-07-01"), "meaningless"),
        (("class =", 'seal = ["_sd"]\nclass ='), "missing-field"),
    ],
)
def test_a_draft_is_checked_before_it_is_sealed(case, tmp_path, change, code):
    size = len(case.log)
    assert refusal_of(handed_in, case, tmp_path, FIGURE.replace(*change)) == code
    assert len(open_case(case.root).log) == size


@pytest.mark.parametrize("kind", ["objection", "correction", "release", "instrument", "key", "policy", "genesis"])
def test_what_rules_the_record_cannot_be_sealed(kind):
    assert refusal_of(sealed_json, kind, b'{"grounds":"the wording"}') == "meaningless"


def test_an_objection_that_is_sealed_all_the_same_is_refused(case):
    made = sealed_json("figure", b'{"grounds":"the wording"}')
    assert refusal_of(logged, case, "NEW", "objection", made) == "unknown-field"


def test_a_submission_that_is_not_appended_leaves_no_disclosures(case, tmp_path):
    other = open_case(case.root)
    handed_in(other, tmp_path, FIGURE.replace("NEW", "FIRST-COME"))
    before = sorted(path.name for path in (case.root / "openings").iterdir())
    assert refusal_of(handed_in, case, tmp_path, FIGURE) == "busy"
    assert sorted(path.name for path in (case.root / "openings").iterdir()) == before


def test_nothing_but_an_unclassified_body_stands_in_clear(case):
    clear = Sealing(body=msgspec.Raw(b'{"basis":"declared/all","amount":{"unit":"tonne","amount":1}}'))
    assert refusal_of(logged, case, "NEW", "figure", clear) == "meaningless"


@pytest.mark.parametrize(
    ("kind", "body", "told"),
    [
        ("figure", b'{"basis":"declared/all"}', "meaningless"),
        ("figure", b'{"basis":"declared/none","percent":1}', "unknown-basis"),
        ("figure", b'{"height":1}', "unknown-field"),
        ("figure", b'{"basis":7}', "bad-value"),
        ("movement", b'{"subject":"first"}', "missing-field"),
        ("statement", b'{"speaker":[[]]}', "bad-value"),
    ],
)
def test_what_opens_to_nothing_is_a_finding_and_counts_for_nothing(case, kind, body, told):
    after = logged(case, "NEW", kind, sealed_json(kind, body))
    last = after.entries[-1].body
    assert isinstance(last, Sealed)
    assert told in last.fault
    assert last.withheld == 0
    answer = audit_case(after, as_of=date(2026, 6, 1), known=date(2026, 6, 1))
    found = [finding for finding in answer.findings if finding.rule == "sealed-without-meaning"]
    assert [finding.entries[0].label for finding in found] == ["NEW"]
    assert verify_case(after.root).sound


def test_who_copies_a_commitment_has_said_nothing(case):
    entry = next(entry for entry in case.entries if entry.label == "ALL")
    envelope = decode_json(case.log.entry(entry.index).split(b"\n")[4], Envelope, where="entry")
    held = case.openings.of(_text_hash(case, entry.index))
    after = logged(case, "COPY", "figure", Sealing(body=envelope.body, disclosures=held), party="critic")
    last = after.entries[-1].body
    assert isinstance(last, Sealed)
    assert last.fault == f"it repeats what entry {entry.index}, by {entry.party}, commits to"
    assert isinstance(after.entries[entry.index - 1].body, Figure)


def _text_hash(case: Case, index: int) -> bytes:
    return Submission.parse(case.log.entry(index)).text_hash


def test_disclosures_that_fit_nothing_leave_the_entry_withheld_and_are_a_fault(case):
    index = next(entry.index for entry in case.entries if entry.label == "ALL")
    other = sealed_json("figure", b'{"basis":"declared/all","percent":7}', label="OTHER").disclosures
    case.openings.keep(_text_hash(case, index), other)
    after = open_case(case.root)
    assert isinstance(after.entries[index - 1].body, Sealed)
    assert [fault.refusal.code for fault in verify_case(case.root).faults] == ["wrong-opening"]
    (case.root / "openings" / _text_hash(case, index).hex()).write_bytes(b"\xff")
    assert isinstance(open_case(case.root).entries[index - 1].body, Sealed)
    assert [fault.refusal.code for fault in verify_case(case.root).faults] == ["wrong-encoding"]


RELEASE = """
[[entries]]
kind = "release"
label = "RELEASE"
known = 2024-05-01
party = "state"
refers_to = ["ALL"]
body = { to = "public", members = ["amount"] }
"""


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('party = "state"', 'party = "critic"'), "not-permitted"),
        (('["ALL"]', '["ALL", "FIRST"]'), "meaningless"),
        (('["ALL"]', "[]"), "meaningless"),
        (('"public"', '"nobody"'), "unknown-party"),
        ((', members = ["amount"]', ""), "meaningless"),
        (('["amount"]', '["amount"], documents = ["short"]'), "bad-value"),
    ],
)
def test_only_its_own_party_releases_an_entry_and_to_somebody(case, tmp_path, change, code):
    assert refusal_of(handed_in, case, tmp_path, RELEASE.replace(*change)) == code


@pytest.mark.parametrize("to", ["public", "members", "critic", "council"])
def test_a_release_is_to_everybody_to_an_audience_or_to_a_party(case, tmp_path, to):
    assert handed_in(case, tmp_path, RELEASE.replace("public", to)).entries[-1].label == "RELEASE"


CORRECTION = """
[[entries]]
kind = "correction"
label = "CORRECTION"
known = 2024-05-01
party = "state"
refers_to = ["SECOND"]
body = { reason = "A slip." }
"""


def test_a_sealed_entry_is_withdrawn_but_not_replaced_in_clear(case, tmp_path):
    replaced = CORRECTION.replace('"A slip."', '"A slip.", replacement = { basis = "declared/second", percent = 1 }')
    assert refusal_of(handed_in, case, tmp_path, replaced) == "meaningless"
    after = handed_in(case, tmp_path, CORRECTION)
    answer = audit_case(after, as_of=DAY, known=DAY)
    assert [figure.label for figure in answer.figures if figure.withdrawn] == ["SECOND"]


HIDDEN = Document(name="x", sha256="0" * 64, size=40, media_type="text/plain", classification="restricted")


@pytest.mark.parametrize(
    "document",
    [
        HIDDEN,
        msgspec.structs.replace(HIDDEN, salted=True, size=31),
        msgspec.structs.replace(HIDDEN, salted=True, table=TableCommitment(root="0" * 64, rows=1)),
    ],
)
def test_a_document_above_unclassified_is_hidden_in_one_way(case, document):
    sealing = sealed_json("figure", b'{"basis":"declared/all","percent":1}')
    assert refusal_of(logged, case, "NEW", "figure", sealing, documents=(document,)) == "meaningless"


def test_a_table_that_is_not_what_its_entry_commits_to_is_a_fault(case):
    entry = next(entry for entry in case.entries if entry.label == "REPORT")
    held = next(d for d in _documents(case, entry.index) if d.table is not None)
    other = msgspec.structs.replace(held, table=TableCommitment(root="0" * 64, rows=3))
    sealing = sealed_json("figure", b'{"basis":"declared/all","percent":1}')
    after = logged(case, "NEW", "figure", sealing, documents=(other,))
    assert [fault.refusal.code for fault in verify_case(after.root).faults] == ["wrong-document"]


def _documents(case: Case, index: int) -> tuple[Document, ...]:
    payload = case.log.entry(index).split(b"\n")[4]
    plain = msgspec.json.decode(payload)
    return tuple(msgspec.convert(d, Document) for d in plain["documents"])


BAD_TABLES = {
    "a,a\n1,2\n": "duplicate-id",
    "a,\n1,2\n": "missing-field",
    "a,b\n1\n": "bad-syntax",
    'a,b\n"1,2\n': "bad-syntax",
    "": "missing-field",
}


@pytest.mark.parametrize("text", BAD_TABLES, ids=BAD_TABLES.values())
def test_a_table_that_cannot_be_sealed_is_refused_and_leaves_no_file(case, tmp_path, text):
    (tmp_path / "table.csv").write_text(text, encoding="utf-8")
    entry = FIGURE.replace("body =", 'documents = [{ file = "table.csv", table = true }]\nbody =')
    assert refusal_of(handed_in, case, tmp_path, entry) == BAD_TABLES[text]
    assert not list((case.root / "documents").rglob("*.new"))
    assert verify_case(case.root).sound


def test_the_same_case_is_built_to_the_same_bytes(secrets_case, build_with, tmp_path):
    again = build_with(tmp_path)
    files = sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    assert len(files) > 10
    assert all((again / name).read_bytes() == (secrets_case / name).read_bytes() for name in files)


def test_a_sealed_body_is_one_whatever_else_is_in_it(secrets_case):
    drafts = read_authored(secrets_case.with_name("authored")).drafts
    sealed = [draft for draft in drafts if draft.seal is not None]
    assert {draft.label for draft in sealed} == {"ALL", "FIRST", "SECOND", "DONE-SECOND", "AWAY"}
    for draft in sealed:
        made = seal(draft.kind, draft.body_json, draft.seal or None, SALTS, label=draft.label, where="test")
        assert is_sealed(made.body)
        assert not is_sealed(encode_json(draft.body))


ISSUE = """
[[entries]]
kind = "issue"
label = "STEP-{action}"
known = 2024-05-01
party = "inspectorate"
class = "protected"
body = {{ issue = "I-1", action = "{action}", text = "A drum is missing." }}
"""


def identified(case: Case):
    return audit_case(case, as_of=date(2026, 6, 1), known=date(2026, 6, 1)).issues


def test_a_sealed_step_of_an_issue_hides_its_words_and_shows_which_step_it_is(case, tmp_path):
    raised = handed_in(case, tmp_path, ISSUE.format(action="raised"))
    raw = raised.log.entry(len(raised.log) - 1)
    assert b"drum" not in raw
    assert b'"issue":"I-1"' in raw
    assert identified(raised).identified[0].text == "A drum is missing."
    shutil.rmtree(raised.root / "openings")
    closed = open_case(raised.root)
    assert isinstance(closed.entries[-1].body, Sealed)
    (issue,) = identified(closed).identified
    assert (issue.id, issue.state, issue.text) == ("I-1", "open", "(withheld)")
    assert identified(closed).open == 1


def test_an_issue_has_one_life_whether_its_steps_are_sealed_or_not(case, tmp_path):
    assert refusal_of(handed_in, case, tmp_path, ISSUE.format(action="resolved")) == "meaningless"
    case = handed_in(case, tmp_path, ISSUE.format(action="raised"))
    shutil.rmtree(case.root / "openings")  # what follows is judged alike by whoever holds no disclosures
    case = open_case(case.root)
    assert (
        refusal_of(handed_in, case, tmp_path, ISSUE.format(action="raised").replace("STEP", "TWICE")) == "meaningless"
    )
    in_clear = ISSUE.format(action="resolved").replace('class = "protected"', "")
    case = handed_in(case, tmp_path, in_clear)
    assert identified(case).identified[0].state == "resolved"
    case = handed_in(case, tmp_path, ISSUE.format(action="reopened"))
    assert identified(case).identified[0].state == "open"
    assert verify_case(case.root).sound


STEP = b'{"issue":"I-1","action":"raised","text":"A drum."}'


def test_which_step_it_is_cannot_be_sealed():
    assert refusal_of(sealed_json, "issue", STEP, members=["action"]) == "meaningless"


@pytest.mark.parametrize(
    "body",
    [STEP, b'{"issue":"I-1","text":"A drum."}', b'{"issue":"I-1","action":"merged","text":"A drum.","into":"I-2"}'],
)
def test_a_sealed_step_that_does_not_show_which_it_is_is_refused(case, body):
    """As another program could have sealed it: every member, or the issue that it was merged into."""
    hidden = [name for name in ("issue", "into", "text") if name in msgspec.json.decode(body)]
    whole = seal("event", msgspec.Raw(body), hidden, SALTS, label="STEP", where="test")
    assert refusal_of(logged, case, "STEP", "issue", whole, party="inspectorate") == "meaningless"
