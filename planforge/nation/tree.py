"""Which region belongs where: the nodes from the nation down to the regions, and what is wrong with them.

A region's parent is what its plan says, else what the national spec says, else the folders its file lies in.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from fnmatch import fnmatch
from glob import has_magic
from pathlib import Path, PurePath

from msgspec import Struct

from planforge.nation.submission import Submission, may_be_of, submission, without_plan
from planforge.plan.targets.basis import granule_of
from planforge.problem import Problem, Severity, Text, Where
from planforge.reading.read import OPENERS, is_questionnaire
from planforge.records import replace
from planforge.spec.nation import NationNode
from planforge.spec.region import ENGLISH_UNITS
from planforge.spec.spec import Spec
from planforge.wording import did_you_mean, money

PLAN = ("plan", "index")  # a file of such a name is its folder's


class Node(Struct, frozen=True):
    """A node of the nation; ``submission`` is a region's own plan, ``unread`` one that cannot be read or added. The
    nation itself is level 0 and has no parent."""

    name: str
    level: int
    parent: str | None
    children: tuple[str, ...] = ()
    submission: Submission | None = None
    given: NationNode | None = None
    unread: Submission | None = None


class Tree(Struct, frozen=True):
    """Every node by name, parents before their children, in the order of the national spec, then of the files."""

    nodes: Mapping[str, Node]
    root: str
    problems: tuple[Problem, ...]

    @property
    def regions(self) -> tuple[Node, ...]:
        """The nodes that hand in a plan."""
        return tuple(node for node in self.nodes.values() if node.submission)

    @property
    def missing(self) -> tuple[str, ...]:
        """Regions without a plan that can be added."""
        return tuple(node.name for node in self.nodes.values() if not node.children and not node.submission)

    def below(self, name: str) -> Iterator[Node]:
        """A node and all below it, parents first."""
        node = self.nodes[name]
        yield node
        for child in node.children:
            yield from self.below(child)

    def submissions(self, name: str) -> tuple[Submission, ...]:
        """The regions' plans at and below a node; a plan of a node above regions is held against theirs, not added."""
        return tuple(node.submission for node in self.below(name) if node.submission and not node.children)

    def way(self, name: str) -> tuple[str, ...]:
        """The node and those above it, up to but without the nation."""
        node = self.nodes[name]
        return () if node.parent is None else (name, *self.way(node.parent))


def home(one: Submission) -> str:
    """What a plan's own folder or file is called."""
    path = PurePath(one.file)
    return path.parent.name if path.stem in PLAN else path.stem


class Found(Struct, frozen=True):
    """The regions' files in order; ``lost`` are places that should be files and are none, or that may not be read."""

    files: tuple[Path, ...] = ()
    lost: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def region_files(spec: Spec, file: Path, roots: Iterable[Path] = ()) -> Found:
    """The files that a national spec names, never the national one itself; and what is wrong with the glob.

    They must lie in the national spec's folder or in one of ``roots``, wherever links lead.
    """
    assert spec.nation is not None
    pattern, way = spec.nation.regions, ("nation", "regions")
    allowed = [root.resolve() for root in (file.parent, *roots)]

    def inside(path: Path) -> bool:
        return any(path.resolve().is_relative_to(root) for root in allowed)

    hint = Text("相对于本文件写，如 regions/**/plan.yaml", "write it relative to this file: regions/**/plan.yaml")
    outside = Text("，允许读取就加 planforge --root 文件夹", "; planforge --root FOLDER allows what lies elsewhere")
    try:
        found = sorted(file.parent.glob(pattern)) if inside(file.parent / _base(pattern)) else None
    except (ValueError, NotImplementedError, OSError, RecursionError):
        message = Text(f"“{pattern}”不是可用的通配符", f'"{pattern}" is no pattern of files that can be used')
        return Found(problems=(Problem("N17", message, hint, way),))
    any_form = has_magic(PurePath(pattern).suffix or "*")
    wanted = [path for path in found or () if not any_form or _is_plan(path)]
    plans = [path for path in wanted if path.is_file() and path.resolve() != file.resolve()]
    strays = [path for path in plans if not inside(path)]
    none = [] if any_form else [path for path in wanted if not path.is_file()]
    problems = list[Problem]()
    if found is not None:
        none += _broken_links(file.parent, pattern)
        problems += map(_no_file, none)
    lost = (*strays, *none)
    if found is not None and not strays:
        return Found(tuple(plans), lost, tuple(problems))
    message = Text(
        f"“{pattern}”通向全国计划的文件夹之外，那里的没有读取",
        f'"{pattern}" leads out of the folder of the national plan; what lies there was not read',
    )
    hint = Text(hint.zh + outside.zh, hint.en + outside.en)
    problems.append(Problem("N17", message, hint, way))
    return Found(tuple(path for path in plans if path not in strays), lost, tuple(problems))


