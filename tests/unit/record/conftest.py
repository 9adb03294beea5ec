"""A small log and the keys of its parties, the same bytes each time."""

import pytest

from proverka.record import Log, SigningKey, compose


@pytest.fixture(scope="session")
def log_key():
    return SigningKey.from_seed("example.org/log", bytes(32))


@pytest.fixture(scope="session")
def party_key():
    return SigningKey.from_seed("example.org/alpha", b"\x01" * 32)


@pytest.fixture(scope="session")
def other_key():
    return SigningKey.from_seed("example.org/beta", b"\x02" * 32)


@pytest.fixture(scope="session")
def chain():
    """Make `count` submissions of one party, each after the last."""

    def make(key: SigningKey, count: int, *, party: str = "alpha", case: str = "example") -> list[bytes]:
        entries, previous = [], None
        for number in range(1, count + 1):
            submission = compose(
                case=case,
                party=party,
                number=number,
                previous=previous,
                payload=b'{"say":%d}' % number,
                keys=[key],
            )
            entries.append(submission.note.raw)
            previous = submission.text_hash
        return entries

    return make


@pytest.fixture
def log(tmp_path, log_key):
    return Log.create(tmp_path / "log", log_key)
