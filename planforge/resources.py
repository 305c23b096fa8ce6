"""Where the words, looks and presets are: ``templates/`` beside the package in a checkout, inside it in a wheel; and
what was made of them kept for the next run.
"""

import contextlib
import errno
import marshal
import os
import stat
import sys
from collections.abc import Callable
from functools import cache
from hashlib import file_digest, sha256
from importlib.util import MAGIC_NUMBER, cache_from_source
from io import BufferedReader
from pathlib import Path
from typing import Any, TypeVar, cast

LARGEST = 32_000_000  # bytes; a text of this size was never written by a person
Kept = TypeVar("Kept")  # plain values and code: whatever ``marshal`` writes


@cache
def templates() -> Path:
    """The folder that holds ``zh-CN``, ``en``, ``word``, ``industries``."""
    package = Path(__file__).resolve().parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


@cache
def languages() -> tuple[str, ...]:
    """The languages documents can be written in: every folder of words, Chinese first."""
    found = {path.parent.name for path in templates().glob("*/formats.yaml")}
    return tuple(sorted(found, key=lambda name: (name != "zh-CN", name != "en", name)))


def loaded(name: str) -> Any:
    """What a YAML file of ours says; ``name`` is its path under ``templates``."""
    text = (templates() / name).read_text("utf-8")

    def load() -> Any:
        import yaml

        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))

    return kept(name.replace("/", "."), text, load)


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path in a folder is a link, or below one, whose file lies outside of it."""
    return not path.resolve().is_relative_to(folder.resolve())


def content_of(path: Path, most: int) -> bytes:
    """What a file that a user has named holds; it may be a pipe. OSError, also for more than ``most`` bytes: a device
    may never end."""
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EOVERFLOW, "too large", str(path))
    return content


def digest_of(path: Path) -> bytes:
    """SHA-256 of a file, of which a piece at a time is held. OSError, also for what is no file: a pipe that nobody
    fills, a device that never ends."""
    with opened_file(path) as file:
        return file_digest(file, "sha256").digest()


def opened_file(path: Path) -> BufferedReader:
    """A regular file, opened to be read; OSError for all else, for which nobody waits."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    file = os.fdopen(os.open(path, flags), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, "no file", str(path))


def text_in(path: Path, folder: Path) -> str:
    """The text of a small file that is found in a folder, without the mark that some editors put first.

    OSError for a link that leads out of the folder, for what is no file, as a pipe or device that may never end, and
    for what no person has written; UnicodeDecodeError for what is no UTF-8.
    """
    if leads_out(path, folder):
        raise OSError(errno.ELOOP, "a link that leads out of its folder", str(path))
    opened_file(path).close()
    return content_of(path, LARGEST).decode("utf-8-sig")


def kept(name: str, made_of: str, make: Callable[[], Kept]) -> Kept:
    """What ``make`` gives for ``made_of``, kept beside the compiled Python of the package.

    Whoever can write there can change the program itself, so it is as safe as the program; nothing is kept where
    Python keeps nothing of its own. What is damaged, or was made of something else, is made anew.
    """
    place = _place_of(name)
    if place is None:
        return make()
    key = MAGIC_NUMBER + made_of.encode("utf-8", "surrogatepass")
    with contextlib.suppress(OSError):
        content = place.read_bytes()
        if content[:32] == sha256(key + content[32:]).digest():
            found: Kept = marshal.loads(content[32:])
            return found
    made = make()
    if not sys.dont_write_bytecode:
        content = marshal.dumps(cast(Any, made))
        _write(place, sha256(key + content).digest() + content)
    return made


@cache
def own_key() -> bytes | None:
    """A key of this installation, by which it knows what it has put into a folder itself; None where none is kept."""
    place = _place_of("own")
    for attempt in (0, 1):
        with contextlib.suppress(OSError):
            if place and len(found := place.read_bytes()) == 32:
                return found
        if place and not attempt:
            _write(place, os.urandom(32))
    return None


def _place_of(name: str) -> Path | None:
    try:
        return Path(cache_from_source(__file__)).with_name(f"{name}.{sys.implementation.cache_tag}.kept")
    except NotImplementedError:  # a Python that keeps nothing
        return None


def _write(place: Path, content: bytes) -> None:
    """Beside its place and then there at once; nothing where there is no room or no right to."""
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside.touch(0o600 if len(content) == 32 else 0o666)
        beside.write_bytes(content)
        beside.replace(place)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if not isinstance(error, OSError):
            raise
