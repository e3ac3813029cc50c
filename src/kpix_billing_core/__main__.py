"""`python -m kpix_billing_core` is the command `kpix-billing`."""

from .command import main

if __name__ == "__main__":
    raise SystemExit(main())
