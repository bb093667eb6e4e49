"""Who may start a live run: the teacher's word in a class room, an address's share elsewhere."""

from threading import RLock
from types import SimpleNamespace

import pytest
from silent_worker import JOB

from ui.language.words import Complaint
from ui.live.panel.share import Share
from ui.settings import Limits

pytest_plugins = ["silent_worker"]


def limited(**limits) -> SimpleNamespace:
    return SimpleNamespace(limits=Limits(**limits), rooms={}, lock=RLock())


def begin(share: Share, code: str, data: dict, began: float = 0.0) -> None:
    share.admit(data)
    share.runs.rooms[code] = SimpleNamespace(code=code, owner=data["owner"], job=JOB, state="running", began=began)
    share.note(data, code)


def test_in_a_class_room_only_who_knows_the_word_starts_and_the_class_finds_the_newest():
    share = Share(limited(classroom="가을"))
    for said in (None, "", "autumn", ["가을"], 7, "\ud800"):
        with pytest.raises(Complaint, match="the teacher starts"):
            share.admit({"owner": "pupil", "visitor": "a p", "teacher": said})
    assert share.lesson("live") is None
    for number, code in enumerate(("FIRST", "SECOND")):
        begin(share, code, {"owner": "teacher", "visitor": "a t", "teacher": "가을"}, began=number)
    assert share.lesson("live") == "SECOND"
    del share.runs.rooms["SECOND"]
    assert share.lesson("live") == "FIRST"


def test_a_class_does_not_follow_the_teacher_into_a_copy():
    share = Share(limited(classroom="autumn"))
    teacher = {"owner": "teacher", "visitor": "a t", "teacher": "autumn"}
    begin(share, "LESSON", teacher | {"do": "start"}, began=0)
    begin(share, "COPY", teacher | {"do": "fork"}, began=1)
    assert share.lesson("live") == "LESSON"


def test_a_run_computes_for_the_share_that_the_operator_says(house):
    house.limits = Limits(run_share=0.4)
    assert house.start("a", JOB).job.share == 0.4


def test_without_a_class_room_nobody_is_a_teacher():
    assert not Share(limited()).is_teacher({"teacher": ""})


def test_an_address_has_its_share_and_what_has_ended_does_not_count():
    share = Share(limited(runs_per_address=2))
    for number in range(2):
        begin(share, f"ROOM{number}", {"owner": f"page {number}", "visitor": f"192.0.2.1 page{number}"})
    with pytest.raises(Complaint, match="wait in line already"):
        share.admit({"owner": "page 3", "visitor": "192.0.2.1 page3"})
    share.admit({"owner": "page 1", "visitor": "192.0.2.1 page1"})  # starts its own anew
    share.admit({"owner": "page 3", "visitor": "192.0.2.2 page3"})  # from elsewhere
    share.runs.rooms["ROOM0"].state = "ended"
    share.admit({"owner": "page 3", "visitor": "192.0.2.1 page3"})
