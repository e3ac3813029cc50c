"""The command `kpix-billing`: months closed and amounts explained from files, for those who write no code.

`main` reads the arguments and runs one subcommand, each in a file of its own: `close-month`, `explain`, `demo`.
This is the only room that opens files, prints, or asks what the surroundings are like; it computes nothing itself.
What is wrong with the input is said in full, with file, row and column, and then nothing is written.
What is written appears all at once, and the same input gives the same bytes.
"""

__all__ = ["main"]

from .main import main
