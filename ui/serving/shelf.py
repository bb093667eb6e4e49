"""Models in memory: loaded when first asked for, the least recently used freed when others need the room.

A model that somebody computes with is never freed. Knows neither checkpoints nor pages.
"""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable
from concurrent.futures import Future
from weakref import WeakKeyDictionary

from torch import nn


class Shelf:
    """Loaded models by name, together at most so many bytes, unless what is in use right now needs more.

    load(name) -> model: called once for a name, however many ask at the same time, and for several names at a time.
    """

    def __init__(self, load: Callable[[str], nn.Module], most: int):
        self.load, self.most = load, most
        self._models: OrderedDict[str, nn.Module] = OrderedDict()  # the least recently used first
        self._sizes: WeakKeyDictionary[nn.Module, int] = WeakKeyDictionary()  # counted once: each answer asks
        self._users: Counter[nn.Module] = Counter()
        self._underway: dict[str, Future] = {}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """What is loaded, the least recently used first."""
        with self._lock:
            return list(self._models)

    def lend_loaded(self, name: str) -> nn.Module | None:
        """The model if it is loaded, not to be freed before `give_back`; None if it is not."""
        with self._lock:
            model = self._models.get(name)
            if model is not None:
                self._models.move_to_end(name)
                self._users[model] += 1
            return model

    def lend(self, name: str) -> nn.Module:
        """The same, loaded here and now if need be: that may take seconds."""
        while (model := self.lend_loaded(name)) is None:
            self._load_once(name)
        return model

    def give_back(self, model: nn.Module) -> None:
        with self._lock:
            self._users[model] -= 1
            if not self._users[model]:
                del self._users[model]
            self._make_room()

    def put(self, name: str, model: nn.Module) -> None:
        """Has this model stand under that name from now on."""
        with self._lock:
            self._models[name] = model
            self._models.move_to_end(name)
            self._sizes[model] = size(model)
            self._make_room()

    def renew(self, name: str) -> None:
        """Loads it again, whether it is loaded or not; who has the old one keeps that."""
        self._load_once(name)

    def _load_once(self, name: str) -> None:
        with self._lock:
            future = self._underway.get(name)
            if mine := future is None:
                future = self._underway[name] = Future()
        if not mine:
            future.result()
            return
        try:
            self.put(name, self.load(name))
            future.set_result(None)
        except BaseException as error:
            future.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._underway[name]

    def _make_room(self) -> None:
        """Frees what was not used for the longest time; the newest stays, because somebody is about to use it."""
        sizes = {name: self._sizes[model] for name, model in self._models.items()}
        for name in list(self._models)[:-1]:
            if sum(sizes.values()) <= self.most:
                return
            if not self._users[self._models[name]]:
                del self._models[name], sizes[name]


def size(model: nn.Module) -> int:
    """Bytes of a model's tensors."""
    return sum(value.numel() * value.element_size() for value in (*model.parameters(), *model.buffers()))
