"""Decisions on initiatives: made, listed, exported, and held against what happened."""
