"""The published schemas and the page of submission kinds are what the source says.

Both are made here, from the structs and their docstrings: `REGENERATE=1 .venv/bin/pytest tests/unit`.
"""

import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import msgspec
import pytest

from proverka.case.draft import DRAFT_KINDS, draft_of_plain
from proverka.case.table import COMMON_COLUMNS, columns_of
from proverka.mandate import Instrument
from proverka.model.comparison import Compared
from proverka.model.reading import encode_json, schema_hook
from proverka.model.ruling import RULING_KINDS
from proverka.model.submission import EVIDENCE_KINDS, Correction, Envelope
from proverka.model.vocabulary import Vocabulary
from proverka.reporting.reading_json import reading_schema
from proverka.simulation import Comparison
from proverka.sources.links.aliases import Aliases

# The kinds that have a section on the page: what reports on the world, then what rules the record.
KINDS: dict[str, type] = {**EVIDENCE_KINDS, **RULING_KINDS}

SCHEMAS = "docs/reference/schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# What a file or a body holds, by the name of its schema.
PUBLISHED: dict[str, tuple[type, str]] = {
    "case": (Vocabulary, "case.toml: the words of a case, and the body of the first entry of its record"),
    "aliases": (Aliases, "A file in aliases/: how articles in one language name what a case is about"),
    "envelope": (Envelope, "What every submission says, as it stands in the record"),
    "instrument": (Instrument, "The [instrument] of a file in mandate/, and the body of its entry"),
    "comparison": (Comparison, "A stockpile, regimes and cheats: the TOML files that regimes are compared by"),
    "regimes": (Compared, "The answer of `proverka simulate regimes --format json`"),
    **{kind: (body, f"The body of a submission of the kind {kind}") for kind, body in KINDS.items()},
}


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a file or body."""
    kind, title = PUBLISHED[name]
    (reference,), definitions = msgspec.json.schema_components(
        (_without_raw(kind),), schema_hook=schema_hook, ref_template="#/$defs/{name}"
    )
    for definition in definitions.values():
        if "description" in definition:
            definition["description"] = " ".join(definition["description"].split())
    return {
        "$schema": DIALECT,
        "$id": f"https://proverka.example/schemas/{name}/v1",
        "title": title,
        **reference,
        "$defs": dict(sorted(definitions.items())),
    }


def _without_raw(kind: type) -> type:
    """Return a struct in which JSON of another kind is any object: msgspec cannot write an empty one as a default."""
    if kind is not Correction:
        return kind
    fields = [
        (f.name, dict[str, Any] | None, None) if f.type is msgspec.Raw
        else (f.name, f.type) if f.required
        else (f.name, f.type, f.default)
        for f in msgspec.structs.fields(kind)
    ]  # fmt: skip
    made = msgspec.defstruct(kind.__name__, fields, kw_only=True, forbid_unknown_fields=True)
    made.__doc__ = kind.__doc__
    return made


def test_the_schema_of_articles_is_what_the_source_says(generated: Callable[[str, str], None]) -> None:
    schema = reading_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    generated(f"{SCHEMAS}/reading.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_schema_is_what_the_source_says(name: str, generated: Callable[[str, str], None]) -> None:
    schema = schema_of(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    generated(f"{SCHEMAS}/{name}.json", json.dumps(schema, indent=2, ensure_ascii=False) + "\n")


# One submission of each kind, as a clerk writes it in a file of [[entries]].
EXAMPLES = {
    "declaration": """\
date = 2024-01-20
body = { declaration = "initial", title = "Initial declaration", lines = [
  { basis = "declared/stock", quantity = { unit = "tonne", amount = "10.0" } },
] }
""",
    "delivery": """\
date = 2024-02-01
bears_on = ["REPORT"]
documents = ["documents/report-1.txt"]
body = { document = "report", title = "Report of January", symbol = "R/1", ordinal = 1 }
""",
    "figure": """\
date = 2024-03-31
url = "https://inspectorate.example/figures"
tier = "A"
confidence = "high"
body = { basis = "destroyed/stock", percent = "49.3", bound = "about", dating = "report" }
""",
    "inspection": """\
