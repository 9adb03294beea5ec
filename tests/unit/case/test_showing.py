"""What is shown of a case: everything known then, and nothing that came later."""

from datetime import date
from pathlib import Path

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case
from proverka.case.showing import (
    ShownBasis,
    ShownDocument,
    ShownEntry,
    ShownInstrument,
    ShownObligation,
    find,
    names_in,
)
from proverka.model.errors import RefusedError

LATE = date(2026, 1, 1)


@pytest.fixture(scope="module")
def case(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case of the golden transcripts, in which one of everything happens."""
    authored = read_authored(repository / "tests/golden/cli/harbour")
    out = tmp_path_factory.mktemp("showing") / "built"
    build_case(authored, out, demonstration_keyring(authored.words))
    return open_case(out)


def shown(case: Case, what: str, day: date = LATE) -> object:
    return find(case, what, as_of=day, known=day)


def test_every_name_is_found(case):
    for name in names_in(case):
        assert shown(case, name) is not None


def test_an_entry_is_found_by_index_and_by_label(case):
    by_label = shown(case, "F-4")
    assert isinstance(by_label, ShownEntry)
    assert by_label == shown(case, str(by_label.index))
    assert [(s.name, s.result) for s in by_label.signatures] == [("proverka.example/harbour/inspectorate", "verified")]
    assert (by_label.proof.result, by_label.proof.size) == ("verified", len(case.log))
    assert [ref.label for ref in by_label.corrections] == ["K-1"]


def test_an_objection_stands_beside_its_entry(case):
    entry = shown(case, "F-6")
    assert isinstance(entry, ShownEntry)
    assert [ref.label for ref in entry.objections] == ["O-1"]
    before = shown(case, "F-6", date(2024, 6, 13))
    assert isinstance(before, ShownEntry)
    assert before.objections == ()


def test_the_first_entry_is_shown_too(case):
    first = shown(case, "genesis")
    assert isinstance(first, ShownEntry)
    assert (first.index, first.kind, first.previous) == (0, "genesis", "")


def test_an_obligation_has_its_provision_and_its_views(case):
    duty = shown(case, "AGREEMENT/conduct")
    assert isinstance(duty, ShownObligation)
    assert duty.provision_text.startswith("Agents are destroyed")
    assert [(view.party, view.stance) for view in duty.obligation.views] == [
        ("neighbour", "critical"),
        ("state", "favourable"),
    ]


def test_a_basis_has_the_history_of_its_figures(case):
    basis = shown(case, "destroyed/stock")
    assert isinstance(basis, ShownBasis)
    assert [(f.label, f.standing) for f in basis.figures] == [
        ("F-1", "claimed"),
        ("F-2", "verified"),
        ("F-6", "contested"),
    ]
    early = shown(case, "destroyed/stock", date(2024, 3, 1))
    assert isinstance(early, ShownBasis)
    assert [f.label for f in early.figures] == ["F-1"]


def test_an_instrument_is_shown_before_the_entry_of_its_name(case):
    assert isinstance(shown(case, "AGREEMENT"), ShownInstrument)


def test_a_document_is_found_by_the_first_digits_of_its_hash(case):
    name = next(iter(case.document_store.names()))
    document = shown(case, name[:8])
    assert isinstance(document, ShownDocument)
    assert (document.document.sha256, document.document.name, document.result) == (name, "report-1.txt", "verified")
    assert [ref.label for ref in document.entries] == ["R-1"]
    assert (case.root / document.path).is_file()


@pytest.mark.parametrize(
    ("what", "day"),
    [
        ("AGREEMENT/agents", date(2024, 1, 9)),
        ("AGREEMENT", date(2024, 1, 9)),
        ("F-4", date(2024, 4, 1)),
        ("16", date(2024, 6, 19)),
        ("nothing of this name", LATE),
        ("999", LATE),
        ("deadbeef", LATE),
    ],
)
def test_what_was_not_known_then_is_unknown(what, day, case):
    with pytest.raises(RefusedError, match="unknown-name"):
        shown(case, what, day)


def test_names_that_come_near_are_offered(case):
    with pytest.raises(RefusedError, match=r"such as AGREEMENT/agents"):
        shown(case, "agreement/agent")


def test_a_number_longer_than_any_index_is_an_unknown_name(case):
    with pytest.raises(RefusedError, match="unknown-name"):
        shown(case, "9" * 5000)
