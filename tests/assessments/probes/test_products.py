"""Names of accelerators as commands print them, and the list of the bank."""

from pathlib import Path

import pytest
import yaml

import assessments
from assessments.probes.products import accelerator_type

GIB = 2.0**30
LISTED = set(
    yaml.safe_load((Path(assessments.__file__).parent / "content" / "bank.yaml").read_text("utf-8"))["lists"][
        "accelerators"
    ]
)


@pytest.mark.parametrize(
    ("product", "memory", "name"),
    [
        ("Tesla V100-SXM2-32GB", None, "v100-sxm-32gb"),
        ("Tesla V100-SXM2-16GB", None, ""),
        ("NVIDIA A100-SXM4-40GB", None, "a100-sxm-40gb"),
        ("NVIDIA A100-SXM...", 81_251 * 2**20, "a100-sxm-80gb"),
        ("NVIDIA A100-SXM...", 40_536 * 2**20, "a100-sxm-40gb"),
        ("NVIDIA A100 80GB PCIe", None, "a100-pcie-80gb"),
        ("NVIDIA A100-PCIE-40GB", None, ""),
        ("GRID A100-20C", None, ""),
        ("NVIDIA A800-SXM4-80GB", None, "a800"),
        ("NVIDIA H100 80GB HBM3", None, "h100-sxm"),
        ("NVIDIA H100 PCIe", None, "h100-pcie"),
        ("NVIDIA H100 NVL", None, ""),
        ("NVIDIA H100 80GB HBM3 MIG 1g.10gb", None, ""),
        ("NVIDIA H200", None, "h200-sxm"),
        ("NVIDIA H200 NVL", None, "h200-nvl"),
        ("NVIDIA H800", None, "h800"),
        ("NVIDIA H20", None, "h20"),
        ("NVIDIA GH200 480GB", None, "gh200"),
        ("NVIDIA B200", None, "b200"),
        ("NVIDIA GB200", None, "gb200"),
        ("NVIDIA L4", None, "l4"),
        ("NVIDIA L40S", None, "l40s"),
        ("NVIDIA L40", None, ""),
        ("NVIDIA GeForce RTX 4090", None, "rtx-4090"),
        ("NVIDIA GeForce RTX 4090 D", None, ""),
        ("NVIDIA GeForce RTX 4090 Laptop GPU", None, ""),
        ("NVIDIA GeForce RTX 5090", None, "rtx-5090"),
        ("NVIDIA RTX PRO 6000 Blackwell Server Edition", None, "rtx-pro-6000"),
        ("NVIDIA RTX PRO 6000 Blackwell Max-Q Workstation Edition", None, ""),
        ("NVIDIA RTX 6000 Ada Generation", None, ""),
        ("AMD Instinct MI300X OAM", None, "mi300x"),
        ("AMD Instinct MI325X", None, "mi325x"),
        ("AMD Instinct MI355X", None, "mi355x"),
        ("AMD Instinct MI300A", None, ""),
        ("nvidia-tesla-a100", None, "a100-sxm-40gb"),
        ("", None, ""),
    ],
)
def test_a_product_has_its_name_in_the_list_or_none(product: str, memory: float | None, name: str) -> None:
    assert accelerator_type(product, memory) == name
    assert name in LISTED | {""}
