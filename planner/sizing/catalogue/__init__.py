"""Dated facts: accelerators, models, prices, grids. Each with its source."""

from planner.sizing.catalogue.facts import Accelerator, BuyPrice, Catalogue, CatalogueError, Grid, RentPrice
from planner.sizing.catalogue.load import load_catalogue
from planner.sizing.catalogue.own import with_own

__all__ = [
    "Accelerator",
    "BuyPrice",
    "Catalogue",
    "CatalogueError",
    "Grid",
    "RentPrice",
    "load_catalogue",
    "with_own",
]
