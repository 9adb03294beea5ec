"""An inspection plan proposed from the book: what lies where, item by item, and how many of it to draw."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from proverka.exchange.listing import Listed
from proverka.model.errors import Refusal, RefusedError

# A name of a stratum goes into hashes and file names: what else an account is called gives way to a hyphen.
_ELSE = re.compile(r"[^A-Za-z0-9._-]+", re.ASCII)
NAME_CHARACTERS_MAX = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a plan is for: so many falsified items of a stratum are found at least with a probability.

    `others` is how many parties draw besides the inspected one: all but one of them may know the outcome before they
    speak, and the samples allow for it.
    """

    goal: int
    probability: float
    others: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A stratum: its name and account, its items in the order of their bytes, and how many are drawn.

    `reached` is the probability with which the goal is found whatever refusals follow; `goal` is that of the plan, or
    all items where there are fewer.
    """

    stratum: str
    place: str
    disposition: str
    subject: str
    items: tuple[str, ...]
    goal: int
    sample: int
    sample_refused: int
    reached: float

    @property
    def file(self) -> str:
        """The name of its list."""
        return f"{self.stratum}.txt"

    @property
    def text(self) -> str:
        """Its list, as the plan attaches it."""
        return "".join(f"{item}\n" for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Strata, and the accounts of material without numbers, of which no item can be drawn."""

    strata: tuple[Proposed, ...]
    unnumbered: tuple[tuple[str, str, str], ...]


def propose(listed: Sequence[Listed], aim: Aim) -> Proposal:
    """Return a stratum for each account of numbered items, with exact samples; `listed` is in the order of accounts.

    Refuses (unknown-name) a book that has no numbered item, and (bad-value) what the statistics cannot take.
    """
    from proverka.inspection import detection_despite_refusal, refusal_proof_samples  # noqa: PLC0415 - loads SciPy

    strata: list[Proposed] = []
    unnumbered: dict[tuple[str, str, str], None] = {}
    names: set[str] = set()
    for account, lines in groupby(listed, key=lambda one: (one.place, one.disposition, one.subject)):
        held = list(lines)
        items = sorted((one.item for one in held if one.item), key=str.encode)
        if len(items) < len(held):
            unnumbered[account] = None
        if not items:
            continue
        goal, informed = min(aim.goal, len(items)), max(0, aim.others - 1)
        first, refused = (int(n) for n in refusal_proof_samples(len(items), goal, aim.probability, informed))
        reached = float(detection_despite_refusal(len(items), goal, first, refused, informed))
        strata.append(
            Proposed(
                stratum=_name(account, names),
                place=account[0],
                disposition=account[1],
                subject=account[2],
                items=tuple(items),
                goal=goal,
                sample=first,
                sample_refused=refused,
                reached=reached,
            )
        )
    if not strata:
        raise RefusedError(
            Refusal.UNKNOWN_NAME,
            where="the book",
            expected="items with numbers, of which some can be drawn",
            got="none in the places and on the day asked for",
            remedy="see what it holds: proverka book; material without numbers is measured, not drawn",
        )
    return Proposal(strata=tuple(strata), unnumbered=tuple(unnumbered))


def _name(account: tuple[str, str, str], taken: set[str]) -> str:
    plain = _ELSE.sub("-", "-".join(account)).strip("-._")[:NAME_CHARACTERS_MAX] or "stratum"
    name, number = plain, 2
    while name in taken or name == "schedule":
        name, number = f"{plain}-{number}", number + 1
    taken.add(name)
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What every plan says, whatever is drawn: `parties` draw in that order, the `inspected` one first.

    The last of them submits. Each has a `pause` more than the one before it, from the instant `at`.
    """

    label: str
    title: str
    parties: Sequence[str]
    inspected: str
    documents: Sequence[str]
    at: datetime
    pause: timedelta


def plan_draft(heading: Heading, parts: Iterable[str]) -> str:
    """Return the plan as a file of `[[entries]]`, to be read, changed and signed by whoever submits it.

    `parts` are the lines of what is drawn: `stratum_lines`, or those of schedules.
    """
    times = [heading.at + heading.pause * number for number in range(1, len(heading.parties) + 2)]
    lines = [
        "# Proposed by proverka inspect plan. Read it, change what is to be changed, and hand it in.",
        "[[entries]]",
        'kind = "inspection_plan"',
        f"label = {_toml(heading.label)}",
        f"known = {_instant(heading.at)}",
        f"party = {_toml(heading.parties[-1])}",
        f"documents = {_toml(heading.documents)}",
        "",
        "[entries.body]",
        f"title = {_toml(heading.title)}",
        'method = "proverka/draw/v1"',
        f"inspected = {_toml(heading.inspected)}",
        f"commit_by = {_instant(times[0])}",
        "parties = [",
        *(
            f"  {{ party = {_toml(party)}, reveal_by = {_instant(until)} }},"
            for party, until in zip(heading.parties, times[1:], strict=True)
        ),
        "]",
    ]
    return "\n".join([*lines, *parts, ""])


def stratum_lines(proposal: Proposal, aim: Aim) -> Iterator[str]:
    """Yield the strata as an inspection plan in TOML has them."""
    for one in proposal.strata:
        yield ""
        yield "[[entries.body.strata]]"
        yield f"stratum = {_toml(one.stratum)}"
        yield f"items = {_toml(one.file)}"
        yield f"population = {len(one.items)}"
        yield f"goal = {one.goal}"
        yield f'probability = "{aim.probability}"'
        yield f"sample = {one.sample}"
        yield f"sample_refused = {one.sample_refused}"
        yield f"places = {_toml([one.place])}"


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
