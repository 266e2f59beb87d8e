"""Estate, maturity and requirements in; ready, conditional or blocked out, with reasons."""
