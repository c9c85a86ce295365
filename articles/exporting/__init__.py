"""What leaves the archive: one module for each shape that an article is given in."""
