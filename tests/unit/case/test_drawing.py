"""What can follow in a draw by lot: a table of steps in their order, and of steps that are refused.

Each refused step is also appended by a keeper who checks nothing: both verifiers must then find it.
"""

import json
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case, prepare
from proverka.case.draft import Draft, draft_of_plain
from proverka.case.folder import CaseFolder
from proverka.case.keyring import demonstration_keyring
from proverka.case.lots import drawing_of, drawn_items, items_of
from proverka.case.opened import Case, open_case
from proverka.case.policy_file import read_policy
from proverka.case.scaffold import write_scaffold
from proverka.case.sealing import no_salts
from proverka.case.submitting import submit
from proverka.case.verifying import verify_case
from proverka.draw import commitment_of
from proverka.model.errors import ProverkaError
from proverka.model.inspecting import DRAWN_MAX
from proverka.model.reading import encode_json
from proverka.record import Log, compose
from proverka.record.encoding import encode_base64

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SECRETS = {"state": "11" * 32, "inspectorate": "22" * 32, "desk": "33" * 32, "visitor": "55" * 32}
ITEMS = [f"drum-{number:02d}" for number in range(1, 21)]

VISITOR = '[[parties]]\nid = "visitor"\nname = "A visitor"\nkind = "other"\nmember_of = ["state"]\n\n'

STRATUM = {"stratum": "drums", "items": "drums.txt", "population": 20, "sample": 4, "sample_refused": 7}
PARTIES = [
    {"party": "state", "reveal_by": "2024-05-03T00:00:00Z"},
    {"party": "inspectorate", "reveal_by": "2024-05-04T00:00:00Z"},
    {"party": "desk", "reveal_by": "2024-05-05T00:00:00Z"},
]
PLAN = {
    "title": "Drums",
    "method": "proverka/draw/v1",
    "inspected": "state",
    "commit_by": "2024-05-02T00:00:00Z",
    "parties": PARTIES,
    "strata": [STRATUM],
}


@dataclass
class Lots:
    """A built case in which a draw is made."""

    root: Path
    labels: int = field(default=0)

    @property
    def case(self) -> Case:
        return open_case(self.root / "built")

    def draft(self, kind: str, party: str, at: str, body: object, **more: object) -> Draft:
        self.labels += 1
        plain = {"kind": kind, "label": f"STEP-{self.labels}", "known": at, "party": party, "body": body, **more}
        return draft_of_plain(plain, where="step")

    def hand_in(self, kind: str, party: str, at: str, body: object, **more: object) -> None:
        submit(self.case, [self.draft(kind, party, at, body, **more)], CaseFolder(self.root), now=NOW)

    def force(self, kind: str, party: str, at: str, body: object, **more: object) -> None:
        """Append a step as a keeper would who checks nothing."""
        case, keys = self.case, demonstration_keyring(self.case.words)
        draft = self.draft(kind, party, at, body, **more)
        made = prepare(draft, CaseFolder(self.root), case.chain.places, case.document_store, no_salts, words=case.words)
        signed = case.chain.copy().sign(made.envelope, draft.party, keys)
        Log.open(self.root / "built/record", keys.log.verifier).append([signed.note.raw], keys.log)

    def force_written(
        self, step: tuple[str, str, str, object], write: Callable[[dict[str, Any]], object], **more: object
    ):
        """Append a step whose party wrote its payload itself: `write` changes what our own programs would sign."""
        (kind, party, at, body), case, keys = step, self.case, demonstration_keyring(self.case.words)
        draft = self.draft(kind, party, at, body, **more)
        made = prepare(draft, CaseFolder(self.root), case.chain.places, case.document_store, no_salts, words=case.words)
        envelope = json.loads(encode_json(made.envelope))
        write(envelope)
        number, previous = case.chain.last.get(party, (0, None))
        signed = compose(
            case=case.chain.case, genesis=case.chain.genesis, party=party, number=number + 1, previous=previous,
            payload=json.dumps(envelope).encode(), keys=[keys.party(party)],
        )  # fmt: skip
        Log.open(self.root / "built/record", keys.log.verifier).append([signed.note.raw], keys.log)

    def plan(self, **changes: object) -> None:
        (self.root / "drums.txt").write_text("".join(f"{item}\n" for item in ITEMS), encoding="utf-8")
        body = {**PLAN, **changes}
        self.hand_in("inspection_plan", "inspectorate", "2024-05-01", body, documents=["drums.txt"])

    def commitment(self, party: str, at: str = "2024-05-01T01:00:00Z", **more: object):
        secret, plan = bytes.fromhex(SECRETS[party]), bytes.fromhex(drawing_of(self.case, "STEP-1").leaf)
        made = commitment_of(case="case", plan=plan, party=party, secret=secret)
        return ("draw_commitment", party, at, {"commitment": made.hex(), **more})

    def reveal(self, party: str, at: str = "2024-05-01T02:00:00Z", **more: object):
        log = self.case.log
        under = drawing_of(self.case, "STEP-1").checkpoint
        root = under.root if under else encode_base64(log.checkpoint.root)
        named = {"size": under.size if under else log.size, "root": root}
        return ("draw_reveal", party, at, {"secret": SECRETS[party], **named, **more})

    def draw(self, at: str = "2024-05-06", party: str = "desk", **more: object):
        drawing = drawing_of(self.case, "STEP-1")
        found = drawing.drawn("case")
        body = {"seed": found.seed.hex(), "selection": found.selection.hex(), "passed_over": list(drawing.passed_over)}
        return ("draw", party, at, {**body, **more})

    def go(self, *steps: Callable[["Lots"], tuple[str, str, str, object]]) -> None:
        for step in steps:
            self.hand_in(*step(self), refers_to=["STEP-1"])


