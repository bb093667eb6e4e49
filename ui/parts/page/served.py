"""The page's scripts, styles, pictures and words as browsers fetch them, under an address that changes with any.

So a browser may keep them for ever, what a script imports by a relative path is of the same version, and a file that
is not in the table, such as one outside of ui/, has no address.
"""

import hashlib
import json
from functools import cache

from fastapi import FastAPI, HTTPException, Response

from ui.language import words
from ui.settings import PLAY_ROOT

KINDS = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".webp": "image/webp",
    ".wasm": "application/wasm",
}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


@cache
def files() -> dict[str, bytes]:
    """Path -> content: by its place under ui/ what is fetched as it is, and words as words/TABLE.LANGUAGE.json."""
    found = {
        path.relative_to(words.UI).as_posix(): path.read_bytes()
        for kind in ("*.js", "*.css", "*.webp", "*.wasm", "recorded.json")
        for path in words.UI.rglob(kind)
    }
    for code, tables in words.tables().items():
        for name, table in tables.items():
            found[f"words/{name}.{code}.json"] = json.dumps(table, ensure_ascii=False).encode()
    return found


@cache
def version() -> str:
    """A hash of all files together."""
    digest = hashlib.sha256()
    for path, content in sorted(files().items()):
        digest.update(f"{path} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def address(path: str) -> str:
    """Where a browser finds a file; a page under a prefix needs it without the slash in front."""
    if path not in files():
        raise FileNotFoundError(f"there is no {words.UI / path}")
    return f"{PLAY_ROOT}/{version()}/{path}"


def attach(app: FastAPI) -> None:
    """Adds the route to a launched app."""
    app.add_api_route(PLAY_ROOT + "/{asked}/{path:path}", serve, methods=["GET"])


async def serve(asked: str, path: str) -> Response:
    """One file; only of this version, since a page of another cannot use half of it."""
    if asked != version() or path not in files():
        raise HTTPException(404)
    return Response(files()[path], media_type=KINDS[path[path.rindex(".") :]], headers=FOR_EVER)
