"""`kubectl get nodes -o json`: accelerators, cores and memory of every node of a cluster."""

from typing import Any

from assessments.language import number, say
from assessments.probes.accelerators import MIB
from assessments.probes.bounded_json import as_list, as_object, as_text, parse_json
from assessments.probes.products import DIES_PER_CHIP, accelerator_type, is_part_of_chip
from assessments.probes.reading import Finding, OutputError, shorten
from assessments.probes.sizes import kubernetes_quantity

MAX_NODES = 5_000
RESOURCES = ("nvidia.com/gpu", "amd.com/gpu", "habana.ai/gaudi", "google.com/tpu", "aws.amazon.com/neuron")
_PRODUCTS = (
    "nvidia.com/gpu.product",
    "amd.com/gpu.product-name",
    "cloud.google.com/gke-accelerator",
    "cloud.google.com/gke-tpu-accelerator",
)
_DEVICES = ("amd.com/gpu.device-id", "beta.amd.com/gpu.device-id")
_THREADS = "feature.node.kubernetes.io/cpu-hardware_multithreading"


def read(text: str) -> tuple[Finding, ...]:
    """Return the findings of each node, which carry its name. Raises OutputError."""
    data = parse_json(text)
    items = [data] if data.get("kind") == "Node" else as_list(data.get("items"), "items")
    nodes = [as_object(item, f"items[{number}]") for number, item in enumerate(items, start=1)]
    if len(nodes) > MAX_NODES:
        raise OutputError(
            say("more than {most} nodes: send one part of the cluster at a time", most=number(MAX_NODES, ","))
        )
    findings = [
        found for number, node in enumerate(nodes, start=1) for found in _node(node, f"items[{number}]")
    ]
    if not findings:
        raise OutputError(say("lists no node with a capacity: send the output of kubectl get nodes -o json"))
    return tuple(findings)


def _node(node: dict[str, Any], place: str) -> list[Finding]:
    if node.get("kind", "Node") != "Node":
        raise OutputError(
            say(
                "is a {kind}, not a Node: send kubectl get nodes -o json",
                kind=shorten(as_text(node.get("kind")), 40),
            ),
            place=place,
        )
    metadata = as_object(node.get("metadata", {}), f"{place}.metadata")
    labels = as_object(metadata.get("labels") or {}, f"{place}.metadata.labels")
    capacity = as_object(
        as_object(node.get("status", {}), f"{place}.status").get("capacity") or {}, f"{place}.status.capacity"
    )
    if labels.get("type") == "virtual-kubelet":
        return []  # stands for a service, not for a machine
    name = shorten(as_text(metadata.get("name"))) or place
    at = f"{place}.status.capacity"
    return [*_accelerators(name, labels, capacity, at), *_cores_and_memory(name, labels, capacity, at)]


def _accelerators(name: str, labels: dict[str, Any], capacity: dict[str, Any], place: str) -> list[Finding]:
    found = []
    for resource in RESOURCES:
        count = kubernetes_quantity(capacity.get(resource, 0), f"{place}.{resource}")
        if count >= 1:
            found.append(_accelerator(name, labels, resource, count))
    return found


def _accelerator(name: str, labels: dict[str, Any], resource: str, count: float) -> Finding:
    named = (as_text(labels.get(key)) for key in _PRODUCTS)
    product = shorten(next((text for text in named if text), "")) or resource
    device = next((as_text(labels[key]) for key in _DEVICES if key in labels), "")
    count, product, remark = _without_sharing(labels, count, product)
    megabytes = as_text(labels.get("nvidia.com/gpu.memory"))
    memory = float(megabytes) * MIB if megabytes.isdecimal() and len(megabytes) < 9 else None
    type = accelerator_type(product, memory, device=device if resource == "amd.com/gpu" else "")
    if dies := DIES_PER_CHIP.get(type):
        count, remark = (
            float(-(-int(count) // dies)),
            say(" ({count} dies listed, {dies} on each)", count=number(count, "g"), dies=dies),
        )
    how = (
        say(
            "{count} × {product}, capacity of {resource}",
            count=number(count, "g"),
            product=product,
            resource=resource,
        )
        + remark
    )
    return Finding(
        "accelerators",
        count,
        how,
        machine=name,
        product=product,
        type=type,
        memory_bytes=memory if not is_part_of_chip(product) else None,
    )


def _without_sharing(labels: dict[str, Any], count: float, product: str) -> tuple[float, str, str]:
    """Return the whole chips behind shares of chips, when labels tell; slices of MIG stay slices."""
    replicas, real = (
        as_text(labels.get("nvidia.com/gpu.replicas")),
        as_text(labels.get("nvidia.com/gpu.count")),
    )
    is_shared = product.endswith("-SHARED") or (replicas.isdecimal() and replicas not in ("0", "1"))
    if is_shared and real.isdecimal() and 0 < len(real) < 6:
        return (
            float(real),
            product.removesuffix("-SHARED"),
            say(" ({count} shares)", count=number(count, "g")),
        )
    return count, product, ""


def _cores_and_memory(
    name: str, labels: dict[str, Any], capacity: dict[str, Any], place: str
) -> list[Finding]:
    found = []
    if "cpu" in capacity:
        cpus = kubernetes_quantity(capacity["cpu"], f"{place}.cpu")
        # The question counts two virtual cores as one; a label may say that there is one thread on each core.
        has_one_thread = labels.get(_THREADS) == "false"
        cores = cpus if has_one_thread else cpus / 2
        how = (
            say("{count} CPUs, one thread on each core", count=number(cpus, "g"))
            if has_one_thread
            else say("{count} CPUs, two threads on each core", count=number(cpus, "g"))
        )
        found.append(Finding("cpu_cores", cores, how, machine=name))
    if "memory" in capacity:
        memory = kubernetes_quantity(capacity["memory"], f"{place}.memory")
        found.append(Finding("host_memory_bytes", memory, "capacity.memory", machine=name))
    return [finding for finding in found if finding.amount > 0]
