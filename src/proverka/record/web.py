"""A log as any web server serves its folder, and the choice between such a place and a folder at hand."""

from dataclasses import dataclass
from pathlib import Path

from proverka.model.errors import Refusal, RefusedError
from proverka.record.http_exchange import HttpExchange, unreachable
from proverka.record.source import Source
from proverka.record.storage import Folder

_FOUND = 200
_ABSENT = (404, 410)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSource:
    """The files below one address. Owned by one thread."""

    exchange: HttpExchange

    def read(self, path: str, *, bytes_max: int) -> bytes | None:
        """Return the bytes at `path`; see `Source`. Any status but 200, 404 and 410 is no answer."""
        answer = self.exchange.get(path, bytes_max=bytes_max)
        if answer.status == _FOUND:
            return answer.body
        if answer.status in _ABSENT:
            return None
        raise unreachable(f"{self.exchange}/{path}", f"HTTP status {answer.status}")


def is_address(place: str) -> bool:
    """Return whether `place` is meant as an address on the web, and not as the path of a folder."""
    return place[: len("https://")].lower().startswith(("http://", "https://"))


def open_source(place: str) -> Source:
    """Return the source at an address, `http://` or `https://`, or in a folder.

    Raises `MalformedError` (bad-value) for an address that cannot be one, `RefusedError` (missing-file) where there is
    no such folder: a disk that is not mounted must not pass as one that holds nothing.
    """
    if is_address(place):
        return WebSource(exchange=HttpExchange(place))
    root = Path(place)
    if not root.is_dir():
        raise RefusedError(
            Refusal.MISSING_FILE,
            where=place,
            expected="a folder, or an address that begins with http:// or https://",
            got="no such folder",
            remedy="check the path, or that the disk is mounted",
        )
    return Folder(root=root)
