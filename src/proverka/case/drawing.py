"""Whether a step of a draw can follow: by whom, in which order, opening what, and leading to what (docs/spec/draw.md).

Everything is judged by entries of the log alone, so that whoever holds a copy without any document judges alike.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from proverka.draw import commitment_of
from proverka.inventory.drawing import Checkpoint, Drawing, Step, decode_root
from proverka.model.errors import MalformedError, Refusal, RefusedError
from proverka.model.inspecting import Draw, DrawCommitment, DrawReveal, InspectionPlan, InspectionResults
from proverka.model.submission import Document, Reference
from proverka.model.vocabulary import Vocabulary

PLAN_KIND = "inspection_plan"

# The root over the first so many entries of the log.
RootAt = Callable[[int], bytes]


@dataclass(slots=True)
class DrawBook:
    """Every draw of a record, by the index of its plan. Grows with every step; owned by one reading of one record."""

    words: Vocabulary
    drawings: dict[int, Drawing] = field(default_factory=dict)

    def copy(self) -> "DrawBook":
        """Return a book of its own that stands where this one does."""
        return DrawBook(words=self.words, drawings=dict(self.drawings))

    def check(
        self,
        step: Step,
        references: Sequence[Reference],
        documents: Collection[Document],
        root_at: RootAt,
        *,
        where: str,
    ) -> None:
        """Refuse a step that cannot follow; pass over what is no step of a draw.

        Raises MalformedError (meaningless) for a plan of lists that it does not bring, or of times that are over;
        RefusedError: not-permitted,
        wrong-reveal, out-of-turn, wrong-draw.
        """
        body = step.body
        if isinstance(body, InspectionPlan):
            check_lists(body, [one.name for one in documents if one.table is None], where=where)
            _check_ahead(body, step, where)
        if not isinstance(body, DrawCommitment | DrawReveal | Draw):
            return
        drawing = self.drawings.get(references[0].index) if len(references) == 1 else None
        if drawing is None:
            return  # It refers to no one plan, which is refused where references are looked at.
        if step.party not in drawing.plan.names:
            raise RefusedError(
                Refusal.NOT_PERMITTED,
                where=where,
                expected=f"a party that draws under {drawing.label}: {', '.join(drawing.plan.names)}",
                got=step.party,
                remedy="leave the draw to those whom the plan names",
            )
        match body:
            case DrawCommitment():
                _check_commitment(drawing, step, where)
            case DrawReveal():
                _check_reveal(drawing, body, step, self.words.case, root_at, where=where)
            case Draw():
                _check_draw(drawing, body, step, self.words.case, where)

    def take(self, step: Step, references: Sequence[Reference], *, leaf: str, label: str) -> None:
        """Remember a step that was checked; its leaf hash is that of the whole entry."""
        if isinstance(step.body, InspectionPlan):
            self.drawings[step.index] = Drawing(
                plan=step.body, index=step.index, leaf=leaf, party=step.party, label=label
            )
        elif isinstance(step.body, DrawCommitment | DrawReveal | Draw):
            index = references[0].index
            self.drawings[index] = self.drawings[index].after(step)


def check_plan_names(plan: object, words: Vocabulary, *, where: str) -> None:
    """Refuse (unknown-party, unknown-place) a plan that names what the case does not declare; pass over all else.

    And (meaningless) one in which somebody who acts for the inspected party counts as another.
    """
    if not isinstance(plan, InspectionPlan):
        return
    for party in plan.names:
        words.party(party, where=f"{where}: parties")
    if plan.inspected:
        words.party(plan.inspected, where=f"{where}: inspected")
        for party in plan.others:
            if words.acts_for(party, plan.inspected):
                expected = f"parties that do not act for {plan.inspected}, to draw besides it"
                raise _meaningless(f"{where}: parties", expected, party)
    for places in (*(one.places for one in plan.strata), *(one.places for one in plan.schedules)):
        for place in places:
            words.place(place, where=f"{where}: places")


def check_lists(plan: InspectionPlan, names: Sequence[str], *, where: str) -> None:
    """Refuse (meaningless) a plan that draws from a list which is not one of its documents, by their `names`."""
    for stratum in plan.strata:
        if names.count(stratum.items) != 1:
            expected = "one document of the plan, in clear or salted, with the list of its items"
            raise _meaningless(f"{where}: stratum {stratum.stratum}", expected, repr(stratum.items))


def _check_ahead(plan: InspectionPlan, step: Step, where: str) -> None:
    """Refuse (meaningless) a plan whose time to commit is over: nobody could keep it, and all would be blamed."""
    if plan.commit_by <= step.at:
        raise _meaningless(f"{where}: commit_by", f"an instant after {_told(step.at)}", _told(plan.commit_by))


def check_plan_referred(body: object, kinds: Sequence[str], *, where: str) -> None:
    """Refuse (meaningless) a step of a draw, or results, that do not refer to one plan; `kinds` are of what they do."""
    alone = isinstance(body, DrawCommitment | DrawReveal | Draw)
    plans = kinds.count(PLAN_KIND)
    if (alone or isinstance(body, InspectionResults)) and (plans != 1 or (alone and len(kinds) != 1)):
        raise _meaningless(where, "one inspection plan that it refers to", ", ".join(kinds) or "nothing")


def _check_commitment(drawing: Drawing, step: Step, where: str) -> None:
    if step.party in drawing.commitments:
        raise _out_of_turn(where, f"one commitment of {step.party}", f"a second one; entry {_made(drawing, step)}")
    if drawing.reveals or drawing.closed is not None:
        raise _out_of_turn(where, "a commitment before anybody has revealed", "one after the first reveal")
    if step.at > drawing.plan.commit_by:
        raise _out_of_turn(where, f"a commitment by {_told(drawing.plan.commit_by)}", f"one of {_told(step.at)}")


def _made(drawing: Drawing, step: Step) -> str:
    return f"{drawing.commitments[step.party].index} holds the first"


def _check_reveal(drawing: Drawing, reveal: DrawReveal, step: Step, case: str, root_at: RootAt, *, where: str) -> None:
    """Refuse a reveal: first what does not open the commitment, then one that is not its party's turn."""
    party = step.party
    if party not in drawing.commitments:
        raise _out_of_turn(where, f"a commitment of {party} before its reveal", "none")
    _check_opens(drawing, reveal, party, case, where)
    _check_checkpoint(drawing, reveal, step, root_at, where)
    if party in drawing.reveals or drawing.closed is not None:
        got = "a second one" if party in drawing.reveals else f"one after entry {drawing.closed} closed the draw"
        raise _out_of_turn(where, f"one reveal of {party}, before the draw is closed", got)
    uncommitted = [name for name in drawing.plan.names if name not in drawing.commitments]
    if uncommitted and step.at <= drawing.plan.commit_by:
        expected = f"the commitments of all, or a time after {_told(drawing.plan.commit_by)}"
        raise _out_of_turn(where, expected, f"none yet of {', '.join(uncommitted)}")
    later = [name for name in drawing.behind(party) if name in drawing.reveals]
    if later:
        raise _out_of_turn(where, f"a reveal before that of {later[0]}", f"one after it: {party} was passed over")
    _check_time(drawing, drawing.before(party), step.at, where)


