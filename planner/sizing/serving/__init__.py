"""Inference: rates, load over the day, replicas for the targets, policies that follow the load."""