def _is_plan(path: Path) -> bool:
    """Of files of any kind: a spec by its suffix; a workbook beside a plan of its name, which may be the plan's annex,
    only where it is a questionnaire."""
    beside = any(path.with_suffix(suffix).is_file() for suffix in (".yaml", ".yml"))
    return path.suffix.lower() in OPENERS and (path.suffix in (".yaml", ".yml") or not beside or is_questionnaire(path))


def _no_file(path: Path) -> Problem:
    message = Text(
        "这里应该是区域计划，却不是文件，或链接已断", "this should be a region's plan and is no file, or a broken link"
    )
    return Problem("N17", message, Text("放上计划文件", "put the plan there"), where=Where(path.as_posix()))


def _broken_links(folder: Path, pattern: str) -> Iterator[Path]:
    """Links that lead nowhere, which a glob for a plain name leaves out."""
    *above, name = PurePath(pattern).parts
    if above and not has_magic(name):
        links = (home / name for home in folder.glob(str(PurePath(*above))))
        yield from (link for link in links if link.is_symlink() and not link.exists())


def beside(spec: Spec, file: Path, plans: Sequence[Path], known: Container[str]) -> Iterator[Submission]:
    """Plans of the nation's year that lie where the glob looks, that it does not name, and whose regions hand in
    nothing else: renamed, or of another form. Each is as one that cannot be read, with what it says it is asked.

    What lies beside a plan that the glob names is another version of it, unless the glob takes many of a folder.
    """
    assert spec.nation is not None
    pattern = PurePath(spec.nation.regions)
    flat, homes, taken = has_magic(pattern.stem), {path.parent for path in plans}, set(plans)
    for top, folders_below, names in _walk(file.parent, spec.nation.regions):
        folders_below[:] = sorted(name for name in folders_below if not name.startswith("."))
        folder = Path(top)
        if (folder in homes and not flat) or (folder == file.parent and len(pattern.parts) > 1):
            continue
        for path in (folder / name for name in sorted(names)):
            if path in taken or path.suffix.lower() not in (".yaml", ".yml", ".xlsx", ".xlsm"):
                continue
            apart = path.resolve() == file.resolve() or not _lies_in(path, file.parent)
            if not apart and path.is_file() and may_be_of(path, known) and _is_plan(path):
                one = submission(path)
                if one.name and (one.national or one.year != spec.year or one.name in known):
                    continue
                if one.name or one.called not in known:
                    yield replace(without_plan(one, one.year), problems=(_left_out(spec.nation.regions, path, one),))


