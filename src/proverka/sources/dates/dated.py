"""Dates in a text: each expression of time with the interval that it stands for, and the rule by which.

An expression is counted from the day on which it was published, or spoken; where that is an interval, so is what is
counted. Nothing is guessed: where two readings are possible, the interval covers both, or there is none.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from proverka.model.span import Span
from proverka.sources.article import Publication
from proverka.sources.dates import calendar_readings, relative_readings, stretch_readings
from proverka.sources.dates.expressions import Expression, expressions_in, grammar
from proverka.sources.dates.ground import Ground, Reading
from proverka.sources.dates.hours import clocks, elsewhere
from proverka.sources.dates.tense import Direction, tenses
from proverka.sources.language import ENGLISH
from proverka.sources.passage import Passage
from proverka.sources.statement import DatedWords

_READINGS: Final[Mapping[str, Callable[[Ground], Reading | None]]] = {
    **calendar_readings.READINGS,
    **relative_readings.READINGS,
    **stretch_readings.READINGS,
}
_NAME: Final = "name"
# What is read alike in all tenses, as is all that has its year.
_TENSELESS: Final = frozenset(
    {_NAME, "near day", "anaphor", "stretch", "period", "rest", "ago", "counted", "half of a year", "years", "slashed"}
)
# Of the attribute of a noun no verb tells the tense: “the Aug. 21 attack”.
_ATTRIBUTES: Final = frozenset({"day", "month"})
# The direction of “by Friday”, by the tense: in the past either is possible.
_BOUNDED: Final[Mapping[Direction, Direction]] = {
    "past": "unclear",
    "future": "future",
    "planned": "planned",
    "unclear": "planned",
}
_YEARS: Final = frozenset({"year", "yyyy", "year2", "decade"})
# An event that a time is counted from: the words up to the next mark, no more than these.
_EVENT: Final = re.compile(r"[^,;:.!?()“”\"—\n]{1,60}(?![\w'’-])")
# Words go on where a day is named by what follows: “the day before the vote”.
_GOES_ON: Final = re.compile(r"\s{1,3}[a-z]")
_ARTICLE: Final = re.compile(r"\s{1,3}(?:[a-z]{1,3}\s{1,3})?")


def dates_in(
    text: str,
    *,
    within: Passage,
    published: Publication,
    language: str = ENGLISH,
    spoken: Span | None = None,
    past: bool = False,
    dateline: str = "",
) -> tuple[DatedWords, ...]:
    """Return the expressions of time in a passage, in order; none meets another. Time is linear in its length.

    `spoken` is the day on which the words were said, where that is known: for words in a quotation, “today” is then
    that day and not the one of publication. With `past`, days whose tense is not clear are past.
    `dateline` is the story's as printed: an hour that names no clock is that of its city.
    """
    clock = clocks(language).zone_of(dateline)
    reader = _Reader(text, within=within, published=published, language=language, spoken=spoken, past=past, clock=clock)
    return reader.read(expressions_in(text, within, language))


class _Reader:
    """Reads the expressions of one passage."""

    def __init__(
        self,
        text: str,
        *,
        within: Passage,
        published: Publication,
        language: str,
        spoken: Span | None,
        past: bool,
        clock: str,
    ) -> None:
        self._text, self._within, self._past = text, within, past
        self._zone, self._clock = published.zone, clock
        self._reference, self._told = (spoken, "the day of speaking") if spoken else (published.span, "publication")
        self._table = grammar(language).table
        self._tenses, self._clocks = tenses(language), clocks(language)

    def read(self, expressions: Iterable[Expression]) -> tuple[DatedWords, ...]:
        found: list[DatedWords] = []
        counting: Ground | None = None
        for expression in expressions:
            ground = self._ground(expression)
            reading = _read(expression, ground)
            if reading is None:
                continue
            dated = self._placed(expression, *(self._beside(found, expression, ground) or reading))
            if counting is not None and self._touch(found[-1].passage, dated.passage):
                found[-1] = _counted(counting, found[-1], dated)
                counting = None
                continue
            if counting is not None:
                found[-1] = self._with_event(found[-1], dated.passage.start)
            found.append(dated)
            counting = ground if ground.has("of") or ground.has("sense") else None
        if counting is not None:
            found[-1] = self._with_event(found[-1], self._within.end)
        return tuple(found)

    def _ground(self, expression: Expression) -> Ground:
        return Ground(
            reference=self._reference,
            told=self._told,
            direction=self._direction(expression),
            by=expression.lead in self._table.leads.future,
            vague=expression.lead in self._table.leads.vague,
            words=expression.parts,
            table=self._table,
        )

    def _direction(self, expression: Expression) -> Direction:
        """Return the direction that the word before tells, or else the tense; a bound in the past may be either."""
        if expression.meaning in _TENSELESS or not _YEARS.isdisjoint(expression.parts):
            return "unclear"
        leads = self._table.leads
        if expression.lead in leads.past:
            return "past"
        told = self._tenses.direction(self._text, expression.passage, self._within)
        if expression.attributive and expression.meaning in _ATTRIBUTES:
            return "unclear"
        if expression.lead in leads.future:
            return _BOUNDED[told]
        return "past" if told == "unclear" and self._past else told

    def _placed(self, expression: Expression, span: Span | None, rule: str) -> DatedWords:
        """Return the words with the zone of their day, and with the days elsewhere where an hour is told with it."""
        near = self._zone if expression.meaning == "near day" else ""
        minutes = None
        if span is not None and span.is_day:
            minutes = self._clocks.hours(self._text, expression, self._within)
        if minutes is None or span is None:
            return DatedWords(passage=expression.passage, span=span, rule=rule, zone=near)
        zone = self._clocks.zone(self._text, expression.passage, self._within) or self._clock or near
        other = elsewhere(span, minutes, zone) if zone else None
        return DatedWords(passage=expression.passage, span=span, rule=rule, zone=zone, elsewhere=other)

    def _beside(self, found: Sequence[DatedWords], expression: Expression, ground: Ground) -> Reading | None:
        """Read “the day before”, where a day is named before it in the sentence, and no event behind it."""
        here = expression.passage
        if not ground.has("anaphor") or not found or found[-1].span is None or not found[-1].span.is_day:
            return None
        if _GOES_ON.match(self._text, here.end) or not self._tenses.in_one_sentence(
            self._text, found[-1].passage, here
        ):
            return None
        try:
            return stretch_readings.day_beside(ground, found[-1].span)
        except OverflowError:
            return None

    def _touch(self, first: Passage, second: Passage) -> bool:
        return _ARTICLE.fullmatch(self._text, first.end, second.start) is not None

    def _with_event(self, dated: DatedWords, end: int) -> DatedWords:
        """Return “within a week of” with the event that it is counted from."""
        event = _EVENT.match(self._text, dated.passage.end, end)
        return replace(dated, passage=Passage(dated.passage.start, event.end())) if event else dated


def _counted(ground: Ground, first: DatedWords, second: DatedWords) -> DatedWords:
    both = Passage(first.passage.start, second.passage.end)
    if second.span is None:
        return replace(second, passage=both)
    span, rule = stretch_readings.from_day(ground, second.span)
    return DatedWords(passage=both, span=span, rule=f"{rule}: {second.rule}", zone=second.zone)


def _read(expression: Expression, ground: Ground) -> Reading | None:
    if expression.meaning == _NAME:
        return None
    try:
        return _READINGS[expression.meaning](ground)
    except (ValueError, OverflowError):
        return None, "no calendar has such a day, or not in that order, or not on that weekday"
