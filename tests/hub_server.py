"""A Hub on loopback: a real HTTP server that answers the calls which the real client makes, and fails on demand.

The client reads HF_ENDPOINT when it is first imported, so conftest.py starts the server before anything else: for the
tests there is no other Hub, and none of them leaves this machine.
"""

import base64
import hashlib
import json
import os
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import yaml

REPO = "kim/judge"  # what most tests publish
NOBODY = "nobody's-token"  # a login that may write nowhere


@dataclass
class Fault:
    """What goes wrong with the requests whose "METHOD /path" matches.

    status: answered so, with these headers, instead of the file.  times: how often; then all is well again.
    silent: accepted, read and never answered.  cut: the connection ends after so many bytes of the file.
    altered: another file of the same size is sent.  slow: goes on only once the test says `hub.release()`.
    """

    pattern: str
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 10**9
    silent: bool = False
    cut: int | None = None
    altered: bool = False
    slow: bool = False


class Hub:
    """The repositories, the faults that are switched on, and every request that came."""

    def __init__(self) -> None:
        self.server: ThreadingHTTPServer | None = None
        self.start(0)
        self.reset()

    def start(self, port: int) -> None:
        handler = type("Handler", (_Handler,), {"hub": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """From now on the connection is refused."""
        self.server.shutdown()
        self.server.server_close()
        self.server = None

    def reset(self) -> None:
        """An empty Hub in good health."""
        if self.server is None:
            self.start(self.port)
        self.commits: dict[str, dict[str, dict[str, bytes]]] = {}  # repository -> commit -> path -> content
        self.uploads: dict[str, bytes] = {}
        self.faults: list[Fault] = []
        self.requests: list[str] = []
        self.logins: set[str | None] = set()  # what came as Authorization
        self.released = threading.Event()

    def release(self) -> None:
        """Lets go of every request that a fault holds back."""
        self.released.set()

    def fail(self, pattern: str, **what) -> None:
        self.faults.append(Fault(pattern, **what))

    def publish(self, repository: str, folder: Path) -> str:
        """A commit with the files of a folder; returns its name."""
        return self.commit(repository, {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})

    def commit(self, repository: str, files: dict[str, bytes]) -> str:
        history = self.commits.setdefault(repository, {})
        name = hashlib.sha1(repr((repository, len(history), sorted(files))).encode()).hexdigest()
        history[name] = files
        return name

    def head(self, repository: str) -> str:
        return list(self.commits[repository])[-1]

    def tags(self, repository: str) -> list[str]:
        text = self.commits[repository][self.head(repository)].get("README.md", b"").decode()
        front = re.match(r"---\n(.*?)\n---", text, re.DOTALL)
        return yaml.safe_load(front[1]).get("tags", []) if front else []

    def asked_for(self, pattern: str) -> int:
        return sum(bool(re.search(pattern, request)) for request in self.requests)


class _Handler(BaseHTTPRequestHandler):
    """One connection for each request (HTTP/1.0), so that a stopped server leaves no open door."""

    hub: Hub

    def log_message(self, *_) -> None:
        pass

    def do_HEAD(self) -> None:
        self.answer()

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD  # noqa: N815

    def answer(self) -> None:
        path = self.path.partition("?")[0]
        request = f"{self.command} {path}"
        self.hub.requests.append(request)
        self.hub.logins.add(self.headers.get("Authorization"))
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fault = next((f for f in self.hub.faults if f.times > 0 and re.search(f.pattern, request)), Fault(""))
        fault.times -= 1
        if fault.silent or fault.slow:
            self.hub.released.wait(60)
        if fault.silent:
            self.close_connection = True
        elif fault.status:
            self.send(fault.status, b"", fault.headers)
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self.resolve(*found.groups(), fault)
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)/(preupload|commit)/[^/]+", path):
            {"preupload": self.preupload, "commit": self.write_commit}[found[2]](found[1])
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/([^/]+))?", path):
            self.describe(found[1], found[2] or "main")
        elif path == "/api/models":
            self.search()
        elif path.endswith(".git/info/lfs/objects/batch"):
            self.lfs_batch()
        else:
            self.other(path)

    def other(self, path: str) -> None:
        if path == "/api/repos/create":
            self.create()
        elif path == "/api/repos/delete":
            asked = json.loads(self.body)
            del self.hub.commits[f"{asked.get('organization') or 'kim'}/{asked['name']}"]
            self.json({})
        elif path.startswith("/lfs/"):
            self.hub.uploads[path.removeprefix("/lfs/")] = self.body
            self.json({})
        elif path == "/api/whoami-v2":
            self.json({"name": "kim", "type": "user", "auth": {}})
        else:
            self.json({"warnings": [], "errors": []})  # validate-yaml, verify

    def resolve(self, repository: str, revision: str, name: str, fault: Fault) -> None:
        """HEAD and GET of a file, with Range; a HEAD carries what the client needs to name it in its cache."""
        history = self.hub.commits.get(repository)
        if history is None:
            return self.send(404, b"", {"X-Error-Code": "RepoNotFound"})
        commit = self.hub.head(repository) if revision == "main" else revision
        if commit not in history:
            return self.send(404, b"", {"X-Error-Code": "RevisionNotFound"})
        content = history[commit].get(name)
        if content is None:
            return self.send(404, b"", {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": commit})
        etag = f'"{hashlib.sha256(content).hexdigest()}"'
        if fault.altered:
            content = bytes(len(content))
        start = int((re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", "")) or ["", 0])[1])
        headers = {"X-Repo-Commit": commit, "ETag": etag}
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(content) - 1}/{len(content)}"
        return self.send(206 if start else 200, content[start:], headers, fault.cut)

    def describe(self, repository: str, revision: str) -> None:
        """A commit's files; with ?blobs=True their sizes too, and what large files are stored under."""
        history = self.hub.commits.get(repository)
        if history is None:
            return self.send(404, b"", {"X-Error-Code": "RepoNotFound"})
        commit = self.hub.head(repository) if revision == "main" else revision
        if commit not in history:
            return self.send(404, b"", {"X-Error-Code": "RevisionNotFound"})
        siblings = [{"rfilename": name} for name in history[commit]]
        if "blobs" in parse_qs(self.path.partition("?")[2]):
            siblings = [_listed(name, content) for name, content in history[commit].items()]
        return self.json({"id": repository, "sha": commit, "tags": [], "downloads": 0, "siblings": siblings})

    def search(self) -> None:
        """The repositories whose README's front matter has the tag, and whose name holds the word."""
        query = parse_qs(self.path.partition("?")[2])
        found = [
            {"id": repository, "tags": tags, "downloads": 0}
            for repository in self.hub.commits
            if set(query.get("filter", [])) <= set(tags := self.hub.tags(repository))
            and query.get("search", [""])[0] in repository
        ]
        self.json(found)

    def create(self) -> None:
        if self.headers.get("Authorization") == f"Bearer {NOBODY}":
            return self.send(403, b"", {"X-Error-Message": "you may not write here"})
        asked = json.loads(self.body)
        name = f"{asked.get('organization') or 'kim'}/{asked['name']}"
        there = name in self.hub.commits
        if not there:
            self.hub.commit(name, {})
        return self.json({"url": f"http://{self.headers['Host']}/{name}"}, 409 if there else 200)

    def preupload(self, repository: str) -> None:
        files = json.loads(self.body)["files"]
        modes = {True: "lfs", False: "regular"}
        self.json(
            {
                "files": [
                    {"path": f["path"], "uploadMode": modes[f["path"].endswith("safetensors")], "shouldIgnore": False}
                    for f in files
                ]
            }
        )

    def lfs_batch(self) -> None:
        home = f"http://{self.headers['Host']}/lfs/"
        objects = [
            {**o, "actions": {"upload": {"href": home + o["oid"]}, "verify": {"href": f"{home}verify"}}}
            for o in json.loads(self.body)["objects"]
        ]
        self.json({"transfer": "basic", "objects": objects})

    def write_commit(self, repository: str) -> None:
        files = dict(self.hub.commits[repository][self.hub.head(repository)])
        for line in self.body.splitlines():
            entry = json.loads(line)
            value = entry["value"]
            if entry["key"] == "file":
                files[value["path"]] = base64.b64decode(value["content"])
            elif entry["key"] == "lfsFile":
                files[value["path"]] = self.hub.uploads[value["oid"]]
        commit = self.hub.commit(repository, files)
        self.json({"commitUrl": f"http://{self.headers['Host']}/{repository}/commit/{commit}", "commitOid": commit})

    def json(self, value: dict | list, status: int = 200) -> None:
        self.send(status, json.dumps(value).encode(), {"Content-Type": "application/json"})

    def send(self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[:cut])


def _listed(name: str, content: bytes) -> dict:
    """A file as the Hub lists it."""
    entry = {"rfilename": name, "size": len(content), "blobId": hashlib.sha1(content).hexdigest()}
    if name.endswith("safetensors"):
        stored = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
        entry["lfs"] = stored
    return entry


HUB = Hub()
os.environ |= {
    "HF_ENDPOINT": f"http://127.0.0.1:{HUB.port}",
    "HF_HUB_DISABLE_XET": "1",
    "HF_TOKEN": "kim's-token",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "NO_PROXY": "127.0.0.1",
}
os.environ.pop("GENMODELS_HUB", None)
