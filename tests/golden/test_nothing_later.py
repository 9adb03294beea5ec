"""What happens after a day changes no answer as of that day: the real cases without it give the same audit.

Later knowledge of the same day may: corrections and objections are kept, and so is what they redate.
"""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from proverka.assessment import Audit, audit
from proverka.case.auditing import record_state
from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring
from proverka.case.opened import Case, open_case
from proverka.model.entry import Entry

TODAY = date(2026, 11, 22)
DAYS = {
    "belarus-mines": ("2004-03-01", "2008-03-02", "2014-06-04"),
    "syria-2013": ("2013-09-14", "2013-09-27", "2013-11-05", "2014-01-01", "2014-02-05", "2014-03-20", "2014-07-01",
                   "2016-01-01", "2022-01-01"),
    "united-states": ("1998-01-01", "2004-04-29", "2007-04-29", "2012-04-29", "2022-12-31"),
}  # fmt: skip


@pytest.fixture(scope="module")
def cases(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    opened = {}
    for name in DAYS:
        out = tmp_path_factory.mktemp("cases") / name
        authored = read_authored(repository / "cases" / name)
        build_case(authored, out, demonstration_keyring(authored.words))
        opened[name] = open_case(out)
    return opened


def without_later(case: Case, day: date) -> list[Entry[object]]:
    """Return the entries without those whose day came after `day`, and without instruments adopted after it."""
    revising = [e for e in case.entries if e.kind in ("correction", "objection")]
    kept = {e.index for e in revising} | {index for e in revising for index in e.references}
    return [
        e for e in case.entries if e.index in kept or (e.span.latest if e.kind != "instrument" else adopted(e)) <= day
    ]


def adopted(entry: Entry[object]) -> date:
    found = getattr(entry.body, "adopted", None)
    assert isinstance(found, date)
    return found


def answers(found: Audit) -> dict[str, object]:
    """Return an audit without what it says of the record itself: how many entries it holds, and which."""
    plain = msgspec.to_builtins(found, builtin_types=(date,), enc_hook=str)
    for name in ("record", "entries"):
        del plain[name]
    return {**plain, "summary": {k: v for k, v in plain["summary"].items() if k not in ("entries", "kinds")}}


@pytest.mark.parametrize(("name", "day"), [(name, day) for name, days in DAYS.items() for day in days])
def test_what_came_later_changes_nothing(name: str, day: str, cases: dict[str, Case]) -> None:
    case, as_of = cases[name], date.fromisoformat(day)
    fewer = without_later(case, as_of)
    assert len(fewer) < len(case.entries)
    whole, part = (
        answers(audit(entries, case.words, as_of=as_of, known=TODAY, record=record_state(case)))
        for entries in (case.entries, fewer)
    )
    for section, value in whole.items():
        assert value == part[section], section