@pytest.fixture
def lots(tmp_path: Path) -> Lots:
    write_scaffold(tmp_path / "authored", "case")
    words = tmp_path / "authored/case.toml"
    words.write_text(
        words.read_text(encoding="utf-8").replace("[[subjects]]", f"{VISITOR}[[subjects]]"), encoding="utf-8"
    )
    authored = read_authored(tmp_path / "authored")
    build_case(authored, tmp_path / "built", demonstration_keyring(authored.words))
    made = Lots(tmp_path)
    made.plan()
    return made


def commits(*parties: str):
    return [lambda lots, party=party: lots.commitment(party) for party in parties]


def reveals(*parties: str, at: str = "2024-05-01T02:00:00Z"):
    return [lambda lots, party=party: lots.reveal(party, at) for party in parties]


ALL = commits("state", "inspectorate", "desk")


def test_a_draw_is_settled_when_all_have_revealed(lots, standalone):
    lots.go(*ALL, *reveals("state", "inspectorate"))
    assert not drawing_of(lots.case, "STEP-1").settled
    assert drawing_of(lots.case, "STEP-1").awaited == ("desk",)
    lots.go(*reveals("desk"))
    drawing = drawing_of(lots.case, "STEP-1")
    assert drawing.settled
    assert not drawing.passed_over
    items = drawn_items(lots.case, drawing, drawing.drawn("case"))
    assert len({item.item for item in items}) == 4
    assert [item.item for item in items] == [ITEMS[item.position - 1] for item in items]
    assert [line.split()[-1] for line in listed(lots, standalone)] == [item.item for item in items]
    lots.go(lambda lots: lots.draw())
    assert verify_case(lots.root / "built").sound


def test_after_a_refusal_the_larger_sample_is_drawn(lots, standalone):
    lots.go(*ALL, *reveals("inspectorate", at="2024-05-03T00:00:01Z"))
    drawing = drawing_of(lots.case, "STEP-1")
    assert (drawing.settled, drawing.awaited, drawing.passed_over) == (False, ("desk",), ("state", "desk"))
    lots.go(*reveals("desk"))
    drawing = drawing_of(lots.case, "STEP-1")
    assert (drawing.settled, drawing.passed_over) == (True, ("state",))
    assert len(drawing.drawn("case").positions["drums"]) == 7 == len(listed(lots, standalone))


def test_the_last_to_refuse_is_passed_over_by_a_draw(lots, standalone):
    lots.go(*ALL, *reveals("state", "inspectorate"), lambda lots: lots.draw("2024-05-05T00:00:01Z"))
    drawing = drawing_of(lots.case, "STEP-1")
    assert (drawing.settled, drawing.counts, drawing.passed_over) == (True, True, ("desk",))
    assert len(listed(lots, standalone)) == 7


def test_who_never_committed_is_not_waited_for(lots, standalone):
    late = "2024-05-02T00:00:01Z"
    lots.go(*commits("state", "inspectorate"), *reveals("state", "inspectorate", at=late))
    drawing = drawing_of(lots.case, "STEP-1")
    assert (drawing.settled, drawing.passed_over) == (True, ("desk",))
    assert len(listed(lots, standalone)) == 7


