"""What PostgreSQL does not keep, and an archive on SQLite may hold: NUL, and in JSON halves of characters."""

NUL, HALVES = "\0", range(0xD800, 0xE000)
STAND_IN = "\ufffd"


class Mending:
    """Puts U+FFFD for what a database would not keep; `mended` counts the values that had any of it.

    Where it is not needed every value stays.
    """

    def __init__(self, *, needed: bool = True):
        self.mended, self._needed = 0, needed

    def kept(self, value):
        """Return a value as the database keeps it; lists and objects with all that is in them."""
        return self._kept(value) if self._needed else value

    def _kept(self, value):
        if isinstance(value, str):
            if NUL not in value and value.isprintable():
                return value
            mended = "".join(STAND_IN if one == NUL or ord(one) in HALVES else one for one in value)
            self.mended += mended != value
            return mended
        if isinstance(value, list):
            return [self._kept(one) for one in value]
        if isinstance(value, dict):
            return {self._kept(name): self._kept(one) for name, one in value.items()}
        return value
