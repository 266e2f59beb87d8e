"""Scenarios: kept with an engagement, or read from a document."""
