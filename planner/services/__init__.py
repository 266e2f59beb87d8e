"""What the planner does: gather inputs, evaluate, keep plans, workloads and reports."""
