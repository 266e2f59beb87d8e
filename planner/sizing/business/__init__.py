"""Figures for those who pay: the business case, showback, cost per unit, elasticity, obligations."""