def test_a_draw_of_the_inspected_party_alone_is_void(lots, standalone):
    lots.go(*commits("state"), *reveals("state", at="2024-05-02T00:00:01Z"))
    drawing = drawing_of(lots.case, "STEP-1")
    assert (drawing.settled, drawing.counts) == (True, False)
    told = standalone.check_log(lots.root / "built", policy(lots, standalone), draws=True)
    assert any("void" in line for line in told)


def policy(lots: Lots, standalone):
    assert read_policy(lots.root / "built/policy.txt")
    return standalone.read_policy((lots.root / "built/policy.txt").read_bytes())


def listed(lots: Lots, standalone) -> list[str]:
    """Return what the verifier that stands alone lists as drawn."""
    told = standalone.check_log(lots.root / "built", policy(lots, standalone), draws=True)
    return [line for line in told if line.startswith("  drums ")]


OTHER_ROOT = encode_base64(bytes(32))
REFUSED = {
    "a commitment by whom the plan does not name": ((), lambda lots: lots.commitment("visitor"), "not-permitted"),
    "a second commitment": (ALL, lambda lots: lots.commitment("state"), "out-of-turn"),
    "a commitment after its time": ((), lambda lots: lots.commitment("state", "2024-05-02T00:00:01Z"), "out-of-turn"),
    "a commitment after a reveal": (
        [*commits("state"), *reveals("state", at="2024-05-02T00:00:01Z")],
        lambda lots: lots.commitment("desk"), "out-of-turn",
    ),
    "a reveal without commitment": (commits("state", "desk"), lambda lots: lots.reveal("inspectorate"), "out-of-turn"),
    "a reveal of another secret": (ALL, lambda lots: lots.reveal("state", secret="44" * 32), "wrong-reveal"),
    "a reveal of another's secret": (
        ALL, lambda lots: lots.reveal("state", secret=SECRETS["desk"]), "wrong-reveal",
    ),
    "a reveal under a checkpoint without all commitments": (
        ALL, lambda lots: lots.reveal("state", size=5, root=root(lots, 5)), "wrong-reveal",
    ),
    "a reveal under a checkpoint that holds the reveal": (
        ALL, lambda lots: lots.reveal("state", size=lots.case.log.size + 1), "wrong-reveal",
    ),
    "a reveal under a root of another log": (ALL, lambda lots: lots.reveal("state", root=OTHER_ROOT), "wrong-reveal"),
    "a reveal under another checkpoint than the first": (
        [*ALL, *reveals("state")],
        lambda lots: lots.reveal("inspectorate", size=lots.case.log.size, root=root(lots, lots.case.log.size)),
        "wrong-reveal",
    ),
    "a reveal before all have committed": (commits("state"), lambda lots: lots.reveal("state"), "out-of-turn"),
    "a reveal before its turn": (ALL, lambda lots: lots.reveal("inspectorate"), "out-of-turn"),
    "a reveal at the last instant of another's turn": (
        ALL, lambda lots: lots.reveal("inspectorate", "2024-05-03T00:00:00Z"), "out-of-turn",
    ),
    "a second reveal": ([*ALL, *reveals("state")], lambda lots: lots.reveal("state"), "out-of-turn"),
    "a reveal with sight of a later one": (
        [*ALL, *reveals("inspectorate", at="2024-05-03T00:00:01Z")], lambda lots: lots.reveal("state"), "out-of-turn",
    ),
    "a reveal after the draw was closed": (
        [*ALL, *reveals("state", "inspectorate"), lambda lots: lots.draw("2024-05-06")],
        lambda lots: lots.reveal("desk", "2024-05-07"), "out-of-turn",
    ),
    "a draw while somebody is awaited": (
        [*ALL, *reveals("state", "inspectorate")], lambda lots: lots.draw("2024-05-05"), "out-of-turn",
    ),
    "a draw of the inspected party alone": (
        [*ALL, *reveals("state")], lambda lots: lots.draw("2024-05-06"), "out-of-turn",
    ),
    "a second draw": (
        [*ALL, *reveals("state", "inspectorate", "desk"), lambda lots: lots.draw()],
        lambda lots: lots.draw(), "out-of-turn",
    ),
    "a draw with another seed": (
        [*ALL, *reveals("state", "inspectorate", "desk")], lambda lots: lots.draw(seed="00" * 32), "wrong-draw",
    ),
    "a draw of other items": (
        [*ALL, *reveals("state", "inspectorate", "desk")], lambda lots: lots.draw(selection="00" * 32), "wrong-draw",
    ),
    "a draw that passes over who has revealed": (
        [*ALL, *reveals("state", "inspectorate", "desk")], lambda lots: lots.draw(passed_over=["desk"]), "wrong-draw",
    ),
}  # fmt: skip


