"""Any history of changes of key, against a model that is slow and obvious: a list of who holds what, entry by entry."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from proverka.case.keybook import KeyBook
from proverka.model.errors import ProverkaError
from proverka.model.policy import Policy
from proverka.model.ruling import KeyChange

PARTIES = ("desk", "state", "observer")

changes = st.tuples(
    st.sampled_from(["enrol", "rotate", "revoke", "recover"]),
    st.sampled_from(PARTIES),
    st.integers(0, 5),
    st.none() | st.integers(1, 15),
)


class Model:
    """For each party the intervals of its keys: [generation, first entry, first entry without it or None]."""

    def __init__(self):
        self.held: dict[str, list[Any]] = {"desk": [[0, 0, None]], "state": [[0, 0, None]], "observer": []}

    def allows(self, action, party, generation, since, index):
        intervals = self.held[party]
        has = any(end is None for _, _, end in intervals)
        fits = {"enrol": not intervals, "rotate": has, "revoke": has, "recover": bool(intervals)}[action]
        new = action == "revoke" or all(generation != one for one, _, _ in intervals)
        if since is None:
            return fits and new
        # A recovery reaches the first key that its party had; a revocation the one in force.
        reached = [
            start for start, end in ((one[1], one[2]) for one in intervals) if action == "recover" or end is None
        ]
        return fits and new and min(reached) <= since <= index

    def take(self, action, party, generation, since, index):
        for interval in self.held[party]:
            entries = [n for n in range(interval[1], index + 1) if interval[2] is None or n < interval[2]]
            believed = [n for n in entries if since is None or n < since]
            if interval[2] is None or believed != entries:
                interval[2] = believed[-1] + 1 if believed else interval[1]
        if action != "revoke":
            self.held[party].append([generation, index + 1, None])


@settings(deadline=None, max_examples=300)
@given(history=st.lists(changes, max_size=14))
def test_a_history_of_keys_is_what_the_model_says(council, history):
    book, model = KeyBook.opening(council.words_with(Policy())), Model()
    for index, (action, party, generation, since) in enumerate(history, start=1):
        if since is not None and action in ("enrol", "rotate"):
            continue
        key = "" if action == "revoke" else str(council.key_of(party, generation).verifier)
        change = KeyChange(action=action, party=party, key=key, revoked_from=since)
        allowed = model.allows(action, party, generation, since, index)
        try:
            book.check(change, index, where="change")
        except ProverkaError:
            assert not allowed
            continue
        assert allowed
        book.take(change, index)
        model.take(action, party, generation, since, index)
        for one in PARTIES:
            intervals = [
                [next(g for g in range(6) if council.key_of(one, g).verifier == held.key), held.since, held.until]
                for held in book.held.get(one, ())
            ]
            assert intervals == model.held[one]
            current = [g for g, _, end in model.held[one] if end is None]
            assert book.current(one) == (council.key_of(one, current[0]).verifier if current else None)
