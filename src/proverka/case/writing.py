"""Files written into a folder, those that an earlier one has taken over from it."""

import os
from collections.abc import Iterable
from pathlib import Path


def write_files(files: Iterable[tuple[str, bytes]], folder: Path, before: Path | None) -> tuple[int, int]:
    """Write files into a folder; those that `before` has are linked to. Return how many, and how many are new.

    What an attempt before this one left there is replaced.
    """
    count = changed = 0
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        count += 1
        if before is not None and _same(before / path, content):
            target.unlink(missing_ok=True)
            os.link(before / path, target)
        else:
            changed += 1
            target.unlink(missing_ok=True)
            target.write_bytes(content)
    return count, changed


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False
