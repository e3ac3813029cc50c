"""How fast the library is, beside what somebody would write in its place, both in the same run."""
