"""Many plans as one: regions' plans summed up, targets handed down, what was asked held against what was offered."""
