"""Alias tables of a case: checked with it, copied beside its record, read from both, and no part of any entry."""

from pathlib import Path

import pytest

from proverka.case.alias_tables import ALIASES_BYTES_MAX, read_aliases
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.scaffold import write_scaffold
from proverka.case.verifying import verify_case
from proverka.model.errors import ProverkaError
from proverka.model.span import Span
from proverka.model.submission import Statement
from proverka.sources.links.aliases import NO_ALIASES

TABLE = "aliases/en.toml"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    write_scaffold(tmp_path / "case", "mine")
    return tmp_path / "case"


def built(case: Path, out: str) -> Path:
    authored = read_authored(case)
    build_case(authored, case.parent / out, demonstration_keyring(authored.words))
    return case.parent / out


def test_tables_lie_beside_the_record_and_change_nothing_in_it(case: Path):
    with_tables = built(case, "with")
    read = read_aliases(CaseFolder(with_tables), "en")
    assert [party.id for party in read.parties] == ["state"]
    assert verify_case(with_tables).sound
    (case / TABLE).unlink()
    without = built(case, "without")
    assert read_aliases(CaseFolder(without), "en") is NO_ALIASES
    checkpoints = [(folder / "record/checkpoint").read_bytes() for folder in (with_tables, without)]
    assert checkpoints[0] == checkpoints[1]


def test_another_language_is_another_file(case: Path):
    (case / "aliases/ru.toml").write_text('[[parties]]\nid = "state"\nname = "Государство"\n', encoding="utf-8")
    russian = read_aliases(CaseFolder(built(case, "built")), "ru")
    assert [(party.id, party.name) for party in russian.parties] == [("state", "Государство")]


@pytest.mark.parametrize(
    ("added", "code"),
    [
        ('[[parties]]\nid = "nobody"\nname = "Nobody"', "unknown-party"),
        ('[[places]]\nid = "nowhere"\naliases = ["Nowhere"]', "unknown-place"),
        ('[[subjects]]\nid = "nothing"\naliases = ["Nothing"]', "unknown-subject"),
        ('[[instruments]]\nid = "TREATY"\naliases = ["the treaty"]', "unknown-obligation"),
        ('[[obligations]]\nid = "DESTROY-SOME"\nany_of = [["some"]]', "unknown-obligation"),
        ('[[obligations]]\nid = "DESTROY-ALL"\nany_of = [["all"]]\ndebtor = "Nobody"', "unknown-party"),
        ('[[obligations]]\nid = "DESTROY-ALL"', "bad-value"),
        ('[[obligations]]\nid = "DESTROY-ALL"\nany_of = [["*"]]', "bad-value"),
        ('[[people]]\nname = "Bela Moss"\nparty = "Nobody"', "unknown-party"),
        ('[[people]]\nname = "Anna Petrova"', "duplicate-id"),
        ('[[parties]]\nname = "Neighbour"\nplace_names = ["Strelsau"]', "duplicate-id"),
        ('[[parties]]\nname = ""', "bad-value"),
        ('[[parties]]\nname = "Neighbour"\ncolour = "blue"', "unknown-field"),
        ('[[outlets]]\nname = "The Post"\nzone = "Mars/Olympus"', "bad-value"),
        ('[[people]]\nname = "Bela Moss"\nroles = [{ title = "Minister", from = "May" }]', "bad-date"),
        ("[[parties]\n", "bad-syntax"),
    ],
)
def test_a_table_that_names_what_is_not_there_is_refused(case: Path, added: str, code: str):
    path = case / TABLE
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{added}\n", encoding="utf-8")
    with pytest.raises(ProverkaError) as caught:
        read_authored(case)
    assert caught.value.code == code
    assert TABLE in caught.value.fault.where


def test_one_name_may_stand_for_two_things_under_conditions(case: Path):
    path = case / TABLE
    more = '[[parties]]\nname = "Neighbour"\naliases = [{ words = "Strelsau", needs = ["Neighbour"] }]\n'
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{more}", encoding="utf-8")
    assert read_authored(case).drafts


def test_a_table_over_its_limit_is_refused_before_it_is_read(case: Path):
    (case / TABLE).write_text("#" * (ALIASES_BYTES_MAX + 1), encoding="utf-8")
    with pytest.raises(ProverkaError) as caught:
        read_authored(case)
    assert caught.value.code == "too-large"


def test_a_link_out_of_the_folder_is_refused(case: Path):
    (case.parent / "outside.toml").write_text("", encoding="utf-8")
    (case / TABLE).unlink()
    (case / TABLE).symlink_to(case.parent / "outside.toml")
    with pytest.raises(ProverkaError) as caught:
        read_authored(case)
    assert caught.value.code == "path-outside-case"


@pytest.mark.parametrize(
    ("when", "titles"),
    [
        ("2013-06-30", ["UN ambassador"]),
        ("2013-07-02", ["national security adviser"]),
        ("2013-06-15/2013-07-15", ["UN ambassador", "national security adviser"]),
        ("", ["UN ambassador", "national security adviser"]),
    ],
)
def test_offices_are_those_held_at_the_time(repository: Path, when: str, titles: list[str]):
    aliases = read_aliases(CaseFolder(repository / "cases/syria-2013"), "en")
    rice = aliases.person_by_name["Susan E. Rice"]
    assert [role.title for role in rice.roles_in(Span.parse(when) if when else None)] == titles


def test_the_speakers_of_the_worked_case_are_known_with_the_party_of_their_statements(repository: Path):
    """Whoever is a person in the shared statements is found by name, as a speaker for that party."""
    authored = read_authored(repository / "cases/syria-2013")
    aliases = read_aliases(authored.folder, "en")
    said = {(draft.body.speaker, draft.by) for draft in authored.drafts if isinstance(draft.body, Statement)}
    known = {(name, aliases.person_by_name.get(name)) for name, _ in said}
    missing = {name for name, person in known if person is None}
    assert missing <= NOT_PEOPLE
    parties = {party.name: party.id for party in aliases.parties}
    wrong = [
        (name, by)
        for name, by in said
        if (person := aliases.person_by_name.get(name)) and not authored.words.acts_for(parties[person.party], by)
        and not authored.words.acts_for(by, parties[person.party])
    ]  # fmt: skip
    assert wrong == []


NOT_PEOPLE = {
    "Ministry of Foreign Affairs",
    "OPCW-UN Joint Mission",
    "Russian side",
    "U.S. side",
}
