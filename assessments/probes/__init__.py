"""Saved output of measuring commands becomes measured answers: parsers that know no framework."""
