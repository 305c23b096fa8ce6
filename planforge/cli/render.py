"""``planforge render``: specs in, documents out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from planforge.cli.language import say
from planforge.cli.options import ChangesOption, JobsOption, LanguageOption, NodeOption, ShardOption, TextsOption
from planforge.cli.reading import roots
from planforge.records import replace
from planforge.writers import FORMATS, format_of

if TYPE_CHECKING:
    from planforge.jobs.render import Job
    from planforge.jobs.store import Store
    from planforge.spec.spec import Length

CONTENTS = ("paged", "linked")
LENGTHS = ("page", "standard", "full")
PAUSE = 0.4  # seconds between two looks at the watched files


def _kinds() -> list[str]:
    from planforge.document.kinds import kinds

    return [*kinds()]


def render(
    specs: Annotated[
        list[Path],
        typer.Argument(
            help=say("计划文件或文件夹；- 为标准输入。", "Specs, or folders of specs; - for stdin."), show_default=False
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help=say(
                "输出文件，- 为标准输出；多份计划时为文件夹。",
                "Output file, - for stdout, or folder for several plans.",
            ),
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            help=say(f"格式：{'、'.join(FORMATS)}。", f"Format: {', '.join(FORMATS)}."),
            autocompletion=lambda: [*FORMATS],
        ),
    ] = None,
    language: LanguageOption = None,
    changes: ChangesOption = None,
    style: Annotated[
        str | None,
        typer.Option(
            help=say(
                "business（默认）、official 或公司的 .docx、.pptx。",
                "business (the default), official, or your company's .docx or .pptx.",
            ),
            autocompletion=lambda: ["business", "official"],
        ),
    ] = None,
    templates: TextsOption = None,
    contents: Annotated[
        str | None,
        typer.Option(
            help=say(
                "目录：paged 带页码（默认；没有 LibreOffice 时为估算），linked 只带链接。",
                "Contents: paged (the default; estimated without LibreOffice) or linked.",
            ),
            autocompletion=lambda: [*CONTENTS],
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            help=say(
                "文档种类：plan、review、role、rulebook、service、deputy、official（公文）、letter（需 --for）。",
                "Kind of document: plan, review, role, rulebook, service, deputy, official or letter (needs --for).",
            ),
            autocompletion=_kinds,
        ),
    ] = None,
    length: Annotated[
        str | None,
        typer.Option(
            help=say(
                "计划篇幅：page 一页纸、standard 标准、full 全文；不写则按计划文件，其中也没写则为 standard。",
                "Length of a plan: page, standard or full; as the spec says, else standard.",
            ),
            autocompletion=lambda: [*LENGTHS],
        ),
    ] = None,
    person: Annotated[
        str | None, typer.Option("--for", help=say("只出某个人的个人计划。", "One person's own plan."))
    ] = None,
    watch: Annotated[bool, typer.Option(help=say("文件一改就重新生成。", "Render again at every change."))] = False,
    check: Annotated[
        bool,
        typer.Option(
            help=say("不写文件，只看磁盘上的是否最新。", "Write nothing; say whether the file on disk is current.")
        ),
    ] = False,
    final: Annotated[
        bool,
        typer.Option(
            "--final",
            help=say("定稿：还有值未核实就不生成。", "The final version: refuse while a value is not confirmed."),
        ),
    ] = False,
    node: NodeOption = None,
    force: Annotated[bool, typer.Option(help=say("覆盖已有文件。", "Replace existing files."))] = False,
    workers: JobsOption = None,
    store: Annotated[
        str | None,
        typer.Option(
            help=say(
                "存放做过的文档，没有变的不重做：文件夹、fsspec 网址或 none；渲染文件夹时默认其中的 .planforge，"
                "但只认本机做过的；别处带来的要在这里写明。",
                "Where documents are kept, so that none is made twice: a folder, an fsspec URL or none; "
                ".planforge in a folder that is rendered where absent, of which only what was made here "
                "counts: name one that comes from elsewhere.",
            )
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(
            help=say(
                "在 Dask 集群上做：local，或调度器地址 tcp://…。", "On a Dask cluster: local, or a scheduler, tcp://…."
            )
        ),
    ] = None,
    shard: ShardOption = None,
) -> None:
    """Render."""
    from planforge.cli.outputs import epoch, plan_outputs
    from planforge.jobs.render import Job

    named = "person" if person and kind in (None, "plan") else kind
    given = {
        "to": to or _format_of(output),
        "language": language,
        "templates": templates,
        "style": style,
        "contents": contents,
        "kind": named,
    }
    chosen = {key: value for key, value in given.items() if value is not None}
    first = Job(
        spec=Path(),
        overrides=tuple(changes or ()),
        length=cast("Length | None", length),
        person=person,
        node=node,
        epoch=epoch(),
        roots=roots(specs),
        final=final,
    )
    first = replace(first, **chosen)  # type: ignore[arg-type]
    _refuse_unknown(first)
    _refuse_together(to=first.to, person=person, kind=kind or "plan", watch=watch, check=check)
    outputs, code = plan_outputs(specs, first, output, frozenset(chosen))
    outputs = _part(outputs, shard)
    if watch:
        _watch(outputs, force=force)
    kept = _store(store, specs)
    results = _render(outputs, workers=workers or os.cpu_count() or 1, check=check, force=force, store=kept, on=on)
    if kept is not None:
        kept.finish({path.as_posix(): job.spec for path, job in outputs.items() if path.is_file()})
    raise typer.Exit(max((code, *results)))


render.__doc__ = say("生成文档：一份或多份计划，或整个文件夹。", "Render plans: one, several, or a folder of them.")


def _part(outputs: dict[Path, Job], shard: str | None) -> dict[Path, Job]:
    """Every so many-th document, for a matrix of jobs; where a document goes does not depend on it."""
    from planforge.cli.files import shard_of

    try:
        part, parts = shard_of(shard)
    except ValueError:
        raise typer.BadParameter(say(f"{shard} 应写作 3/20", f"{shard}: write 3/20"), param_hint="--shard") from None
    return dict(list(outputs.items())[part - 1 :: parts])


def _store(named: str | None, specs: list[Path]) -> Store | None:
    """Where documents are kept: as named, else beside what a folder holds; exits with 2 where that cannot be."""
    folder = next((path for path in specs if path.is_dir()), None)
    if named == "none" or (named is None and folder is None):
        return None
    from planforge.cli.outputs import telling
    from planforge.jobs.store import NAME, Store, opened
    from planforge.jobs.whole import Own

    with telling():
        return Store(opened(named) if named else Own((folder or Path()) / NAME))


def _render(
    outputs: dict[Path, Job],
    *,
    workers: int,
    check: bool,
    force: bool,
    store: Store | None = None,
    on: str | None = None,
) -> list[int]:
    """Run every job and deal with its outcome; exit codes, 0 for a file written."""
    from planforge.cli.outputs import compare, deliver, tell
    from planforge.jobs.cluster import run_on
    from planforge.jobs.render import run_all
    from planforge.jobs.store import run_stored
    from planforge.problem import Refusal

    make = partial(run_on, place=on, workers=workers) if on else partial(run_all, workers=workers)
    targets = {job.spec: path for path, job in outputs.items()}
    codes: list[int] = []
    try:
        with (
            _progress(len(outputs)) as advance,
            closing(run_stored(outputs.values(), make, store)) as outcomes,
        ):
            for outcome in outcomes:
                path = targets[outcome.job.spec]
                codes.append(compare(outcome, path) if check else deliver(outcome, path, force=force))
                advance()
    except Refusal as refusal:
        tell(refusal.problems)
        raise typer.Exit(2) from None
    except KeyboardInterrupt:
        done, left = len(codes), len(outputs) - len(codes)
        typer.echo(
            say(f"已中止：{done} 份已处理，{left} 份未做", f"stopped: {done} done, {left} left undone"), err=True
        )
        raise
    if len(outputs) > 1:
        done = codes.count(0)
        rest = len(codes) - done
        typer.echo(
            say(f"{done} 份完成，{rest} 份有错误或未生成", f"{done} done, {rest} with errors or not rendered"), err=True
        )
    return codes


def _watch(outputs: dict[Path, Job], *, force: bool) -> None:
    """Render again whenever a spec, its history or a template changes; never returns."""
    from planforge.cli.files import opened_elsewhere
    from planforge.cli.outputs import beside_of

    missing = [job.spec for job in outputs.values() if not job.spec.exists()]
    if missing:
        _render(
            {path: job for path, job in outputs.items() if job.spec in missing}, workers=1, check=False, force=False
        )
        raise typer.Exit(2)
    typer.echo(say("正在监视，按 Ctrl-C 结束。", "Watching; Ctrl-C ends it."), err=True)
    made = {path: (path, beside_of(path, job.spec)) for path, job in outputs.items()}
    ours = frozenset(name.resolve() for names in made.values() for name in names)
    seen: dict[Path, object] = {}
    held: set[Path] = set()  # open in an office program when they were to be written
    while True:
        for path, job in outputs.items():
            now = _fingerprint(job, ours)
            freed = path in held and not any(map(opened_elsewhere, made[path]))
            if now is not None and (seen.get(path) != now or freed):
                failed = any(_render({path: job}, workers=1, check=False, force=force))
                (held.add if failed and any(map(opened_elsewhere, made[path])) else held.discard)(path)
                seen[path] = now
        time.sleep(PAUSE)


def _fingerprint(job: Job, ours: frozenset[Path]) -> object:
    """What changes when anything near the spec does, but for what is ``ours``, made of it, and for what office
    programs lay beside what they have open; None while an editor is replacing the spec."""
    from planforge.office import LOCKS

    folder = job.spec.parent
    near = [path for path in (*folder.glob("*.csv"), *folder.glob("*.xls*")) if not path.name.startswith(LOCKS)]
    near = [path for path in near if path.resolve() not in ours]
    near += sorted(job.templates.rglob("*")) if job.templates else []
    near += [Path(job.style)] if job.style.endswith((".docx", ".dotx", ".pptx", ".potx")) else []
    spec = _state(job.spec)
    return spec and (spec, *map(_state, near))


def _state(path: Path) -> tuple[Path, int, int] | None:
    """A file as it is now; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_mtime_ns, found.st_size


