"""The Word writer: one module a kind of block."""
