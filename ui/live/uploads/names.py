"""The names in a zip, as the person who packed it sees them.

A zip says of a name that it is UTF-8, or nothing, and then the standard's code page 437 is assumed. A Windows in Korea,
Japan or China packs its own code page and says nothing: 개.png comes out as ░│.png.
"""

import zipfile
from collections.abc import Sequence

UTF8 = 0x800  # the flag of a name that is said to be
LIKELY = 0.5  # share of the letters that must be everyday ones of a language for its code page to be believed


def unpacked_names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """One name for each entry; the code page is guessed from all names together, for one machine packed them."""
    raw = {
        entry.filename: entry.orig_filename.encode("cp437")
        for entry in entries
        if not entry.flag_bits & UTF8 and not entry.filename.isascii()
    }
    everything = b"\n".join(raw.values())
    likely, page = max(
        ((_likely(everything, page), page) for page in EVERYDAY), key=lambda found: found[0], default=(0, "")
    )
    if not raw or likely <= LIKELY:
        return [entry.filename for entry in entries]
    said = {name: content.decode(page) for name, content in raw.items()}
    return [said.get(entry.filename, entry.filename) for entry in entries]


def _likely(content: bytes, page: str) -> float:
    """The share of the letters beyond ASCII that are everyday ones where this code page is used."""
    try:
        letters = [letter for letter in content.decode(page) if not letter.isascii()]
    except UnicodeDecodeError:
        return 0
    return sum(map(EVERYDAY[page], letters)) / max(1, len(letters))


def _encodable(letter: str, standard: str) -> bool:
    try:
        return bool(letter.encode(standard))
    except UnicodeEncodeError:
        return False


def _ideograph(letter: str) -> bool:
    return "\u4e00" <= letter <= "\u9fff"


# In doubt the first: bytes that are all Korean syllables may be Chinese as well, but a set of Chinese names also has
# bytes that in Korean are Chinese signs. The pages hold rare signs, too; the older standards hold the everyday ones.
EVERYDAY = {
    "utf-8": lambda letter: True,
    "cp949": lambda letter: "가" <= letter <= "힣" and _encodable(letter, "euc_kr"),
    "cp932": lambda letter: "\u3041" <= letter <= "\u30ff" or _ideograph(letter),
    "gbk": lambda letter: _ideograph(letter) and _encodable(letter, "gb2312"),
}
