"""Pages of the planner: guard, get, call, render."""
