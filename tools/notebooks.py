"""Execute notebooks written as percent scripts in a real Jupyter kernel: notebooks.py SOURCE_DIR TARGET_DIR.

The tests run the same cells as a script within milliseconds; this shows what a reader will see.
Jupyter swallows an error in a value's HTML into a printed traceback, so anything on stderr is an error here.
"""

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient


def main() -> int:
    """Execute each, write it with its outputs, count those that complained."""
    source, target = (Path(argument) for argument in sys.argv[1:])
    target.mkdir(parents=True, exist_ok=True)
    failed = 0
    for script in sorted(source.glob("*.py")):
        notebook = jupytext.read(script, fmt="py:percent")
        client = NotebookClient(notebook, timeout=120, kernel_name="python3")
        client.execute(cwd=str(source))
        outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
        complaints = [output.text for output in outputs if output.get("name") == "stderr"]
        print(f"{script.name}: {len(notebook.cells)} cells, {len(outputs)} outputs", *complaints, sep="\n")
        failed += bool(complaints)
        nbformat.write(notebook, target / f"{script.stem}.ipynb")
    return failed


if __name__ == "__main__":
    sys.exit(main())
