// node run.mjs ROOT BUILD PYTEST-ARGUMENTS...: pytest inside Pyodide, over the wheels in BUILD/wheels.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [root, build, ...args] = process.argv.slice(2);
const { loadPyodide } = createRequire(join(build, "package.json"))("pyodide");

// node would print Pyodide's whole source, a million letters of it, beside an error that nobody caught
process.on("uncaughtException", (error) => {
  console.error(String(error.stack ?? error).slice(0, 4000));
  process.exit(70);
});

const py = await loadPyodide({
  env: {
    HOME: "/tmp",
    HYPOTHESIS_STORAGE_DIRECTORY: "/tmp/hypothesis",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONTZPATH: "",
  },
});
const version = py.runPython("import sys; '%d.%d' % sys.version_info[:2]");
// without extractDir the wheel would land in the current folder
const extractDir = `/lib/python${version}/site-packages`;
const wheels = readdirSync(join(build, "wheels")).filter((name) => name.endsWith(".whl"));
for (const name of wheels) {
  const bytes = new Uint8Array(readFileSync(join(build, "wheels", name))); // it takes no Buffer
  py.unpackArchive(bytes, "wheel", { extractDir });
}

// some tests look up names in src, but it is on no path: what they import is the wheel
py.FS.mkdirTree("/repo");
py.FS.chdir("/repo");
for (const name of ["tests", "docs", "src"]) {
  py.FS.mkdirTree(`/repo/${name}`);
  py.mountNodeFS(`/repo/${name}`, join(root, name));
}
for (const name of ["conftest.py", "pyproject.toml"]) {
  py.FS.writeFile(`/repo/${name}`, readFileSync(join(root, name)));
}

// Hypothesis warns of its own random generator here, once, in whichever property comes first.
const quiet = "ignore:It looks like `register_random` was passed an object";
py.globals.set("arguments", py.toPy(["-p", "no:cacheprovider", "-W", quiet, ...args]));
const code = py.runPython(`
import os, platform, sys
os.chdir("/repo")
import kpix_billing_core
print("Python", platform.python_version(), "on", sys.platform, "with", kpix_billing_core.__file__)
import pytest
int(pytest.main(list(arguments)))
`);
process.exit(code);