date = "2024-03-01/2024-03-04"
body = { inspection = "systematic", title = "First visit to the facility", places = ["facility"], round = 1 }
""",
    "finding": """\
date = 2024-03-04
bears_on = ["DESTROY-ALL"]
body = { outcome = "circumstance", text = "The road was closed by floods.", conditions = ["access"] }
""",
    "inspection_plan": """\
documents = ["documents/drums.txt"]
body.title = "Drums of the store, before they leave"
body.method = "proverka/draw/v1"
body.inspected = "state"
body.commit_by = 2024-07-02T12:00:00Z
body.parties = [
  { party = "state", reveal_by = 2024-07-03T12:00:00Z },
  { party = "inspectorate", reveal_by = 2024-07-04T12:00:00Z },
]
body.strata = [
  { stratum = "drums", items = "drums.txt", population = 500, sample = 56, goal = 25, probability = "0.95" },
]
""",
    "draw_commitment": """\
refers_to = ["PLAN-1"]
body.commitment = "7e4129d03d3fc5688eaed30435195ce193e6ab5c5434619c279583230f19242d"
""",
    "draw_reveal": """\
refers_to = ["PLAN-1"]
body.secret = "0101010101010101010101010101010101010101010101010101010101010101"
body.size = 12
body.root = "Y4r6mAIpJbrP3a2xXvIv0BmcGsmcKXO2FYJD0T/OBcI="
""",
    "draw": """\
refers_to = ["PLAN-1"]
body.seed = "49d59dbf7b56287e88f813381bc90b56429a60552c5d3c3b0ee4fff80c3f897a"
body.selection = "09eccd6206cb13b712298b13ababc662596d8d1e83c203c5a0e734fff001ae9c"
""",
    "inspection_results": """\
date = 2024-06-20
refers_to = ["PLAN-1"]
documents = ["documents/opened.csv"]
body.title = "Drums opened on 20 June"
""",
    "movement": """\
date = 2024-03-10
body.subject = "stock"
body.quantity = { unit = "tonne", amount = "2.5" }
body.origin = { place = "store", disposition = "stored" }
body.destination = { place = "facility", disposition = "received" }
body.consignment = 1
""",
    "manifest": """\
date = 2024-03-10
documents = ["documents/load-out-1.csv"]
body = { title = "First load-out from the store", consignment = 1 }
""",
    "countersignature": """\
refers_to = ["MANIFEST-1"]
body.text = "Met at the quay, and counted."
body.exceptions = [
  { first = 3, reason = "The seal has another number." },
  { first = 7, last = 9, reason = "These items were not there." },
]
""",
    "measurement_method": """\
date = 2024-03-01
body.method = "scale"
body.title = "Truck scale at the store, calibrated in February"
body.sources = [
  { id = "mass standard", deviation = "0.0002" },
  { id = "scale, February", deviation = "0.001", drifts_from = 2024-02-20, degrees_of_freedom = 12 },
  { id = "weighing", deviation = "40", scale = "absolute", error = "own" },
]
""",
    "decision": """\
date = 2024-05-01
body.title = "Decision to extend the deadline"
body.symbol = "DEC/2"
body.effects = [
  { obligation = "DESTROY-ALL", effect = "extends", due = 2024-09-10, legal_basis = "paragraph 4 of AGREEMENT" },
]
""",
    "statement": """\
date = 2024-04-11
by = "state"
bears_on = ["DESTROY-ALL"]
outlet = "Daily Example"
url = "https://daily.example/11-april"
body.speaker = "A. Minister"
body.role = "minister"
body.text = "The work goes on as planned."
body.quote = "as planned"
body.quotation = "partial"
body.claim = "report"
body.stance = "favourable"
body.also = [{ outlet = "Weekly Example", url = "https://weekly.example/15", relay = "Example News Agency" }]
""",
    "assessment": """\
date = 2024-06-01
bears_on = ["DESTROY-ALL"]
body = { view = "critical", reasons = "At the present rate the last tonne is destroyed in October." }
""",
    "allegation": """\
