"""A public edition of a case: what the public may see of it, and its pages, written beside each other.

The pages are made from the edition and from nothing else, so that they cannot hold what it does not. The whole is made
beside its place and moved there in the end; files that stay the same as in the edition before are taken over from it.
"""

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec

from proverka.assessment import Audit, changes_between
from proverka.case.auditing import Progress, audit_case, entries_between
from proverka.case.edition import Made, check_place, edition_of, write_edition
from proverka.case.folder import make_folder, whole_folder
from proverka.case.opened import Case, open_case
from proverka.case.public_record import record_entries
from proverka.fleet import Executor, Here
from proverka.model.errors import Refusal, RefusedError
from proverka.model.policy import PUBLIC
from proverka.publication import Published, site_files
from proverka.publication.moment import Moment
from proverka.publication.past import Past, past_of
from proverka.publication.periods import Period, month_ends, period_of

DAY = timedelta(days=1)
HERE = Here()


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What was published: the edition, as of when, how many files, and how many of them are new or another."""

    made: Made
    as_of: date
    files: int
    changed: int


def publish(
    case: Case,
    out: Path,
    *,
    as_of: date | None = None,
    executor: Executor = HERE,
    progress: Progress | None = None,
) -> Publication:
    """Write the public edition of a case, with its pages, to `out`, a new folder or one that holds an earlier edition.

    As of the day on which the record last learnt something, unless another is named. The past is made by `executor`.
    Raises RefusedError: already-there for a folder that holds anything else, meaningless for one inside the case, and
    what `write_edition` raises.
    """
    before = _earlier(case, out)
    make_folder(out.parent)
    with whole_folder(out, replace=before is not None) as staging:
        made = write_edition(case, staging, readers=PUBLIC)
        public = open_case(staging)
        day = as_of or public.entries[-1].known_day
        written = _write(site_files(_published(public, day, executor, progress)), staging, before)
    return Publication(made=made, as_of=day, files=written[0], changed=written[1])


def _earlier(case: Case, out: Path) -> Path | None:
    """Return the folder of the edition before, None where there is none yet; refuse what is none of this record."""
    if not out.is_dir() or not any(out.iterdir()):
        check_place(case.root, out, empty=True)
        return None
    found = edition_of(out)
    if found is None or found.readers != PUBLIC or found.origin != case.log.checkpoint.origin:
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(out),
            expected=f"a new folder, or the public edition of {case.log.checkpoint.origin}",
            got=f"an edition of {found.origin} for {found.readers}" if found else "a folder with other files in it",
            remedy="name another folder",
        )
    return out


def _published(case: Case, day: date, executor: Executor, progress: Progress | None) -> Published:
    moments = Moments(case)
    past, periods = Past(), list[Period]()
    for found in executor.run(past_part, [*_parts(case.root, moments.days(day))], progress):
        pages, reports = msgspec.msgpack.decode(found, type=tuple[bytes, list[Period]])
        past.append(Past.unpacked(pages))
        periods += reports
    return Published(present=moments.on(day), past=past, periods=tuple(periods), record=lambda: record_entries(case))


# Parts of the past that are made by themselves: enough that two processes end at much the same time, and that a
# reader sees how far it is.
PARTS = 16


def _parts(root: Path, days: Sequence[date]) -> Iterator[bytes]:
    """Yield the days in spans of much the same number of days to be looked at, each with the folder of the case."""
    size = -(-len(days) // PARTS)
    for first in range(0, len(days), size):
        span = days[first : first + size]
        until = days[first + size] - DAY if first + size < len(days) else span[-1]
        yield json.dumps([str(root), str(span[0]), str(until)]).encode()


def past_part(part: bytes) -> bytes:
    """Return every page as of every day of a span, and the reports on its months: the work of one process."""
    root, *span = json.loads(part)
    first, until = map(date.fromisoformat, span)
    moments = Moments(open_case(Path(root)))
    days = [day for day in moments.days(until) if day >= first]
    past = past_of(moments.on, days, until)
    periods = [period_of(moments.month(end)) for end in month_ends(first, until)]
    return msgspec.msgpack.encode((past.packed, [period for period in periods if period]))


class Moments:
    """A case on one day after another: audits, each with what changed since the end of the month before the last."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._month_ends: dict[date, Audit] = {}

    def on(self, day: date) -> Moment:
        """Return the case as of a day and as known on it, with what changed since the month before the last."""
        return self._since(month_before_last(day), day)

    def month(self, end: date) -> Moment:
        """Return the case on the last day of a month, with what changed in that month."""
        return self._since(end.replace(day=1) - DAY, end)

    def _since(self, since: date, day: date) -> Moment:
        audit = audit_case(self.case, as_of=day, known=day)
        if since not in self._month_ends:
            self._month_ends = {**dict([*self._month_ends.items()][-1:]), since: self._audit(since)}
        changes = changes_between(
            self._month_ends[since], audit, entries_between(self.case, (since, since), (day, day))
        )
        return Moment(audit=audit, changes=changes)

    def _audit(self, day: date) -> Audit:
        return audit_case(self.case, as_of=day, known=day)

    def days(self, until: date) -> Sequence[date]:
        """Return the days on which something happened or became known, and the first of every month, up to a day."""
        entries = self.case.entries
        first = min(entry.known_day for entry in entries)
        days = {until}
        for entry in entries:
            for day in (entry.known_day, entry.span.earliest, entry.span.latest):
                days |= {day, day + DAY}
        days |= {date(year, month, 1) for year in range(first.year, until.year + 1) for month in range(1, 13)}
        return sorted(day for day in days if first <= day <= until)


def month_before_last(day: date) -> date:
    """Return the last day of the month before the last one."""
    return (day.replace(day=1) - DAY).replace(day=1) - DAY


def _write(files: Iterable[tuple[str, bytes]], folder: Path, before: Path | None) -> tuple[int, int]:
    """Write files into a folder; those that `before` has are linked to. Return how many, and how many are new."""
    count = changed = 0
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        count += 1
        if before is not None and _same(before / path, content):
            os.link(before / path, target)
        else:
            changed += 1
            target.write_bytes(content)
    return count, changed


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
