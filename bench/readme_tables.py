"""Writes the README's tables anew from the code and the cards: python -m bench.readme_tables

A table stands between <!-- NAME --> and <!-- /NAME -->; tests/test_readme.py fails when one is not what this writes.
"""

import re
from pathlib import Path

from genmodels import catalog, checkpoints
from genmodels.config import knobs
from genmodels.data import SOURCES
from ui.settings import Limits, Places, Settings, Weights

README = Path(__file__).resolve().parent.parent / "README.md"


def families() -> str:
    rows = [
        f"| {entry.title} | {entry.summary} | [{entry.paper.removeprefix('https://')}]({entry.paper}) "
        f"| [`{name}`](genmodels/models/{name.replace('-', '_')}.py) |"
        for name, entry in catalog.FAMILIES.items()
    ]
    return "\n".join(["| family | what it shows | paper | file |", "|---|---|---|---|", *rows])


def published() -> str:
    rows = []
    for name in checkpoints.names():
        card = checkpoints.read_card(checkpoints.BUNDLED / name)
        headline = catalog.family(card.family).headline
        scores = [words.format(card.scores[key]) for key, words in headline if key in card.scores]
        steps = f"{card.steps:,} step{'s' * (card.steps != 1)}"
        size = card.files[checkpoints.WEIGHTS]["size"]
        size = f"{size / 1e6:.1f} MB" if size >= 50_000 else f"{size / 1e3:.0f} kB"
        time = f"{card.seconds / 60:.0f} min" if card.seconds >= 60 else f"{card.seconds:.0f} s"
        rows.append(
            f"| [`{name}`](checkpoints/{name}) | {SOURCES[card.data].title} | {', '.join(scores)} "
            f"| {steps}, {time}, {card.hardware.split(',')[0]} | {size} |"
        )
    return "\n".join(["| checkpoint | data | score | training | size |", "|---|---|---|---|---|", *rows])


def settings() -> str:
    rows = [
        f"| `GENMODELS_{name.upper()}` | {f'`{field.default}`' if field.default != '' else 'none'} "
        f"| {field.metadata['help']} |"
        for table in (Settings, Places, Limits, Weights)
        for name, field in knobs(table).items()
    ]
    return "\n".join(["| variable | default | meaning |", "|---|---|---|", *rows])


TABLES = {"families": families, "checkpoints": published, "settings": settings}


def with_tables(text: str) -> str:
    """The README's text with every table as it should be now."""
    for name, table in TABLES.items():
        text, found = placed(text, name, table())
        if found != 1:
            raise ValueError(f"README.md has {found} places for the table {name!r}, not one")
    return text


def placed(text: str, name: str, table: str) -> tuple[str, int]:
    """The text with that between <!-- NAME --> and <!-- /NAME -->, and how many such places it has."""
    place = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
    return re.subn(place, lambda match: f"{match[1]}{table}\n{match[2]}", text, flags=re.DOTALL)


def main() -> None:
    README.write_text(with_tables(README.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
