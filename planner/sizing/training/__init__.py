"""Training and fine-tuning: the time of a step, the search of layouts, the plan of a run."""
