"""A case with secrets: figures, a movement, a report and a table of several classes, and a release."""

from collections.abc import Callable
from pathlib import Path

import pytest

from proverka.case.authored import read_authored
from proverka.case.building import build_case
from proverka.case.keyring import demonstration_keyring

CASE = """\
case = "secrets"
title = "A case with secrets"
keeper = "inspectorate"
debtor = "state"
keys = "demonstration"

parties = [
    { id = "state", name = "The State", kind = "state" },
    { id = "inspectorate", name = "The Inspectorate", kind = "secretariat", confirms = true },
    { id = "council", name = "The Council", kind = "organ" },
    { id = "critic", name = "A critical State", kind = "state" },
]
places = [
    { id = "depot", name = "The depot", kind = "storage" },
    { id = "plant", name = "The plant", kind = "destruction" },
]
subjects = [
    { id = "all", name = "All material", kind = "material", unit = "tonne", parts = [["first", "second"]] },
    { id = "first", name = "First priority", kind = "material", unit = "tonne" },
    { id = "second", name = "Second priority", kind = "material", unit = "tonne" },
]
bases = [
    { id = "declared/all", name = "declared, all", disposition = "declared", subject = "all" },
    { id = "declared/first", name = "declared, first priority", disposition = "declared", subject = "first" },
    { id = "declared/second", name = "declared, second priority", disposition = "declared", subject = "second" },
    { id = "destroyed/all", name = "destroyed, of all", disposition = "destroyed", subject = "all" },
    { id = "destroyed/first", name = "destroyed, of the first priority", disposition = "destroyed", subject = "first" },
    { id = "destroyed/second", name = "destroyed, of the second", disposition = "destroyed", subject = "second" },
]

[policy.audiences]
members = { highest = "restricted", parties = ["council", "critic"] }
"""

AGREEMENT = """\
[submission]
known = 2024-01-10
party = "council"

[instrument]
id = "AGREEMENT"
title = "An agreement"
adopted = 2024-01-10
zone = "UTC"
binding = "binding"
body = ["council"]

[[instrument.obligations]]
id = "AGREEMENT/all"
debtors = ["state"]
creditors = ["council"]
action = "Destroy all material"
deadline = { text = "by 1 June 2024", on = 2024-06-01 }
measure = { kind = "quantity", bases = ["destroyed/all"], fraction = 1 }
"""

SECRETS = """\
[[entries]]
kind = "figure"
label = "ALL"
known = 2024-02-01
party = "state"
class = "restricted"
body = { basis = "declared/all", amount = { amount = "1000.77", unit = "tonne" } }

[[entries]]
kind = "figure"
label = "FIRST"
known = 2024-02-01
party = "state"
class = "restricted"
seal = ["amount", "text"]
body = { basis = "declared/first", amount = { amount = "700.55", unit = "tonne" }, text = "the first of two secrets" }

[[entries]]
kind = "figure"
label = "SECOND"
known = 2024-02-01
party = "state"
class = "protected"
body = { basis = "declared/second", amount = { amount = "300.22", unit = "tonne" } }

[[entries]]
kind = "figure"
label = "DONE"
known = 2024-03-01
party = "inspectorate"
body = { basis = "destroyed/first", percent = 40 }

[[entries]]
kind = "figure"
label = "DONE-SECOND"
known = 2024-03-01
party = "inspectorate"
class = "restricted"
seal = ["percent"]
body = { basis = "destroyed/second", percent = "31.25" }

[[entries]]
kind = "movement"
label = "AWAY"
known = 2024-03-02
party = "state"
class = "protected"
seal = ["quantity"]
[entries.body]
subject = "first"
quantity = { amount = "12.345", unit = "tonne" }
origin = { place = "depot", disposition = "stored" }
destination = { place = "plant", disposition = "removed" }

[[entries]]
kind = "movement"
label = "AWAY-2"
known = 2024-03-02
party = "state"
[entries.body]
subject = "first"
quantity = { amount = "5", unit = "tonne" }
origin = { place = "depot", disposition = "stored" }
destination = { place = "plant", disposition = "removed" }

[[entries]]
kind = "delivery"
label = "REPORT"
known = 2024-03-03
party = "state"
body = { document = "report", title = "A report with annexes" }
documents = [
    "documents/open.txt",
    { file = "documents/plan.txt", class = "protected" },
    { file = "documents/sites.csv", class = "restricted", table = true },
]

[[entries]]
kind = "release"
label = "TO-CRITIC"
known = 2024-04-01
party = "state"
refers_to = ["FIRST"]
body = { to = "critic", members = ["amount"] }
"""

OPEN = "This part of the report is open to everybody.\n"
PLAN = "The plan names the north gate.\n"
SITES = "site,count\nnorth hall,41\nsouth hall,42\neast hall,43\n"


def built_with(folder: Path, secrets: str = SECRETS) -> Path:
    """Return the case with these submissions, built beside its authored folder."""
    for name, text in {
        "case.toml": CASE,
        "mandate/agreement.toml": AGREEMENT,
        "evidence/secrets.toml": secrets,
        "documents/open.txt": OPEN,
        "documents/plan.txt": PLAN,
        "documents/sites.csv": SITES,
    }.items():
        (folder / "authored" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "authored" / name).write_text(text, encoding="utf-8")
    authored = read_authored(folder / "authored")
    build_case(authored, folder / "built", demonstration_keyring(authored.words))
    return folder / "built"


@pytest.fixture
def build_with() -> Callable[..., Path]:
    return built_with


@pytest.fixture(scope="session")
def secrets_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built case; tests only read it."""
    return built_with(tmp_path_factory.mktemp("secrets"))
