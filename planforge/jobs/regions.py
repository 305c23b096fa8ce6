"""What regions hand in, read by several processes at a time, and only what has changed since it was last read.

The store is a folder of small files named by what the plan's file says; each keeps the hash of the sales file it was
made with. A file that is damaged, or of another version, counts as not there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from planforge.jobs.build import build
from planforge.jobs.failures import failure
from planforge.jobs.pool import each
from planforge.jobs.whole import Own
from planforge.nation.nation import Nation, make_nation
from planforge.nation.submission import Submission, submission
from planforge.reading.source import Source
from planforge.resources import digest_of
from planforge.spec.spec import Spec

STORE = ".planforge"  # beside the national spec
WORTH_A_POOL = 40


def collect(
    files: Sequence[Path], *, workers: int, store: Path | None = None, roots: tuple[Path, ...] = ()
) -> Iterator[Submission]:
    """Every region's submission, those in the store first; what is new is put there as soon as it is made."""
    missing = []
    for file in files:
        found = _kept(file, store) if store else None
        if found is None:
            missing.append(file)
        else:
            yield found
    work = partial(submission, roots=roots)
    with closing(each(work, missing, workers=workers if len(missing) >= WORTH_A_POOL else 1)) as ended:
        for one in ended:
            made = one.result or Submission(one.task.as_posix(), (failure(one, one.task),))
            if store and made.readable:
                _keep(made, one.task, store)
            yield made


def nation_at(
    file: Path, spec: Spec, source: Source, roots: tuple[Path, ...] = (), workers: int | None = None, *,
    dissolved: bool = False,
) -> Nation:  # fmt: skip
    """The nation of a national spec that has been read, with what its regions hand in; see ``make_nation``."""
    reach = (*roots, file.parent)  # regions may share a file of sales beside the national spec
    gather = partial(collect, workers=workers or os.cpu_count() or 1, store=file.parent / STORE, roots=reach)
    return make_nation(spec, source, file, gather, Splits(file.parent / STORE), roots, dissolved=dissolved)


class Splits(Struct, frozen=True):
    """The splits of inner nodes worked out before, in the store; what cannot be written is done without."""

    store: Path

    def get(self, key: str) -> str | None:
        """What is known; None for nothing."""
        known = Own(self.store).read(self._place(key))
        return known.decode() if known is not None else None

    def put(self, key: str, text: str) -> None:
        """Something to be known the next time."""
        with suppress(OSError):
            Own(self.store).write(self._place(key), text.encode())

    def _place(self, key: str) -> str:
        name = sha256(f"{build()}\0{key}".encode()).hexdigest()
        return f"{name[:2]}/{name[2:34]}.split.json"


class _Kept(Struct, frozen=True):
    sales: str
    submission: Submission


def _kept(file: Path, store: Path) -> Submission | None:
    """What was made of the file as it is now; None where it or its sales have changed."""
    with suppress(OSError, ValueError):
        kept = msgspec.json.decode(Own(store).read(_place(file)) or b"", type=_Kept)
        if kept.sales == _sales_hash(file, kept.submission.sales):
            return kept.submission
    return None


def _keep(made: Submission, file: Path, store: Path) -> None:
    """A store that cannot be written is done without."""
    with suppress(OSError):
        kept = _Kept(_sales_hash(file, made.sales), made)
        Own(store).write(_place(file), msgspec.json.encode(kept))


def _place(file: Path) -> str:
    """Named by what the file says, where it lies, and what makes the figures."""
    sums = sha256(f"{build()}\0{file.as_posix()}\0".encode())
    sums.update(digest_of(file))
    name = sums.hexdigest()
    return f"{name[:2]}/{name[2:34]}.json"


def _sales_hash(file: Path, sales: str | None) -> str:
    return digest_of(file.parent / sales).hex() if sales else ""
