"""Figures on data: growth, durability, transfer, migration, cleaning, drift, audit logs."""
