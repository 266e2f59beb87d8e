"""Who runs what: crews, headcount by quarter, learning."""
