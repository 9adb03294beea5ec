"""Captions: what stands under a picture, told from a paragraph by photographer, places or lack of a verb."""

import re

from proverka.sources.reading.byline import is_name
from proverka.sources.reading.pagewords import PageWords
from proverka.sources.reading.phrases import PlainText
from proverka.sources.reading.stretch import Stretch

_CAPTION_MAX = 450
# After the end of a sentence: a name of two to four words, perhaps with an agency behind a stroke.
_PHOTOGRAPHER = re.compile(
    r"(\w{1,20})[.!?][)”]?\s{1,3}(?:[A-Z][\w.'’-]{0,20}\s){1,3}[A-Z][\w.'’-]{1,20}(?:\s?[/|]\s?[\w -]{2,30})?$"
)
_STROKE = re.compile(r"[\w.)]\s?[/|]\s?(?:[A-Z]{2,5}|[A-Z][a-z]{2,12})(?:\s[A-Z][a-z]{2,10})?\)?$")
_CREDIT_MAX = 80
_FIRST_WORDS = 12
# A word or two, a colon, and a sentence without an end: “On board: The ships waited in port for a month”
_LABELLED = re.compile(r"[\"'“‘]?[A-Z][^:.!?]{2,40}:\s[A-Z\"'“‘].{25,}[^.!?:;,\"'”’)\]]$")
_SENTENCE = re.compile(r"[^.!?]{0,300}(?:(?<=\b[A-Z])\.[^.!?]{0,300}){0,6}")
_PICTURED_MAX = 260


def caption_rule(stretch: Stretch, plain: PlainText, words: PageWords) -> str:
    """Return by which rule a stretch is a caption, empty where it is none."""
    if stretch.layout == "caption":
        return "the page says so"
    if len(stretch.text) > _CAPTION_MAX:
        return ""
    if plain.plain.startswith(words.table.captions.openers):
        return "words that open a caption"
    if any(mark in stretch.text for mark in '"“”'):
        return ""  # what it quotes is worth more than what it pictures
    return _credited(stretch, plain, words) or _description(stretch.text, plain, words)


def _credited(stretch: Stretch, plain: PlainText, words: PageWords) -> str:
    """Return the rule where a short text names who made a picture."""
    text, tail = stretch.text, stretch.tail.split("/")[0].strip()
    open_end = text[-1] not in ".!?:"  # as names have it; most paragraphs are told from captions by this alone
    if open_end and (_photographer(text, words) or _STROKE.search(text[-60:])):
        return "a photographer's name at its end"
    if is_name(tail) and len(tail) < len(text):
        return "a photographer's name at its end"
    # Where it ends a text, or the text is short, it is the picture's; in the middle of one it is somebody's words.
    end = plain if len(text) <= _CREDIT_MAX else PlainText(text[-_CREDIT_MAX:])
    return "the credit of a picture" if words.caption_credit.within(end) else ""


def _photographer(text: str, words: PageWords) -> bool:
    """Whether a name stands alone after the last sentence; “Gov. Jane Roe” is no sentence and a name."""
    found = _PHOTOGRAPHER.search(text[-100:])
    return found is not None and found[1].lower() not in words.abbreviations and not found[1].isupper()


def _description(text: str, plain: PlainText, words: PageWords) -> str:
    """Return the rule where a short text describes a picture: who stands where, or who is doing what, with no verb."""
    if len(text) > _PICTURED_MAX:
        return ""
    if words.caption_position.within(plain):
        return "who stands where"
    return "an action with no verb" if _acts(text, words) else ""


def _acts(text: str, words: PageWords) -> bool:
    """Whether names are followed by what their bearers are doing, and the sentence has no other verb."""
    sentence = _SENTENCE.match(text)
    parts = (sentence[0] if sentence else text).split()
    for place, word in enumerate(parts[:_FIRST_WORDS]):
        low = word.lower().strip(",.")
        if low in words.gestures:
            return (
                place > 0 and not parts[place - 1].endswith(",") and not words.finite.within(PlainText(" ".join(parts)))
            )
        if not (word[0].isupper() or low in words.small_words):
            return False
    return False


def is_labelled(text: str) -> bool:
    """Whether a line among paragraphs is a label and a description of a picture, without the end of a sentence."""
    return _LABELLED.match(text) is not None
