"""planforge with all its commands, as one object."""

from planforge.cli.program import program

app = program()
