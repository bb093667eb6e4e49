"""Models in memory: loaded once, the least recently used freed for others, one in use never."""

import gc
import threading
import time
import weakref

import pytest
import torch

from ui.serving.seldom import Seldom
from ui.serving.shelf import Shelf, size

KILOBYTE = 1000


def network(_: str = "") -> torch.nn.Module:
    return torch.nn.Linear(249, 1)  # 250 numbers of 4 bytes


def used(shelf: Shelf, name: str) -> torch.nn.Module:
    model = shelf.lend(name)
    shelf.give_back(model)
    return model


def test_the_size_counts_every_tensor():
    assert size(network()) == KILOBYTE
    assert size(torch.nn.BatchNorm1d(3)) == 4 * 3 * 4 + 8  # weight, bias, mean, variance; and a counter


def test_a_model_is_loaded_once_however_many_ask():
    loads = []

    def slow(name: str) -> torch.nn.Module:
        loads.append(name)
        time.sleep(0.05)
        return network()

    shelf = Shelf(slow, KILOBYTE)
    threads = [threading.Thread(target=used, args=(shelf, "a")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert loads == ["a"]


def test_two_are_loaded_at_the_same_time():
    both = threading.Barrier(2)
    shelf = Shelf(lambda name: [both.wait(60), network()][1], 2 * KILOBYTE)
    threads = [threading.Thread(target=used, args=(shelf, name)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(shelf.names()) == ["a", "b"]


def test_the_least_recently_used_goes_and_its_memory_with_it():
    shelf = Shelf(network, 2 * KILOBYTE)
    gone = weakref.ref(used(shelf, "a"))
    used(shelf, "b")
    used(shelf, "a")
    used(shelf, "c")
    assert shelf.names() == ["a", "c"] and gone() is not None
    used(shelf, "d")
    gc.collect()
    assert shelf.names() == ["c", "d"] and gone() is None


def test_what_is_in_use_stays_until_it_is_given_back():
    shelf = Shelf(network, KILOBYTE)
    lent = shelf.lend("a")
    used(shelf, "b")
    used(shelf, "c")
    assert shelf.names() == ["a", "c"] and shelf.lend_loaded("a") is lent
    shelf.give_back(lent)
    assert "a" in shelf.names(), "the other borrower has it still"
    shelf.give_back(lent)
    assert len(shelf.names()) == 1


def test_one_that_is_larger_than_the_room_is_shown_all_the_same():
    shelf = Shelf(network, 1)
    assert used(shelf, "a") is not None and shelf.names() == ["a"]


def test_a_load_that_fails_is_told_to_all_and_tried_again():
    answers = [ValueError("broken"), network()]

    def load(_: str) -> torch.nn.Module:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    shelf = Shelf(load, KILOBYTE)
    with pytest.raises(ValueError, match="broken"):
        shelf.lend("a")
    assert used(shelf, "a") is not None


def test_a_replaced_model_leaves_those_who_have_the_old_one_alone():
    shelf = Shelf(network, 2 * KILOBYTE)
    old = shelf.lend("a")
    shelf.put("a", network())
    assert shelf.lend_loaded("a") is not old
    shelf.give_back(old)
    assert shelf.names() == ["a"]


def test_what_is_done_seldom_is_not_done_twice_at_a_time_nor_soon_again(monkeypatch):
    now, done = [0.0], []
    monkeypatch.setattr("ui.serving.seldom.time.monotonic", lambda: now[0])
    seldom = Seldom(pause=10)

    def work() -> None:
        assert not seldom.do("a", work), "while it is being done"
        now[0] += 100  # however long it takes
        done.append(now[0])

    assert seldom.do("a", work) and seldom.do("b", lambda: None)
    now[0] = 109.9
    assert not seldom.do("a", work)
    now[0] = 110.0
    assert seldom.do("a", work) and done == [100.0, 210.0]


def test_what_is_done_seldom_and_fails_can_be_done_again():
    seldom = Seldom(pause=0)
    with pytest.raises(ZeroDivisionError):
        seldom.do("a", lambda: 1 / 0)
    assert seldom.do("a", lambda: None)
