"""The plan as a workbook that people trust: live formulas with their values, checks, charts, and sheets to fill in."""

from planforge.writers.xlsx.workbook import write as write
from planforge.writers.xlsx.workbook import write_tables as write_tables
