"""The monthly review as tables, charts and a document."""

from planforge.review.report.compose import compose_review as compose_review
from planforge.review.report.compose import review_tables as review_tables
