"""The reading room: the pages where people search, read and look around. They work without scripts."""
