"""What a person has confirmed is submitted, all or none; what nobody answers for is refused or left out."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.confirming import already_held, confirmed_draft, read_confirmed
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import open_case
from proverka.case.scaffold import write_scaffold
from proverka.case.submitting import submit
from proverka.model.errors import MalformedError, ProverkaError, RefusedError
from proverka.model.submission import Statement

NOW = datetime(2026, 1, 1, tzinfo=UTC)

CONFIRMED = """\
[[entries]]
confirmed = true
kind = "statement"
label = "READ-1"
known = 2024-05-01
party = "desk"
by = "state"
date = "2024-04-30"
bears_on = ["DESTROY-ALL"]
url = "https://herald.example/1"
outlet = "Herald"
tier = "E"
note = ""
body.speaker = "Anna Petrova"
body.text = "The stock will be gone by July."
body.role = "Foreign Minister"
body.relay = "Agency"
body.quote = "gone by July"
body.quotation = "partial"
body.claim = "plan"
body.stance = "none"
body.hedged = false
body.denied = false
body.condition = ""
"""

UNCONFIRMED = CONFIRMED.replace("confirmed = true", "confirmed = false").replace("READ-1", "READ-2")


def written(folder: Path, text: str) -> Path:
    path = folder / "drafts.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def built(tmp_path: Path) -> Path:
    write_scaffold(tmp_path / "case", "case")
    authored = read_authored(tmp_path / "case")
    build_case(authored, tmp_path / "built", demonstration_keyring(authored.words))
    return tmp_path / "built"


def test_what_is_confirmed_becomes_a_draft_and_the_rest_is_counted(tmp_path):
    found = read_confirmed(written(tmp_path, CONFIRMED + UNCONFIRMED + UNCONFIRMED))
    assert found.unconfirmed == 2
    (draft,) = found.drafts
    assert (draft.label, draft.by, draft.bears_on) == ("READ-1", "state", ("DESTROY-ALL",))
    assert isinstance(draft.body, Statement)
    assert (draft.body.speaker, draft.body.relay, draft.body.condition) == ("Anna Petrova", "Agency", "")


def test_an_entry_that_does_not_say_so_is_not_confirmed(tmp_path):
    found = read_confirmed(written(tmp_path, CONFIRMED.replace("confirmed = true\n", "")))
    assert (found.drafts, found.unconfirmed) == ((), 1)


REFUSED = [
    ('body.speaker = "Anna Petrova"', 'body.speaker = ""', "missing-field"),
    ('body.speaker = "Anna Petrova"', 'body.speaker = "  "', "missing-field"),
    ('body.text = "The stock will be gone by July."', 'body.text = ""', "missing-field"),
    ('body.claim = "plan"', 'body.claim = ""', "missing-field"),
    ('body.claim = "plan"', 'body.claim = "boast"', "bad-value"),
    ('by = "state"', 'by = ""', "missing-field"),
    ('party = "desk"', 'party = ""', "missing-field"),
    ('date = "2024-04-30"', 'date = ""', "missing-field"),
    ('date = "2024-04-30"', 'date = "on Monday"', "bad-date"),
    ('body.relay = "Agency"', 'body.relay = "Anna Petrova"', "meaningless"),
    ('body.relay = "Agency"', 'body.relay = "ANNA-PETROVA"', "meaningless"),
    ('outlet = "Herald"', 'outlet = "Anna Petrova"', "meaningless"),
    ('outlet = "Herald"', 'outlet = " anna  petrova"', "meaningless"),
    ("body.hedged", 'body.also = [{ outlet = "Anna Petrova" }]\nbody.hedged', "meaningless"),
    ("body.hedged", 'body.also = [{ outlet = "X", relay = "Anna Petrova" }]\nbody.hedged', "meaningless"),
    ('body.speaker = "Anna Petrova"', r'body.speaker = "Anna \u202eavorteP"', "bad-value"),
    ('body.text = "The stock', r'body.text = "\u001b[31mThe stock', "bad-value"),
    ('body.role = "Foreign Minister"', r'body.role = "Foreign\u200b Minister"', "bad-value"),
    ('outlet = "Herald"', r'outlet = "Her\u0007ald"', "bad-value"),
    ('label = "READ-1"', r'label = "READ\u009b-1"', "bad-value"),
    ('url = "https://herald.example/1"', 'url = "javascript:alert(1)"', "bad-value"),
    ("body.hedged", 'body.also = [{ outlet = "X", url = "data:text/html,x" }]\nbody.hedged', "bad-value"),
    ('body.quote = "gone by July"', f'body.quote = "{"word " * 16}"', "too-large"),
    ('kind = "statement"', 'kind = "finding"', "bad-value"),
    ("confirmed = true", 'confirmed = "true"', "bad-value"),
    ("[[entries]]", "[entries]", "bad-value"),
    ("tier =", "teir =", "unknown-field"),
]


@given(
    st.dictionaries(
        st.sampled_from(
            ["kind", "label", "by", "party", "date", "known", "body", "bears_on", "confirmed", "url", "tier"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.dates(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_whatever_stands_in_an_entry_nothing_but_a_refusal_leaves(changes):
    entry = {**tomllib.loads(CONFIRMED)["entries"][0], **changes}
    try:
        draft = confirmed_draft(entry, "a file: entry 1")
    except ProverkaError:
        return
    assert isinstance(draft.body, Statement)
    assert draft.body.speaker
    assert draft.body.text


@pytest.mark.parametrize(("old", "new", "code"), REFUSED, ids=[f"{new[:24]}-{code}" for _, new, code in REFUSED])
def test_what_nobody_can_answer_for_is_refused(tmp_path, old, new, code):
    assert old in CONFIRMED
    with pytest.raises(MalformedError) as refused:
        read_confirmed(written(tmp_path, CONFIRMED.replace(old, new, 1)))
    assert refused.value.code == code


def test_the_same_faults_do_not_matter_where_it_is_not_confirmed(tmp_path):
    text = UNCONFIRMED.replace('body.speaker = "Anna Petrova"', 'body.speaker = ""')
    assert read_confirmed(written(tmp_path, text)).unconfirmed == 1


def test_it_is_submitted_and_told_when_it_is_there_already(built, tmp_path):
    path = written(tmp_path, CONFIRMED)
    drafts = list(read_confirmed(path).drafts)
    added = submit(open_case(built), drafts, CaseFolder(tmp_path), now=NOW)
    case = open_case(built)
    ((draft, entry),) = already_held(case, drafts)
    assert (draft.label, entry.index) == ("READ-1", added[0])
    path.write_text(CONFIRMED.replace("gone by July.", "gone by June."), encoding="utf-8")
    with pytest.raises(RefusedError, match="duplicate-id"):
        list(already_held(case, read_confirmed(path).drafts))


def test_no_agency_speaks_for_a_party_that_the_case_does_not_have(built, tmp_path):
    drafts = list(read_confirmed(written(tmp_path, CONFIRMED.replace('by = "state"', 'by = "agency"'))).drafts)
    with pytest.raises(ProverkaError, match="unknown-party"):
        submit(open_case(built), drafts, CaseFolder(tmp_path), now=NOW)


def test_the_file_is_what_it_says_it_is():
    assert len(tomllib.loads(CONFIRMED + UNCONFIRMED)["entries"]) == 2
