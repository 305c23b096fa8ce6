"""planforge: a region's spec in, a finished annual marketing plan out."""

__version__ = "0.1.0"
