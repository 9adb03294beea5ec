"""What the commands promise: forms, exit statuses, defaults, and that nothing is half written."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

LATER = """\
[[entries]]
kind = "figure"
label = "{label}"
known = 2024-08-02
date = 2024-07-31
party = "{party}"
body = {{ basis = "destroyed/stock", percent = 100, text = {text} }}
"""

JUNE = ("--as-of", "2024-06-30", "--known-at", "2024-06-30")
AUGUST = ("--as-of", "2024-08-31", "--known-at", "2024-08-31")


def later(label="FIG-2", party="inspectorate", text='"counted"'):
    Path("later.toml").write_text(LATER.format(label=label, party=party, text=text), encoding="utf-8")


def tree(folder: str) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}


def test_days_left_out_are_today(proverka):
    text = proverka("audit", "built").out
    assert "as of 2026-01-01, as known on 2026-01-01" in text


def test_a_month_stands_for_its_last_day(proverka):
    assert "as of 2024-02-29," in proverka("audit", "built", "--as-of", "2024-02").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("audit", "built", *AUGUST),
        ("show", "built", "DESTROY-ALL", *AUGUST),
        ("show", "built", "FIG-1"),
        ("show", "built", "0"),
        ("show", "built", "genesis"),
        ("show", "built", "destroyed/stock"),
        ("show", "built", "AGREEMENT"),
        ("diff", "built", "--from", "2024-03-01", "--to", "2024-08-31"),
        ("verify", "built"),
    ],
    ids=lambda a: " ".join(a[:3]),
)
def test_json_is_exactly_one_document_and_csv_exactly_one_table(arguments, proverka):
    found = proverka(*arguments, "--format", "json")
    assert (found.status, found.err) == (0, "")
    assert json.loads(found.out)
    assert found.out.endswith("}\n")
    rows = list(csv.reader(io.StringIO(proverka(*arguments, "--format", "csv").out)))
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("columns", ["80", "120"])
def test_an_audit_fits_the_width_without_colour(columns, proverka, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    text = proverka("audit", "built", *AUGUST).out
    body = text.partition("LOOK FURTHER")[0]
    assert max(map(len, body.split("\n"))) <= int(columns)
    assert "\x1b" not in text
    assert not [line for line in text.split("\n") if line != line.rstrip()]


def test_an_audit_says_what_is_open_and_what_is_due(proverka):
    june = proverka("audit", "built", *JUNE).out
    assert "2024-07-10  DESTROY-ALL  Destroy the declared stock" in june.partition("DUE IN")[2]
    august = proverka("audit", "built", *AUGUST).out
    assert "✗ overdue  DESTROY-ALL  Destroy the declared stock" in august.partition("OPEN NOW")[2]
    assert "52" in august.partition("OBLIGATIONS")[2].partition("OPEN NOW")[0]


def test_a_demonstration_says_so_everywhere(proverka):
    for arguments in (("audit", "built"), ("show", "built", "FIG-1")):
        assert "demonstration keys" in proverka(*arguments).out


def test_nothing_known_then_is_an_answer(proverka):
    found = proverka("audit", "built", "--as-of", "2020", "--known-at", "2020")
    assert found.status == 0
    assert "No instrument known then was in being." in found.out


def test_a_submission_is_appended_and_judged(proverka):
    later()
    assert proverka("submit", "built", "later.toml").out.startswith("entry 3: figure FIG-2, by inspectorate\n")
    assert "✓ met late" in proverka("audit", "built", *AUGUST).out
    assert proverka("verify", "built").status == 0


def test_a_dry_run_checks_and_writes_nothing(proverka):
    later()
    before = tree("built")
    found = proverka("submit", "built", "later.toml", "--dry-run")
    assert found.out == (
        "would append figure FIG-2, by inspectorate\nNothing was appended: the record holds 3 entries.\n"
    )
    later(party="nobody")
    assert proverka("submit", "built", "later.toml", "--dry-run").status == 2
    assert tree("built") == before


def test_of_several_submissions_all_or_none_are_appended(proverka):
    later()
    text = Path("later.toml").read_text(encoding="utf-8")
    Path("later.toml").write_text(text + text, encoding="utf-8")
    before = tree("built")
    assert "duplicate-id" in proverka("submit", "built", "later.toml").err
    assert tree("built") == before


def test_a_document_of_a_refused_submission_is_not_kept(proverka):
    Path("paper.txt").write_text("paper", encoding="utf-8")
    later()
    text = Path("later.toml").read_text(encoding="utf-8")
    kept = text.replace("[[entries]]", '[[entries]]\ndocuments = ["paper.txt"]')
    Path("later.toml").write_text(
        kept + text.replace("FIG-2", "FIG-3").replace("inspectorate", "state"), encoding="utf-8"
    )
    Path("built/keys/state.key").unlink()
    before = tree("built")
    assert "unknown-key" in proverka("submit", "built", "later.toml").err
    assert tree("built") == before


def damage(pattern: str) -> None:
    path = next(Path("built").glob(pattern))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def test_an_unsound_record_is_told_and_not_audited(proverka):
    damage("record/tile/0/000.p/*")
    verified = proverka("verify", "built")
    assert (verified.status, verified.err) == (1, "")
    assert "NOT SOUND: 1 fault" in verified.out
    told = json.loads(proverka("verify", "built", "--format", "json").out)
    assert (told["sound"], [fault["code"] for fault in told["faults"]]) == (False, ["wrong-root"])
    audited = proverka("audit", "built")
    assert (audited.status, audited.out) == (2, "")
    assert "wrong-root" in audited.err


def test_unverified_goes_on_and_says_so(proverka):
    later()
    Path("paper.txt").write_text("paper", encoding="utf-8")
    text = (
        Path("later.toml").read_text(encoding="utf-8").replace("[[entries]]", '[[entries]]\ndocuments = ["paper.txt"]')
    )
    Path("later.toml").write_text(text, encoding="utf-8")
    assert proverka("submit", "built", "later.toml").status == 0
    damage("documents/sha256/*/*")
    assert proverka("audit", "built").status == 2
    assert "NOT VERIFIED" in proverka("audit", "built", "--unverified").out
    found = proverka("audit", "built", "--unverified", "--format", "json")
    assert json.loads(found.out)["schema"]
    assert "not verified" in found.err


def test_a_report_is_written_whole_or_not_at_all(proverka, monkeypatch):
    found = proverka(
        "report", "built", "--out", "new/report.html", "--json", "new/audit.json", "--package", "new/data.zip", *AUGUST
    )
    assert found.out == "report: new/report.html\ndata package: new/data.zip\naudit: new/audit.json\n"
    before = tree("new")
    assert sorted(before) == ["new/audit.json", "new/data.zip", "new/report.html"]

    def fails(*_):
        raise OSError(28, "No space left on device", "new/data.zip")

    monkeypatch.setattr("proverka.reporting.write_package", fails)
    found = proverka("report", "built", "--out", "new/report.html", "--package", "new/data.zip", *JUNE)
    assert (found.status, found.out, found.err) == (2, "", "refused new/data.zip: No space left on device\n")
    assert tree("new") == before


def test_the_same_days_give_the_same_report(proverka):
    for name in ("one.html", "two.html"):
        proverka("report", "built", "--out", name, *AUGUST)
    assert Path("one.html").read_bytes() == Path("two.html").read_bytes()


def test_a_build_that_is_replaced_stays_until_the_new_one_is_whole(proverka):
    before = tree("built")
    Path("quarry/evidence/paper.toml").write_text(
        '[[entries]]\nkind = "delivery"\nlabel = "P"\nknown = 2024-02-01\nparty = "state"\ndocuments = ["gone.txt"]\n'
        'body = { document = "report", title = "Report" }\n',
        encoding="utf-8",
    )
    assert "missing-file" in proverka("case", "build", "quarry", "built", "--force").err
    assert tree("built") == before
    Path("quarry/evidence/paper.toml").unlink()
    assert proverka("case", "build", "quarry", "built", "--force").status == 0
    assert tree("built") == before, "the same case and keys give the same bytes"
    assert [path.name for path in Path().iterdir() if path.name.startswith(".")] == []


def test_a_case_with_held_keys_makes_them_once(proverka):
    words = Path("quarry/case.toml")
    words.write_text(words.read_text(encoding="utf-8").replace('"demonstration"', '"held"'), encoding="utf-8")
    assert proverka("case", "build", "quarry", "held").status == 0
    key = Path("quarry/keys/log.key")
    before = key.read_bytes()
    assert key.stat().st_mode & 0o077 == 0
    assert proverka("case", "build", "quarry", "again").status == 0
    assert key.read_bytes() == before
    assert tree("held").keys() == {name.replace("again", "held") for name in tree("again")}
    assert "demonstration" not in proverka("audit", "held").out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("audit",),
        ("audit", "built", "--as-off", "2014"),
        ("audit", "built", "--format", "xml"),
        ("report", "built"),
    ],
)
def test_a_usage_error_is_status_2(arguments, proverka):
    found = proverka(*arguments)
    assert (found.status, found.out) == (2, "")
    assert found.err


def test_help_needs_no_case(proverka):
    for arguments in (("--help",), ("audit", "-h"), ("case", "--help")):
        assert "Exit status: 0 done" in " ".join(proverka(*arguments).out.split())
    assert proverka("--version").out.startswith("proverka ")


def test_an_interrupt_is_status_130(proverka, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("proverka.cli.asking.open_case", interrupted)
    found = proverka("show", "built", "0")
    assert (found.status, found.err) == (130, "interrupted; nothing is half written\n")


def test_a_reader_that_goes_away_is_no_error(template):
    program = [sys.executable, "-c", "from proverka.cli import main; main()"]
    writer = subprocess.Popen(
        [*program, "audit", "built", "--format", "json"], cwd=template, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert writer.stdout is not None
    assert writer.stderr is not None
    writer.stdout.close()
    assert b"Traceback" not in writer.stderr.read()
    writer.stderr.close()
    writer.wait()


def test_names_in_a_case_are_completed(template):
    done = subprocess.run(
        [sys.executable, "-c", "from proverka.cli import main; main()"],
        cwd=template,
        env={
            "_PROVERKA_COMPLETE": "complete_bash",
            "COMP_WORDS": "proverka show built DES",
            "COMP_CWORD": "3",
            "PATH": "",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["DESTROY-ALL"]


def test_the_program_starts_without_what_only_reports_need():
    code = "import sys, proverka.cli; sys.exit(any(m in sys.modules for m in ('altair', 'jinja2', 'vl_convert')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_a_party_wrote_cannot_steer_the_terminal(proverka):
    later(text='"\\u001b[2Jgone\\u202e"', label="FIG-2")
    assert proverka("submit", "built", "later.toml").status == 0
    for form in ("text", "csv", "json"):
        out = proverka("show", "built", "FIG-2", "--format", form).out
        assert "\x1b" not in out
        assert "\u202e" not in out or form != "text"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--to", "2024-07-01"),
        ("--from", "2024-06-01", "--from-known", "2024-06-01"),
        ("--from", "2024-06-01", "--as-of", "2024-07-01"),
        ("--from-known", "2024-06-01", "--to", "2024-07-01"),
        ("--from-known", "2025", "--to-known", "2024", "--as-of", "2024"),
    ],
)
def test_days_that_cannot_be_compared_are_refused(arguments, proverka):
    found = proverka("diff", "built", *arguments)
    assert (found.status, found.out) == (2, "")
    assert "the days to compare: meaningless" in found.err


def test_days_between_which_nothing_changed(proverka):
    assert "Nothing changed." in proverka("diff", "built", "--from", "2024-05-01", "--to", "2024-05-02").out


@pytest.mark.parametrize("day", ["1800-01-01", "2999-12-31"])
def test_the_first_and_the_last_day_have_answers(day, proverka):
    for arguments in (("audit", "built"), ("report", "built", "--out", "report.html")):
        assert proverka(*arguments, "--as-of", day, "--known-at", day).status == 0
