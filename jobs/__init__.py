"""Durable work: a job is a row, the broker is a door bell. Knows no other app."""
