"""How the lexicon's patterns meet words: whole ones only."""

import re


def any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"(?<![\w'])(?:" + "|".join(patterns) + r")(?![\w'])")
