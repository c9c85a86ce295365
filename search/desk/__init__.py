"""What curators alone find: the desk's shelf beside the public one, and searches over both.

No module that serves readers may reach this one.
"""

from search.desk.asking import Asked, Hits, count, find, passages, walk
from search.desk.shelf import DESK, SHELVES

__all__ = ["DESK", "SHELVES", "Asked", "Hits", "count", "find", "passages", "walk"]
