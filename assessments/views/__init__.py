"""Pages: guard, get, call, render."""
