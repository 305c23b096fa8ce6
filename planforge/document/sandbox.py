"""The sandbox in which every template of a user is filled, and the names in it that nothing bears.

It reads and prints: no calls but Jinja's own, no arithmetic, no change of what it is given, no undefined name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
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


class Sandbox(ImmutableSandboxedEnvironment):
    """Reading only: fields of the spec and of records, no calls but Jinja's own, no arithmetic."""

    intercepted_binops = _ARITHMETIC

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
    environment = Sandbox(undefined=StrictUndefined, autoescape=True, finalize=finalize, **options)
    environment.globals = {"namespace": Namespace}
    environment.filters = {**{name: environment.filters[name] for name in _PLAIN_FILTERS}, **filters}
    return environment


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
