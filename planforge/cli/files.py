"""Finding specs among what the user named, and writing files so that none is ever half written or lost."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from planforge.isolated import host
from planforge.jobs.whole import clear
from planforge.problem import Problem, Refusal, Text, Where

SPEC_MARK = re.compile(rb"^(?:\xef\xbb\xbf)?(?:planforge|%b)\s*:" % "格式版本".encode(), re.MULTILINE)
_NUMBERS = itertools.count()
_NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+')
_DEVICE = re.compile(r"(?i:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
LONGEST_NAME = 120  # bytes, which leaves room for what goes before and behind within 255
SEARCHED = 32_000_000  # bytes of a file in which the key of a spec is looked for
WORD = (".docx", ".docm", ".dotx", ".dotm", ".doc")
SKIPPED = {".git", ".venv", "node_modules", "__pycache__"}


def find_specs(named: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The spec files: a file stands for itself, a folder for every YAML file in it that has a ``planforge:`` key, and
    for every questionnaire that does not lie beside a plan of its name."""
    found: dict[Path, None] = {}
    problems: list[Problem] = []
    for path in named:
        if not path.is_dir():
            found[path] = None
            continue
        inside = sorted(_specs_in(path))
        strays = [spec for spec in inside if not _stays(spec, path)]
        found |= dict.fromkeys(spec for spec in inside if spec not in strays)
        problems += map(_stray, strays)
        if not inside:
            problems.append(_empty(path))
    return tuple(found), tuple(problems)


def shard_of(given: str | None) -> tuple[int, int]:
    """``3/20`` as (3, 20), the third of twenty parts; (1, 1) for all. ValueError for anything else."""
    if given is None:
        return 1, 1
    part, slash, parts = given.partition("/")
    if not (slash and part.isdigit() and parts.isdigit() and 1 <= int(part) <= int(parts)):
        raise ValueError(given)
    return int(part), int(parts)


def write_atomically(path: Path, content: bytes) -> None:
    """Write through a temporary file in the same folder; the old file stays whole until the new one is.

    What an earlier run left half done, because it was killed, is cleared away. Raises OSError, and Refusal for a file
    that is open in an office program; pipes and devices are written into, for they cannot be replaced.
    """
    if path.exists() and not path.is_file():
        path.write_bytes(content)
        return
    if path.is_symlink() and path.exists():
        path = path.resolve()  # the link stays; one that leads nowhere is replaced, lest a file arise where it points
    if opened := opened_elsewhere(path):
        raise Refusal(opened)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = _beside(path)
    try:
        with temporary.open("xb") as file:
            file.write(content)
        with contextlib.suppress(OSError):  # some file systems have no modes
            temporary.chmod(_mode(path))
        temporary.replace(path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)  # what was to be written, and not what stood in for it
        raise


def create(path: Path, content: bytes) -> bool:
    """Write a file that must not exist yet; False when it does. Raises OSError, and then leaves nothing.

    It is written beside its place and then there at once, where the file system can give a file a second name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if os.path.lexists(path):
        return False
    temporary = _beside(path)
    try:
        made = _linked(path, temporary, content)
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    except BaseException:  # also of who ends the run while it clears up
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return made


def _linked(path: Path, temporary: Path, content: bytes) -> bool:
    """The content as a file beside, and that under its name too, or written there; False where something is there."""
    with temporary.open("xb") as file:
        file.write(content)
    with contextlib.suppress(OSError):
        temporary.chmod(_mode(path))
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        return False
    except OSError:
        return _create_in_place(path, content)
    return True


def _create_in_place(path: Path, content: bytes) -> bool:
    try:
        with path.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        return False
    return True


def _beside(path: Path) -> Path:
    """A temporary file in the same folder, after those that earlier runs left there are cleared away."""
    stem = f".planforge-{sha256(os.fsencode(path.name)).hexdigest()[:8]}-{host()}-"
    clear(path.parent, stem)
    return path.with_name(f"{stem}{os.getpid()}-{next(_NUMBERS)}.part")


_PLAN_OF = {"-问卷": "-计划", "-questionnaire": "-plan"}


def document_stem(spec: Path) -> str:
    """The name of a plan's documents without a suffix: the spec's; of a questionnaire named as one, the plan's."""
    ending = next((ending for ending in _PLAN_OF if spec.stem.endswith(ending)), None)
    return spec.stem.removesuffix(ending) + _PLAN_OF[ending] if ending else spec.stem


def safe_name(text: str) -> str:
    """A person's or region's name as a part of a file name that every system allows, Windows too."""
    name = _NO_NAME.sub("_", unicodedata.normalize("NFC", text)).strip(" .")
    name = name.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore").strip(" .")
    return f"_{name}" if not name or _DEVICE.match(name) else name


