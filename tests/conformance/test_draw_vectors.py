"""The vectors of draws by lot: the package gives what the verifier that stands alone has computed."""

from proverka.draw import choose, commitment_of, seed_of, select, selection_hash


def test_commitments(ours):
    vectors = ours("draw.json")
    for one in vectors["commitments"]:
        made = commitment_of(
            case=vectors["case"],
            plan=bytes.fromhex(vectors["plan"]),
            party=one["party"],
            secret=bytes.fromhex(one["secret"]),
        )
        assert made.hex() == one["commitment"]
    assert len(vectors["commitments"]) == 3


def test_seeds(ours):
    vectors = ours("draw.json")
    for one in vectors["seeds"]:
        reveals = [(r["party"], bytes.fromhex(r["secret"]) if r["secret"] else None) for r in one["reveals"]]
        plan, root = bytes.fromhex(vectors["plan"]), bytes.fromhex(one["root"])
        made = seed_of(case=vectors["case"], plan=plan, size=one["size"], root=root, reveals=reveals)
        assert made.hex() == one["seed"]
    assert len({one["seed"] for one in vectors["seeds"]}) == 4


def test_selections(ours):
    vectors = ours("draw.json")
    for one in vectors["selections"]:
        drawn = select(bytes.fromhex(one["seed"]), one["stratum"], one["population"], one["sample"])
        positions = [place + 1 for place in drawn]
        assert positions == one["positions"]
        assert selection_hash([(one["stratum"], positions)]).hex() == one["selection"]
    assert len(vectors["selections"]) == 12


def test_schedules(ours):
    vectors = ours("draw.json")
    for one in vectors["schedules"]:
        assert choose(bytes.fromhex(one["seed"]), one["weights"]) + 1 == one["position"]
    assert len(vectors["schedules"]) == 16


def test_the_verifier_that_stands_alone(ours, standalone):
    for one in ours("draw.json")["selections"]:
        drawn = standalone.draw_positions(bytes.fromhex(one["seed"]), one["stratum"], one["population"], one["sample"])
        assert drawn == one["positions"]
