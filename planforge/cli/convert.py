"""``planforge convert``: a spec from YAML to a questionnaire in Excel, or back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planforge.cli.language import say
from planforge.cli.options import PresetsOption, SpecsArgument
from planforge.cli.plain import echo
from planforge.problem import Problem, Severity, Text, Where

if TYPE_CHECKING:
    from planforge.reading.source import Source
    from planforge.spec.spec import Spec

BOOKS, TEXTS = (".xlsx",), (".yaml", ".yml")


def convert(
    spec: SpecsArgument,
    output: Annotated[
        Path,
        typer.Argument(
            help=say(
                "写成的文件：.xlsx 或 .yaml；转换文件夹时，写入的文件夹。",
                "The file to write: .xlsx or .yaml; of a folder, the folder to write into.",
            ),
            show_default=False,
        ),
    ],
    templates: PresetsOption = None,
    keys: Annotated[
        str | None, typer.Option(help=say("YAML 中键的语言：zh 或 en。", "Language of the keys in YAML: zh or en."))
    ] = None,
    force: Annotated[
        bool,
        typer.Option(
            help=say(
                "目标已有时就地改动，不动的内容照旧。", "Change a file that is there in place; all else in it stays."
            )
        ),
    ] = False,
) -> None:
    """Convert."""
    from planforge.cli.files import opened_elsewhere, unwritable, write_atomically
    from planforge.cli.outputs import tell
    from planforge.cli.reading import each_of
    from planforge.problem import Refusal

    if spec.is_dir():
        each_of(spec, lambda one: convert(one, _below(one, spec, output), templates, keys, force))
        return
    if output.suffix.lower() not in (*BOOKS, *TEXTS):
        raise typer.BadParameter(say(f"{output} 应是 .xlsx 或 .yaml", f"{output} is to end in .xlsx or .yaml"))
    if output.exists() and (kept := opened_elsewhere(output) if force else _exists(output)):
        tell((kept,))
        raise typer.Exit(1)
    if keys not in (None, "zh", "en"):
        raise typer.BadParameter(say("--keys 写 zh 或 en", "--keys is zh or en"))
    source, found = _read(spec)
    try:
        content = _content(source, found, output, templates)
        write_atomically(output, _rekeyed(content, output, keys) if keys else content)
    except Refusal as refusal:
        tell(refusal.problems)
        raise typer.Exit(2) from None
    except OSError as error:
        tell((unwritable(output, error),))
        raise typer.Exit(2) from None
    echo(f"{spec} -> {output}")


convert.__doc__ = say(
    "把计划在 YAML 和 Excel 问卷之间互转，内容不丢。",
    "Turn a spec from YAML into a questionnaire in Excel, or back; nothing is lost.",
)


def _below(one: Path, folder: Path, output: Path) -> Path:
    """Where a plan of a folder goes, in its other form: a text becomes a questionnaire, a questionnaire a text."""
    return (output / one.relative_to(folder)).with_suffix(BOOKS[0] if one.suffix.lower() in TEXTS else TEXTS[0])


def _read(path: Path) -> tuple[Source, Spec]:
    """The spec as its file has it; exits with 2 where what it says cannot be taken over whole."""
    from planforge.cli.outputs import tell
    from planforge.reading.read import open_spec, valid

    source, problems = open_spec(path)
    spec, wrong = valid(source)
    problems = tuple(p for p in (*problems, *wrong) if p.severity is Severity.ERROR)
    if spec is None or problems:
        placed = tuple(p if p.where else source.locate(p) for p in problems)
        tell(placed, tuple(source.frame(p.where) if p.where else "" for p in placed))
        raise typer.Exit(2)
    return source, spec


def _content(source: Source, spec: Spec, output: Path, templates: Path | None) -> bytes:
    from planforge.reading.workbook.convert import into_workbook, to_workbook, to_yaml
    from planforge.reading.workbook.source import Workbook, open_workbook
    from planforge.reading.yaml_source import YamlSource, open_yaml

    if output.suffix.lower() in BOOKS:
        book, problems = open_workbook(output) if output.exists() else (None, ())
        if book is None or problems:
            return to_workbook(source, spec, output.name, templates)
        return into_workbook(source, book)
    base, problems = open_yaml(output) if output.exists() else (None, ())
    if isinstance(source, Workbook):
        return to_yaml(source, base if base and not problems else None).encode(base.encoding if base else "utf-8")
    assert isinstance(source, YamlSource)
    return source.content


def _rekeyed(content: bytes, output: Path, keys: str) -> bytes:
    """YAML with its keys in that language; a workbook has no keys that anybody sees."""
    from planforge.reading.keys import rekeyed

    if output.suffix.lower() in BOOKS:
        return content
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return rekeyed(content.decode(encoding), str(output), "zh" if keys == "zh" else "en").encode(encoding)


def _exists(path: Path) -> Problem:
    return Problem(
        "F04",
        Text(f"{path} 已存在，没有覆盖", f"{path} exists and was kept"),
        Text("另取文件名；或用 --force 就地改动它", "choose another name, or change it in place with --force"),
        where=Where(str(path)),
    )
