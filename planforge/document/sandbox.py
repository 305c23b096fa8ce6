"""The sandbox in which every template of a user is filled, and the names in it that nothing bears.

It reads and prints: no calls but Jinja's own, no arithmetic, no change of what it is given, no undefined name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import wraps
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes, pass_context, pass_eval_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from msgspec import Struct
from pydantic import BaseModel

from planforge.problem import Text

_PLAIN_FILTERS = (
    "default", "dictsort", "first", "items", "last", "length", "list", "lower", "map", "max", "min", "reject",
    "rejectattr", "select", "selectattr", "slice", "sort", "trim", "unique", "upper", "groupby", "batch",
    "reverse", "abs",
)  # fmt: skip
_ARITHMETIC = frozenset({"+", "-", "*", "/", "//", "**", "%"})
_COUNTED, _JOINED, _BEGUN = "·counted", "·joined", "·begun"  # filters that no text can name
MOST_WORK = 1_000_000  # rounds of loops and printed pieces of so many signs, of one document
CALL = 20  # rounds for which a call counts
PIECE = 64  # signs
MOST_ITEMS = 10_000  # that one filter makes
MOST_TEXT = 1_000_000  # signs of one text that is put together
UNREADABLE = (RecursionError, SyntaxError, MemoryError, OverflowError, ValueError)
"""What Jinja and Python raise for a text that is nested or long beyond all measure."""
HOLDERS = (list, tuple, dict, set)
"""What holds others and may hold the same ones many times over: nothing of a few letters' length when printed."""
UNREADABLE_SAID = Text("嵌套过深或过长，无法读取", "nested too deep, or too long to be read")
_MAY_BE_MISSING = ("defined", "undefined")
_UNSURE = object()  # what cannot be known before the template is filled


class Unknown(Struct, frozen=True):
    """A name that nothing bears, as it is written, with its line and the names it may have been meant for."""

    line: int
    name: str
    known: tuple[str, ...]

    @property
    def said(self) -> Text:
        """What is wrong, with a guess at what was meant."""
        stem, _, last = self.name.rpartition(".")
        close = get_close_matches(last, self.known, 1, 0.6)
        meant = f"{stem}.{close[0]}" if close and stem else close[0] if close else ""
        more = Text(f"，是不是 {meant}？", f"; did you mean {meant}?") if meant else Text("", "")
        return Text(f"不认识的名称 {self.name}{more.zh}", f"unknown name {self.name}{more.en}")


class Endless(SecurityError):  # noqa: N818 - says what is the case
    """A template that would work or print without end."""

    said = Text("循环或拼接没有止境，已停止", "it would go on without end and was stopped")


class _Measured(CodeGenerator):
    """Code that tells how much it does: every round of a loop, every call of a macro, every text put together."""

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        for loop in node.find_all(nodes.For):
            loop.iter = _filtered(_COUNTED, loop.iter, _weight(loop))
            if loop.recursive:
                loop.body.insert(0, _begins(loop))
        macros: list[nodes.Macro | nodes.CallBlock] = [*node.find_all(nodes.Macro), *node.find_all(nodes.CallBlock)]
        for macro in macros:
            macro.body.insert(0, _begins(macro))
        super().visit_Template(node, frame)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802
        self.write(f"environment.filters[{_JOINED!r}](context.eval_ctx, (")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


def _filtered(name: str, value: nodes.Node, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, [*arguments], [], None, None, lineno=value.lineno)


def _begins(node: nodes.Node) -> nodes.Node:
    """What is done first in a body: it is counted."""
    nil = nodes.Const(None, lineno=node.lineno)
    return nodes.ExprStmt(_filtered(_BEGUN, nil, _weight(node, CALL)), lineno=node.lineno)