def root(lots: Lots, size: int) -> str:
    return encode_base64(lots.case.log.root(size))


@pytest.mark.parametrize("name", REFUSED)
def test_a_step_that_cannot_follow_is_refused_and_found(name, lots, standalone):
    before, step, code = REFUSED[name]
    lots.go(*before)
    made = step(lots)
    with pytest.raises(ProverkaError) as caught:
        lots.hand_in(*made, refers_to=["STEP-1"])
    assert caught.value.code == code
    assert verify_case(lots.root / "built").sound
    lots.force(*made, refers_to=["STEP-1"])
    assert [fault.refusal.code for fault in verify_case(lots.root / "built").faults] == [code]
    with pytest.raises(standalone.WrongError, match=r"draw|reveal|commit|checkpoint"):
        standalone.check_log(lots.root / "built", policy(lots, standalone))


@pytest.mark.parametrize(
    "changes",
    [
        {"parties": PARTIES[:1]},
        {"parties": [PARTIES[0], PARTIES[0]]},
        {"parties": [PARTIES[1], PARTIES[0]]},
        {"inspected": "desk"},
        {"parties": [PARTIES[0], {"party": "visitor", "reveal_by": "2024-05-04T00:00:00Z"}]},
        {"commit_by": "2024-05-03T00:00:00Z"},
        {"least": 3},
        {"strata": []},
        {"strata": [{**STRATUM, "sample": 21}]},
        {"strata": [{**STRATUM, "sample_refused": 3}]},
        {"strata": [{**STRATUM, "items": "other.txt"}]},
        {"strata": [{**STRATUM, "stratum": "schedule"}]},
        {"strata": [STRATUM, STRATUM]},
        {"strata": [{**STRATUM, "probability": "NaN"}]},
        {"strata": [{**STRATUM, "population": DRAWN_MAX + 1, "sample_refused": DRAWN_MAX + 1}]},
        {"commit_by": "2024-05-01T00:00:00Z"},
    ],
    ids=json.dumps,
)
def test_a_plan_that_cannot_be_meant_is_refused(changes, lots):
    with pytest.raises(ProverkaError) as caught:
        lots.plan(**changes)
    assert caught.value.code in ("meaningless", "bad-value")


def test_a_plan_is_never_corrected(lots):
    with pytest.raises(ProverkaError) as caught:
        lots.hand_in("correction", "inspectorate", "2024-05-01", {"reason": "A misprint."}, refers_to=["STEP-1"])
    assert caught.value.code == "meaningless"


@pytest.mark.parametrize("text", ["b\na\n", "a\na\n", "a\n\n", "a\nb", "a\nb\nc\n"])
def test_a_list_of_another_form_draws_nothing(text, lots, standalone):
    (lots.root / "list.txt").write_text(text, encoding="utf-8")
    strata = [{"stratum": "few", "items": "list.txt", "population": 2, "sample": 1}]
    lots.hand_in("inspection_plan", "desk", "2024-05-01", {**PLAN, "strata": strata}, documents=["list.txt"])
    drawing = drawing_of(lots.case, f"STEP-{lots.labels}")
    with pytest.raises(ProverkaError) as caught:
        items_of(lots.case, drawing, drawing.plan.strata[0])
    assert caught.value.code == "bad-value"
    (draw,) = (one for one in standalone_draws(lots, standalone) if one.label == drawing.label)
    with pytest.raises(standalone.WrongError, match="no such list"):
        draw.items(draw.strata[0], lots.root / "built/documents/sha256")


def standalone_draws(lots: Lots, standalone):
    record = standalone.Record(lots.root / "built", policy(lots, standalone))
    record.check()
    return record.draws.values()


