"""The linter: what tells an excellent plan from a running account."""