def _weight(node: nodes.Node, least: int = 1) -> nodes.Const:
    return nodes.Const(_literal(node) // PIECE + least, lineno=node.lineno)


def _literal(node: nodes.Node) -> int:
    """The signs that a part of a template prints as they stand."""
    return sum(len(data.data) for data in node.find_all(nodes.TemplateData))


class Sandbox(ImmutableSandboxedEnvironment):
    """Reading only: fields of the spec and of records, no calls but Jinja's own, no arithmetic, and no work without
    end."""

    intercepted_binops = _ARITHMETIC
    code_generator_class = _Measured
    left = MOST_WORK

    def spend(self, work: int) -> None:
        """Take so much off what is left; Endless where nothing is."""
        self.left -= work
        if self.left < 0:
            raise Endless

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if isinstance(obj, BaseModel):
            return attr in type(obj).model_fields
        return not callable(value) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        return getattr(obj, "__module__", "").startswith("jinja2.")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(operator)


def sandbox(filters: Mapping[str, Callable[..., Any]], finalize: Callable[..., Any], **options: Any) -> Sandbox:
    """An environment with these filters and a few of Jinja's own; ``finalize`` sees all that is printed."""
    environment = Sandbox(undefined=StrictUndefined, autoescape=True, finalize=_measured(finalize), **options)
    environment.globals = {"namespace": Namespace}
    own = {name: environment.filters[name] for name in _PLAIN_FILTERS}
    bounded = {name: _bounded(own[name]) for name in ("batch", "slice")}
    measures = {_COUNTED: _counted, _BEGUN: _begun, _JOINED: _joined}
    environment.filters = {**own, **bounded, **measures, **filters}
    return environment


def _measured(finalize: Callable[..., Any]) -> Callable[..., Any]:
    """The same, with every text that it prints taken off what may be done."""
    knows_context = hasattr(finalize, "jinja_pass_arg")

    @pass_context
    def printed(context: Context, value: Any) -> Any:
        if isinstance(value, HOLDERS):
            raise SecurityError("a list is no text")
        made = finalize(context, value) if knows_context else finalize(value)
        _begun(context, None, (len(value) if isinstance(value, str) else 0) // PIECE)
        return made

    return printed


@pass_context
def _counted(context: Context, items: Iterable[Any], weight: int) -> Iterator[Any]:
    """The items, each taken off what may be done."""
    for item in items:
        _begun(context, None, weight)
        yield item


@pass_context
def _begun(context: Context, _: None, weight: int) -> None:
    environment = context.environment
    assert isinstance(environment, Sandbox)
    environment.spend(weight)


@pass_eval_context
def _joined(state: EvalContext, parts: Sequence[Any]) -> str:
    """What ``~`` makes of its parts: text, not what holds others, which may be each other many times."""
    if any(isinstance(part, HOLDERS) for part in parts):
        raise SecurityError("~")
    made: str = (markup_join if state.autoescape else str_join)(parts)
    if len(made) > MOST_TEXT:
        raise Endless
    return made


def _bounded(make: Callable[..., Any]) -> Callable[..., Any]:
    """A filter whose first argument says how many it makes."""

    @wraps(make)
    def bounded(*arguments: Any, **named: Any) -> Any:
        if any(isinstance(one, int) and one > MOST_ITEMS for one in (*arguments, *named.values())):
            raise Endless
        return make(*arguments, **named)

    return bounded


def unknown_names(environment: Sandbox, tree: nodes.Node, context: Mapping[str, Any]) -> tuple[Unknown, ...]:
    """Every name in a template that nothing bears, also where the template would not come past it.

    Only what can be followed from the context is judged; a loop's own names are known when it runs, and what is asked
    for with ``is defined`` may be missing.
    """
    stored = {name.name for name in tree.find_all(nodes.Name) if name.ctx != "load"}
    tests = (test for test in tree.find_all(nodes.Test) if test.name in _MAY_BE_MISSING)
    asked = {_written(test.node) for test in tests if _step(test.node) or isinstance(test.node, nodes.Name)}
    return tuple(_Search(environment, context, stored | {"loop"}, asked).unknown(tree))


def syntax_said(error: TemplateSyntaxError, environment: Sandbox) -> Text:
    """What is wrong with a tag that cannot be read."""
    message = error.message or ""
    if not message.startswith("No filter named"):
        return Text(f"标记不完整或写错（{message}）", f"broken tag ({message})")
    name = message.split("'")[1]
    close = get_close_matches(name, environment.filters, 1, 0.6)
    more = Text(f"，是不是 {close[0]}？", f"; did you mean {close[0]}?") if close else Text("", "")
    return Text(f"没有过滤器 {name}{more.zh}", f"no filter {name}{more.en}")


def names_in(thing: Any) -> tuple[str, ...]:
    """The names that a template can read from something."""
    if isinstance(thing, Mapping):
        return tuple(str(name) for name in thing)
    if isinstance(thing, BaseModel):
        return tuple(type(thing).model_fields)
    if isinstance(thing, Struct):
        return thing.__struct_fields__
    names = getattr(thing, "names", None)
    return tuple(names()) if callable(names) else ()


class _Search(Struct):
    environment: Sandbox
    context: Mapping[str, Any]
    own: set[str]
    asked: set[str]

    def unknown(self, node: nodes.Node) -> Iterator[Unknown]:
        if isinstance(node, nodes.Test) and node.name in _MAY_BE_MISSING:
            return
        if isinstance(node, nodes.Filter) and node.name == "default":
            return
        if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
            found = self._follow(node)
            if isinstance(found, Unknown):
                yield found
                return
        for child in node.iter_child_nodes():
            yield from self.unknown(child)

    def _follow(self, node: nodes.Node) -> Any:
        """What an expression stands for; ``Unknown`` where a name in it has nothing, ``_UNSURE`` where it must run."""
        if isinstance(node, nodes.Name):
            return self._named(node)
        step = _step(node)
        if step is None:
            return _UNSURE
        if step.startswith("_"):
            return Unknown(node.lineno, _written(node), ())
        base = self._follow(node.node)  # type: ignore[attr-defined]
        if base is _UNSURE or isinstance(base, Unknown):
            return base
        if not base and not isinstance(base, Mapping):  # nothing is there today: its names cannot be judged
            return _UNSURE
        found = self.environment.getattr(base, step)
        if not isinstance(found, Undefined):
            return found
        name = _written(node)
        return _UNSURE if name in self.asked else Unknown(node.lineno, name, names_in(base))

    def _named(self, node: nodes.Name) -> Any:
        if node.ctx != "load" or node.name in self.own or node.name in self.environment.globals:
            return _UNSURE
        if node.name in self.context:
            return self.context[node.name]
        return Unknown(node.lineno, node.name, tuple(self.context))


def _step(node: nodes.Node) -> str | None:
    """The name that an expression reads from another; None for anything else."""
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
        return node.arg.value
    return None


def _written(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    below = getattr(node, "node", None)
    return "…" if below is None else f"{_written(below)}.{_step(node) or '[…]'}"
