"""What should we build, when, at what cost? Sizing, verdicts, roadmap, reports."""
