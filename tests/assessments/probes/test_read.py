"""Every saved output is recognised and read; what is no output is refused with a remedy."""

import json

import pytest

from assessments.probes import COMMANDS, QUANTITIES, OutputError, Reading, read_output
from assessments.probes.reading import Finding, findings_from_data, findings_to_data
from tests.assessments.probes.saved import ALL, REFUSED, saved

GBIT = 1e9 / 8


def first(name: str) -> Finding:
    """The first finding of a saved output."""
    return read_output(saved(name)).findings[0]


@pytest.mark.parametrize("name", [name for name in ALL if name not in REFUSED])
def test_a_saved_output_is_recognised_by_itself_and_survives_storage(name: str) -> None:
    reading = read_output(saved(name), machine="node-1")
    assert name.startswith(reading.command.split()[0])
    assert {finding.quantity for finding in reading.findings} <= set(COMMANDS[reading.command].quantities)
    assert findings_from_data(findings_to_data(reading.findings)) == reading.findings
    assert reading == read_output(saved(name), reading.command, machine="node-1")


@pytest.mark.parametrize(
    ("name", "product", "type", "count"),
    [
        ("nvidia-smi-h100-node.txt", "NVIDIA H100 80GB HBM3", "h100-sxm", 8),
        ("nvidia-smi-rtx-4090.txt", "NVIDIA GeForce RTX 4090", "rtx-4090", 8),
        ("nvidia-smi-a100-mig.xml", "NVIDIA A100-SXM4-80GB", "a100-sxm-80gb", 1),
        ("nvidia-smi-workstation.xml", "NVIDIA RTX A5000", "", 2),
        ("rocm-smi-mi250.json", "AMD INSTINCT MI250 (MCM) OAM AC MBA", "mi250x", 1),
        ("rocm-smi-mi100.json", "Arcturus GL-XL [Instinct MI100]", "", 4),
        ("kubectl-virtual-gpu.json", "NVIDIA-A16-4Q", "", 1),
    ],
)
def test_accelerators_are_counted_with_their_catalogue_name(
    name: str, product: str, type: str, count: int
) -> None:
    found = first(name)
    assert (found.quantity, found.product, found.type, found.amount) == ("accelerators", product, type, count)


def test_memory_of_an_accelerator_is_that_of_the_whole_chip() -> None:
    assert first("nvidia-smi-h100-node.txt").memory_bytes == 81_559 * 2**20
    assert first("nvidia-smi-a100-mig.xml").memory_bytes == 81_920 * 2**20
    assert first("rocm-smi-mi250.json").memory_bytes == 2 * 68_702_699_520


@pytest.mark.parametrize(
    ("name", "cores"),
    [
        ("lscpu-epyc-7451.txt", 48),
        ("lscpu-virtual-machine.txt", 2),
        ("lscpu-virtual-machine.json", 2),
        ("lscpu-utf16.txt", 2),
    ],
)
def test_physical_cores_are_counted(name: str, cores: int) -> None:
    assert (first(name).quantity, first(name).amount) == ("cpu_cores", cores)


def test_cores_of_a_chip_with_clusters_or_without_any_grouping() -> None:
    arm = "CPU(s): 192\nThread(s) per core: 1\nCore(s) per cluster: 96\nSocket(s): -\nCluster(s): 2\n"
    assert read_output(arm).findings[0].amount == 192
    bare = "Architecture: x\nCPU(s): 64\nThread(s) per core: 4\n"
    assert read_output(bare).findings[0].amount == 16


@pytest.mark.parametrize(
    ("name", "memory"),
    [
        ("free-bytes.txt", 25_276_514_304),
        ("free-kib.txt", 24_684_096 * 2**10),
        ("free-mib.txt", 24_105 * 2**20),
        ("free-human.txt", 23 * 2**30),
        ("free-centos-human.txt", 3.7 * 2**30),
    ],
)
def test_memory_is_read_whatever_option_free_had(name: str, memory: float) -> None:
    assert first(name).amount == memory


@pytest.mark.parametrize("total", ["23", "2015", "4096", "2063937", "1048576"])
def test_memory_whose_unit_cannot_be_told_is_refused_not_guessed(total: str) -> None:
    text = f"               total        used        free\nMem:           {total}        1        3\n"
    with pytest.raises(OutputError, match="free -b"):
        read_output(text)


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("df-desktop.txt", [20_508_240 * 2**10]),
        ("df-virtual-machine.txt", [270_553_174_016]),
        ("df-virtual-machine-human.txt", [252 * 2**30]),
        ("df-pod-on-gpfs.txt", [200 * 2**30, 15 * 2**40]),
    ],
)
def test_storage_is_without_memory_images_layers_and_boot_partitions(name: str, sizes: list[float]) -> None:
    assert [found.amount for found in read_output(saved(name)).findings] == sizes


