"""The open reservations as one value: a sequence like a tuple, on pages of which a change touches few."""

import copy
import pickle
from datetime import UTC, timedelta, timezone

import attrs
import pytest
from tests.examples import complaint
from tests.quota import DAY, START, Desk

from kpix_billing_core.errors import WrongType, WrongValue
from kpix_billing_core.interchange import from_data, to_data
from kpix_billing_core.quota import Quota, Reservation
from kpix_billing_core.quota.reservations import Page, Reservations, in_order


def held(number, size=1):
    """Return a campaign's reservation; they are sorted by number."""
    return Reservation(campaign=f"c{number:04}", size=size, reserved_at=START)


def lengths(given):
    """Return how many are on each page."""
    return [len(page.held) for page in given.pages]


MANY = tuple(map(held, range(257)))
PAGED = in_order(MANY)


def test_a_sequence_like_a_tuple():
    """Whatever is asked of a tuple of the same has the same answer."""
    assert (len(PAGED), list(PAGED), PAGED[:], PAGED[1:200:3]) == (257, list(MANY), MANY, MANY[1:200:3])
    for place in (0, 1, 127, 128, 255, 256, -1, -2, -129, -130, -257):
        assert PAGED[place] is MANY[place]
    assert list(reversed(PAGED)) == list(reversed(MANY))
    assert (PAGED.index(MANY[200]), PAGED.count(MANY[200]), MANY[200] in PAGED) == (200, 1, True)
    assert held(300) not in PAGED
    assert bool(PAGED) is not bool(Reservations())


@pytest.mark.parametrize("place", [257, -258])
def test_there_is_none_beyond_the_last(place):
    """As of a tuple."""
    with pytest.raises(IndexError):
        PAGED[place]
    with pytest.raises(IndexError):
        Reservations()[0]


def test_equal_to_a_tuple_of_the_same():
    """However they are spread over pages; to a list they are not, as a tuple is not."""
    others = Reservations((Page(MANY[:1]), Page(MANY[1:])))
    for same in (MANY, PAGED, others):
        assert PAGED.__eq__(same) is True
        assert same == PAGED
        assert hash(same) == hash(PAGED)
    for other in (MANY[:-1], in_order(MANY[:-1])):
        assert PAGED.__eq__(other) is False
        assert other != PAGED
    assert PAGED.__eq__(list(MANY)) is NotImplemented
    assert list(MANY) != PAGED
    assert repr(in_order(MANY[:2])) == repr(MANY[:2])
    assert (pickle.loads(pickle.dumps(PAGED)), copy.deepcopy(PAGED)) == (PAGED, PAGED)


@pytest.mark.parametrize(
    ("count", "pages"),
    [(0, []), (1, [1]), (256, [256]), (257, [128, 128, 1]), (512, [128] * 4), (513, [*[128] * 4, 1])],
)
def test_pages(count, pages):
    """As many as fit are on one page; more are on pages half full, so that the next one has room."""
    assert lengths(in_order(tuple(map(held, range(count))))) == pages


def test_a_change_touches_its_page():
    """The page of the campaign is made anew, the others are the very same."""
    after = PAGED.changed({"c0130": held(130, 7)})
    assert after == (*MANY[:130], held(130, 7), *MANY[131:])
    assert [one is other for one, other in zip(after.pages, PAGED.pages, strict=True)] == [True, False, True]
    assert PAGED == MANY


@pytest.mark.parametrize(
    ("campaign", "place", "pages"),
    [
        ("b", 0, [129, 128, 1]),
        ("c0127x", 128, [129, 128, 1]),
        ("c0128x", 129, [128, 129, 1]),
        ("d", 257, [128, 128, 2]),
    ],
)
def test_a_new_one_goes_where_it_belongs(campaign, place, pages):
    """Before all, after all, or on the page before it where it falls between two."""
    new = Reservation(campaign=campaign, size=1, reserved_at=START)
    after = PAGED.changed({campaign: new})
    assert (after[place], len(after), lengths(after)) == (new, 258, pages)
    assert after.of(campaign) is new
    assert PAGED.of(campaign) is None
    assert after.changed({campaign: None}) == PAGED


