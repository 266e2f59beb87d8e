"""Documents that want to break the commands: refused with exit code 2 and lines that say where and why."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.document import MAX_BYTES, DocumentError, parse_document

WORKLOAD = "{name: a, kind: inference, model: llama-3-8b, requests_per_second: 1}"
ASSESS = "organisation: {{name: X}}\nanswers: {answers}\nworkloads: {workloads}\nconstraints: {constraints}\n"
COMMANDS = ("size", "roadmap", "assess", "check_question_bank", "publish_bank")

REFUSED: dict[str, bytes] = {
    "empty": b"",
    "only a comment": b"# nothing\n",
    "a list": b"- 1\n",
    "a text": b"hello\n",
    "null": b"null\n",
    "two documents": b"a: 1\n---\nb: 2\n",
    "aliases in aliases": b"a: &a [x, x]\nb: &b [*a, *a]\nworkloads: [*b, *b]\n",
    "an alias of itself": b"a: &a [*a]\n",
    "an object of Python": b'workloads: !!python/object/apply:os.system ["id"]\n',
    "a name of Python": b"workloads: !!python/name:os.system\n",
    "a broken timestamp": b'workloads: !!timestamp "x"\n',
    "an empty integer": b'workloads: !!int ""\n',
    "an empty float": b'workloads: !!float ""\n',
    "a wrong truth": b'workloads: !!bool "abc"\n',
    "bytes": b'workloads: !!binary "aGVsbG8="\n',
    "a set": b"workloads: !!set {a, b}\n",
    "an own tag": b"workloads: !own [1]\n",
    "a merge of nothing": b"<<: 1\n",
    "a merge of lists": b"<<: [[1], 2]\n",
    "a key of keys": b"? {a: 1}\n: 2\n",
    "a key of a list": b"[1, 2]: 3\n",
    "a sign alone": b"workloads: =\n",
    "brackets": b"workloads: " + b"[" * 100_000 + b"]" * 100_000,
    "braces": b"{" * 50_000,
    "indents": b"".join(b" " * depth + b"a:\n" for depth in range(300)),
    "every byte": bytes(range(256)) * 100,
    "UTF-16": "workloads: []".encode("utf-16"),
    "UTF-32": "workloads: []".encode("utf-32"),
    "Latin-1": "workloads: [ä]".encode("latin-1"),
    "half a pair": b"workloads: \xed\xa0\x80\n",
    "NUL": b"workloads: a\x00b\n",
    "an escaped NUL": b'workloads: "a\\0b"\n',
    "too large": b"workloads: " + b"x" * MAX_BYTES,
    "too many": b"workloads: [" + b"1," * 210_000 + b"]",
    "an integer of a hundred thousand digits": b"workloads: " + b"9" * 100_000 + b"\n",
    "the same in sixteens": b"workloads: 0x" + b"f" * 100_000 + b"\n",
    "the same in sixties": b"workloads: 1" + b":59" * 100_000 + b"\n",
    "a key of a million letters": b"? " + b"x" * 1_000_000 + b"\n: 1\n",
    "five thousand unknown keys": b"".join(b"k%d: 1\n" % number for number in range(5_000)),
}

# All commands read by the same reader; what takes it seconds is given to one of them.
BULKY = {"too many"}

Refuse = Callable[..., list[str]]


@pytest.fixture
def refuse(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[Refuse]:
    """Run a command on a document that it must refuse; return the lines of the refusal."""

    def run(command: str, content: bytes | str, *options: str) -> list[str]:
        path = tmp_path / "document.yaml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises((SystemExit, Exception)) as refusal:
            call_command(command, str(path), *options)
        code = getattr(refusal.value, "returncode", getattr(refusal.value, "code", None))
        assert code == 2, refusal.value
        lines = (capfd.readouterr().err or str(refusal.value)).splitlines()
        assert lines
        assert all(str(path) in line for line in lines), lines[:3]
        return lines

    yield run
    assert {path.name for path in tmp_path.iterdir()} <= {"document.yaml"}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_document_is_refused_by_every_command(refuse: Refuse, kind: str) -> None:
    for command in COMMANDS[:1] if kind in BULKY else COMMANDS:
        lines = refuse(command, REFUSED[kind])
        assert max(map(len, lines)) < 2_000 or kind == "a key of a million letters", command


@pytest.mark.parametrize("command", COMMANDS)
def test_a_device_without_an_end_is_refused(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises((SystemExit, Exception)) as refusal:
        call_command(command, "/dev/zero")
    assert getattr(refusal.value, "returncode", getattr(refusal.value, "code", None)) == 2
    assert "larger than" in (capfd.readouterr().err or str(refusal.value))


@pytest.mark.parametrize(
    "text", ["12:30", "1:59:59", "0x1F", "0b11", "0o17", "1_0:5", "2026-11-21", "1e", "+"]
)
def test_only_decimal_numbers_are_numbers(text: str) -> None:
    assert parse_document(f"a: {text}", file="x.yaml").data == {"a": text}


@pytest.mark.parametrize(
    ("text", "number"),
    [("010", 10.0), ("15e12", 15e12), ("-5", -5), ("1_000", 1_000), ("9" * 40, float("9" * 40))],
)
def test_decimal_numbers_are_read_as_people_mean_them(text: str, number: float) -> None:
    assert parse_document(f"a: {text}", file="x.yaml").data == {"a": number}


def test_an_object_of_python_is_not_made(tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    for tag in ("os.system", "subprocess.check_output"):
        with pytest.raises(DocumentError):
            parse_document(f"a: !!python/object/apply:{tag} ['touch {witness}']", file="x.yaml")
    assert not witness.exists()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"constraints": "{quarters: 1000000000}"}, "constraints.quarters"),
        ({"constraints": "{start: 9999-Q4}"}, "constraints.start"),
        ({"constraints": "{start: ２０２７-Q1}"}, "constraints.start"),
        ({"constraints": "{budget_usd: .inf}"}, "constraints.budget_usd"),
        ({"constraints": "{budget_usd: 1e999}"}, "constraints.budget_usd"),
        ({"constraints": "{people: {ml_engineers: .nan}}"}, "constraints.people"),
        ({"constraints": "[]\nsamples: 1000000000000"}, "samples"),
        ({"constraints": "{}\nsamples: 100"}, "samples"),
        ({"constraints": "{}\nas_of: 0001-01-01"}, "as_of"),
        ({"constraints": "{}\nas_of: 9999-12-31"}, "as_of"),
        ({"constraints": "{}\nas_of: 1e30"}, "as_of"),
        ({"constraints": "{}\ntargets: {default: 99}"}, "targets.default"),
        ({"workloads": "[]"}, "workloads"),
        ({"workloads": f"[{', '.join(['{}'] * 20_000)}]"}, "workloads"),
        ({"answers": "[{question: hw-06-power, value: .inf}]"}, "answers[1].value"),
        ({"answers": f"[{{question: hw-03-capacity, value: {'9' * 5_000}}}]"}, "answers[1].value"),
        ({"answers": "[{question: hw-01-sizing, level: 1e30}]"}, "answers[1].level"),
        ({"answers": f"[{{question: hw-01-places, options: [{'zz, ' * 20_000}]}}]"}, "answers[1].options"),
        ({"answers": f"[{{question: hw-01-accelerators, rows: [{'{}, ' * 20_000}]}}]"}, "answers[1].rows"),
    ],
)
def test_an_assess_document_beyond_use_is_refused_at_its_place(
    refuse: Refuse, change: dict[str, str], expected: str
) -> None:
    parts = {"answers": "[]", "workloads": f"[{WORKLOAD}]", "constraints": "{}"} | change
    assert any(expected in line for line in refuse("assess", ASSESS.format(**parts)))


def test_thousands_of_unknown_questions_are_named_up_to_a_point(refuse: Refuse) -> None:
    answers = "\n" + "".join(f"- {{question: hw-99-x{number}, level: 1}}\n" for number in range(10_000))
    lines = refuse("assess", ASSESS.format(answers=answers, workloads=f"[{WORKLOAD}]", constraints="{}"))
    assert len(lines) == 101
    assert "correct the faults above first" in lines[-1]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("periods: 1000000000\ntasks: [{id: a, duration: 1}]", "periods"),
        ("tasks:\n" + "".join(f"- {{id: t{n}, duration: 1}}\n" for n in range(20_000)), "tasks"),
        ("periods: 5000\nbudget_usd: 1\ntasks: [{id: a, duration: 5000, cost_usd: 1}]", "periods"),
        ("periods: 1000\ntasks:\n" + "".join(f"- {{id: t{n}, duration: 1}}\n" for n in range(50)), "periods"),
        (f"periods: 4\ntasks: [{{id: a, duration: 1, cost_usd: [{'1, ' * 50_000}]}}]", "tasks[1].cost_usd"),
        (f"periods: 4\ntasks: [{{id: a, duration: 1, after: [{'b, ' * 50_000}]}}]", "tasks[1].after[1]"),
        ("tasks: [{id: a, duration: 1e30}]", "tasks[1].duration"),
        ("tasks: [{id: a, duration: 1, cost_usd: .inf}]", "tasks[1].cost_usd"),
        ("tasks: [{id: a, duration: 1, gain: .nan}]", "tasks[1].gain"),
        (
            "tasks: [{id: a, duration: 1, demands: {r: 1e15}}]\nresources: [{name: r, capacity: 1}]",
            "demands.r",
        ),
        ("tasks: [{id: a, duration: 1, after: [a]}]", "tasks[1].after"),
    ],
)
def test_a_roadmap_document_beyond_use_is_refused_at_its_place(
    refuse: Refuse, document: str, expected: str
) -> None:
    lines = refuse("roadmap", document)
    assert any(expected in line for line in lines)
    assert len(lines) <= 100


@pytest.mark.parametrize(
    "document",
    [
        "tasks: [{id: a, duration: 0}]",
        "objective: makespan\ntasks:\n"
        + "".join(
            f"- {{id: t{n}, duration: 1, after: [{f't{n - 1}' if n else ''}]}}\n" for n in range(2_000)
        ),
        "periods: 4\nbudget_usd: 1e12\nresources: [{name: r, capacity: 1e12}]\ntasks:\n"
        "- {id: a, duration: 1, cost_usd: 1e12, gain: 1e12, optional: true, demands: {r: 1e-12}}\n"
        "- {id: b, duration: 1, cost_usd: 1e-12, gain: 1e-12, optional: true, demands: {r: 1e12}}\n",
        "periods: 2\nbudget_usd: 1e-12\ntasks: [{id: a, duration: 1, cost_usd: 1e12}]",
        "tasks: [{id: '<b>\\u202e\\e[31m', title: \"\\x1b[31m\", duration: 1}]",
    ],
)
def test_an_odd_problem_is_solved_or_shown_to_have_no_plan(document: str, tmp_path: Path) -> None:
    path = tmp_path / "roadmap.yaml"
    path.write_text(document)
    call_command("roadmap", str(path), "--seconds", "2", "--json", str(tmp_path / "out.json"))
    assert "NaN" not in (tmp_path / "out.json").read_text()


@pytest.mark.parametrize(
    "trace",
    [
        b"", b"time\n", b"time\n1\n", b"time\n" + b"nan\n" * 40, b"time\n" + b"1e308\n0\n" * 40,
        b"time\n" + b"inf\n" * 40,
        b"time\n" + b"0\n1e12\n" * 40, b"\xff" * 100, b"time\n" + b"x" * 200_000 + b"\n", b"\x00" * 5_000, b'"' * 5_000,
    ],
)  # fmt: skip
def test_a_broken_trace_is_refused(
    refuse: Refuse, trace: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("trace") / "trace.csv"
    file.write_bytes(trace)
    workload = f"{{name: a, kind: inference, model: llama-3-8b, traffic: '{file}'}}"
    (line,) = refuse("size", f"workloads: [{workload}]")
    assert "workloads[1].traffic" in line


def test_a_trace_without_an_end_is_refused(refuse: Refuse) -> None:
    workload = "{name: a, kind: inference, model: llama-3-8b, traffic: /dev/zero}"
    (line,) = refuse("size", f"workloads: [{workload}]")
    assert "larger than" in line


@pytest.mark.parametrize("samples", ["0", "-1", "100", "1000000000000", "131072"])
def test_a_number_of_samples_beyond_use_is_refused(
    samples: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "size.yaml"
    path.write_text(f"workloads: [{WORKLOAD}]")
    with pytest.raises(SystemExit) as refusal:
        call_command("size", str(path), samples=int(samples))
    assert refusal.value.code == 2
    assert "--samples" in capfd.readouterr().err


@pytest.mark.parametrize("seed", [-1, 2**64, 10**30])
@pytest.mark.parametrize("command", ["size", "assess"])
def test_any_seed_is_a_seed(command: str, seed: int, tmp_path: Path) -> None:
    path, out = tmp_path / "document.yaml", tmp_path / "out.json"
    parts = {"answers": "[]", "workloads": f"[{WORKLOAD}]", "constraints": "{}"}
    path.write_text(f"workloads: [{WORKLOAD}]" if command == "size" else ASSESS.format(**parts))

    def result(seed: int) -> str:
        call_command(command, str(path), seed=seed, json=str(out))
        return out.read_text()

    first = result(seed)
    assert first == result(seed)
    assert first != result(seed + 1)
