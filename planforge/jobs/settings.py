"""The user's settings: ``planforge.toml``, or ``[tool.planforge]`` in ``pyproject.toml``, the nearest one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from planforge.checks.rule import Settings
from planforge.document.kinds import LENGTHS, Length
from planforge.problem import Problem, Refusal, Severity, Text, Where
from planforge.reading.reach import out_of_reach
from planforge.resources import leads_out
from planforge.wording import did_you_mean

MADE_WITH = ("style", "templates", "language", "contents", "kind", "to")
"""What documents are made with where the command line does not say."""
KEYS = {"select", "ignore", "fail-level", "limits", "length", *MADE_WITH}


LINK = (
    Text("设置文件是指向文件夹之外的链接，没有采用", "the settings are a link that leads out of its folder; not used"),
    Text("换成文件本身", "put the file itself there"),
)


class Config(Struct, frozen=True):
    """What a settings file says; command-line options win over it."""

    settings: Settings = field(default_factory=Settings)
    fail_level: Severity = Severity.WARNING
    length: Length = "standard"
    made_with: Mapping[str, str] = field(default_factory=dict)  # of MADE_WITH, files and folders from the settings' own


@cache
def config_for(folder: Path) -> Config:
    """The nearest settings at or above a folder. Raises Refusal where the file is wrong."""
    for place in (folder, *folder.parents):
        for path, table in _tables(place):
            if leads_out(path, place):
                raise Refusal(Problem("F09", *LINK, where=Where(str(path))))
            return _config(path, table)
    return Config()


def _tables(folder: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    own, shared = folder / "planforge.toml", folder / "pyproject.toml"
    if own.is_file():
        yield own, _read(own)
    elif shared.is_file() and "planforge" in (tool := _read(shared).get("tool", {})):
        yield shared, tool["planforge"]


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        text = path.read_text("utf-8-sig")
        if _ENDLESS.search(text):  # it would take a reader of TOML the square of its parts
            raise ValueError("a name of very many parts")
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of TOML, of UTF-8, of figures and nesting without end
        told, found = str(error), re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        if found:
            told = told[: found.start()].strip()
        where = Where(str(path), int(found[1]), int(found[2])) if found else Where(str(path))
        message = Text(f"不是正确的 TOML：{told}", f"not valid TOML: {told}")
        raise Refusal(Problem("F06", message, where=where)) from None
    except OSError as error:
        why = error.strerror or str(error)
        message = Text(f"无法读取：{why}", f"cannot be read: {why}")
        raise Refusal(Problem("F06", message, where=Where(str(path)))) from None


def _config(path: Path, table: Mapping[str, Any]) -> Config:
    problems = [*_unknown_keys(path, table), *_wrong_types(path, table)]
    if problems:
        raise Refusal(*problems)
    limits = {
        code: {name: Decimal(str(value)) for name, value in chosen.items()}
        for code, chosen in table.get("limits", {}).items()
    }
    settings = Settings(tuple(table.get("select", ())), tuple(table.get("ignore", ())), limits)
    made_with = {key: table[key] for key in MADE_WITH if key in table}
    for key in ("style", "templates"):
        if key in made_with and (path.parent / made_with[key]).exists():
            made_with[key] = str(path.parent / made_with[key])
    level = Severity(table.get("fail-level", "warning"))
    return Config(settings, level, table.get("length", "standard"), made_with)


def _unknown_keys(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    from planforge.checks.run import RULES

    known = {rule.code(): rule.limits for rule in RULES}
    for key in sorted(set(table) - KEYS):
        yield _wrong(path, (key,), Text(f"没有设置项 {key}", f"no setting {key}"), did_you_mean(key, sorted(KEYS)))
    chosen = table.get("limits", {})
    for code, names in chosen.items() if isinstance(chosen, dict) else ():
        for name in names if isinstance(names, dict) else ():
            if name not in known.get(code, {}):
                listed = ", ".join(known.get(code, {})) or "—"
                message = Text(
                    f"规则 {code} 没有阈值 {name}，可用：{listed}",
                    f"rule {code} has no limit {name}; it has {listed}",
                )
                yield _wrong(path, ("limits", code, name), message)


def _wrong_types(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    from planforge.checks.run import unknown_codes

    def wrong(key: str, zh: str, en: str) -> Problem:
        return _wrong(path, (key,), Text(zh, en))

    for key in ("select", "ignore"):
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(code, str) for code in value):
            yield wrong(key, f"{key} 应为代码列表，如 ['S', 'Q01']", f"{key} takes a list of codes, e.g. ['S', 'Q01']")
            continue
        for code in unknown_codes(value):
            yield wrong(key, f"{key} 中没有规则 {code}", f"{key}: there is no rule {code}")
    if table.get("fail-level", "warning") not in list(Severity):
        yield wrong("fail-level", "fail-level 可选 error、warning、info", "fail-level is error, warning or info")
    if table.get("length", "standard") not in LENGTHS:
        yield wrong("length", f"length 可选 {'、'.join(LENGTHS)}", f"length is one of {', '.join(LENGTHS)}")
    yield from _wrong_choices(path, table)
    limits = table.get("limits", {})
    numbers = [value for names in limits.values() for value in names.values()] if _nested(limits) else [None]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and Decimal(str(n)).is_finite() for n in numbers):
        yield wrong("limits", "limits 应写作 limits.A03.most = 8", "limits are written limits.A03.most = 8")


def _wrong_choices(path: Path, table: Mapping[str, Any]) -> Iterator[Problem]:
    from planforge.document.kinds import kinds
    from planforge.resources import languages
    from planforge.writers import FORMATS

    choices = {"language": languages(), "contents": ("paged", "linked"), "kind": kinds(), "to": tuple(FORMATS)}
    for key in MADE_WITH:
        given = table.get(key)
        if given is not None and not isinstance(given, str):
            yield _wrong(path, (key,), Text(f"{key} 应为文字", f"{key} is a text"))
        elif given is not None and key in choices and given not in choices[key]:
            listed = ", ".join(choices[key])
            yield _wrong(path, (key,), Text(f"{key} 可选 {listed}", f"{key} is one of {listed}"))
        elif given is not None and key in ("style", "templates") and out_of_reach(given, path.parent, (), ()):
            message = Text(
                f"{key} 指向设置文件所在文件夹之外：{given}，没有读取",
                f"{key} leads out of the folder of the settings: {given} was not read",
            )
            hint = Text(
                f"放进这个文件夹，或在命令行上指明：--{key}", f"put it there, or name it on the command line: --{key}"
            )
            yield Problem("F09", message, hint, where=_place(path, (key,)))
        elif given is not None and key == "templates" and not (path.parent / given).is_dir():
            yield _wrong(path, (key,), Text(f"没有文件夹 {given}", f"there is no folder {given}"))


def _nested(limits: object) -> bool:
    return isinstance(limits, dict) and all(isinstance(names, dict) for names in limits.values())


def _wrong(path: Path, way: tuple[str, ...], message: Text, hint: Text | None = None) -> Problem:
    return Problem("F06", message, hint, where=_place(path, way))


_ENDLESS = re.compile(r"""(?<![\w"'.-])(?:[\w"'-]+\s*\.\s*){60}""")
_HEADER = re.compile(r"^\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"""^(\s*)([\w.\-"' ]+?)\s*=""")


def _place(path: Path, way: tuple[str, ...]) -> Where:
    """The line of a key: where all of its name stands, else of it the most; the file where none is found."""
    home = ("tool", "planforge") if path.name == "pyproject.toml" else ()
    wanted, table = (*home, *way), tuple[str, ...]()
    best, depth = Where(str(path)), len(home)
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        header, key = _HEADER.match(line[:500]), _KEY.match(line[:500])
        if header:
            table = _names(header[1])
        said = table if header else (*table, *_names(key[2])) if key else ()
        least = min(len(said), len(wanted))
        shared = least if said[:least] == wanted[:least] else 0
        if shared > depth:
            column = len(line) - len(line.lstrip()) + 1
            best, depth = Where(str(path), number, column, column + len((header or key or [""])[0].strip(" ="))), shared
    return best


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip(" \"'") for name in dotted.split("."))