def test_a_device_mounted_twice_counts_once_and_a_long_name_may_have_its_own_line() -> None:
    text = (
        "Filesystem 1K-blocks Used Available Use% Mounted on\n"
        "/dev/mapper/a-very-long-name-of-a-volume\n   1000 10 990 1% /data\n"
        "/dev/sda1 500 10 490 1% /boot\n/dev/sdb1 2000 1 1999 1% /a\n/dev/sdb1 2000 1 1999 1% /b b\n"
        "total 5500 1 1 1% -\n"
    )
    assert [found.amount for found in read_output(text).findings] == [1_024_000, 2_048_000]


def test_data_sets_of_a_zfs_pool_share_its_free_space() -> None:
    text = (
        "Filesystem Type 1B-blocks Used Available Use% Mounted on\n"
        "tank/home zfs 1100 100 1000 9% /home\ntank/data zfs 1500 500 1000 33% /data\n"
    )
    assert [found.amount for found in read_output(text).findings] == [1_600]


def test_fio_adds_jobs_that_ran_together_and_takes_the_best_of_groups_in_turn() -> None:
    assert first("fio-sequential-read.json").amount == 2_323_288_164
    text = (
        '{"fio version": "fio-3.33", "timestamp": 1000, "jobs": ['
        '{"groupid": 0, "job_runtime": 5000, "read": {"bw_bytes": 10}},'
        '{"groupid": 0, "job_runtime": 5000, "read": {"bw_bytes": 20}},'
        '{"groupid": 1, "job_runtime": 4000, "read": {"bw_bytes": 25}}]}'
    )
    found = read_output(text).findings[0]
    assert (found.amount, found.began, found.ended) == (30, 995, 1000)


def test_fio_before_version_3_gave_kibibytes_and_clients_are_not_counted_with_their_sum() -> None:
    assert read_output('{"fio version": "2", "jobs": [{"read": {"bw": 3}}]}').findings[0].amount == 3_072
    text = (
        '{"fio version": "3", "client_stats": [{"jobname": "a", "read": {"bw_bytes": 1}},'
        '{"jobname": "All clients", "read": {"bw_bytes": 7}}]}'
    )
    assert read_output(text).findings[0].amount == 7


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"fio version": "3", "jobs": [{"read": {"bw_bytes": 0}}]}', "nothing was read"),
        ('{"fio version": "3", "jobs": [{"error": 5, "read": {"bw_bytes": 9}}]}', "failed"),
        ('{"fio version": "3", "jobs": []}', "no job"),
        ('{"start": {}, "error": "unable to connect"}', "unable to connect"),
        ('{"items": [{"kind": "Pod"}]}', "not a Node"),
        ('{"items": []}', "no node"),
        ('{"card0": {"Card Series": "N/A"}}', "no product name"),
        ('{"other": 1}', "understood are"),
        ("==============NVSMI LOG==============", "nvidia-smi -q -x"),
        ("======ROCm System Management Interface======", "--json"),
        ("Architektur: x86_64\nCPU op-mode(s): 32-bit\n", "LC_ALL=C"),
        ("hello", "understood are"),
        ("<nvidia_smi_log></nvidia_smi_log>", "lists no GPU"),
        ("CA 'mlx5_0'\n\tPort 1:\n\t\tState: Down\n\t\tRate: 10\n", "no port is up"),
        ("Filesystem Size Used Avail Use% Mounted on\ntmpfs 1G 0 1G 0% /run\n", "no file system"),
        ("Filesystem Furlongs Used Avail Use% Mounted on\n/dev/a 1 0 1 0% /\n", "not known"),
    ],
)
def test_what_measures_nothing_is_refused_with_a_remedy(text: str, reason: str) -> None:
    with pytest.raises(OutputError, match=reason):
        read_output(text)


def test_a_network_test_of_a_machine_with_itself_is_refused() -> None:
    with pytest.raises(OutputError, match="same machine"):
        read_output(saved("iperf3-loopback.json"))


def test_the_rate_at_the_receiver_counts() -> None:
    assert first("iperf3-two-hosts.json").amount == pytest.approx(22.51 * GBIT, rel=1e-3)
    udp = '{"start": {}, "end": {"sum": {"bits_per_second": 8e9, "lost_percent": 25}}}'
    assert read_output(udp).findings[0].amount == 6e9 / 8


