"""What became of the obligations from day to day: every change of a status, on the day on which it came to be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from proverka.assessment.result import Audit, ObligationResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An obligation that came to have another status on a day, as known on it; empty where it was not in being."""

    day: date
    obligation: str
    action: str
    before: str
    after: str
    why: str


@dataclass(slots=True)
class Chronicle:
    """The turns of all obligations, in the order of the days, which are taken one after another."""

    turns: list[Turn] = field(default_factory=list)
    _last: Mapping[str, ObligationResult] = field(default_factory=dict)

    def take(self, audit: Audit) -> None:
        """Note what is another than on the day before."""
        now = {o.id: o for o in audit.obligations}
        for name in dict.fromkeys((*now, *self._last)):
            old, new = self._last.get(name), now.get(name)
            known = new or old
            assert known is not None, "the name comes from one of the two"
            before, after = old.status if old else "", new.status if new else ""
            if before != after:
                why = new.why if new else ""
                turn = Turn(day=audit.as_of, obligation=name, action=known.action, before=before, after=after, why=why)
                self.turns.append(turn)
        self._last = now