@contextmanager
def _progress(count: int) -> Iterator[Callable[[], None]]:
    """A bar on stderr for several plans on a terminal, else nothing."""
    if count < 2 or not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(say("生成", "rendering"), total=count)
        yield lambda: bar.advance(task)


def _format_of(output: Path | None) -> str | None:
    form = format_of(output) if output else None
    return form.name if form else None


def _refuse_together(*, to: str, person: str | None, kind: str, watch: bool, check: bool) -> None:
    """Options of which one would be ignored beside the other."""
    from planforge.document.kinds import PERSONAL

    if kind in PERSONAL and not person:
        raise typer.BadParameter(say(f"--kind {kind} 需要 --for 姓名", f"--kind {kind} needs --for NAME"))
    made_for = next((form for form in FORMATS.values() if form.kind == kind != "plan"), None)
    if made_for and to != made_for.name:
        raise typer.BadParameter(
            say(f"--kind {kind} 需要 --to {made_for.name}", f"--kind {kind} needs --to {made_for.name}")
        )
    if person and kind not in ("plan", *PERSONAL):
        raise typer.BadParameter(say("--for 与 --kind 不能同用", "--for and --kind exclude each other"))
    if watch and check:
        raise typer.BadParameter(say("--watch 与 --check 不能同用", "--watch and --check exclude each other"))


def _refuse_unknown(job: Job) -> None:
    """Options with a fixed set of values, checked together before any work."""
    from planforge.document.kinds import kinds
    from planforge.resources import languages

    choices = {
        "--to": (job.to, FORMATS),
        "--language": (job.language, (None, *languages())),
        "--contents": (job.contents, CONTENTS),
        "--length": (job.length, (None, *LENGTHS)),
        "--kind": (job.kind, kinds()),
    }
    for option, (given, allowed) in choices.items():
        if given not in allowed:
            known = ", ".join(name for name in allowed if name)
            raise typer.BadParameter(
                say(f"{given} 不可用，可选：{known}", f"{given} is not one of {known}"), param_hint=option
            )
