"""How ready are we? Question bank, answers, scoring."""