def _walk(folder: Path, pattern: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """The folders below which a glob looks; none where it leads out of the national plan's folder."""
    base = folder / _base(pattern)
    return os.walk(base) if _lies_in(base, folder) else iter(())


def _lies_in(path: Path, folder: Path) -> bool:
    """Whether a path lies in a folder, wherever links lead."""
    return path.resolve().is_relative_to(folder.resolve())


def _left_out(pattern: str, path: Path, one: Submission) -> Problem:
    name = one.name or one.called
    message = Text(
        f"“{name}”的计划不在 nation.regions（{pattern}）之内，没有读入",
        f'the plan of "{name}" is none of nation.regions ({pattern}) and was not read',
    )
    named = PurePath(pattern)
    hint = Text(
        f"文件改名为 {named.name}，或改 nation.regions；不算数的移到别的文件夹",
        f"rename it as {named.name}, or change nation.regions; keep elsewhere what is not to count",
    )
    if path.suffix != named.suffix in OPENERS and fnmatch(path.stem, named.stem):
        every = pattern.removesuffix(named.suffix) + ".*"
        hint = Text(f"写 {every}，各种文件都算", f"write {every} to take it in")
    return Problem("N17", message, hint, where=Where(path.as_posix()), severity=Severity.WARNING)


def grow(spec: Spec, folder: Path, handed_in: Sequence[Submission], before: Mapping[str, str] | None = None) -> Tree:
    """The tree of a nation from its spec and what the regions handed in; every mistake in ``problems``.
    ``before`` tells where regions that are there no more stood.

    What cannot be placed is left out and told; the others go on.
    """
    assert spec.nation is not None
    known, unread, problems = _unique(spec, folder, handed_in)
    parents, at_home = _parents(spec, folder, {**known, **unread}, problems)
    for one in unread.values():
        node = None if one.file else one.parent
        while node and node not in parents and node != spec.region.name:
            node = parents[node] = (before or {}).get(node, spec.region.name)
    problems += _strangers(spec, known, parents, at_home)
    problems += _cycles(spec, known, parents, at_home)
    given = {node.name: node for node in spec.nation.nodes}
    nodes: dict[str, Node] = {}
    children: dict[str, list[str]] = {}
    for child, above in parents.items():
        children.setdefault(above, []).append(child)

    def add(name: str, level: int, parent: str | None) -> None:
        below = tuple(children.get(name, ()))
        nodes[name] = Node(name, level, parent, below, known.get(name), given.get(name), unread.get(name))
        for child in below:
            add(child, level + 1, name)

    root = spec.region.name
    add(root, 0, None)
    problems += _absent(spec, nodes)
    return Tree(nodes, root, tuple(problems))


def _unique(
    spec: Spec, folder: Path, handed_in: Iterable[Submission]
) -> tuple[dict[str, Submission], dict[str, Submission], list[Problem]]:
    """The plans by name, those that cannot be used by the name they seem to have, and what is wrong with names.

    Of two plans of one name that is used whose file or folder is called so; one that has taken a node's name is not."""
    assert spec.nation is not None
    by_name: dict[str, list[Submission]] = {}
    unread: dict[str, Submission] = {}
    problems: list[Problem] = []
    for one in handed_in:
        problems += one.problems
        above = (spec.region.name, *folders(PurePath(one.file), folder, spec.nation.regions, one.name))
        if not one.readable:
            unread.setdefault(one.called or home(one), one)
        elif one.name in above:
            problems.append(_taken(one, nation=one.name == spec.region.name))
            unread.setdefault(home(one), without_plan(one, spec.year))
        else:
            by_name.setdefault(one.name, []).append(one)
    known: dict[str, Submission] = {}
    for name, group in by_name.items():
        known[name] = next((one for one in group if home(one) == name), group[0])
        problems += [_twice(one, known[name]) for one in group if one is not known[name]]
    return known, {n: one for n, one in unread.items() if n and n not in known and n != spec.region.name}, problems


def _taken(one: Submission, *, nation: bool) -> Problem:
    message = Text(
        f"“{one.name}”是{'全国计划' if nation else '上级节点'}的名称",
        f'"{one.name}" is the name of {"the nation" if nation else "a node above it"}',
    )
    return Problem("N02", message, Text("区域另取名称", "call the region something else"), where=one.where("name"))


def _twice(one: Submission, other: Submission) -> Problem:
    message = Text(f"“{one.name}”已由 {other.file} 上报", f'"{one.name}" is handed in by {other.file} already')
    return Problem(
        "N02", message, Text("改名，或删去其中一份", "rename one of them, or remove it"), where=one.where("name")
    )


def _parents(
    spec: Spec, folder: Path, known: Mapping[str, Submission], problems: list[Problem]
) -> tuple[dict[str, str], dict[str, str]]:
    """The node above every node: districts under the nation, then what is said, then folders. And of every region the
    node that it has without its own word."""
    assert spec.nation is not None
    root = spec.region.name
    parents = {district.name: root for district in spec.districts}
    parents |= {node.name: node.parent for node in spec.nation.nodes if node.parent}
    said, at_home = set(parents), dict[str, str]()
    for name, one in known.items():
        chain = folders(PurePath(one.file), folder, spec.nation.regions, name)
        if not one.readable and name in chain:  # its file lies deeper than it should
            chain = chain[: chain.index(name)]
        for above, below in zip((root, *chain), chain, strict=False):
            if parents.setdefault(below, above) != above and below not in said:
                problems.append(_two_places(one, below, above, parents[below]))
        at_home[name] = parents[name] if name in said else chain[-1] if chain else root
        if one.parent == name:
            message = Text(f"“{name}”的上级是它自己", f'"{name}" is its own parent')
            problems.append(
                Problem("N05", message, Text("改掉 parent", "change the parent"), where=one.where("parent"))
            )
        elif one.parent is not None:
            parents[name] = one.parent
        if one.parent in (None, name) and name not in parents:
            parents[name] = at_home[name]
    return parents, at_home


def _two_places(one: Submission, name: str, above: str, other: str) -> Problem:
    message = Text(
        f"文件夹“{name}”既在“{above}”又在“{other}”之下，都算在“{other}”",
        f'there is a folder "{name}" below "{above}" and one below "{other}"; all of it counts to "{other}"',
    )
    hint = Text("节点不能重名，给其中一个文件夹改名", "nodes need names of their own: rename one of the folders")
    return Problem("N04", message, hint, where=Where(one.file))


def _base(pattern: str) -> PurePath:
    """The folder that a glob starts from."""
    parts = []
    for part in PurePath(pattern).parts[:-1]:
        if has_magic(part):
            break
        parts.append(part)
    return PurePath(*parts)


def stood(spec: Spec, folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The node above each region, and above these, as the folders tell that are called so."""
    assert spec.nation is not None
    pattern, wanted, found = spec.nation.regions, set(names), dict[str, str]()
    for top, _, _ in _walk(folder, pattern) if wanted else ():
        path = Path(top)
        if path.name in wanted:
            chain = (*folders(path / "plan.yaml", folder, pattern, path.name), path.name)
            found |= dict(zip(chain[1:], chain, strict=False))
    return found


def folders(file: PurePath, folder: Path, pattern: str, name: str) -> tuple[str, ...]:
    """The folders between where a glob starts and a region's own, which are the nodes above it."""
    try:
        parts = file.relative_to(folder / _base(pattern)).parts[:-1]
    except ValueError:
        return ()
    return parts[:-1] if file.stem in PLAN or (parts and parts[-1] == name) else parts


# What can be wrong ----------------------------------------------------------------------------------------------------


def _strangers(
    spec: Spec, known: Mapping[str, Submission], parents: dict[str, str], at_home: Mapping[str, str]
) -> list[Problem]:
    """Parents that nobody knows; such a region stands where its folder is, else under the nation, so that it is not
    lost."""
    root, problems = spec.region.name, []
    names = {root, *parents}
    for name, above in list(parents.items()):
        if above in names:
            continue
        message = Text(f"“{name}”的上级“{above}”不存在", f'"{above}", the parent of "{name}", does not exist')
        hint = did_you_mean(above, [n for n in names if n not in known])
        one = known.get(name)
        if one is not None and one.parent == above:
            problems.append(Problem("N04", message, hint, where=one.where("parent")))
        else:
            problems.append(Problem("N04", message, hint, _node_path(spec, name, "parent")))
        home_node = at_home.get(name, root)
        parents[name] = home_node if home_node in names else root
    return problems


def _circle(spec: Spec, name: str, known: Mapping[str, Submission], message: Text, hint: Text) -> Problem:
    """A circle told where the parent is said: in the region's plan, else in the national spec."""
    if name in known and known[name].parent is not None:
        return Problem("N05", message, hint, where=known[name].where("parent"))
    return Problem("N05", message, hint, _node_path(spec, name, "parent"))


def _cycles(
    spec: Spec, known: Mapping[str, Submission], parents: dict[str, str], at_home: Mapping[str, str]
) -> list[Problem]:
    """Nodes that are above themselves; regions of a circle stand where their folders are, else the first of it is put
    under the nation."""
    root, problems = spec.region.name, []
    for name in list(parents):
        seen, at = [name], parents[name]
        while at != root and at not in seen:
            seen.append(at)
            at = parents[at]
        if at == name:
            way = " → ".join([*seen, name])
            message = Text(f"上级成环：{way}", f"nodes are above one another: {way}")
            hint = Text("改掉其中一个 parent", "change one of the parents")
            problems.append(_circle(spec, name, known, message, hint))
            for node in seen:
                if node in known and at_home[node] not in seen:
                    parents[node] = at_home[node]
            if parents[name] in seen:
                parents[name] = root
    return problems


def _absent(spec: Spec, nodes: Mapping[str, Node]) -> list[Problem]:
    """Nodes of the national spec below which nobody hands in a plan; one that cannot be read is told for itself."""
    assert spec.nation is not None
    named = [*(district.name for district in spec.districts), *(node.name for node in spec.nation.nodes)]
    strangers = [name for name, node in nodes.items() if not node.given and node.submission]
    empty = [name for name in dict.fromkeys(named) if name not in nodes or _is_empty(nodes[name])]
    place = Text(f"应在 {spec.nation.regions} 中", f"it should be among {spec.nation.regions}")
    return [
        Problem(
            "N01",
            Text(f"“{name}”没有计划文件", f'no plan is handed in for "{name}"'),
            place if name in nodes else did_you_mean(name, strangers) or place,
            _node_path(spec, name, "name"),
        )
        for name in empty
    ]


def _is_empty(node: Node) -> bool:
    return node.submission is None and node.unread is None and not node.children


def _node_path(spec: Spec, name: str, key: str) -> tuple[str | int, ...]:
    """The place of a node in the national spec."""
    assert spec.nation is not None
    for index, node in enumerate(spec.nation.nodes):
        if node.name == name:
            return ("nation", "nodes", index, key)
    place = next((i for i, district in enumerate(spec.districts) if district.name == name), None)
    return ("nation",) if place is None else ("districts", place, "name")


_UNITS = {unit: english for english, unit in ENGLISH_UNITS.items()}


def unequal(spec: Spec, tree: Tree) -> Iterator[Problem]:
    """Regions that count otherwise: another year, currency, unit, rounding, products the nation does not know."""
    granule_hint = Text("各区域统一口径，合计才对得上", "count alike in all regions, so that sums agree")
    products = {product.name for product in spec.products}
    channels = {channel.name for channel in spec.channels}
    for node in tree.regions:
        one = node.submission
        assert one is not None
        name = node.name
        if one.year != spec.year:
            message = Text(
                f"“{name}”是 {one.year} 年的计划，全国是 {spec.year} 年",
                f'"{name}" plans {one.year}, the nation {spec.year}',
            )
            yield Problem("N06", message, Text(f"year: {spec.year}", f"year: {spec.year}"), where=one.where("year"))
        if one.currency != spec.money.currency:
            message = Text(
                f"“{name}”的币种是 {one.currency}，全国是 {spec.money.currency}",
                f'"{name}" counts in {one.currency}, the nation in {spec.money.currency}',
            )
            yield Problem("N07", message, granule_hint, where=one.where("currency"))
        elif one.unit != spec.money.unit:
            message = Text(
                f"“{name}”的金额单位是{one.unit}，全国是{spec.money.unit}",
                f'"{name}" prints money in {_UNITS[one.unit]}, the nation in {_UNITS[spec.money.unit]}',
            )
            yield Problem("N07", message, granule_hint, where=one.where("unit"), severity=Severity.WARNING)
        yield from _rounded_otherwise(spec, one, granule_hint)
        for kind, known, told in (("product", products, one.products), ("channel", channels, one.channels)):
            yield from _unknown(one, kind, known, [part for part in told if part not in known] if known else [])


def _unknown(one: Submission, kind: str, known: set[str], names: Sequence[str]) -> Iterator[Problem]:
    """Products or channels that the nation does not know: each at its line, those without a line together."""
    word = Text("产品", "product") if kind == "product" else Text("渠道", "channel")
    placed = [name for name in names if f"{kind} {name}" in one.places]
    for name in placed:
        message = Text(f"全国计划没有{word.zh}“{name}”", f'the nation knows no {word.en} "{name}"')
        where = one.where(f"{kind} {name}")
        yield Problem("N08", message, did_you_mean(name, known), where=where, severity=Severity.WARNING)
    others = [name for name in names if name not in placed]
    if others:
        more = Text(f"等 {len(others)} 个", f" and {len(others) - 3} more") if others[3:] else Text("", "")
        zh, en = "、".join(f"“{name}”" for name in others[:3]), ", ".join(f'"{name}"' for name in others[:3])
        message = Text(f"全国计划没有{word.zh}{zh}{more.zh}", f"the nation knows no {word.en} {en}{more.en}")
        yield Problem("N08", message, did_you_mean(others[0], known), where=one.where(), severity=Severity.WARNING)


def _rounded_otherwise(spec: Spec, one: Submission, hint: Text) -> Iterator[Problem]:
    """A region that rounds more coarsely cannot come to what it is asked; one that rounds more finely can."""
    own = granule_of(spec.money)
    if one.granule == own or one.currency != spec.money.currency:
        return
    coarse = own % one.granule != 0
    theirs, ours = money(one.granule, spec.money), money(own, spec.money)
    message = Text(
        f"“{one.name}”取整到 {theirs.zh}，全国到 {ours.zh}" + ("，凑不成下达数" if coarse else ""),
        f'"{one.name}" rounds to {theirs.en}, the nation to {ours.en}'
        + (": it cannot come to what it is asked" if coarse else ""),
    )
    severity = Severity.WARNING if coarse else Severity.INFO
    yield Problem("N07", message, hint, where=one.where("round_to"), severity=severity)
