"""A room of the Live training tab: who watches, who has the controls, and the picture of its link. No page."""

import json
import time

import pytest
from shows import show
from silent_worker import housed

from genmodels.reasons import UserError
from ui.language.words import Complaint
from ui.live import house as runs
from ui.live import routes as live_routes
from ui.live.panel import control as live_control
from ui.live.panel import room as live_room
from ui.live.rooms.guests import ANYONE, MOST, Guests
from ui.live.rooms.watcher import Watcher
from ui.live.worker.job import Job

OWNER, PUPIL, OTHER = ("o" * 32, "p" * 32, "q" * 32)
JOB = Job(show("dcgan"), "mnist", "")


@pytest.fixture
def house(monkeypatch):
    with housed(monkeypatch, runs_at_once=3) as house:
        yield house


@pytest.fixture
def lesson(house):
    """A run whose owner and one pupil are there."""
    run = house.start(OWNER, JOB)
    for secret in (OWNER, PUPIL):
        enter(run, secret)
    return run


def enter(run, secret: str) -> Watcher:
    watcher = Watcher(lambda: None, secret)
    watcher.first = plain(run.watch(watcher))
    return watcher


def plain(message: bytes) -> dict:
    return json.loads(message.removeprefix(b"data: "))


def ask(action: str, secret: str, run, **data) -> dict:
    return live_room.room({"do": action, "owner": secret, "code": run.code, **data})


def may(run, secret: str) -> bool:
    """Whether this page's command is obeyed."""
    try:
        live_control.control({"do": "pause", "owner": secret, "code": run.code})
    except UserError:
        return False
    return True


def test_the_controls_pass_to_whom_they_are_offered_and_to_nobody_else(lesson):
    enter(lesson, OTHER)
    [pupil, _] = ask("people", OWNER, lesson)["people"]
    ask("offer", OWNER, lesson, to=pupil["number"])
    assert may(lesson, OWNER), "an offer is not yet a loss"
    with pytest.raises(UserError, match="not offered to you"):
        ask("take", OTHER, lesson)
    ask("take", PUPIL, lesson)
    assert [may(lesson, secret) for secret in (OWNER, PUPIL, OTHER)] == [False, True, False]
    with pytest.raises(UserError, match="not offered to you"):
        ask("take", OWNER, lesson)


def test_of_many_the_first_takes_them_and_all_are_told(lesson):
    watcher = enter(lesson, OTHER)
    ask("offer", OWNER, lesson, to=ANYONE)
    assert plain(watcher.take())["offered"] == ANYONE
    ask("take", OTHER, lesson)
    with pytest.raises(UserError, match="quicker"):
        ask("take", PUPIL, lesson)
    told = plain(watcher.take())
    assert told["holder"] == watcher.first["you"] and told["offered"] is None


def test_only_the_owner_offers_and_an_offer_can_be_taken_back(lesson):
    with pytest.raises(UserError, match="Only the owner"):
        ask("offer", PUPIL, lesson, to=ANYONE)
    ask("offer", OWNER, lesson, to=ANYONE)
    ask("offer", OWNER, lesson, to=None)
    with pytest.raises(UserError, match="not offered"):
        ask("take", PUPIL, lesson)


def test_whoever_has_gone_gets_nothing(house, lesson):
    gone = enter(lesson, OTHER)
    number = gone.first["you"]
    ask("call", OTHER, lesson, name="Mina")
    lesson.leave(gone)
    with pytest.raises(UserError, match="Mina has left"):
        ask("offer", OWNER, lesson, to=number)
    back = enter(lesson, OTHER)
    assert back.first["you"] == number, "a reload makes nobody another guest"
    ask("offer", OWNER, lesson, to=number)
    lesson.leave(back)
    with pytest.raises(UserError, match="not offered"):
        ask("take", OTHER, lesson)
    house.tick(lesson.guests.of(OTHER).left_at + runs.GRACE / 2)
    assert lesson.offered == number, "it may be reloading"
    house.tick(lesson.guests.of(OTHER).left_at + runs.GRACE + 1)
    assert lesson.offered is None


def test_a_copy_beside_the_run_goes_with_it_and_the_takers_old_run_does_not_stay(house, lesson):
    twin, old = house.start(OWNER, JOB), house.start(PUPIL, JOB)
    ask("offer", OWNER, lesson, to=ANYONE)
    with pytest.raises(UserError, match=old.code):
        ask("take", PUPIL, lesson)
    old._over()
    ask("take", PUPIL, lesson)
    assert house.of(PUPIL) == [lesson, twin] and not house.of(OWNER) and old.code not in house.rooms


