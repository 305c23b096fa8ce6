"""The store of what was rendered: a document by everything that it is made from, so that nothing is made twice.

A job's key is the hash of the spec, the files it reads, the templates, the company's file, the build of planforge and
every option. An entry holds plain data and the documents' bytes; one that is damaged counts as not there.
"""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from planforge.jobs.build import build
from planforge.jobs.render import Job, Outcome
from planforge.jobs.settings import config_for
from planforge.jobs.whole import Folder
from planforge.problem import Problem, Refusal, Text, Where
from planforge.reading.reach import out_of_reach
from planforge.resources import digest_of

NAME = ".planforge"
MANIFEST = "manifest.json"
_BLOBS = ("content", "workbook")


class Shelf(Protocol):
    """Where entries lie. Both raise OSError or nothing."""

    def read(self, name: str) -> bytes | None:
        """What is kept under a name; None for nothing."""

    def write(self, name: str, content: bytes) -> None:
        """Keep, whole or not at all."""


class Remote:
    """Any place that fsspec knows by a URL: s3://…, gs://…, memory://…."""

    def __init__(self, url: str) -> None:
        try:
            from fsspec.core import url_to_fs
        except ImportError:
            raise Refusal(
                Problem(
                    "F12",
                    Text(f"{url} 需要 fsspec", f"{url} needs fsspec"),
                    Text("pip install 'planforge[store]'", "pip install 'planforge[store]'"),
                    where=Where(url),
                )
            ) from None
        try:
            self.files, self.root = url_to_fs(url)
        except (ImportError, ValueError, OSError) as error:
            message = Text(f"存放处 {url} 用不了：{error}", f"the store {url} cannot be used: {error}")
            raise Refusal(Problem("F12", message, where=Where(url))) from None

    def read(self, name: str) -> bytes | None:
        """What is kept under a name."""
        with suppress(OSError):
            return bytes(self.files.cat_file(str(PurePosixPath(self.root, name))))
        return None

    def write(self, name: str, content: bytes) -> None:
        """Stores of objects put them whole."""
        path = PurePosixPath(self.root, name)
        self.files.makedirs(str(path.parent), exist_ok=True)
        self.files.pipe_file(str(path), content)


def opened(place: str | Path) -> Shelf:
    """A folder, or what a URL names. Refusal where fsspec is not there or does not know it."""
    return Remote(place) if isinstance(place, str) and "://" in place else Folder(Path(place))


class Store(Struct, frozen=True):
    """Documents by their keys."""

    shelf: Shelf

    def get(self, job: Job) -> Outcome | None:
        """What the job would make, where everything it is made from is as it was."""
        with suppress(OSError, ValueError, Refusal):
            found = self.shelf.read(self._place(job))
            if found is not None:
                return _outcome(job, found)
        return None

    def put(self, outcome: Outcome) -> None:
        """Keep what was made; a store that cannot be written is done without."""
        with suppress(OSError, Refusal):
            if outcome.content is not None:
                self.shelf.write(self._place(outcome.job), _packed(outcome))

    def _place(self, job: Job) -> str:
        key = key_of(job, self._named(job))
        return f"documents/{key[:2]}/{key[2:34]}"

    def _named(self, job: Job) -> Path | None:
        """The file of past sales that a spec names: as found when the spec was first read, for that takes long."""
        content = sha256(f"{build()}\0{job.overrides!r}\0".encode() + digest_of(job.spec)).hexdigest()
        place = f"reads/{content[:2]}/{content[2:34]}"
        known = self.shelf.read(place)
        if known is None:
            named = history_of(job)
            self.shelf.write(place, json.dumps(named, ensure_ascii=False).encode())
        else:
            named = json.loads(known)
        return sales_of(job, named)

    def finish(self, made: Mapping[str, Path]) -> None:
        """The list of documents, by output; written when all is done."""
        told = [{"output": output, "spec": spec.as_posix()} for output, spec in sorted(made.items())]
        with suppress(OSError):
            text = json.dumps({"build": build(), "made": told}, ensure_ascii=False, indent=1)
            self.shelf.write(MANIFEST, text.encode())


Make = Callable[[Sequence[Job]], Generator[Outcome]]


