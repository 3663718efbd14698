"""The yardstick of start-up: a click program that does nothing."""

from __future__ import annotations

import click


@click.group()
def main() -> None:
    """Do nothing."""


if __name__ == "__main__":
    main()