def set_in(where: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return what puts a value in the place that names with points between lead to."""

    def write(envelope: dict[str, Any]) -> None:
        *path, last = [int(name) if name.isdigit() else name for name in where.split(".")]
        at: Any = envelope
        for name in path:
            at = at[name]
        at[last] = f"{at[last]}{value[1:]}" if isinstance(value, str) and value.startswith("+") else value

    return write


# What a party may write by itself: where, what ("+" adds to what stands there), and what the record says of it.
WRITTEN = {
    "no sample after a refusal": ("body.strata.0.sample_refused", None, ""),
    "a sample with a fraction": ("body.strata.0.sample", 4.0, "bad-value"),
    "a least with a fraction": ("body.least", 1.0, "bad-value"),
    "small letters in an instant": ("body.commit_by", "2024-05-02t00:00:00z", ""),
    "small letters in the time of the entry": ("submitted_at", "2024-05-01t00:00:00z", ""),
    "a blank in an instant": ("body.commit_by", "2024-05-02 00:00:00Z", ""),
    "an offset without its colon": ("body.commit_by", "2024-05-02T00:00:00+2359", ""),
    "an offset of nothing": ("body.commit_by", "2024-05-02T00:00:00+00", "bad-value"),
    "a day without a time": ("body.commit_by", "2024-W18-4T00:00:00Z", "bad-value"),
    "a number as an instant": ("body.commit_by", 1714608000, "bad-value"),
    "less than a microsecond too early": ("body.parties.0.reveal_by", "2024-05-02T00:00:00.0000005Z", ""),
    "less than half a microsecond later": ("body.parties.0.reveal_by", "2024-05-02T00:00:00.0000004Z", "meaningless"),
    "before the calendar in UTC": ("body.commit_by", "0001-01-01T00:00:00+10:00", "bad-date"),
    "after the calendar in UTC": ("body.parties.2.reveal_by", "9999-12-31T23:59:59-10:00", "bad-date"),
    "too many items": ("body.strata.0", {**STRATUM, "population": 2**32, "sample_refused": 2**32}, "meaningless"),
    "a name with a newline": ("body.strata.0.stratum", "+\n", "bad-value"),
    "a name in other letters": ("body.strata.0.stratum", "\u0434\u0440", "bad-value"),
    "a schedule without chances": ("body.schedules", [{"schedule": "one", "weight": 0}], "bad-value"),
    "schedules of one name": ("body.schedules", [{"schedule": "one", "weight": 1}] * 2, "meaningless"),
    "no schedules": ("body.schedules", None, "bad-value"),
    "a sealed plan": ("body", {"_sd": ["a" * 43], "_sd_alg": "sha-256"}, "unknown-field"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_both_verifiers_agree_on_what_a_party_wrote_itself(name, lots, standalone):
    where, value, code = WRITTEN[name]
    lots.force_written(("inspection_plan", "desk", "2024-05-01", PLAN), set_in(where, value), documents=["drums.txt"])
    agreed(lots, standalone, code)


STEPS = {
    "a root with a newline": (ALL, lambda lots: lots.reveal("state"), "body.root", "+\n", "bad-value"),
    "a secret with a newline": (ALL, lambda lots: lots.reveal("state"), "body.secret", "+\n", "bad-value"),
    "a size with a fraction": (ALL, lambda lots: lots.reveal("state"), "body.size", 7.0, "bad-value"),
    "a commitment with a newline": ((), lambda lots: lots.commitment("state"), "body.commitment", "+\n", "bad-value"),
    "half a commitment": ((), lambda lots: lots.commitment("state"), "body.commitment", "ab" * 16, "bad-value"),
    "an index with a fraction": ((), lambda lots: lots.commitment("state"), "references.0.index", 3.0, "bad-value"),
    "no index": ((), lambda lots: lots.commitment("state"), "references", [], "meaningless"),
    "nobody passed over": (
        [*ALL, *reveals("state", "inspectorate", "desk")], lambda lots: lots.draw(), "body.passed_over", [], "",
    ),
    "none passed over": (
        [*ALL, *reveals("state", "inspectorate", "desk")], lambda lots: lots.draw(), "body.passed_over", None,
        "bad-value",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_both_verifiers_agree_on_a_step_that_a_party_wrote_itself(name, lots, standalone):
    before, step, where, value, code = STEPS[name]
    lots.go(*before)
    lots.force_written(step(lots), set_in(where, value), refers_to=["STEP-1"])
    agreed(lots, standalone, code)


def agreed(lots: Lots, standalone, code: str) -> None:
    """Check that the record has no fault, or one of a code first, by either verifier."""
    faults = [fault.refusal.code for fault in verify_case(lots.root / "built").faults]
    assert faults[:1] == ([code] if code else [])
    with pytest.raises(standalone.WrongError) if code else nullcontext():
        standalone.check_log(lots.root / "built", policy(lots, standalone), draws=True)