date = 2024-06-02
body = { holder = "state", text = "A second store exists.", level = "suspected", thread = "second-store" }
""",
    "issue": """\
date = 2024-06-03
body = { issue = "I-1", action = "raised", text = "The weight of the empty drums is not declared." }
""",
    "correction": """\
refers_to = ["FIGURE-1"]
body.reason = "Misprint: 49.3 in the signed copy."
body.replacement = { basis = "destroyed/stock", percent = "49.3" }
""",
    "objection": """\
refers_to = ["FIGURE-1"]
body = { grounds = "The drums were not weighed." }
""",
    "release": """\
refers_to = ["FIGURE-2"]
body = { to = "public", members = ["amount"] }
""",
    "event": """\
date = 2024-01-15
bears_on = ["DESTROY-ALL"]
body = { event = "start", title = "Destruction begins", place = "facility" }
""",
    "key": """\
body.action = "rotate"
body.party = "desk"
body.key = "proverka.example/quarry/desk+ca7eea34+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
body.reason = "A new key every year."
""",
    "policy": """\
body.reason = "Declarations are countersigned from now on."
body.policy.submit = { instrument = ["desk"], policy = ["desk"] }
body.policy.countersign = { declaration = { least = 1, of = ["inspectorate", "desk"] } }
body.policy.recover = { state = { least = 2, of = ["desk", "inspectorate"] } }
""",
}


def example_of(kind: str) -> str:
    """Return a whole file with one entry of a kind."""
    head = f'[[entries]]\nkind = "{kind}"\nlabel = "{kind.upper()}-1"\nknown = 2024-07-01\nparty = "desk"\n'
    return head + EXAMPLES[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_is_a_submission_and_fits_its_schema(kind: str) -> None:
    (entry,) = tomllib.loads(example_of(kind))["entries"]
    draft = draft_of_plain(entry, where=kind)
    assert (draft.kind, draft.label) == (kind, f"{kind.upper()}-1")
    jsonschema.validate(json.loads(bytes(draft.body_json)), schema_of(kind))


def test_the_words_of_a_case_fit_their_schema(repository: Any) -> None:
    for path in sorted((repository / "cases").glob("*/case.toml")):
        words = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Vocabulary)
        jsonschema.validate(json.loads(encode_json(words)), schema_of("case"))


PAGE = """\
# Submissions

<!-- Made from the source by `REGENERATE=1 .venv/bin/pytest tests/unit/test_schemas.py`. -->

Whatever enters a record is a submission: an envelope, the same for every kind, and a body of its kind. A clerk writes
it as an entry of a TOML file (`evidence/*.toml`, or a file for `proverka submit`), or as a row of a table named after
the kind (`evidence/figure.csv`); see [the case folder](case-folder.md). How it is signed and stored is in
[the specification](../spec/submission.md). The kind `genesis` is the first entry of every record and holds the words of
the case; the kind `instrument` is described with [the case folder](case-folder.md) and by
[its schema](schemas/instrument.json). The kinds `key` and `policy` rule the record itself: how is in
[keys as entries](../spec/key-entries.md) and [the policy](../spec/policy.md).

## What every submission has

| field, and column of a table | meaning |
|---|---|
| `kind` | one of the kinds below; a table has it in its name |
| `label` | its own name, unique in the case |
| `known` | when the record learned of it: a day (its first instant, UTC), or an instant with its offset |
| `date` | when it was true or happened: a day, month or year, or two of those as `A/B`; by default the day of `known` |
| `party` | who submits and signs it |
| `by` | whose act or claim it is, if not the party's |
| `bears_on` | obligations, instruments or agreed steps that it speaks to |
| `url`, `outlet`, `tier` | where it was read; tier A official, B copy, C specialist, D encyclopedia, E press |
| `confidence` | high, medium or low: how sure the clerk is of the reading |
| `class` | unclassified, restricted, protected or highly_protected; above unclassified the body is sealed |
| `seal` | fields of the body to keep sealed, or `all`, as by default of what is classified; not the step of an issue |
| `note` | anything else that a reader should know |
| `refers_to` | labels of earlier submissions: what is corrected or objected to |
| `countersigned_by` | parties that sign beside the submitting one: a joint submission, or one that needs it |
| `documents` | files of the case folder that are kept beside the record under their SHA-256 |