def run_stored(jobs: Iterable[Job], make: Make, store: Store | None) -> Generator[Outcome]:
    """The outcomes as they come: what the store has is not made again, and what is made is kept as soon as it is."""
    missing: list[Job] = []
    for job in jobs:
        found = store.get(job) if store else None
        if found is None:
            missing.append(job)
        else:
            yield found
    with closing(make(missing)) as outcomes:
        for outcome in outcomes:
            if store:
                store.put(outcome)
            yield outcome


def key_of(job: Job, sales: Path | None) -> str:
    """SHA-256 over all that a document is made from; ``sales`` is the file that the spec names. Raises OSError where a
    file cannot be read, Refusal where the settings are wrong."""
    sums = sha256(build().encode())
    for name, value in asdict(job).items():
        if name not in ("spec", "roots", "templates", "style"):
            sums.update(f"\0{name}={value!r}".encode())
    sums.update(f"\0{job.spec.as_posix()}\0{job.style}\0{config_for(job.spec.resolve().parent).length}".encode())
    for path in _files(job, sales):
        sums.update(f"\0{path.as_posix()}\0".encode())
        sums.update(digest_of(path))
    sums.update(_office(job).encode())
    return sums.hexdigest()


def _files(job: Job, sales: Path | None) -> Iterator[Path]:
    """The spec, what it names, the user's templates, the company's file."""
    yield job.spec
    if sales is not None:
        yield sales
    if Path(job.style).is_file():
        yield Path(job.style)
    if job.templates:
        yield from sorted(path for path in job.templates.rglob("*") if path.is_file())


def sales_of(job: Job, named: object) -> Path | None:
    """The file of past sales that a spec names; OSError where it may not be opened, which reading the spec tells."""
    if not isinstance(named, str):
        return None
    if out_of_reach(named, job.spec.parent, job.roots, ()):
        raise OSError(errno.EACCES, "out of reach", named)
    return job.spec.parent / named


def history_of(job: Job) -> str | None:
    """The file of past sales that the spec, as it is overridden, names. OSError for a nation, made of many files."""
    from planforge.reading.override import apply_overrides
    from planforge.reading.read import open_spec

    source, _ = open_spec(job.spec)
    data = apply_overrides(source.data, job.overrides).data if job.overrides else source.data
    given: Any = data.get("history") if isinstance(data, dict) else None
    given = given.get("file") if isinstance(given, dict) else given
    if isinstance(data, dict) and data.get("nation") is not None:
        raise OSError("a national plan is made of many files")
    return given if isinstance(given, str) else None


def _office(job: Job) -> str:
    """LibreOffice, where it has a part in the document."""
    if job.to not in ("pdf", "png") and not (job.to == "docx" and job.contents == "paged"):
        return ""
    from planforge.writers.pdf import find_office

    program = find_office()
    if program is None:
        return "-"
    told = Path(program).resolve().stat()
    return f"{program} {told.st_size} {told.st_mtime_ns}"


class _Head(Struct, frozen=True):
    """What stands before the documents' bytes."""

    sizes: tuple[int | None, ...]
    sum: str
    problems: tuple[Problem, ...]
    frames: tuple[str, ...]


def _packed(outcome: Outcome) -> bytes:
    """A line of JSON, then the documents' bytes."""
    blobs = [getattr(outcome, name) for name in _BLOBS]
    body = b"".join(blob for blob in blobs if blob is not None)
    sizes = tuple(None if blob is None else len(blob) for blob in blobs)
    head = _Head(sizes, sha256(body).hexdigest(), outcome.problems, outcome.frames)
    return msgspec.json.encode(head) + b"\n" + body


def _outcome(job: Job, packed: bytes) -> Outcome:
    """The reverse. ValueError where it is damaged."""
    line, _, body = packed.partition(b"\n")
    head = msgspec.json.decode(line, type=_Head)
    if len(head.sizes) != len(_BLOBS) or sha256(body).hexdigest() != head.sum:
        raise ValueError("damaged")
    blobs, at = list[bytes | None](), 0
    for size in head.sizes:
        blobs.append(None if size is None else body[at : at + size])
        at += size or 0
    return Outcome(job, blobs[0], head.problems, head.frames, blobs[1])
