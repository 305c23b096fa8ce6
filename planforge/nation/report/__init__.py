"""The national plan as tables and as a document, of the whole nation or of any node."""

from planforge.nation.report.compose import compose_nation, many_words, nation_tables, nation_words

__all__ = ["compose_nation", "many_words", "nation_tables", "nation_words"]
