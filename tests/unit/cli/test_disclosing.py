"""The commands that open, verify openings and make editions, as a user types them."""

import json
from pathlib import Path

import pytest

SEALED = """\
[[entries]]
kind = "figure"
label = "SECRET-1"
known = 2024-07-20
party = "inspectorate"
class = "restricted"
seal = ["percent"]
documents = [{ file = "halls.csv", table = true }]
body = { basis = "destroyed/stock", percent = "60.125" }
"""
DAYS = ("--as-of", "2024-08-01", "--known-at", "2024-08-01")


@pytest.fixture
def sealed(proverka):
    Path("sealed.toml").write_text(SEALED, encoding="utf-8")
    Path("halls.csv").write_text("hall,drums\nnorth,41\nsouth,42\n", encoding="utf-8")
    assert proverka("submit", "built", "sealed.toml").status == 0
    return proverka


def test_an_opening_proves_what_it_says_and_names_who_signed(sealed):
    assert sealed("open", "built", "SECRET-1", "--all", "--out", "one.opening").out == (
        "Wrote one.opening: percent of entry 3.\n"
    )
    found = sealed("verify-opening", "one.opening", "--policy", "built/policy.txt")
    assert "proved       entry 3 of proverka.example/quarry: figure SECRET-1\n" in found.out
    assert 'says         percent = "60.125"\n' in found.out
    assert "by the word of the log" in found.out
    signer = json.loads(sealed("show", "built", "SECRET-1", "--format", "json").out)["signatures"][0]
    found = sealed("verify-opening", "one.opening", "--policy", "built/policy.txt", "--key", signer["key"])
    assert f"signed under {signer['name']}" in found.out
    other = json.loads(sealed("show", "built", "FIG-1", "--format", "json").out)["signatures"][0]
    assert other["key"] == signer["key"]
    desk = json.loads(sealed("show", "built", "0", "--format", "json").out)["signatures"][0]["key"]
    found = sealed("verify-opening", "one.opening", "--policy", "built/policy.txt", "--key", desk)
    assert (found.status, "unknown-key" in found.err) == (2, True)


def test_a_cell_of_a_row_is_opened_alone(sealed):
    done = sealed(
        "open", "built", "3", "--document", "halls.csv", "--row", "0", "--field", "hall", "--out", "row.opening"
    )
    assert done.status == 0
    found = sealed("verify-opening", "row.opening", "--policy", "built/policy.txt")
    assert 'says         hall = "north"\nstill sealed 1 of its fields\n' in found.out
    assert "row 0 of halls.csv, in entry 3" in found.out


def test_a_refused_opening_leaves_no_file(sealed):
    for wrong in (("--field", "amount"), ("--document", "halls.csv"), ("--document", "halls.csv", "--row", "9")):
        found = sealed("open", "built", "SECRET-1", *wrong, "--out", "one.opening")
        assert (found.status, found.out) == (2, "")
        assert "unknown-name" in found.err
    assert not list(Path().glob("*opening*"))


@pytest.mark.parametrize(
    "unclear", [(), ("--row", "0"), ("--row", "0", "--field", "percent"), ("--all", "--field", "percent")]
)
def test_nothing_is_opened_that_was_not_named(sealed, unclear):
    found = sealed("open", "built", "SECRET-1", *unclear, "--out", "one.opening")
    assert (found.status, found.out, "meaningless" in found.err) == (2, "", True)
    assert not Path("one.opening").exists()


@pytest.mark.parametrize("row", ["2", "99999999999999999999"])
def test_a_row_that_the_table_does_not_have_is_refused(sealed, row):
    found = sealed("open", "built", "3", "--document", "halls.csv", "--row", row, "--out", "row.opening")
    assert (found.status, "expected: a row from 0 to 1" in found.err) == (2, True)


def test_an_opening_is_not_written_over_another_file(sealed):
    def opened(*names: str):
        return sealed("open", "built", "SECRET-1", *names, "--out", "one.opening")

    assert opened("--all").status == 0
    before = Path("one.opening").read_bytes()
    assert opened("--field", "percent").status == 0, "the same bytes may be there"
    Path("one.opening").write_bytes(before + b"\n")
    found = opened("--all")
    assert (found.status, "already-there" in found.err) == (2, True)
    assert Path("one.opening").read_bytes() == before + b"\n"


def test_an_edition_is_verified_audited_reported_and_shown(sealed):
    made = sealed("edition", "built", "public", "--for", "public")
    assert (made.status, made.err) == (0, "")
    assert "entries withheld: 1; documents withheld: 1\n" in made.out
    found = sealed("verify", "public")
    assert (found.status, "withheld    1 of them, by this edition" in found.out) == (0, True)
    counted = json.loads(sealed("verify", "public", "--format", "json").out)
    assert (counted["sound"], counted["documents_withheld"]) == (True, 1)
    assert "WITHHELD: 1\n" in sealed("audit", "public", *DAYS).out
    assert "WITHHELD: 1\n" not in sealed("audit", "built", *DAYS).out
    shown = sealed("show", "public", "SECRET-1").out
    assert "WITHHELD\n1 sealed member of it\n" in shown
    assert "OPENED HERE" not in shown
    document = json.loads(sealed("show", "public", "3", "--format", "json").out)["documents"][0]["sha256"]
    assert "restricted, withheld by this edition" in sealed("show", "public", document).out
    assert sealed("report", "public", "--out", "report.html", "--package", "data.zip", *DAYS).status == 0
    assert 'id="withheld"' in Path("report.html").read_text(encoding="utf-8")
    assert sealed("report", "built", "--out", "whole.html", *DAYS).status == 0
    assert 'id="withheld"' not in Path("whole.html").read_text(encoding="utf-8")


def test_the_maker_alone_is_warned_of_what_cannot_be_left_out(proverka):
    again = SEALED.replace('documents = [{ file = "halls.csv", table = true }]\n', "")
    clear = again.replace('class = "restricted"\nseal = ["percent"]\n', "").replace("SECRET-1", "CLEAR-1")
    amounts = (again + clear).replace('percent = "60.125"', 'amount = { amount = 6, unit = "tonne" }')
    Path("both.toml").write_text(amounts.replace('["percent"]', '["amount"]'), encoding="utf-8")
    assert proverka("submit", "built", "both.toml").status == 0
    made = proverka("edition", "built", "public", "--for", "public")
    assert made.status == 0
    assert "warning: what is withheld in entries 3 follows from figures that are in clear" in made.err
    assert not [path for path in Path("public").rglob("*") if path.is_file() and b"warning" in path.read_bytes()]


def test_an_edition_for_nobody_and_over_something_is_refused(sealed):
    assert "unknown-party" in sealed("edition", "built", "out", "--for", "everybody").err
    assert not Path("out").exists()
    assert "already-there" in sealed("edition", "built", "built", "--for", "public").err
