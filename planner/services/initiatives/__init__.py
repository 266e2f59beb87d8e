"""Initiatives of an engagement: its own ones, their file, the catalogue and its words."""
