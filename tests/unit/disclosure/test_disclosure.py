"""Disclosures and sealed objects: what opens, and what is refused."""

import base64
import json

import pytest

from proverka.disclosure.disclosure import (
    DISCLOSURE_CHARACTERS_MAX,
    Disclosure,
    SealedObject,
    encode_disclosures,
    is_sealed,
    parse_disclosures,
    sealed,
)
from proverka.model.errors import ProverkaError

SALT = bytes(range(32))
# RFC 9901 section 4.2.1, its example of a disclosure, and the digest of it in section 4.2.3.
FAMILY_NAME = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
FAMILY_NAME_DIGEST = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def text_of(json_text: str | bytes) -> str:
    raw = json_text.encode() if isinstance(json_text, str) else json_text
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def made(name: str, value: bytes, number: int = 0) -> Disclosure:
    return Disclosure.make(name, value, salt=bytes([number]) * 32)


def refusal_of(action, *arguments, **named) -> str:
    with pytest.raises(ProverkaError) as caught:
        action(*arguments, **named)
    return caught.value.code


def test_the_example_of_the_rfc():
    found = Disclosure.parse(FAMILY_NAME)
    assert (found.name, found.value.decode(), found.digest) == ("family_name", '"Möbius"', FAMILY_NAME_DIGEST)


def test_what_is_made_is_read_back_as_it_was():
    one = Disclosure.make("amount", b'{"unit":"tonne","amount":1.50}', salt=SALT)
    assert Disclosure.parse(one.text) == one
    salt, name, value = json.loads(base64.urlsafe_b64decode(one.text + "=" * (-len(one.text) % 4)))
    assert (len(salt), name, value) == (43, "amount", {"unit": "tonne", "amount": 1.5})
    assert one.value == b'{"unit":"tonne","amount":1.50}', "digits are kept as they were printed"


@pytest.mark.parametrize(
    "text",
    [
        FAMILY_NAME + "=",
        FAMILY_NAME[:-1] + "1",  # a spare bit
        FAMILY_NAME + " ",
        "é",
        "",
        text_of("not json"),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","name"]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","name",1,2]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es",7,1]'),
        text_of('{"salt":"_26bc4LT-ac6q2KI6cBW5es","name":1}'),
        text_of('["short","name",1]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","_sd",[]]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","_sd_alg","sha-256"]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","...",1]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","name",{"deep":[{"_sd":[]}]}]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","name",{"a":1,"a":2}]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","name",NaN]'),
        text_of(b'["_26bc4LT-ac6q2KI6cBW5es","name","\xff"]'),
        text_of('["_26bc4LT-ac6q2KI6cBW5es","name",' + "[" * 100_000 + "]" * 100_000 + "]"),
    ],
)
def test_other_forms_are_refused(text):
    assert refusal_of(Disclosure.parse, text) == "bad-opening"


def test_one_over_the_limit_is_refused():
    assert refusal_of(Disclosure.parse, "A" * (DISCLOSURE_CHARACTERS_MAX + 1)) == "too-large"


def test_a_sealed_object_shows_what_is_in_clear_and_opens_the_rest():
    amount, place = made("amount", b"12", 1), made("place", b'"depot"', 2)
    body = sealed([place, amount], {"basis": b'"declared/all"'}).encode()
    found = SealedObject.parse(body, where="body")
    assert json.loads(body) == {"_sd": sorted([amount.digest, place.digest]), "basis": "declared/all"}
    assert is_sealed(body)
    assert found.opened([], where="body").members == {"basis": b'"declared/all"'}
    partly = found.opened([amount], where="body")
    assert (json.loads(partly.encode()), partly.withheld) == ({"basis": "declared/all", "amount": 12}, (place.digest,))
    assert found.opened([place, amount], where="body").withheld == ()


def test_equal_values_give_unequal_digests():
    assert made("amount", b"12", 1).digest != made("amount", b"12", 2).digest


def test_what_opens_nothing_is_refused():
    amount, again, other = made("amount", b"12", 1), made("amount", b"13", 2), made("amount", b"12", 3)
    found = sealed([amount, again], {"basis": b'"x"'})
    assert refusal_of(found.opened, [other], where="body") == "wrong-opening"
    assert refusal_of(found.opened, [amount, amount], where="body") == "wrong-opening"
    assert refusal_of(found.opened, [amount, again], where="body") == "wrong-opening"
    clear = sealed([amount], {"amount": b"12"})
    assert refusal_of(clear.opened, [amount], where="body") == "wrong-opening"


DIGEST = FAMILY_NAME_DIGEST


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"_sd":[]}',
        '{"_sd":"x"}',
        '{"_sd":["short"]}',
        f'{{"_sd":["{DIGEST}","{DIGEST}"]}}',
        f'{{"_sd":["Z{DIGEST[1:]}","{DIGEST}"]}}',  # not sorted
        f'{{"_sd":["{DIGEST[:-1]}1"]}}',  # a spare bit
        f'{{"_sd":["{DIGEST}"],"_sd":["{DIGEST}"]}}',
        f'{{"_sd":["{DIGEST}"],"_sd_alg":"sha-512"}}',
        f'{{"_sd":["{DIGEST}"],"a":{{"_sd":["{DIGEST}"]}}}}',
        f'{{"_sd":["{DIGEST}"],"a":1,"a":2}}',
        f'{{"_sd":["{DIGEST}"]',
    ],
)
def test_objects_of_another_form_are_refused(body):
    assert refusal_of(SealedObject.parse, body.encode(), where="body") == "bad-opening"


def test_an_object_without_digests_is_not_sealed():
    assert not any(is_sealed(raw) for raw in (b"{}", b"[]", b'{"a":{"_sd":[]}}', b"no json", b"\xff"))


def test_a_file_of_disclosures_tells_nothing_by_its_order():
    one, two = made("a", b"1", 1), made("b", b"2", 2)
    text = encode_disclosures([one, two])
    assert text == encode_disclosures([two, one])
    assert set(parse_disclosures(text, where="file")) == {one, two}
    assert refusal_of(parse_disclosures, text[:-1], where="file") == "bad-opening"
    assert refusal_of(parse_disclosures, text + "\n", where="file") == "bad-opening"
    assert parse_disclosures("", where="file") == ()
