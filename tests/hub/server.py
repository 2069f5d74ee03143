"""A hub for tests: speaks to the unmodified `huggingface_hub`, keeps git repositories on the disk, fails when told to.

`python server.py ROOT PORT`: repositories lie in ROOT/datasets/ORG/NAME. The token is `hf_test`. It is written from
the client's behaviour: it proves how the protocol is used, not what any hub's policies are. `POST /_fault` with a list
of {path (a regular expression), method, times, status, after, move, stall} makes requests fail: with a status instead of
doing it, or `after` it was done (status 0 closes the connection); `move` has somebody else commit first; `stall` waits
so many seconds, before it is done or after.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import socket
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))
from repository import File, MovedError, Repository

TOKEN = "hf_test"  # noqa: S105 - of this hub only
_DATE = "2031-03-03T12:00:00.000Z"
_ID = r"(?P<id>[^/]+/[^/]+)"
_ROUTES = [
    ("POST", r"/api/repos/create", "create"),
    ("GET", r"/api/whoami-v2", "whoami"),
    ("POST", r"/api/validate-yaml", "validate_yaml"),
    ("POST", rf"/api/datasets/{_ID}/preupload/(?P<rev>.+)", "preupload"),
    ("POST", rf"/api/datasets/{_ID}/commit/(?P<rev>.+)", "commit"),
    ("GET", rf"/api/datasets/{_ID}/tree/(?P<rev>[^/]+)(?:/(?P<path>.*))?", "tree"),
    ("POST", rf"/api/datasets/{_ID}/paths-info/(?P<rev>.+)", "paths_info"),
    ("GET", rf"/api/datasets/{_ID}/refs", "refs"),
    ("POST", rf"/api/datasets/{_ID}/tag/(?P<rev>.+)", "tag"),
    ("GET", rf"/api/datasets/{_ID}/revision/(?P<rev>.+)", "info"),
    ("GET", rf"/api/datasets/{_ID}", "info"),
    ("POST", rf"/datasets/{_ID}\.git/info/lfs/objects/batch", "batch"),
    ("PUT", rf"/lfs/{_ID}/(?P<oid>[0-9a-f]+)", "upload"),
    ("POST", rf"/lfs/{_ID}/verify", "uploaded"),
    ("HEAD", rf"/datasets/{_ID}/resolve/(?P<rev>[^/]+)/(?P<path>.+)", "resolve"),
    ("GET", rf"/datasets/{_ID}/resolve/(?P<rev>[^/]+)/(?P<path>.+)", "resolve"),
    ("POST", r"/_fault", "fault"),
    ("POST", r"/_settings", "settings"),
    ("GET", r"/_log", "log"),
]


class Refused(Exception):  # noqa: N818 - an answer, not an error of the server
    """An answer that is no success."""

    def __init__(self, status: int, code: str = "", message: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Hub(ThreadingHTTPServer):
    """The server, with its repositories, faults and log of requests."""

    daemon_threads = True

    def __init__(self, root: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.root = root
        self.faults: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.lock = threading.RLock()
        self.settings: dict[str, dict[str, bool]] = {}

    def repository(self, name: str, *, authorised: bool) -> Repository:
        """A repository that the caller may see."""
        repository = Repository(self.root / "datasets" / name)
        settings = self.settings.get(name, {})
        if not repository.folder.is_dir() or (settings.get("private") and not authorised):
            raise Refused(404 if authorised else 401, "RepoNotFound", "Repository not found")
        return repository

    def fault(self, method: str, path: str) -> dict[str, Any] | None:
        """The fault that is due for a request."""
        with self.lock:
            for fault in self.faults:
                if fault["times"] > 0 and fault.get("method", method) == method and re.search(fault["path"], path):
                    fault["times"] -= 1
                    return fault
        return None


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answers."""
        self._answer("GET")

    def do_HEAD(self) -> None:
        """Answers."""
        self._answer("HEAD")

    def do_POST(self) -> None:
        """Answers."""
        self._answer("POST")

    def do_PUT(self) -> None:
        """Answers."""
        self._answer("PUT")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name in the base class
        """Nothing on the terminal."""

    @property
    def _authorised(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while size := int(self.rfile.readline().strip() or b"0", 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _answer(self, method: str) -> None:
        split = urlsplit(self.path)
        path = unquote(split.path)
        self.body, self.query = self._body(), parse_qs(split.query)
        self.server.requests.append(f"{method} {path}")
        fault = None if path.startswith("/_") else self.server.fault(method, path)
        if fault and fault.get("stall") and not fault.get("after"):
            time.sleep(fault["stall"])
        if fault and fault.get("move"):
            self._somebody_else()
        elif fault and not fault.get("after") and not fault.get("stall"):
            self._send(fault["status"], b"{}", {"X-Error-Message": "injected"})
            return
        try:
            with self.server.lock:
                status, data, headers = self._route(method, path)
        except Refused as refused:
            headers = {"X-Error-Message": refused.message} | ({"X-Error-Code": refused.code} if refused.code else {})
            status, data = refused.status, json.dumps({"error": refused.message}).encode()
        if fault and fault.get("after"):
            time.sleep(fault.get("stall", 0))
            if fault.get("status", 0) == 0:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, data, headers = fault["status"], b"{}", {"X-Error-Message": "injected, after it was done"}
        self._send(status, data, headers)

    def _somebody_else(self) -> None:
        """Another commit on the branch, between what the client has read and what it sends."""
        name = re.match(r"/api/datasets/([^/]+/[^/]+)/", self.path)
        if name:
            repository = Repository(self.server.root / "datasets" / name[1])
            repository.commit({"NOTES.md": b"by somebody else"}, {}, [], "somebody else", None)

    def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _route(self, method: str, path: str) -> tuple[int, bytes, dict[str, str]]:
        for known, pattern, name in _ROUTES:
            match = re.fullmatch(pattern, path)
            if known == method and match:
                answer = getattr(self, f"_{name}")(**{k: v for k, v in match.groupdict().items() if v is not None})
                return answer if isinstance(answer, tuple) else (200, json.dumps(answer).encode(), {})
        raise Refused(404, "EntryNotFound", "no such page")

    def _repository(self, name: str, *, write: bool = False) -> Repository:
        if write and not self._authorised:
            raise Refused(401, "", "Invalid username or password.")
        return self.server.repository(name, authorised=self._authorised)

    def _commit_of(self, repository: Repository, revision: str) -> str:
        try:
            return repository.resolve(revision)
        except LookupError:
            raise Refused(404, "RevisionNotFound", f"Invalid rev id: {revision}") from None

    def _create(self) -> Any:
        wanted = json.loads(self.body)
        name = f"{wanted['organization']}/{wanted['name']}" if wanted.get("organization") else wanted["name"]
        if not self._authorised:
            raise Refused(401, "", "Invalid username or password.")
        repository = Repository(self.server.root / "datasets" / name)
        if repository.folder.is_dir():
            raise Refused(409, "", "You already created this dataset repo")
        repository.create()
        private = bool(wanted.get("private") or wanted.get("visibility") == "private")
        self.server.settings[name] = {"private": private}
        return {"url": f"http://{self.headers['Host']}/datasets/{name}", "name": name, "id": name}

    def _whoami(self) -> Any:
        if not self._authorised:
            raise Refused(401, "", "Invalid username or password.")
        return {"type": "user", "name": "tester", "fullname": "Tester", "orgs": [], "auth": {"type": "access_token"}}

    def _validate_yaml(self) -> Any:
        return {"errors": [], "warnings": []}

    def _preupload(self, id: str, rev: str) -> Any:  # noqa: A002 - of the path
        repository = self._repository(id, write=True)
        there = repository.files(self._commit_of(repository, rev))
        answers = []
        for file in json.loads(self.body)["files"]:
            known = there.get(file["path"])
            oid = {"oid": known.sha256 or known.blob} if known else {}
            mode = "lfs" if file["path"].endswith(".parquet") else "regular"
            answers.append({"path": file["path"], "uploadMode": mode, "shouldIgnore": False, **oid})
        return {"files": answers}

    def _batch(self, id: str) -> Any:  # noqa: A002
        repository = self._repository(id, write=True)
        host = self.headers["Host"]
        objects = []
        for one in json.loads(self.body)["objects"]:
            answer = {"oid": one["oid"], "size": one["size"]}
            if not repository.object(one["oid"]).is_file():
                header = {"Authorization": self.headers["Authorization"]}
                answer["actions"] = {
                    "upload": {"href": f"http://{host}/lfs/{id}/{one['oid']}", "header": header},
                    "verify": {"href": f"http://{host}/lfs/{id}/verify", "header": header},
                }
            objects.append(answer)
        return (
            200,
            json.dumps({"transfer": "basic", "objects": objects}).encode(),
            {"Content-Type": "application/vnd.git-lfs+json"},
        )

    def _upload(self, id: str, oid: str) -> Any:  # noqa: A002
        if hashlib.sha256(self.body).hexdigest() != oid:
            raise Refused(400, "", "other bytes than announced")
        Repository(self.server.root / "datasets" / id).store(self.body)  # who has the address may write
        return {}

    def _uploaded(self, id: str) -> Any:  # noqa: A002
        wanted = json.loads(self.body)
        path = self._repository(id).object(wanted["oid"])
        if not path.is_file() or path.stat().st_size != wanted["size"]:
            raise Refused(404, "", "not uploaded")
        return {}

    def _commit(self, id: str, rev: str) -> Any:  # noqa: A002
        repository = self._repository(id, write=True)
        if rev != "main":
            raise Refused(404, "RevisionNotFound", f"Invalid rev id: {rev}")
        lines = [json.loads(line) for line in self.body.splitlines() if line.strip()]
        header = next(line["value"] for line in lines if line["key"] == "header")
        files = {
            line["value"]["path"]: base64.b64decode(line["value"]["content"]) for line in lines if line["key"] == "file"
        }
        large = {
            line["value"]["path"]: (line["value"]["oid"], line["value"]["size"])
            for line in lines
            if line["key"] == "lfsFile"
        }
        deleted = [line["value"]["path"] for line in lines if line["key"] == "deletedFile"]
        missing = [path for path, (oid, _) in large.items() if not repository.object(oid).is_file()]
        if missing:
            raise Refused(400, "", f"not uploaded: {missing[0]}")
        try:
            made = repository.commit(files, large, deleted, header["summary"], header.get("parentCommit"))
        except MovedError:
            raise Refused(412, "", "A commit has happened since. Please refresh and try again.") from None
        url = f"http://{self.headers['Host']}/datasets/{id}/commit/{made}"
        return {"success": True, "commitOid": made, "commitUrl": url, "hookOutput": ""}

    def _tag(self, id: str, rev: str) -> Any:  # noqa: A002
        repository = self._repository(id, write=True)
        if not repository.tag(json.loads(self.body)["tag"], self._commit_of(repository, rev)):
            raise Refused(409, "", "Tag reference exists already.")
        return {}

    def _refs(self, id: str) -> Any:  # noqa: A002
        repository = self._repository(id)
        listed = {kind: repository.refs(kind) for kind in ("heads", "tags")}
        named = {
            kind: [
                {"name": name, "ref": f"refs/{kind}/{name}", "targetCommit": commit} for name, commit in refs.items()
            ]
            for kind, refs in listed.items()
        }
        return {"branches": named["heads"], "tags": named["tags"], "converts": []}

    def _info(self, id: str, rev: str = "main") -> Any:  # noqa: A002
        repository = self._repository(id)
        commit = self._commit_of(repository, rev)
        settings = self.server.settings.get(id, {})
        return {
            "_id": "1",
            "id": id,
            "sha": commit,
            "private": settings.get("private", False),
            "gated": "auto" if settings.get("gated") else False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "createdAt": _DATE,
            "lastModified": _DATE,
            "siblings": [{"rfilename": path} for path in repository.files(commit)],
        }

    def _tree(self, id: str, rev: str, path: str = "") -> Any:  # noqa: A002
        repository = self._repository(id)
        files = repository.files(self._commit_of(repository, rev))
        prefix = f"{path.rstrip('/')}/" if path else ""
        below = {name: file for name, file in files.items() if name.startswith(prefix)}
        if prefix and not below:
            raise Refused(404, "EntryNotFound", f"{path} does not exist on {rev}")
        recursive = self.query.get("recursive", ["false"])[0].lower() in ("true", "1")
        folders = {prefix + name[len(prefix) :].split("/")[0] for name in below if "/" in name[len(prefix) :]}
        if recursive:
            folders = {"/".join(name.split("/")[:n]) for name in below for n in range(1, name.count("/") + 1)}
        shown = [file for name, file in below.items() if recursive or "/" not in name[len(prefix) :]]
        directories = [{"type": "directory", "oid": "0" * 40, "size": 0, "path": name} for name in sorted(folders)]
        return [*directories, *map(_entry, shown)]

    def _paths_info(self, id: str, rev: str) -> Any:  # noqa: A002
        repository = self._repository(id)
        text = self.body.decode()
        wanted = json.loads(text)["paths"] if text.startswith("{") else parse_qs(text)["paths"]
        files = repository.files(self._commit_of(repository, rev))
        return [_entry(files[path]) for path in wanted if path in files]

    def _resolve(self, id: str, rev: str, path: str) -> Any:  # noqa: A002
        repository = self._repository(id)
        if self.server.settings.get(id, {}).get("gated") and not self._authorised:
            raise Refused(403, "GatedRepo", "Access to this dataset is restricted")
        commit = self._commit_of(repository, rev)
        file = repository.files(commit).get(path)
        if file is None:
            raise Refused(404, "EntryNotFound", "Entry not found")
        headers = {
            "X-Repo-Commit": commit,
            "ETag": f'"{file.sha256 or file.blob}"',
            "Content-Type": "application/octet-stream",
            "Accept-Ranges": "bytes",
        }
        if file.sha256:
            headers |= {"X-Linked-Etag": f'"{file.sha256}"', "X-Linked-Size": str(file.size)}
        data = repository.read(file)
        if self.command == "HEAD":
            return 200, b"", {**headers, "Content-Length": str(len(data))}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted:
            first, last = int(wanted[1]), int(wanted[2] or len(data) - 1)
            part = data[first : last + 1]
            return 206, part, {**headers, "Content-Range": f"bytes {first}-{first + len(part) - 1}/{len(data)}"}
        return 200, data, headers

    def _fault(self) -> Any:
        self.server.faults = json.loads(self.body)
        return {}

    def _settings(self) -> Any:
        for name, settings in json.loads(self.body).items():
            self.server.settings.setdefault(name, {}).update(settings)
        return {}

    def _log(self) -> Any:
        return self.server.requests


def _entry(file: File) -> dict[str, Any]:
    lfs = {"lfs": {"oid": file.sha256, "size": file.size, "pointerSize": 130}} if file.sha256 else {}
    return {"type": "file", "oid": file.blob, "size": file.size, "path": file.path, **lfs}


if __name__ == "__main__":
    server = Hub(Path(sys.argv[1]), int(sys.argv[2]))
    print(server.server_address[1], flush=True)  # noqa: T201 - its port
    server.serve_forever()