def test_ports_that_are_up_are_counted_and_an_adapter_that_fails_is_no_reason_to_refuse() -> None:
    assert first("ibstat-a100-node.txt").parts == (200 * GBIT,) * 8
    assert first("ibstat-roce-node.txt").amount == 400 * GBIT


def test_a_cluster_gives_findings_for_each_node() -> None:
    reading = read_output(saved("kubectl-cpu-cluster.json"))
    assert [(found.machine, found.quantity, found.amount) for found in reading.findings[:2]] == [
        ("agentpool-0", "cpu_cores", 1.0),
        ("agentpool-0", "host_memory_bytes", 8_152_800 * 2**10),
    ]
    assert len(reading.findings) == 6


def node(labels: dict[str, str], **capacity: str) -> str:
    """A list of one node."""
    capacity = {name.replace("__", "/").replace("_", "."): amount for name, amount in capacity.items()}
    item = {"kind": "Node", "metadata": {"name": "n", "labels": labels}, "status": {"capacity": capacity}}
    return json.dumps({"kind": "List", "items": [item]})


@pytest.mark.parametrize(
    ("labels", "capacity", "type", "count"),
    [
        ({"nvidia.com/gpu.product": "NVIDIA-H100-80GB-HBM3"}, {"nvidia_com__gpu": "8"}, "h100-sxm", 8),
        ({"nvidia.com/gpu.product": "A100-SXM4-40GB"}, {"nvidia_com__gpu": "4"}, "a100-sxm-40gb", 4),
        ({"nvidia.com/gpu.product": "A100-PCIE-40GB-MIG-1g.5gb"}, {"nvidia_com__gpu": "7"}, "", 7),
        (
            {
                "nvidia.com/gpu.product": "NVIDIA-H200-SHARED",
                "nvidia.com/gpu.replicas": "10",
                "nvidia.com/gpu.count": "2",
            },
            {"nvidia_com__gpu": "20"},
            "h200-sxm",
            2,
        ),
        ({"amd.com/gpu.product-name": "AMD_Instinct_MI300X_OAM"}, {"amd_com__gpu": "8"}, "mi300x", 8),
        ({"amd.com/gpu.device-id": "74b5"}, {"amd_com__gpu": "8"}, "mi300x", 8),
        ({"amd.com/gpu.device-id": "740c"}, {"amd_com__gpu": "8"}, "mi250x", 4),
        ({"cloud.google.com/gke-accelerator": "nvidia-l4"}, {"nvidia_com__gpu": "1"}, "l4", 1),
        ({}, {"nvidia_com__gpu": "1"}, "", 1),
    ],
)
def test_labels_of_nodes_tell_which_accelerators_they_have(
    labels: dict[str, str], capacity: dict[str, str], type: str, count: int
) -> None:
    found = read_output(node(labels, **capacity)).findings[0]
    assert (found.type, found.amount, found.machine) == (type, count, "n")


def test_a_node_with_one_thread_on_each_core_has_as_many_cores_as_processors() -> None:
    label = {"feature.node.kubernetes.io/cpu-hardware_multithreading": "false"}
    assert read_output(node(label, cpu="64")).findings[0].amount == 64
    assert read_output(node({}, cpu="64")).findings[0].amount == 32
    with pytest.raises(OutputError, match="no node"):
        read_output(node({"type": "virtual-kubelet"}, cpu="10000"))


def test_partitions_of_a_chip_are_put_together() -> None:
    card = '{"Card Series": "AMD Instinct MI300X", "VRAM Total Memory (B)": "25769803776"}'
    text = "{" + ", ".join(f'"card{number}": {card}' for number in range(16)) + "}"
    found = read_output(text).findings[0]
    assert (found.amount, found.memory_bytes) == (2, 192 * 2**30)


def test_every_quantity_names_commands_that_are_understood() -> None:
    assert all(set(names) <= set(COMMANDS) for names in QUANTITIES.values())


def test_an_unknown_command_is_refused_and_a_given_one_is_believed() -> None:
    with pytest.raises(OutputError, match="not a command"):
        read_output("x", "vmstat")
    with pytest.raises(OutputError, match="no line that begins with Mem"):
        read_output(saved("lscpu-epyc-7451.txt"), "free")
    assert isinstance(read_output(saved("lscpu-epyc-7451.txt"), "lscpu"), Reading)
