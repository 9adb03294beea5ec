"""A small case to begin from: one State, one inspectorate, one agreement with one obligation, one figure."""

import re
import shutil
from pathlib import Path

from proverka.model.errors import MalformedError, Refusal, RefusedError

# What a record admits as the id of a case: it is printed in every submission and used in links.
_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)

_CASE = """\
# The words of the case: who takes part, what is counted, and on which bases figures may be given.
# docs/reference/case-folder.md describes every field.
case = "{case}"
title = "The {case} stockpile"
summary = "A small case to begin from. Every name in it is made up."
keeper = "desk"            # keeps the log, and signs its first entry
debtor = "state"           # whose stock it is
keys = "demonstration"     # anybody can derive these keys; "held" makes real ones on the first build

[[parties]]
id = "state"
name = "The State"
kind = "state"

[[parties]]
id = "inspectorate"
name = "The Inspectorate"
kind = "secretariat"
confirms = true            # its figures stand as verified

[[parties]]
id = "desk"
name = "Records desk"
kind = "desk"

[[subjects]]
id = "stock"
name = "Declared stock"
kind = "material"
unit = "tonne"

# A percentage needs a basis: destroyed of all that was declared.
[[bases]]
id = "destroyed/stock"
name = "destroyed, of the declared stock"
disposition = "destroyed"
subject = "stock"

[policy.submit]
instrument = ["desk"]      # only the desk may submit instruments
"""

_AGREEMENT = """\
# An instrument: what was agreed, by whom, when, and which duties follow from it.
[submission]
party = "desk"
known = 2024-01-10         # when the record learned of it

[instrument]
id = "AGREEMENT"
title = "Agreement on the elimination of the stock"
body = ["state", "inspectorate"]
adopted = 2024-01-10
zone = "UTC"
binding = "binding"

[[instrument.provisions]]
id = "1"
text = "The stock is destroyed within six months, nearly half of it within three."

[[instrument.obligations]]
id = "DESTROY-ALL"
provision = "1"
debtors = ["state"]
creditors = ["inspectorate"]
action = "Destroy the declared stock"
confirmed_by = ["inspectorate"]

[instrument.obligations.deadline]
text = "within six months of adoption"
after = "6 months"

[instrument.obligations.measure]
kind = "quantity"
bases = ["destroyed/stock"]
fraction = "1"

[[instrument.obligations.measure.steps]]
fraction = "0.45"
deadline = {{ text = "within three months of adoption", after = "3 months" }}
"""

_FIGURES = """\
label,known,date,party,basis,percent,amount,amount_unit,note
FIG-1,2024-04-02,2024-03-31,inspectorate,destroyed/stock,50,5,tonne,counted at the facility
"""

_ALIASES = """\
# How articles in English name what the case is about: a reading aid, no part of the record.
[[people]]
name = "Anna Petrova"
party = "The State"        # the name of a party below
roles = [{{ title = "Foreign Minister", from = 2023-05-01 }}]

[[parties]]
id = "state"
name = "The State"
place_names = ["Strelsau"] # its capital stands for it, unless a word of place comes before: "in Strelsau"

[[instruments]]
id = "AGREEMENT"
aliases = ["agreement on the stock", {{ words = "the agreement", needs = ["stock"] }}]

[[obligations]]
id = "DESTROY-ALL"
any_of = [["destroy*", "destruction"], ["stock"]]
"""

_FILES = {
    "case.toml": _CASE,
    "mandate/agreement.toml": _AGREEMENT,
    "evidence/figure.csv": _FIGURES,
    "aliases/en.toml": _ALIASES,
}


def write_scaffold(folder: Path, case_id: str) -> list[str]:
    """Write a small case that checks and builds into a new folder, and return the names of its files.

    Raises MalformedError (bad-value) for an id that a record does not admit, RefusedError (already-there)
    where the folder exists. A failure leaves no folder.
    """
    if not _CASE_ID.fullmatch(case_id):
        raise MalformedError(
            Refusal.BAD_VALUE,
            where="the id of the case",
            expected="1 to 64 letters, digits, '.', '_' and '-', a letter or digit first",
            got=repr(case_id),
            remedy="choose another id with --id, or another name for the folder",
        )
    if folder.exists():
        raise RefusedError(
            Refusal.ALREADY_THERE,
            where=str(folder),
            expected="a folder that does not exist yet",
            got="something of that name",
            remedy="choose another folder",
        )
    folder.mkdir(parents=True)
    try:
        for name, text in _FILES.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text.format(case=case_id) if name.endswith(".toml") else text, encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return list(_FILES)