def test_a_full_page_is_cut():
    """One more than fits makes several of it."""
    assert lengths(in_order(MANY[:256]).changed({"d": Reservation(campaign="d", size=1, reserved_at=START)})) == [
        *(128, 128),
        1,
    ]


def test_an_empty_page_goes():
    """There is none of nobody, and none at all where nobody is left."""
    assert lengths(PAGED.changed({"c0256": None})) == [128, 128]
    nobody = in_order(MANY[:1]).changed({"c0000": None})
    assert (nobody, lengths(nobody), len(nobody), list(nobody)) == ((), [], 0, [])


def test_thin_pages_are_joined():
    """Three pages hold 64 campaigns at least: with fewer, all go on one."""
    most = {f"c{number:04}": None for number in range(193)}
    spread = in_order(MANY).changed({name: gone for name, gone in most.items() if name not in ("c0000", "c0128")})
    assert len(spread) == 66
    assert lengths(spread) == [1, 64, 1]
    assert lengths(spread.changed({"c0000": None})) == [64, 1]
    thinner = spread.changed({"c0255": None, "c0254": None})
    assert lengths(thinner) == [1, 62, 1]
    assert lengths(thinner.changed({"c0253": None})) == [63]


def test_many_changes_at_once():
    """Some come, some go, some are others, on several pages; nothing to change leaves all as they are."""
    changes = {"c0000": None, "c0127": held(127, 2), "c0128": held(128, 3), "c0256": None, "c0300": held(300)}
    assert PAGED.changed(changes) == (*MANY[1:127], held(127, 2), held(128, 3), *MANY[129:256], held(300))
    assert Reservations().changed({"c0001": held(1), "c0000": held(0), "c0002": None}) == (held(0), held(1))
    assert PAGED.changed({}).pages == PAGED.pages
    assert PAGED.changed({"a": None, "c0130x": None, "z": None}) == PAGED


def test_of_a_campaign():
    """Each is found by its name, and nobody else is."""
    assert all(PAGED.of(each.campaign) is each for each in MANY)
    assert [PAGED.of(name) for name in ("a", "c0127x", "c0128x", "z")] == [None] * 4
    assert Reservations().of("a") is None


def test_when_they_lapse():
    """Whichever of them do, on whichever page, until they are gone."""
    lapsing = {each.campaign: attrs.evolve(each, lapses_at=START + DAY) for each in MANY[100:200]}
    later = {"c0150": attrs.evolve(MANY[150], lapses_at=START + 2 * DAY)}
    after = PAGED.changed(lapsing | later)
    assert (PAGED.lapses(), after.lapses()) == (frozenset(), {START + DAY, START + 2 * DAY})
    assert after.changed({"c0150": None}).lapses() == {START + DAY}
    assert after.changed(dict.fromkeys(lapsing)).lapses() == frozenset()


def test_what_is_given():
    """A tuple, sorted; what has been looked at before is taken as it is."""
    assert in_order(PAGED) is PAGED
    for wrong in (list(MANY), iter(MANY), None, (*MANY, None), (1,)):
        assert complaint(WrongType, in_order, wrong).startswith("reservations: expected tuple of Reservation, got")
    for wrong in (MANY[::-1], (MANY[0], MANY[0]), (*MANY, MANY[0])):
        assert "one reservation for each campaign, sorted by campaign" in complaint(WrongValue, in_order, wrong)


def test_instants_are_kept_in_utc():
    """Of whatever zone they were given in."""
    zone = timezone(timedelta(hours=5))
    made = Reservation(
        campaign="a", size=1, reserved_at=START.astimezone(zone), lapses_at=(START + DAY).astimezone(zone)
    )
    assert (made.reserved_at, made.lapses_at) == (START, START + DAY)
    assert (made.reserved_at.tzinfo, made.lapses_at.tzinfo) == (UTC, UTC)


def test_a_quota_is_written_as_a_list_of_them():
    """On however many pages they are kept."""
    desk = Desk().package(1_000)
    for number in range(3):
        desk.reserved(f"c{number}", 2, START)
    data = to_data(desk.quota)
    assert [each["campaign"] for each in data["reservations"]] == ["c0", "c1", "c2"]
    assert from_data(Quota, data) == desk.quota
