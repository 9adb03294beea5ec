"""The clocks of an inspection: when a paper is due after its end, and whether it came by then.

Time is held as bounds. An instant is known as such; of a day is known only that it lies between two midnights in the
zone of the instrument. A paper is late only where even its first possible instant is after the last possible end of the
clock: lateness must be shown, as for any other duty. So 24 hours after an inspection of which only the last day is
known end, at the latest, at the midnight after the next day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from proverka.mandate import Duration, Obligation
from proverka.model.span import Span, day_after

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """When something was: between two instants, the later one excluded; equal where the instant itself is known.

    With `whole_day` it is the end of a day: known, and yet excluded, since the next day begins with it.
    """

    earliest: datetime
    latest: datetime
    whole_day: bool = False

    @property
    def exact(self) -> bool:
        """Whether the instant is known."""
        return self.earliest == self.latest and not self.whole_day

    def plus(self, by: timedelta) -> "Moment":
        """Return the moment so much later."""
        return Moment(earliest=self.earliest + by, latest=self.latest + by)

    def surely_after(self, other: "Moment") -> bool:
        """Whether it was later, whatever the two instants were."""
        return self.earliest > other.latest or (self.earliest == other.latest and not other.exact)

    def surely_by(self, other: "Moment") -> bool:
        """Whether it was not later, whatever the two instants were."""
        return self.latest <= other.earliest


def moment_of(span: Span, at: datetime | None, zone: ZoneInfo) -> Moment:
    """Return an instant where it is known, else the days of a span in a zone."""
    if at is not None:
        return Moment(earliest=at, latest=at)
    return Moment(earliest=midnight(span.earliest, zone), latest=midnight(day_after(span.latest), zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a day in a zone, in UTC so that differences are those of real time."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def due_after(ended: Moment, obligation: Obligation, zone: ZoneInfo) -> Moment:
    """Return when a paper is due after the end of an inspection.

    Hours run from the instant of the end. Days, weeks and months run from its day, and end with a whole day. Raises as
    `Duration.after` does.
    """
    deadline = obligation.deadline
    duration = Duration.parse(deadline.after, where=obligation.id)
    if duration.unit == "hour":
        return ended.plus(timedelta(hours=duration.count))
    day = duration.after(last_day(ended, zone), rounding=deadline.rounding, where=obligation.id)
    end = midnight(day_after(day), zone)
    return Moment(earliest=end, latest=end, whole_day=True)


def last_day(moment: Moment, zone: ZoneInfo) -> date:
    """Return the last day in a zone on which a moment can have been."""
    end = moment.latest if moment.exact else moment.latest - timedelta(microseconds=1)
    return end.astimezone(zone).date()


def due_day(due: Moment, zone: ZoneInfo) -> date:
    """Return the last day on which something due can be in time; a clock that ends at midnight ends the day before."""
    midnight_of = due.latest.astimezone(zone)
    ends_a_day = midnight_of.time() == time()
    return midnight_of.date() - DAY if ends_a_day else midnight_of.date()


def days_late(done: Moment, due: Moment, zone: ZoneInfo) -> tuple[int, int]:
    """Return the least and the most days by which something that was surely late was so; a day begun counts whole."""
    if done.exact and due.exact:
        whole = -(-(done.earliest - due.earliest) // DAY)
        return whole, whole
    last = due_day(due, zone)
    first = done.earliest.astimezone(zone).date()
    return max(1, (first - last).days), max(1, (last_day(done, zone) - last).days)


def told(moment: Moment, zone: ZoneInfo) -> str:
    """Return a moment as it is known: an instant, or the day, or the days from one to another."""
    if moment.exact:
        return moment.earliest.astimezone(zone).isoformat(timespec="minutes")
    first, last = moment.earliest.astimezone(zone).date(), last_day(moment, zone)
    return str(Span(first, last))
