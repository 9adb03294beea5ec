"""The JSON keeps digits and follows the schema that is published."""

import json
from collections.abc import Callable
from decimal import Decimal

import msgspec
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from proverka.assessment.result import Audit
from proverka.reporting import audit_schema, render_json


def test_decimals_are_numbers_with_the_digits_of_their_source(sample: Audit):
    text = render_json(sample)
    figures = json.loads(text, parse_float=Decimal)["figures"]
    assert figures[3]["percent"] == Decimal("34.80")
    assert b'"percent": 34.80,' in text


def test_what_is_written_can_be_read_back(sample: Audit):
    assert msgspec.json.decode(render_json(sample), type=Audit) == sample


def test_the_output_follows_the_schema(sample: Audit, bare: Audit):
    Draft202012Validator.check_schema(audit_schema())
    validator = Draft202012Validator(audit_schema())
    for audit in (sample, bare):
        assert [error.message for error in validator.iter_errors(json.loads(render_json(audit)))] == []


@pytest.mark.parametrize("broken", [{"as_of": 3}, {"obligations": [{}]}, {"findings": None}])
def test_the_schema_refuses_what_is_no_audit(sample: Audit, broken: dict[str, object]):
    written = json.loads(render_json(sample)) | broken
    assert not Draft202012Validator(audit_schema()).is_valid(written)


def test_the_published_schema_is_the_one_in_the_code(generated: Callable[[str, str], None]):
    text = json.dumps(audit_schema(), indent=2, ensure_ascii=False)
    generated("docs/reference/schemas/audit.json", text + "\n")