def overtaken(path: Path, known: bytes) -> Problem | None:
    """What to say where a file that is about to be changed is not what was read of it, or is open in a spreadsheet:
    somebody has saved it since, or will.
    """
    if opened := opened_elsewhere(path):
        return opened
    try:
        if path.read_bytes() == known:
            return None
    except OSError:  # it is gone, which is a change too
        pass
    return Problem(
        "F04",
        Text(
            f"{path} 刚刚被别的程序改过，没有写入",
            f"{path} was changed meanwhile by something else; nothing was written",
        ),
        Text("那边的改动都在；再来一次即可", "what was changed there is kept; do it again"),
        where=Where(str(path)),
    )


def opened_elsewhere(path: Path) -> Problem | None:
    """What to say where an office program has a file open: what it saves later would undo a change made here."""
    for lock in map(path.with_name, _locks_of(path)):
        if lock.exists():
            message = Text(
                f"{path} 正在 Word、Excel、WPS 或 LibreOffice 里打开，没有写入",
                f"{path} is open in Word, Excel, WPS or LibreOffice; nothing was written",
            )
            hint = Text(
                f"在那边存盘、关闭，再来一次；其实没有打开，就删去 {lock.name}",
                f"save and close it there, then do it again; if it is not open, delete {lock.name}",
            )
            return Problem("F04", message, hint, where=Where(str(path)))
    return None


def _locks_of(path: Path) -> tuple[str, ...]:
    """What Microsoft Office, WPS and LibreOffice call the file that stands beside one that they have open.

    Word leaves out up to two letters of a name that has more than six before its suffix.
    """
    left_out = min(2, max(0, len(path.stem) - 6)) if path.suffix.lower() in WORD else 0
    return f"~${path.name}", f"~${path.name[left_out:]}", f".~{path.name}", f".~lock.{path.name}#"


def exists(path: Path) -> Problem:
    """What to say where a new file is to be made and something of that name is there."""
    return Problem(
        "F04",
        Text(f"{path} 已存在，没有覆盖", f"{path} exists and was kept"),
        Text("用 -o 另取文件名，或先移走它", "name another file with -o, or move it away"),
        where=Where(str(path)),
    )


def unwritable(path: Path, error: OSError) -> Problem:
    """What to say when a file cannot be written; on Windows the usual cause is that Word has it open."""
    why = error.strerror or str(error)
    hint = Text("换一个可写的文件夹或文件名", "name another folder or file that can be written")
    if isinstance(error, PermissionError):
        hint = Text(
            "若文件正在 Word 或 WPS 中打开，请先关闭；或用 -o 另存",
            "close it in Word first, or name another file with -o",
        )
    return Problem(
        "F02",
        Text(f"无法写入 {path}：{why}", f"cannot write {path}: {why}"),
        hint,
        where=Where(str(path)),
    )


def _specs_in(folder: Path) -> Iterator[Path]:
    from planforge.reading.read import is_questionnaire

    for top, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - SKIPPED)
        for name in names:
            path = Path(top, name)
            if path.suffix in {".yaml", ".yml"}:
                fits = _looks_like_a_spec(path)
            else:
                fits = path.suffix in {".xlsx", ".xlsm"} and _is_alone(path, names) and is_questionnaire(path)
            if fits:
                yield path


def _is_alone(path: Path, names: Sequence[str]) -> bool:
    """Whether a workbook lies beside no plan of its name, whose annex it may be, and is no lock of a spreadsheet's."""
    from planforge.office import LOCKS

    return not {f"{path.stem}.yaml", f"{path.stem}.yml"} & set(names) and not path.name.startswith(LOCKS)


def _stays(path: Path, folder: Path) -> bool:
    """Whether a file that was found in a folder really lies there, wherever links lead."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _looks_like_a_spec(path: Path) -> bool:
    """Whether the file has the key of a spec; one that cannot be read is let through, so that reading says why.

    Pipes and devices, which may never end, are no specs.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return SPEC_MARK.search(file.read(SEARCHED)) is not None
    except OSError:
        return True


def _mode(path: Path) -> int:
    with contextlib.suppress(FileNotFoundError):
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _stray(path: Path) -> Problem:
    return Problem(
        "F09",
        Text(f"{path} 是指向文件夹之外的链接，没有读取", f"{path} is a link out of the folder and was not read"),
        Text("直接写出该文件，或把它放进文件夹", "name that file itself, or put it into the folder"),
        where=Where(str(path)),
    )


def _empty(folder: Path) -> Problem:
    return Problem(
        "F01",
        Text(f"文件夹 {folder} 中没有计划（含 planforge: 的 YAML 文件，或问卷）", f"no spec in folder {folder}"),
        Text("用 planforge new 新建一份", "start one with: planforge new"),
        where=Where(str(folder)),
    )
