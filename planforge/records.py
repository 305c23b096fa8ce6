"""Changing a record, which is a ``Struct``: made in a twentieth of the time that a dataclass takes."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:  # mypy holds the names and types of what is changed against the fields here, and not with msgspec's
    from dataclasses import replace
else:
    from msgspec.structs import replace

__all__ = ["replace"]
