"""Catalogue files -> frozen objects, read once."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from planner.sizing.catalogue.facts import Accelerator, BuyPrice, Catalogue, Grid, RentPrice
from planner.sizing.estimate import Estimate
from planner.sizing.physics.transformer import Architecture
from planner.sizing.units import GB, TERA
from planner.sizing.workload import LatentAttention

FOLDER = Path(__file__).parent
_FILES = (
    "accelerators.yaml",
    "grids.yaml",
    "models.yaml",
    "obligations.yaml",
    "organisation.yaml",
    "prices.yaml",
    "round_trips.yaml",
    "traffic.yaml",
)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def load_catalogue(folder: Path = FOLDER) -> Catalogue:
    """Read the catalogue. The version is a fingerprint of what the files say, comments aside."""
    texts = {name: (folder / name).read_text(encoding="utf-8") for name in _FILES}
    data = {name: yaml.load(text, Loader=_Loader) for name, text in texts.items()}  # noqa: S506 -- a safe loader
    prices, grids = data["prices.yaml"], data["grids.yaml"]
    models = [
        _model(name, raw, group["source"])
        for group in data["models.yaml"]["groups"]
        for name, raw in group["models"].items()
    ]
    return Catalogue(
        accelerators={raw["name"]: _accelerator(raw) for raw in data["accelerators.yaml"]["accelerators"]},
        models={model.name: model for model in models},
        model_aliases={
            alias: name
            for group in data["models.yaml"]["groups"]
            for name, raw in group["models"].items()
            for alias in raw.get("aliases", ())
        },
        as_of=prices["as_of"],
        rent_prices=tuple(RentPrice(**raw) for raw in prices["rent"]),
        reserved_prices=tuple(RentPrice(**raw) for raw in prices["reserved"]),
        spot_prices=tuple(RentPrice(**raw) for raw in prices["spot"]),
        buy_prices={raw["accelerator"]: BuyPrice(**raw) for raw in prices["buy"]},
        buy_hours_of_rent=_estimate(prices["buy_hours_of_rent"]),
        ways={name: _estimate(raw) for name, raw in prices["ways"].items()},
        egress_tiers=tuple((float(bound), float(usd)) for bound, usd in prices["egress"]["tiers"]),
        egress_source=prices["egress"]["source"],
        electricity=prices["electricity"]["areas"],
        electricity_source=prices["electricity"]["source"],
        electricity_of_countries=prices["electricity"]["countries"],
        electricity_of_countries_source=prices["electricity"]["country_source"],
        pue={name: _estimate(raw) for name, raw in prices["pue"].items()},
        cpu_node=_estimate(prices["cpu_node"]),
        embodied={name: raw for name, raw in prices["embodied"].items() if isinstance(raw, int | float)},
        embodied_source=prices["embodied"]["source"],
        grids={name: _grid(name, raw, grids) for name, raw in grids["grids"].items()},
        fuels=grids["fuels"]["grams_per_kwh"],
        fuels_source=grids["fuels"]["source"],
        version=_version(data),
    )


def _version(data: dict[str, Any]) -> str:
    text = yaml.dump(data, Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _accelerator(raw: dict[str, Any]) -> Accelerator:
    return Accelerator(
        name=raw["name"],
        title=raw["title"],
        vendor=raw["vendor"],
        year=raw["year"],
        memory_bytes=raw["memory_gb"] * GB,
        bandwidth_bytes_per_second=raw["bandwidth_gb_per_second"] * GB,
        peak={precision: value * TERA for precision, value in raw["peak_tflops"].items()},
        ceiling=raw["ceiling"],
        serving=raw.get("serving", {}),
        power_limited=raw.get("power_limited", False),
        link_bytes_per_second=raw["link_gb_per_second"] * GB / 2,
        nic_bytes_per_second=raw["nic_gb_per_second"] * GB,
        watts=float(raw["watts"]),
        per_node=raw["per_node"],
        domain=raw["domain"],
        node_watts=float(raw["node_watts"]),
        source=raw["source"],
        sold_in=raw.get("sold_in", raw["per_node"]),
    )


def _model(name: str, raw: dict[str, Any], source: str) -> Architecture:
    fields = {key: value for key, value in raw.items() if key not in _NOT_SHAPE}
    latent = raw.get("latent_attention")
    return Architecture(
        name=name,
        counted_parameters=raw["parameters_billion"] * 1e9,
        latent_attention=LatentAttention(**latent) if latent else None,
        source=source,
        **fields,
    )


_NOT_SHAPE = {"parameters_billion", "active_billion", "aliases", "latent_attention"}


def _grid(name: str, raw: dict[str, Any], file: dict[str, Any]) -> Grid:
    is_zone = len(name) != 3 or name[-1].isdigit()
    return Grid(
        name=name,
        title=raw["name"],
        grams_per_kwh=float(raw["grams_per_kwh"]),
        year=raw["year"],
        area=raw["area"],
        source=f"{file['zone_source'] if is_zone and name != 'WORLD' else file['source']}, {raw['year']}",
        carbon_free_share=raw.get("share"),
    )


def _estimate(raw: dict[str, Any]) -> Estimate:
    return Estimate(float(raw["low"]), float(raw["likely"]), float(raw["high"]), (raw["source"],))
