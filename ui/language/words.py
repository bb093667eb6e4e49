"""Every word that the playground shows, in English and in Korean: beside what shows them, with the same keys in both.

Three readers, one table: our panels' scripts fetch the tables that they need in the reader's language (served.py), a
sentence made on the server is in the visitor's language (`say`, `told`), and for Gradio's own components see
references.py.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Protocol

from genmodels.reasons import SENTENCES, KnownError, UserError

LANGUAGES = ("en", "ko")
UI = Path(__file__).parents[1]


class Asked(Protocol):
    """A request of Gradio or FastAPI."""

    headers: Mapping[str, str]


class Complaint(UserError):  # noqa: N818, it is what the person is told and not what broke
    """A person's mistake as a key of the table, so that it can be told in the language of whoever made it."""

    def __init__(self, key: str, **fields: object):
        self.key = key
        self.fields = {name: sendable(field) if isinstance(field, str) else field for name, field in fields.items()}
        super().__init__(self.translated("en"))

    def translated(self, language: str) -> str:
        return text(self.key, language).format(**self.fields)


def sendable(said: str) -> str:
    """What a stranger wrote, without half a surrogate pair: JSON may bring one, and no answer can carry it."""
    return said.encode("utf-8", "replace").decode()


def told(mistake: UserError, language: str) -> str:
    """The sentence of a mistake in a language, where it is one of those that know more than English."""
    if isinstance(mistake, Complaint):
        return mistake.translated(language)
    if isinstance(mistake, KnownError):
        return sendable(text(f"reasons.{mistake.kind}", language).format(**mistake.fields))
    return sendable(str(mistake))


def about(mistake: UserError) -> dict[str, str]:
    """{"about": the name of the field that is wrong}, for a page that calls it otherwise; {} where there is none."""
    fields = getattr(mistake, "fields", {})
    name = fields.get("what", fields.get("name"))
    return {"about": sendable(name)} if isinstance(name, str) else {}


def in_each(mistake: UserError) -> dict[str, str]:
    """language -> the sentence, for those who watch the same thing in different languages."""
    return {code: told(mistake, code) for code in LANGUAGES}


@cache
def tables() -> dict[str, dict[str, dict[str, str]]]:
    """language -> table -> key -> words."""
    found: dict[str, dict] = {code: {} for code in LANGUAGES}
    for code in LANGUAGES:
        for path in sorted(UI.rglob(f"words.{code}.toml")):
            found[code] |= tomllib.loads(path.read_text("utf-8"))
    # in English they are those of the package, which knows no other language, but for those that name folders
    found["en"]["reasons"] = SENTENCES | found["en"]["reasons"]
    return found


def text(key: str, language: str) -> str:
    """The words of "table.key" in one language."""
    name, word = key.split(".", 1)
    return tables()[language][name][word]


def language(request: Asked | None) -> str:
    """The best of our languages for a request's Accept-Language; English for a program that states none."""
    return preferred(request.headers.get("accept-language") or "") if request else "en"


def preferred(header: str) -> str:
    """The same for the header itself."""
    wishes = re.findall(r"\s*([a-zA-Z]+)[\w-]*(?:;q=(\d(?:\.\d+)?))?", header)
    known = [(float(weight or 1), code.lower()) for code, weight in wishes if code.lower() in LANGUAGES]
    return max(known, key=lambda wish: wish[0], default=(1.0, "en"))[1]


def chosen(wish: object, otherwise: str) -> str:
    """The language that a page asks for, if it is one of ours."""
    return wish if isinstance(wish, str) and wish in LANGUAGES else otherwise


def say(key: str, request: Asked | None, **fields: object) -> str:
    """A sentence in the visitor's language."""
    return text(key, language(request)).format(**fields)
