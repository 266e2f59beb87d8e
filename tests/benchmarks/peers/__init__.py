"""Other tools on the same rows: run by their own interpreters, so that the project does not depend on them."""
