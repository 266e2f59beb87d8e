"""Many engagements at once: rows with what is late, a benchmark, and one organisation over time."""
