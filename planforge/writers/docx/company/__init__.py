"""A company's own Word file as the look of the plan: its styles, headers and cover, and tags in it that are filled."""
