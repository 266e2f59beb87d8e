"""Saved output of commands, read."""
