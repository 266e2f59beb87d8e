"""`python -m tests.compile_templates`: every template compiles, with every tag, filter and parent it names."""

import os
import sys
from pathlib import Path

import django
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


def faults(name: str) -> list[str]:
    """What is wrong with a template: its own syntax, or a parent or part that does not exist."""
    try:
        nodes = get_template(name).template.nodelist  # type: ignore[attr-defined]  # -- of Django's own engine
        for node in nodes.get_nodes_by_type((ExtendsNode, IncludeNode)):
            named = node.parent_name if isinstance(node, ExtendsNode) else node.template
            if isinstance(text := getattr(named, "var", None), str):
                get_template(text)
    except TemplateDoesNotExist as error:
        return [f"templates/{name}: no template {error}"]
    except TemplateSyntaxError as error:
        return [f"templates/{name}: {error}"]
    return []


def main() -> int:
    """Say what is wrong; 1 when anything is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    names = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file())
    found = [fault for name in names for fault in faults(name)]
    sys.stdout.write("\n".join([*found, f"{len(names)} templates, {len(found)} faults"]) + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
