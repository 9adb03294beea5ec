"""The words of a language as a file of an edition, for pages that are told in the reader's browser."""

import json

from proverka.reporting.tongue import Language


def words_file(language: Language) -> bytes:
    """Return the script that holds the words of a language: docs/spec/neutral-text.md."""
    words = {
        "code": language.code,
        "rtl": language.rtl,
        "messages": dict(sorted(language.messages.items())),
        "plurals": {one: list(forms) for one, forms in sorted(language.plurals.items())},
        "digits": list(language.digits),
        "decimal": language.decimal,
        "group": language.group,
        "months": list(language.months),
        "day_form": language.day_form,
    }
    packed = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return f"proverka.put({json.dumps(f'words/{language.code}')}, {packed});\n".encode()
