"""How far a witness has cosigned each log, kept apart from the checkpoints themselves: cosigned.txt.

The file tells a witness that has lost the checkpoint of a log from one that has never cosigned it. Without it the
first could be led onto another history. It is written before anything that is cosigned can be seen, and no size in it
ever falls. A disk that is lost whole takes the file with it: against that only a mirror helps.
"""

from collections.abc import Mapping

from proverka.model.errors import MalformedError, Refusal
from proverka.record.storage import Folder
from proverka.record.tiles import TREE_SIZE_MAX

COSIGNED = "cosigned.txt"
# Thousands of logs; a witness that trusts more than that is several witnesses.
COSIGNED_BYTES_MAX = 1024 * 1024
_DIGITS_MAX = 19  # of a size of at most 2^63 - 1


def cosigned_size(folder: Folder, origin: str) -> int | None:
    """Return the size up to which the log of `origin` was cosigned; `None` where the file does not name it.

    Raises `MalformedError` (bad-value, too-large) for a damaged file: nothing may be taken for new then.
    """
    return _sizes(folder).get(origin)


def raise_cosigned_size(folder: Folder, origin: str, size: int) -> None:
    """Make `size` the size up to which the log of `origin` was cosigned, unless a larger one stands there.

    Durable when this returns. A log that is named for the first time is named at once, also with size 0.
    """
    held = _sizes(folder)
    if held.get(origin, -1) >= size:
        return
    text = "".join(f"{at} {name}\n" for name, at in sorted({**held, origin: size}.items()))
    folder.replace(COSIGNED, text.encode())


def _sizes(folder: Folder) -> Mapping[str, int]:
    raw = folder.read(COSIGNED, bytes_max=COSIGNED_BYTES_MAX) or b""
    return dict(_parse_line(line) for line in raw.decode("utf-8", "replace").splitlines())


def _parse_line(line: str) -> tuple[str, int]:
    digits, _, origin = line.partition(" ")
    numeral = digits.isascii() and digits.isdecimal() and len(digits) <= _DIGITS_MAX
    if not numeral or not origin or int(digits) > TREE_SIZE_MAX:
        raise MalformedError(
            Refusal.BAD_VALUE,
            where=COSIGNED,
            expected="a size and the origin of a log on each line",
            got=repr(line[:80]),
            remedy="bring the witness's folder back from a backup, and then its memory with `proverka witness recover`",
        )
    return origin, int(digits)
