"""Asks Tesseract's command what a picture says, and which way up it lies."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.extract.pdf import tesseract

# Tesseract's ways to tell ink from paper: Sauvola's, which the grain of a scan does not confuse, and its usual one.
LOCAL, USUAL = "2", "0"
_TURN = re.compile(r"^Rotate: (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RecognitionParameters:
    """What reading pictures may cost."""

    dpi: int = 200
    """Dots per inch. At 150 small print is misread; 300 takes twice as long and reads no more."""
    most_pixels: int = 24_000_000
    """Pixels. A page of A3 at 200 dots per inch has 8 million."""
    seconds: float = 10.0
    """Seconds for one picture."""


P = RecognitionParameters()


def words_of(picture: bytes, languages: Sequence[str], threshold: str = LOCAL) -> str:
    """Tesseract's table of the words in a picture (a file's content); "" where it fails."""
    options = ["-l", "+".join(languages), "--psm", "3", "-c", f"thresholding_method={threshold}", "tsv"]
    return _run(picture, options)


def turn_of(picture: bytes) -> int:
    """By how many degrees clockwise a picture must be turned to be upright; 0 where that can't be told."""
    if not tesseract.tells_orientation():
        return 0
    turn = _TURN.search(_run(picture, ["-l", tesseract.ORIENTATION, "--psm", "0"]))
    return int(turn.group(1)) % 360 if turn else 0


def _run(picture: bytes, options: list[str]) -> str:
    arguments = [str(tesseract.command()), "stdin", "stdout", "--dpi", str(P.dpi), *options]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(
            arguments, input=picture, capture_output=True, timeout=P.seconds, check=False, env=environment
        )
    except (subprocess.TimeoutExpired, OSError):
        return ""
    return done.stdout.decode("utf-8", "replace")
