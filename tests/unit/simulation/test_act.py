import pytest

from proverka.model.errors import RefusedError
from proverka.simulation.act import acts_of, nothing


def cheat(kind, **stated):
    return [{"id": kind, "title": kind, "kind": kind, "amount": 20, **stated}]


def acts(comparison):
    return acts_of(comparison, comparison.cheats[0])


def test_an_abrupt_cheat_chooses_stratum_and_beginning(read):
    found = acts(read(cheats=cheat("abrupt")))
    # Three strata hold 20 kg; the goal time of 2 ends by month 6 if it begins by month 5.
    assert sorted({(act.sites, act.strata) for act in found}) == [((0,), (0,)), ((1,), (0,)), ((1,), (1,))]
    assert sorted({act.begins for act in found}) == [0, 1, 2, 3, 4]
    assert len(found) == 15
    (one,) = [act for act in found if (act.sites, act.strata, act.begins) == ((1,), (1,), 2)]
    assert one.taken.tolist() == [[0, 0, 10, 10, 10, 10]]
    assert one.lost.tolist() == [[0, 0, 20, 0, 0, 0]]
    assert one.complete == 2


def test_a_protracted_one_takes_whole_items_and_loses_evenly(read):
    found = acts(read(cheats=cheat("protracted", over=4, site="A")))
    assert [act.begins for act in found] == [0, 1]
    assert found[0].taken.tolist() == [[1, 1, 2, 2, 2, 2]]
    assert found[0].lost.tolist() == [[5, 5, 5, 5, 0, 0]]
    assert found[0].complete == 3


def test_a_spread_one_takes_its_part_at_each_site(read):
    found = acts(read(cheats=cheat("spread", sites_count=2, begins=1)))
    assert [(act.sites, act.strata) for act in found] == [((0, 1), (0, 0)), ((0, 1), (0, 1))]
    assert found[1].taken[:, 0].tolist() == [1, 5]
    assert found[1].lost[:, 0].tolist() == [10, 10]
    assert len(acts(read(cheats=cheat("spread", sites=["B"], stratum="boxes", begins=1)))) == 1


def test_a_swap_leaves_the_balance_alone(read):
    (act,) = acts(read(cheats=cheat("swap", site="A", begins=3)))
    assert act.manner == "dummy"
    assert act.taken[0].tolist() == [0, 0, 2, 2, 2, 2]
    assert not act.lost.any()


def test_hidden_items_are_at_no_site(read):
    (act,) = acts(read(cheats=cheat("hidden", places=3)))
    assert (act.sites, act.places, act.begins) == ((), 3, 0)


def test_nothing_is_everywhere(read):
    act = nothing(read())
    assert act.sites == (0, 1)
    assert not act.taken.any()
    assert not act.lost.any()


@pytest.mark.parametrize(
    ("stated", "code", "text"),
    [
        ({"amount": 1e6}, "meaningless", "some stratum holds"),
        ({"stratum": "bottles"}, "meaningless", "some stratum holds"),
        ({"kind": "protracted", "over": 6}, "meaningless", "goal time of 2"),
    ],
)
def test_what_no_site_can_hold_is_refused(read, stated, code, text):
    comparison = read(cheats=[{**cheat("abrupt")[0], **stated}])
    with pytest.raises(RefusedError, match=text) as refused:
        acts(comparison)
    assert refused.value.code == code


def test_too_many_choices_are_refused_before_they_are_made(small, read):
    sites = [{**small["sites"][1], "id": f"S{n}"} for n in range(60)]
    comparison = read(sites=sites, cheats=cheat("spread", sites_count=6))
    with pytest.raises(RefusedError, match="at most 20000 choices") as refused:
        acts(comparison)
    assert refused.value.code == "too-large"
