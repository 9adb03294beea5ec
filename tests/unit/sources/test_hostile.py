"""Hostile files are refused or read and analysed, in bounded time, and cannot disguise who speaks."""

import contextlib
import time

import pytest

from proverka.model.errors import ProverkaError
from proverka.sources.analysis import analyse
from proverka.sources.reading import read_article

# Nothing measured takes over 1.3 s on one core of 2026; the test's machine may be four times slower, or busy.
SECONDS_MAX = 6
M = 1_000_000
PAGE = b"<html><body>"
SAID = b"The envoy said that nobody had left the room in Geneva. "

HOSTILE = {
    "a line of 10 MB": b"x" * 10 * M,
    "a line of 10 MB in HTML": PAGE + b"<p>" + b"word " * 2 * M,
    "a million lines": b"x\n" * M,
    "as many paragraphs as may be": (SAID + b"\n\n") * 2990,
    "as many titles as may be": b"Talks In Geneva\n\n" * 2990,
    "as many datelines as may be": (b"GENEVA (Reuters) - " + SAID * 2 + b"\n\n") * 2990,
    "as many credits as may be": b"He said so. (AP)\n\n" * 1490,
    "as many appeals as may be": b"Please consider donating to our work, dear reader.\n\n" * 2990,
    "as many dates as may be": b"October 7, 2013\n\n" * 2990,
    "nested elements": PAGE + b"<div>" * 14_000 + b"x",
    "nested just within the limit": PAGE + (b"<div>" * 240 + SAID + b"</div>" * 240) * 8,
    "unclosed elements": PAGE + b"<b><i><font>" * 4000 + b"x",
    "half a million attributes": PAGE + b"<p " + b" ".join(b"a%d=1" % n for n in range(500_000)) + b">" + SAID,
    "many tags of many attributes": (b"<p " + b"a=1 " * 2000 + b">x</p>") * 500,
    "tags without an end": b"<html>" + b"<p " * M,
    "values without an end": PAGE + b'<a href="x ' * 300_000,
    "signs of equality": PAGE + b"<p " + b"=" * 4 * M,
    "angle brackets": PAGE + b"<" * M,
    "ampersands": PAGE + b"&" * M,
    "comments without an end": PAGE + b"<!--" * M,
    "scripts without an end": PAGE + b"<script>" * 500_000,
    "data nested in a script": PAGE + b'<script type="application/ld+json">' + b"[" * 90_000 + b"</script>" + SAID,
    "an entity bomb": b'<!DOCTYPE html [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><html><p>' + b"&b;" * 9000,
    "elements as many as may be": PAGE + b"<p>" + b"<span>word</span> " * 9000,
    "rows as many as may be": PAGE + b"<table>" + b"<tr><td>Some words" * 2990,
    "quotes": b'"' * 40_000,
    "nested quotes": ("“‘" * 20_000).encode(),
    "quotes that never close": ("“a " * 15_000).encode(),
    "quoted paragraphs that never close": b'"a ' * 300 + (b'\n\n"a ' + SAID) * 500,
    "marks on one letter": ("a" + "\u0301\u0316" * 20_000 + "\n").encode() * 20,
    "bidirectional controls": ("\u202e\u202b\u2066" * 10_000).encode(),
    "NULs": b"\0" * M,
    "NULs among letters": b"The envoy\0 said so.\0\n" * 1000,
    "invalid UTF-8": ("посол ".encode() + b"\xff\n") * 15_000,
    "no encoding": bytes(n * n * 7 % 251 for n in range(M)),
    "encodings mixed": "“посол”\n".encode() * 500 + "“envoy”\n".encode("cp1252") * 500,
    "a mark of UTF-16 before UTF-8": b"\xff\xfe" + SAID * 100,
    "mojibake": "â€œThe talksâ€\n".encode() * 5000,
    "references": b"&#8238;" * 100_000,
    "asterisks": b"*a " * 15_000,
    "bold without an end": b"**a" * 15_000,
    "links without an end": b"[a](" * 10_000,
    "images without an end": b"![a" * 15_000,
    "brackets": b"(Reuters" * 6000,
    "dates in a row": b"January 1, 2013 " * 3000,
    "capitals": b"A. " * 15_000,
    "digits": b"1" * 49_000,
    "one sentence of quotations": b'"Let them in now," ' * 2500,
    "paragraphs that are quotations": (b'"Let them in now," ' * 100 + b"\n\n") * 200,
    "a sentence that never ends": b"The minister told the head of the mission of the office of the ministry of " * 600,
    "reports of reports": b"Petrov said that Weber said that " * 1500,
    "speakers of one name": b"\n\n".join(
        b"Ivan Petrov%d said that Anna Petrov%d said so." % (n, n) for n in range(2900)
    ),
    "as many speakers as may be": b"".join(b"Ivan%d Petrov%d said so.\n\n" % (n, n) for n in range(1450)),
    "conditions": b"if he may say that unless it is so, " * 1300,
}


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Load what is loaded when it is first needed, so that it is not counted."""
    analyse(read_article(PAGE + b"<p>\xe2\x80\x9c" + "â€œ".encode() + SAID * 3, name="a.html"))


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_it_is_read_or_refused_in_bounded_time(data: bytes) -> None:
    began = time.perf_counter()
    with contextlib.suppress(ProverkaError):
        article = analyse(read_article(data, name="found")).article
        end = 0
        for block in article.blocks:
            assert end <= block.passage.start < block.passage.end <= len(article.text)
            end = block.passage.end
    assert time.perf_counter() - began < SECONDS_MAX


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("said \u202eyrreK\u202c on Monday", "said yrreK on Monday"),
        ("said Ker\u200bry on Monday", "said Kerry on Monday"),
        ("said \u2067Kerry\u2069 on Monday", "said Kerry on Monday"),
        ("said Kerry\u200f on Monday", "said Kerry on Monday"),
        ("said K\u0000erry on Monday", "said Kerry on Monday"),
        ("said Ker&#8203;ry on Monday", "said Kerry on Monday"),
        ("said Ker&#x202e;ry on Monday", "said Kerry on Monday"),
        ("said Ｋerry on Monday", "said Kerry on Monday"),
    ],
)
@pytest.mark.parametrize("form", ["“So it is,” {}.", "<html><p>“So it is,” {}.</p>"])
def test_no_speaker_is_disguised(printed: str, shown: str, form: str) -> None:
    article = read_article(form.format(printed).encode(), name="found")
    assert article.text == f"“So it is,” {shown}."
    assert "\0" in printed or article.repairs


def test_a_name_in_two_alphabets_is_told() -> None:
    article = read_article("“So it is,” said Sergei Lаvrov in Geneva.".encode(), name="found")
    assert article.repairs == ("“Lаvrov” mixes alphabets (cyrillic small letter a): it may pose as another word",)