def _check_opens(drawing: Drawing, reveal: DrawReveal, party: str, case: str, where: str) -> None:

    secret, plan = bytes.fromhex(reveal.secret), bytes.fromhex(drawing.leaf)
    got = commitment_of(case=case, plan=plan, party=party, secret=secret).hex()
    made = drawing.commitments[party]
    if got != made.value:
        raise _wrong_reveal(where, f"the secret of the commitment {made.value}, entry {made.index}", f"one of {got}")


def _check_checkpoint(drawing: Drawing, reveal: DrawReveal, step: Step, root_at: RootAt, where: str) -> None:
    named = Checkpoint(size=reveal.size, root=reveal.root)
    if drawing.checkpoint is not None:
        if named != drawing.checkpoint:
            expected = f"the checkpoint of the first reveal: {drawing.checkpoint.size} entries"
            raise _wrong_reveal(where, expected, f"one of {named.size} entries, root {named.root}")
        return
    least = max(made.index for made in drawing.commitments.values()) + 1
    if not least <= named.size <= step.index:
        expected = f"a checkpoint of {least} to {step.index} entries, which holds all commitments"
        raise _wrong_reveal(where, expected, f"one of {named.size}")
    if root_at(named.size) != decode_root(named.root):
        expected = f"the root over the first {named.size} entries of this log"
        raise _wrong_reveal(where, expected, named.root)


def _check_draw(drawing: Drawing, draw: Draw, step: Step, case: str, where: str) -> None:
    if drawing.closed is not None:
        raise _out_of_turn(where, "one draw of the plan", f"a second one; entry {drawing.closed} holds the first")
    if not drawing.counts:
        expected = f"reveals of at least {drawing.plan.least} of {', '.join(drawing.plan.others)}"
        raise _out_of_turn(where, expected, f"{', '.join(drawing.reveals) or 'none'}")
    _check_time(drawing, drawing.awaited, step.at, where)
    found = drawing.drawn(case)
    right = Draw(seed=found.seed.hex(), selection=found.selection.hex(), passed_over=drawing.passed_over)
    if draw != right:
        raise RefusedError(
            Refusal.WRONG_DRAW,
            where=where,
            expected=_draw_told(right),
            got=_draw_told(draw),
            remedy="make it out again with proverka inspect draw, or with the verifier",
        )


def _draw_told(draw: Draw) -> str:
    passed = f", {', '.join(draw.passed_over)} passed over" if draw.passed_over else ""
    return f"seed {draw.seed[:16]}…, selection {draw.selection[:16]}…{passed}"


def _check_time(drawing: Drawing, parties: Sequence[str], at: datetime, where: str) -> None:
    """Refuse to pass over a party whose time has not passed: those before it first, so that none speaks with sight."""
    for party in parties:
        until = drawing.instant_of(party)
        if party in drawing.commitments and party not in drawing.reveals and at <= until:
            expected = f"the reveal of {party}, or a time after {_told(until)}"
            raise _out_of_turn(where, expected, f"neither, at {_told(at)}")


def _told(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")


def _out_of_turn(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.OUT_OF_TURN,
        where=where,
        expected=expected,
        got=got,
        remedy="see whose turn it is with proverka inspect draw; the order is that of the plan",
    )


def _wrong_reveal(where: str, expected: str, got: str) -> RefusedError:
    return RefusedError(
        Refusal.WRONG_REVEAL,
        where=where,
        expected=expected,
        got=got,
        remedy="reveal the secret that was committed to under this plan: proverka inspect reveal",
    )


def _meaningless(where: str, expected: str, got: str) -> MalformedError:
    return MalformedError(Refusal.MEANINGLESS, where=where, expected=expected, got=got, remedy="correct the submission")
