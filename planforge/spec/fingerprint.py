"""The fingerprint of a spec: the same for the same content, however its file is laid out or commented."""

from __future__ import annotations

from hashlib import sha256

from planforge.spec.spec import Spec


def fingerprint(spec: Spec) -> str:
    """SHA-256 of what the spec says, its sales history included; fields left at their defaults do not count."""
    return sha256(spec.model_dump_json(exclude_defaults=True).encode()).hexdigest()
