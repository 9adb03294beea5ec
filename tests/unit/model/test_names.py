"""Names end where they end: no pattern lets a newline follow, which would begin a line of its own in a note."""

import msgspec
import pytest

from proverka.mandate.instrument import Identifier
from proverka.model.inspecting import Hex32, Root
from proverka.model.names import Name
from proverka.model.submission import Sha256
from proverka.model.vocabulary import Origin

ROOT = "BgFmzFpkLJlyBW0Aohynw3DdQI5UWI3L7q1US4HfluU="


@pytest.mark.parametrize(
    ("form", "text"),
    [(Name, "drums"), (Identifier, "EC-M-33/3"), (Origin, "log.example/case"), (Hex32, "ab" * 32), (Root, ROOT),
     (Sha256, "ab" * 32)],
)  # fmt: skip
def test_no_newline_follows_a_name(form, text):
    assert msgspec.convert(text, form) == text
    for wrong in (f"{text}\n", f"{text}\r\n", f"\n{text}", f"{text}\n\n"):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, form)
