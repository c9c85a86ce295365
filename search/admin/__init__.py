"""The part of the desk that searches: articles found in the archive's own language, and what engines refused."""

from search.admin import article, refusals

__all__ = ["article", "refusals"]
