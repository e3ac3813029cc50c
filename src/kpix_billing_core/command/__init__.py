"""The command `kpix-billing`: months closed, plans renewed and amounts explained from files, without writing code.

`main` reads the arguments and runs one subcommand, each in a file of its own: `close-month`, `explain`, `demo`;
over a file of events, which is only ever added to, `grant`, `activate`, `renew-month` and `change-plan`;
over files of validity `fleet-status` and `sweep`; and over a file of connections `usage-report`.
This is the only room that opens files, prints, or asks what the surroundings are like; it computes nothing itself.
What is wrong with the input is said in full, with file, row and column, and then nothing is written.
What is written appears all at once or not at all, and the same input gives the same bytes.
"""

__all__ = ["main"]

from .main import main
