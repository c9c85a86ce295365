"""Moments in the admin, written as everywhere else in the archive."""

DATETIME_FORMAT, DATE_FORMAT, TIME_FORMAT = "Y-m-d H:i e", "Y-m-d", "H:i"
