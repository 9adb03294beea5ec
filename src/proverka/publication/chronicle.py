"""What became of the obligations from day to day: every change of a status, on the day on which it was seen.

Spans of days may be looked at apart and then be put together: what stood at the end of the one is compared with what
stands at the beginning of the next.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from proverka.assessment.result import Audit


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """An obligation that had come to have another status on a day, as known on it; empty where it was not in being.

    `again`: whether it is due again and again.
    """

    day: date
    obligation: str
    action: str
    before: str
    after: str
    why: str
    again: bool = False

    @property
    def idle(self) -> bool:
        """Whether it says only that one period of a duty ended and the next began, and nothing is known of either."""
        return self.again and {self.before, self.after} == {"pending", "no_evidence"}


class Chronicle(msgspec.Struct, kw_only=True):
    """The turns of all obligations in the order of the days, the first of which turns everything that is in being.

    `standing` are the statuses on the last day, by obligation.
    """

    first: date | None = None
    turns: list[Turn] = []
    standing: dict[str, str] = {}

    def take(self, audit: Audit) -> None:
        """Note what is another than on the day that was taken before."""
        day = audit.as_of
        self.first = self.first or day
        self._compare(
            day,
            [
                Turn(
                    day=day, obligation=o.id, action=o.action, before="", after=o.status, why=o.why, again=o.comes_again
                )
                for o in audit.obligations
            ],
        )

    def append(self, later: "Chronicle") -> None:
        """Add the chronicle of days all of which come after those that are held here."""
        if later.first is None:
            return
        self.first = self.first or later.first
        self._compare(later.first, [turn for turn in later.turns if turn.day == later.first])
        self.turns += [turn for turn in later.turns if turn.day != later.first]
        self.standing = later.standing

    def _compare(self, day: date, now: Iterable[Turn]) -> None:
        """Add the turns of a day, of which all that is in being is given as if it were new."""
        here = {turn.obligation: turn for turn in now}
        for name, turn in here.items():
            before = self.standing.get(name, "")
            if before != turn.after:
                self.turns.append(msgspec.structs.replace(turn, before=before))
        for name, status in self.standing.items():
            if name not in here:
                self.turns.append(Turn(day=day, obligation=name, action="", before=status, after="", why=""))
        self.standing = {name: turn.after for name, turn in here.items()}
