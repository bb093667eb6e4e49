"""M2, live: a person names a few digits on a map, and what q(y | x) learns of them spreads over all that have no name.

M1 comes trained; M2 begins anew with each run, and is told nothing but what the person says.
"""

from ui.language.words import Complaint
from ui.live.show import Chart, Line, Show

ON_MAP, CLASSES = 600, 10  # digits that may be named, see genmodels/models/semi_supervised_vae.py

# of each digit three on the map, for the recorded run
NAMED = (
    (3, 10, 13), (2, 5, 14), (1, 35, 38), (18, 30, 32), (4, 6, 19),
    (8, 15, 23), (11, 21, 22), (0, 17, 26), (61, 84, 110), (7, 9, 12),
)  # fmt: skip


def first(count: int) -> dict[int, int]:
    """So many of them: one of each digit, then a second."""
    return {rows[turn]: label for turn in range(3) for label, rows in enumerate(NAMED) if 10 * turn + label < count}


# few are told, so each weighs much: by the paper's alpha = 0.1 the pictures without a label outvote ten of them
BEGIN = {
    "looks": "codes", "width": 160, "label_count": 0, "draws": 1, "alone": 0, "alpha": 1.0, "jitter": 0.0,
    "learning_rate": 3e-3, "average": 0.98, "precision": "float32",
}  # fmt: skip


def heard(name: str, value: object) -> dict[int, int]:
    """ "labels": {row: class} of all digits that have been named, rows as words, as JSON has them."""
    if name != "labels" or not isinstance(value, dict) or len(value) > ON_MAP:
        raise Complaint("few_labels.no_word")
    told = {}
    for row, label in value.items():
        if not (str(row).isascii() and str(row).isdigit() and int(row) < ON_MAP):
            raise Complaint("few_labels.no_row", row=str(row)[:20], last=ON_MAP - 1)
        if isinstance(label, bool) or not isinstance(label, int) or not 0 <= label < CLASSES:
            raise Complaint("few_labels.no_class", label=str(label)[:20])
        told[int(row)] = label
    return told


SHOW = Show(
    family="semi-supervised-vae",
    charts=(
        Chart("accuracy", (Line("accuracy", "good"), Line("nearest", "other", dashed=True)), range=(0, 1)),
        Chart("doubt", (Line("entropy", "second"),)),
    ),
    view=("analogies", "map"),
    data=("mnist",),
    own=False,
    begin=BEGIN,
    batch=128,
    offered=("alpha", "learning_rate"),
    origin="m1m2-mnist-100",
    forgets=("m2.",),
    words=("few_labels", "show_semi_supervised_vae"),
    script="tabs/few_labels/naming.js",
    recorded="tabs/few_labels/recorded.json",
    tab="few_labels",
    heard=heard,
    foretold=tuple((30 * count, "labels", first(count)) for count in (2, 4, 6, 8, 10, 15, 20, 30)),
)
