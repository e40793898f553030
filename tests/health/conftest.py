"""The command is called like any other."""

from tests.cli.conftest import environment, tocsin

__all__ = ["environment", "tocsin"]
