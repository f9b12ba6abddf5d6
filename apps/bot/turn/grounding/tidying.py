"""What is left of a text after parts were taken out: made whole again, or judged to say nothing."""

import re

# Stands where something was taken out, so that only those lines are touched.
CUT = "\ue000"
_SPACES = re.compile(r"[ \t]{2,}")
_BEFORE_STOP = re.compile(r"\s+(?=[,.;!?)])")
_LOOSE_END = re.compile(
    r"[\s,;:·|–—-]*(?:\b(?:and|but|or|with|na|lakini|au|pia)\b)?[\s,;·|–—-]*(?=[.!?]?\s*$)", re.IGNORECASE
)
_LOOSE_START = re.compile(r"^(\s*(?:[•*-]\s+)?)[,;·|–—]+\s*")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_NOTHING = re.compile(r"[\W_]*(?:\d{1,2}[.)])?[\W_]*")
_LINES = re.compile(r"\n{3,}")
# Courtesies and openings that answer nothing by themselves.
_COURTESY = frozenset(
    """
    yes yeah no hi hello hey sure great okay ok good thanks thank you thankyou karibu karibuni asante ahsante sana habari
    hujambo ndiyo ndio hapana sawa poa welcome sorry samahani of course absolutely certainly definitely lovely choice
    nice perfect here go sir madam also and but so well now right excellent wonderful fantastic awesome indeed happy to
    help glad we us it is our your at the a there pia na lakini basi sasa hapa kweli vizuri nzuri sisi
    """.split()
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")


def tidied(text: str) -> str:
    """`text` with CUT wherever a part of a line was taken out."""
    old_lines = text.split("\n")
    new_lines = [_line(line.replace(CUT, "")) if CUT in line else line for line in old_lines]
    kept = [new for old, new in zip(old_lines, new_lines, strict=True) if not old.strip() or new.strip()]
    while kept and (not kept[-1].strip() or kept[-1].rstrip(" *_").endswith(":")):
        kept.pop()
    return _LINES.sub("\n\n", "\n".join(kept)).strip()


def _line(line: str) -> str:
    line = _EMPTY.sub("", _SPACES.sub(" ", line))
    line = _BEFORE_STOP.sub("", _LOOSE_START.sub(r"\1", line))
    for sign in "*~":
        if line.count(sign) % 2:
            line = line.replace(sign, "")
    if _NOTHING.fullmatch(line):
        return ""
    return line.rstrip() if line.rstrip().endswith(":") else _LOOSE_END.sub("", line, count=1).rstrip()


def says_something(text: str, *, question_suffices: bool = False) -> bool:
    """Whether anything but courtesies and headings is left; of questions only where taps answer them."""
    for found in _SENTENCE.finditer(text):
        sentence = found.group().strip()
        words = [word.lower() for word in _WORD.findall(sentence)]
        if all(word in _COURTESY for word in words) or sentence.rstrip(" *_").endswith(":"):
            continue
        if question_suffices or not sentence.endswith("?"):
            return True
    return False
