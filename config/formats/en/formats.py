"""Times as operators compare them with log lines: by the second, on a clock of 24 hours, with their zone."""

DATETIME_FORMAT = "j M Y, H:i:s e"
SHORT_DATETIME_FORMAT = "j M Y, H:i e"
DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i:s"
