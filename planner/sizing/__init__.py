"""The numpy core: workloads, estate and assumptions in; requirements with P10, P50 and P90 out."""
