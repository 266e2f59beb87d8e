"""See the package. 1 when something is wrong or still to translate."""

import sys

from config.messages import compile_catalogues, faults, update_catalogues


def main(words: list[str]) -> int:
    """Do what the word says; without one, bring the catalogues up to date."""
    if words == ["compile"]:
        compile_catalogues()
        return 0
    if words not in ([], ["check"]):
        sys.stderr.write("python -m config.messages [check | compile]\n")
        return 2
    if not words:
        update_catalogues()
        compile_catalogues()
    found = faults()
    sys.stdout.write("\n".join([*found, f"{len(found)} texts to look at"]) + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
