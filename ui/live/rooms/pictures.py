"""A run's newest pictures, encoded, each at an address of its own, which its stream tells."""

from collections import OrderedDict, defaultdict

KEPT = 8  # of each name: whoever is a second late still finds the one that the stream told of


class Pictures:
    """Encoded pictures by name and number."""

    def __init__(self) -> None:
        self.kept: dict[str, OrderedDict[int, bytes]] = defaultdict(OrderedDict)
        self.last = 0

    def put(self, name: str, picture: bytes) -> str:
        """Keeps it; returns its address below the run's own."""
        self.last += 1
        of_name = self.kept[name]
        of_name[self.last] = picture
        if len(of_name) > KEPT:
            of_name.popitem(last=False)
        return f"picture/{name}/{self.last}"

    def find(self, name: str, number: int) -> bytes | None:
        return self.kept[name].get(number) if name in self.kept else None

    def addressed(self, name: str, shown: dict) -> dict:
        """What was shown, with the address of its picture in place of the picture."""
        return shown | {"image": self.put(name, shown["image"])} if "image" in shown else shown