In a table, lists are separated by semicolons, and an empty cell is an absent field. A quantity takes two columns,
`amount` and `amount_unit`; its amount may be one of the words unknown, withheld and blank, which are not zero. Numbers
keep the digits that they are written with: 49.30 is more accurate than 49.3. A passage takes three, such as `passage`
(the SHA-256 of the version read), `passage_start` and `passage_end`; who else printed a statement is told in TOML.

How a secret is kept is on [a page of its own](../how-to/keep-a-secret-and-open-it.md). In TOML a document may also be
`{ file = "sites.csv", class = "restricted", table = true }`: it then has a class of its own, and is a table that is
sealed row by row.

## Kinds
"""


FORMATS = {"date": "day", "date-time": "instant", "decimal": "number"}
TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false"}


def type_words(schema: Mapping[str, Any]) -> str:
    """Return in words what a field takes."""
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(type_words(part) for part in schema["anyOf"] if part != {"type": "null"}))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"] if value != "")
    if "$ref" in schema:
        name = str(schema["$ref"].rpartition("/")[2])
        return "quantity" if name == "Quantity" else name
    if schema.get("type") == "array":
        return f"list of {type_words(schema['items'])}"
    if str(schema.get("pattern", "")).startswith(r"^\d{4}"):
        return "day, month, year, or two of those"
    return FORMATS.get(schema.get("format", "")) or TYPES.get(schema.get("type", ""), "object")


def default_words(schema: Mapping[str, Any], *, required: bool) -> str:
    default = schema.get("default")
    return "required" if required else "" if default in ("", None, []) else f"`{json.dumps(default)}`"


def fields_of(schema: Mapping[str, Any], name: str) -> str:
    """Return the table of the fields of one definition."""
    definition = schema["$defs"][name]
    rows = [
        f"| `{field}` | {type_words(part)} | {default_words(part, required=field in definition.get('required', ()))} |"
        for field, part in definition["properties"].items()
    ]
    return "\n".join(["| field | what it takes | default |", "|---|---|---|", *rows])


def section_of(kind: str) -> str:
    """Return the section of a kind: what it is, its fields, the parts of those, its columns, an example."""
    schema = schema_of(kind)
    name = schema["$ref"].rpartition("/")[2]
    parts = [f"### `{kind}`\n\n{schema['$defs'][name]['description']}\n\n{fields_of(schema, name)}\n"]
    others = [other for other in schema["$defs"] if other not in (name, "Quantity", "Absence")]
    parts += [f"{other}: {schema['$defs'][other]['description']}\n\n{fields_of(schema, other)}\n" for other in others]
    nested = ("declaration", "decision", "correction", "measurement_method", "inspection_plan", *RULING_KINDS)
    flat = kind not in nested
    columns = [column for column in columns_of(kind) if column not in COMMON_COLUMNS] if flat else []
    table = f"Columns of `evidence/{kind}.csv`: {', '.join(f'`{column}`' for column in columns)}.\n"
    parts += [table] if flat else [f"It nests: write it in TOML. Schema: [{kind}.json](schemas/{kind}.json).\n"]
    return "\n".join([*parts, f"```toml\n{example_of(kind)}```\n"])


def test_the_page_of_submissions_is_what_the_source_says(generated: Callable[[str, str], None]) -> None:
    assert set(DRAFT_KINDS) - {"instrument"} == set(EXAMPLES)
    generated("docs/reference/submissions.md", "\n".join([PAGE, *map(section_of, KINDS)]))


def test_examples_are_of_one_story() -> None:
    # A reader compares them: none is dated after it became known.
    for kind in EXAMPLES:
        (entry,) = tomllib.loads(example_of(kind))["entries"]
        assert str(entry.get("date", ""))[:10] <= date(2024, 7, 1).isoformat()
