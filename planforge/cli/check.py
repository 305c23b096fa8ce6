"""``planforge check``: what is missing or does not add up. Placeholder body until the rules land."""