def test_controls_that_were_handed_on_come_back_when_their_holder_leaves(house, lesson):
    holder = enter(lesson, OTHER)
    ask("offer", OWNER, lesson, to=ANYONE)
    ask("take", OTHER, lesson)
    lesson.leave(holder)
    house.tick(time.monotonic())
    assert lesson.offered is None, "it may be reloading"
    house.tick(time.monotonic() + runs.GRACE + 1)
    with pytest.raises(UserError, match="not offered"):
        ask("take", PUPIL, lesson)
    ask("take", OWNER, lesson)
    assert may(lesson, OWNER) and not may(lesson, OTHER)


def test_a_copy_that_finds_no_place_is_refused_in_words_and_the_original_goes_on(house, lesson, monkeypatch):
    copy = house.folder / "copy.pt"
    copy.touch()
    monkeypatch.setattr(live_control, "saved_state", lambda run: copy)
    monkeypatch.setattr(runs, "LONGEST_LINE", 0)
    lesson.state = "running"
    with pytest.raises(Complaint, match="try again in a few minutes"):
        live_control.control({"do": "fork", "owner": OWNER, "code": lesson.code})
    assert lesson.worker.told[-2:] == [("pause",), ("resume",)] and not copy.exists()


def test_a_start_that_is_refused_takes_no_copy_away(house, lesson, monkeypatch):
    copy = house.start(OWNER, JOB)
    again = {"do": "start", "owner": OWNER, "family": "dcgan", "data": "digits"}
    longest = runs.LONGEST_LINE
    monkeypatch.setattr(runs, "LONGEST_LINE", 0)
    with pytest.raises(Complaint, match="try again in a few minutes"):
        live_control.control(again)
    assert copy.code in house.rooms
    monkeypatch.setattr(runs, "LONGEST_LINE", longest)
    assert live_control.control(again)["code"] == lesson.code and copy.code not in house.rooms


def test_no_page_learns_the_secret_of_another(lesson):
    watcher = enter(lesson, OTHER)
    ask("call", PUPIL, lesson, name="Jun")
    ask("offer", OWNER, lesson, to=ANYONE)
    told = [watcher.first, plain(watcher.take()), ask("people", OWNER, lesson), ask("take", PUPIL, lesson)]
    assert not any(secret in json.dumps(told) for secret in (OWNER, PUPIL))


def test_names_are_one_short_line(lesson):
    assert ask("call", PUPIL, lesson, name="  Ada\n\u202eLovelace " + "x" * 100)["name"] == "Ada Lovelace xxxxxxxxxxx"
    assert ask("call", PUPIL, lesson, name=None)["name"] == ""
    with pytest.raises(UserError, match="Only who watches"):
        ask("call", OTHER, lesson, name="nobody")


def test_a_room_remembers_a_bounded_number_of_guests_and_never_forgets_who_is_there():
    guests = Guests()
    guests.enter("stays")
    for number in range(3 * MOST):
        guests.enter(str(number))
        guests.leave(str(number))
    assert len(guests.known) <= MOST and guests.of("stays").here and guests.of("0") is None


def test_the_picture_holds_the_link_of_this_room_and_no_other(lesson):
    link = f"https://example.org/under/a/path/?tab=live&room={lesson.code}"
    picture = ask("picture", PUPIL, lesson, link=link)["picture"]
    assert picture.startswith("data:image/svg+xml") and ask("picture", OWNER, lesson, link=link)["picture"] == picture
    assert ask("picture", OWNER, lesson, link=link.replace("/a/", "/b/"))["picture"] != picture
    for wrong in (link + "&next=evil", "javascript:alert(1)?" + link, "https://[?" + link, 7, None, "x" * 10_000):
        with pytest.raises(UserError, match="not the link"):
            ask("picture", PUPIL, lesson, link=wrong)


def test_an_unknown_room_and_an_unknown_wish_are_told(lesson):
    with pytest.raises(UserError, match="NOROOM"):
        live_room.room({"do": "take", "owner": PUPIL, "code": "NOROOM"})
    with pytest.raises(UserError, match="does not exist"):
        ask("conquer", PUPIL, lesson)
    assert live_routes.owns(lesson, OWNER) and not live_routes.owns(lesson, PUPIL)
