"""Turns before the models: one visitor after the other, a bounded line, tickets for those who wait, and rates."""

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from waiting import SOON

from ui.door.rates import MOST_KEYS, Buckets
from ui.serving.line import MOST_EACH, Full, Line
from ui.serving.tickets import Tickets


@pytest.fixture
def held():
    """A line of one worker that is busy until the event is set, and the list of what it computes after that."""
    line, free, done = Line(1, longest=40), threading.Event(), []
    begun = threading.Event()
    line.submit("first", lambda: (begun.set(), free.wait(SOON)))
    assert begun.wait(SOON)
    yield line, free, done
    free.set()


def test_who_asks_a_lot_waits_for_all_but_the_first(held):
    line, free, done = held
    answers = [line.submit("greedy", done.append, f"greedy {number}") for number in range(10)]
    answers += [line.submit(name, done.append, name) for name in ("modest", "shy")]
    assert [line.place(name) for name in ("greedy", "modest", "shy", "absent")] == [1, 2, 3, 0]
    free.set()
    for answer in answers:
        answer.result(10)
    assert done == ["greedy 0", "modest", "shy", *(f"greedy {number}" for number in range(1, 10))]


def test_the_line_is_bounded_for_each_and_for_all(held):
    line, free, done = held
    for number in range(MOST_EACH):
        line.submit("greedy", done.append, number)
    with pytest.raises(Full):
        line.submit("greedy", done.append, "one more")
    for number in range(line.longest - MOST_EACH):
        line.submit(f"visitor {number}", done.append, number)
    with pytest.raises(Full):
        line.submit("late", done.append, "too late")
    free.set()


def test_who_has_as_many_threads_as_one_may_have_leaves_the_others_free():
    line, free, done = Line(4, longest=40, each=2, computes=False), threading.Event(), []
    greedy = [line.submit("greedy", free.wait) for _ in range(8)]
    for name in ("modest", "shy"):
        line.submit(name, done.append, name).result(10)
    assert done == ["modest", "shy"] and not any(future.done() for future in greedy)
    assert sum(future.running() for future in greedy) == 2
    free.set()
    assert all(future.result(10) for future in greedy)
    assert line.submit("greedy", done.append, "again").result(10) is None


def test_who_leaves_is_not_computed_and_an_error_ends_no_worker(held):
    line, free, done = held
    left = line.submit("left", done.append, "left")
    fails = line.submit("fails", lambda: 1 / 0)
    stays = line.submit("stays", done.append, "stays")
    left.cancel()
    free.set()
    stays.result(10)
    assert isinstance(fails.exception(10), ZeroDivisionError) and done == ["stays"]


def test_a_worker_leaves_its_core_to_whoever_else_computes():
    line, both, alone = Line(workers=2, longest=9), threading.Barrier(2), threading.Event()
    line.cores = 2
    for future in [line.submit(name, both.wait, 10) for name in "ab"]:
        future.result(10)  # two at a time
    line.rivals = lambda: 1
    inside, most = [], []

    def work():
        inside.append(1)
        most.append(len(inside))
        alone.wait(0.01)
        inside.pop()

    for future in [line.submit(str(number), work) for number in range(8)]:
        future.result(10)
    assert max(most) == 1, "one at a time"
    line.rivals = lambda: 0
    for future in [line.submit(name, both.wait, 10) for name in "cd"]:
        future.result(10)  # and two again


def told(coroutine):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_a_long_wait_gets_a_ticket_and_the_ticket_its_answer():
    async def story():
        tickets, ready = Tickets(patience=0.02), asyncio.Event()

        async def work():
            await ready.wait()
            return {"answer": 42}

        first = await tickets.first(work(), lambda: 3)
        assert first["place"] == 3
        second = await tickets.again(first["ticket"], lambda: 2)
        assert second == {"ticket": first["ticket"], "place": 2}
        ready.set()
        assert await tickets.again(first["ticket"], lambda: 0) == {"answer": 42}
        for unknown in (first["ticket"], "", None, ["x"], 5):
            assert await tickets.again(unknown, lambda: 0) is None

    told(story())


def test_a_request_nobody_waits_for_leaves_the_line():
    async def story():
        tickets, cancelled = Tickets(patience=0.01, kept=0.0), asyncio.Event()

        async def work():
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                cancelled.set()
                raise

        async def quick():
            return {}

        await tickets.first(work(), lambda: 1)
        time.sleep(0.01)
        await tickets.first(quick(), lambda: 0)
        await asyncio.wait_for(cancelled.wait(), 10)

    told(story())


def test_a_bucket_allows_a_burst_and_then_its_rate():
    now = [0.0]
    buckets = Buckets(rate=2, most=6, clock=lambda: now[0])
    assert [buckets.take("a") for _ in range(6)] == [0.0] * 6
    assert buckets.take("a") == pytest.approx(0.5) and buckets.take("b") == 0.0
    now[0] = 0.5
    assert buckets.take("a") == 0.0 and buckets.take("a") > 0
    now[0] = 1000.0
    assert sum(buckets.take("a") == 0.0 for _ in range(20)) == 6, "a bucket never holds more than its most"


def test_invented_names_do_not_fill_the_memory():
    now = [0.0]
    buckets = Buckets(rate=10, most=20, clock=lambda: now[0])
    for number in range(3 * MOST_KEYS):
        now[0] += 0.001
        buckets.take(f"forged {number}")
    assert len(buckets._levels) <= MOST_KEYS
