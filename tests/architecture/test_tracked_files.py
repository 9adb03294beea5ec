"""No tracked file names a machine of its makers: none of its paths, no package registry."""

import re
import subprocess
from pathlib import Path

import pytest

# Written in pieces, so that this file passes its own test.
MACHINE_PATH = re.compile(r"(?<![\w./~$}-])/(?:ho" + r"me|ro" + r"ot|wo" + r"rk|Us" + r"ers)/[\w.-]+")
REGISTRY = re.compile(
    r"\b(?:py" + r"pi\.org|pythonho" + r"sted\.org|registry\.npm" + r"js\.org|(?:deb|security)\.deb" + r"ian\.org"
    r"|static\.crates" + r"\.io|proxy\.gol" + r"ang\.org|repo\.ana" + r"conda\.com)\b"
)


def offences(text: str) -> list[str]:
    return [match[0] for pattern in (MACHINE_PATH, REGISTRY) for match in pattern.finditer(text)]


def test_no_tracked_file_names_its_makers_machines(repository: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, check=True, text=True)
    paths = [repository / name for name in listed.stdout.split("\0") if name]
    assert len(paths) > 10
    found = {}
    for path in paths:
        if not path.is_file():
            continue  # Deleted here, but not committed yet.
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # Not text.
        if named := offences(text):
            found[str(path.relative_to(repository))] = named
    assert found == {}


@pytest.mark.parametrize(
    "text",
    ["see /ho" + "me/alice/case", "--index-url https://py" + "pi.org/simple", '"/wo' + 'rk/main"', "=/ro" + "ot/x"],
    ids=["home", "registry", "quoted", "assigned"],
)
def test_an_offence_is_found(text: str) -> None:
    assert offences(text)


@pytest.mark.parametrize(
    "text", ["https://example.org/ho" + "me/page", "docs/wo" + "rk/plan.md"], ids=["url", "relative"]
)
def test_an_address_or_a_relative_path_is_none(text: str) -> None:
    assert offences(text) == []
