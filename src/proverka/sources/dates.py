"""Dates in a text: each expression of time with the interval that it stands for, and the rule by which.

An expression is counted from the day on which it was published, or spoken; where that is an interval, so is what is
counted. Nothing is guessed: where two readings are possible, the interval covers both, or there is none.
"""

from collections.abc import Callable, Mapping
from typing import Final

from proverka.model.span import Span
from proverka.sources import calendar_readings, relative_readings
from proverka.sources.article import Publication
from proverka.sources.expressions import DateTable, Expression, grammar
from proverka.sources.ground import Ground, Reading
from proverka.sources.language import ENGLISH
from proverka.sources.passage import Passage
from proverka.sources.statement import DatedWords
from proverka.sources.tense import Direction, tenses

_READINGS: Final[Mapping[str, Callable[[Ground], Reading | None]]] = {
    **calendar_readings.READINGS,
    **relative_readings.READINGS,
}
_NAME: Final = "name"


def dates_in(
    text: str, *, within: Passage, published: Publication, language: str = ENGLISH, spoken: Span | None = None
) -> tuple[DatedWords, ...]:
    """Return the expressions of time in a passage, in order; none meets another. Time is linear in its length.

    `spoken` is the day on which the words were said, where that is known: for words in a quotation, “today” is then
    that day and not the one of publication.
    """
    reference, told = (spoken, "the day of speaking") if spoken else (published.span, "publication")
    found = []
    for expression in grammar(language).expressions(text, within):
        direction = _direction(text, expression, within, language)
        ground = _ground(expression, reference, told, direction, grammar(language).table)
        reading = _read(expression, ground)
        if reading is not None:
            found.append(DatedWords(passage=expression.passage, span=reading[0], rule=reading[1]))
    return tuple(found)


def _ground(
    expression: Expression, reference: Span | None, told: str, direction: Direction, table: DateTable
) -> Ground:
    by = expression.lead in table.leads.future
    return Ground(reference=reference, told=told, direction=direction, by=by, words=expression.parts, table=table)


def _read(expression: Expression, ground: Ground) -> Reading | None:
    if expression.meaning == _NAME:
        return None
    try:
        return _READINGS[expression.meaning](ground)
    except (ValueError, OverflowError):
        return None, "no calendar has such a day, or not in that order, or not on that weekday"


def _direction(text: str, expression: Expression, within: Passage, language: str) -> Direction:
    """Return the direction that the word before tells, or else the tense; a bound in the past may be either."""
    leads = grammar(language).table.leads
    if expression.lead in leads.past:
        return "past"
    told = tenses(language).direction(text, expression.passage, within)
    if expression.lead in leads.future:
        return "unclear" if told == "past" else "future"
    return told
