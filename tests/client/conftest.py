"""Run by `make interop`, whose environment has the client; elsewhere there is nothing to collect."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("mbed_cloud") else ["test_*.py"]
