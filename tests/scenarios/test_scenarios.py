"""Every scenario in this folder: entries in, findings out, through a signed record and back."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from proverka.assessment import Audit, ObligationResult
from proverka.assessment.result import FigureResult
from proverka.case.auditing import audit_case
from proverka.case.authored import AuthoredCase, check_drafts
from proverka.case.building import build_case
from proverka.case.draft import draft_of, draft_of_plain
from proverka.case.edition import make_edition
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.meaning import Meaning
from proverka.case.opened import Case, open_case
from proverka.case.table import Row
from proverka.model.errors import ProverkaError
from proverka.model.reading import convert
from proverka.model.vocabulary import Vocabulary

FOLDER = Path(__file__).parent
SCENARIOS = sorted(path for path in FOLDER.glob("*.toml") if path.name != "words.toml")


def test_there_are_scenarios():
    assert len(SCENARIOS) >= 35


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_scenario(path: Path, tmp_path: Path):
    scenario = tomllib.loads(path.read_text(encoding="utf-8"))
    if "refused" in scenario:
        with pytest.raises(ProverkaError) as caught:
            built(scenario, tmp_path)
        assert caught.value.code == scenario["refused"]
        return
    case = built(scenario, tmp_path)
    assert scenario["expect"], "a scenario expects something"
    for number, expected in enumerate(scenario["expect"], start=1):
        answer = audit_case(case, as_of=expected["as_of"], known=expected.get("known_at", date(2100, 1, 1)))
        check(answer, expected, f"{path.name}: expectation {number}")


def built(scenario: Mapping[str, object], folder: Path) -> Case:
    words = convert(tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8")), Vocabulary, where="words.toml")
    words.check(where="words.toml")
    for name, text in _files(scenario).items():
        (folder / "documents").mkdir(exist_ok=True)
        (folder / "documents" / name).write_text(text, encoding="utf-8")
    drafts = [_instrument(item) for item in _tables(scenario, "instruments")]
    drafts += [draft_of_plain(item, where="entries") for item in _tables(scenario, "entries")]
    if not scenario.get("as_handed_in"):
        drafts.sort(key=lambda draft: (draft.submitted_at, draft.kind != "instrument", bool(draft.refers_to)))
    meaning = Meaning(words)
    check_drafts(drafts, meaning)
    authored = AuthoredCase(folder=CaseFolder(folder), words=words, drafts=tuple(drafts), meaning=meaning)
    build_case(authored, folder / "built", demonstration_keyring(words))
    case = open_case(folder / "built")
    if "edition" not in scenario:
        return case
    make_edition(case, folder / "edition", readers=str(scenario["edition"]))
    return open_case(folder / "edition")


def _files(scenario: Mapping[str, object]) -> dict[str, str]:
    """Return the documents of a scenario: text by name."""
    files = scenario.get("documents", {})
    assert isinstance(files, dict)
    return files


def _tables(scenario: Mapping[str, object], name: str) -> Iterable[dict[str, object]]:
    tables = scenario.get(name, [])
    assert isinstance(tables, list)
    return tables


def _instrument(item: Mapping[str, object]):
    body = {"zone": "UTC", "binding": "binding", "body": ["council"], "title": "An instrument", **item}
    common = {"label": body["id"], "known": body["adopted"], "party": "council", "date": body["adopted"]}
    return draft_of(Row(where=str(body["id"]), kind="instrument", common=common, body=body))


def check(answer: Audit, expected: Mapping[str, object], where: str) -> None:
    """Compare everything that the expectation names; a name that it may not use fails."""
    left = dict(expected)
    del left["as_of"]
    left.pop("known_at", None)
    if "obligation" in left:
        found = [o for o in answer.obligations if o.id == left["obligation"]]
        assert found, f"{where}: {left['obligation']} is not in being"
        del left["obligation"]
        left = check_obligation(found[0], left, where)
    for name, value in left.items():
        assert OVERALL[name](answer) == value, f"{where}: {name}: {OVERALL[name](answer)}"


def check_obligation(found: ObligationResult, expected: dict[str, object], where: str) -> dict[str, object]:
    left = dict(expected)
    for name in [name for name in left if name in OF_OBLIGATION]:
        got = OF_OBLIGATION[name](found)
        assert got == left.pop(name), f"{where}: {name}: {got} ({found.why})"
    return left


def number(figure: FigureResult) -> str:
    """Return the percentage, or the amount, or the word for why there is none."""
    values = (figure.percent, figure.amount)
    return str(next((value for value in values if value is not None), figure.absence))


OF_OBLIGATION = {
    "status": lambda o: o.status,
    "days_late": lambda o: o.days_late,
    "days_late_least": lambda o: o.days_late_least,
    "due": lambda o: o.due,
    "original_due": lambda o: o.original_due,
    "fulfilled": lambda o: [o.fulfilled.earliest, o.fulfilled.latest] if o.fulfilled else [],
    "achieved": lambda o: str(o.achieved.value) if o.achieved else "",
    "achieved_absence": lambda o: o.achieved.absence if o.achieved else "",
    "achieved_basis": lambda o: o.achieved.basis if o.achieved else "",
    "achieved_standing": lambda o: o.achieved.standing if o.achieved else "",
    "at_due": lambda o: str(o.at_due.value) if o.at_due else "",
    "missed": lambda o: o.missed,
    "dates": lambda o: [f"{d.date} {d.role} {d.state}" for d in o.dates],
    "evidence": lambda o: [e.label for e in o.evidence],
    "views": lambda o: [f"{v.date} {v.party} {v.stance}" for v in o.views],
    "speakers": lambda o: [
        " ".join(filter(None, (v.speaker, v.relay and f"via {v.relay}", v.outlet and f"in {v.outlet}")))
        for v in o.views
    ],
    "claims": lambda o: [
        f"{v.claim}{' denied' if v.denied else ''}{', ' + v.condition if v.condition else ''}" for v in o.views
    ],
    "also": lambda o: [[f"{c.outlet} via {c.relay}" if c.relay else c.outlet for c in v.also] for v in o.views],
    "has_due": lambda o: o.due is not None,
    "due_earliest": lambda o: o.due_earliest,
    "forecast": lambda o: o.forecast,
    "excused_by": lambda o: list(o.excused_by),
    "step_targets": lambda o: [d.target for d in o.dates],
    "step_days_late": lambda o: [d.days_late for d in o.dates if d.role == "step"],
    "earliest_binding": lambda o: [o.shared_duty.earliest_binding, o.shared_duty.earliest_binding_in],
    "ladder": lambda o: [f"{s.obligation} {'taken' if s.taken else 'open'}" for s in o.ladder],
}

OVERALL = {
    "obligations": lambda a: [o.id for o in a.obligations],
    "findings": lambda a: [f"{f.rule}: {f.about}" for f in a.findings],
    "finding_entries": lambda a: [[e.label for e in f.entries] for f in a.findings],
    "open_issues": lambda a: a.issues.open,
    "raised_issues": lambda a: a.issues.raised,
    "resolved_issues": lambda a: a.issues.resolved,
    "derived_open_issues": lambda a: a.issues.derived_open,
    "issue_texts": lambda a: [i.text for i in a.issues.identified],
    "issues": lambda a: [f"{i.id} {i.state}" for i in a.issues.identified],
    "allegations": lambda a: [f"{x.thread} {x.holder} {x.level}" for x in a.allegations],
    "current": lambda a: [f"{f.basis} {number(f)}" for f in a.figures if f.current],
    "figures": lambda a: [f"{f.label} {f.nature}" for f in a.figures],
    "withheld": lambda a: [f"{w.entry.label} {w.entry.kind} {w.closed}" for w in a.withheld],
    "withdrawn": lambda a: [f.label for f in a.figures if f.withdrawn],
    "timeline": lambda a: [f"{t.entry.date} {t.entry.label}" for t in a.timeline],
    "balance": lambda a: [f"{b.place} {b.disposition} {b.subject} {b.net} {b.unit}" for b in a.balance],
    "unknown": lambda a: [f"{b.place} +{b.received_unknown} -{b.sent_unknown}" for b in a.balance],
    "papers": lambda a: [
        f"{i.entry.label} {p.entry.label} {p.document}{f': {p.text}' if p.printed else ''}"
        for i in a.inspections
        for p in i.papers
    ],
    "clocks": lambda a: [f"{i.entry.label} {c.paper} {c.due} {c.state}" for i in a.inspections for c in i.clocks],
    "superseded": lambda a: [f"{i.id} by {i.superseded_by}" for i in a.instruments if i.superseded_by],
    "adopted_utc": lambda a: [str(i.adopted_utc) for i in a.instruments],
}
