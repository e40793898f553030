"""
Where on the disk do tables lie, and how much memory do they take?

One folder for each worker of a state folder, one database in it for each table and
partition. All databases of a process share one cache and one budget for what is not
yet written out: by itself each would take its own, times the partitions. The folder
is emptied when it belongs to another cluster, or to topics of another prefix: its
offsets mean nothing here. Not here: what is written (``streams/on_disk.py``).
"""

from __future__ import annotations

import fcntl
import os
import shutil
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from .entries import Entries
from .trouble import Trouble

if TYPE_CHECKING:
    from rocksdict import Options

# Of one process, whatever the number of partitions. RocksDB's default is 8 MB of cache and
# 64 MB of unwritten entries for each database; Faust's is 2 GB.
CACHE_BYTES = 32 << 20
UNWRITTEN_BYTES = 8 << 20

# A file that is not open must be opened to look into it: a few for each database.
OPEN_FILES = 48

# A key that is not there costs no look at the disk, 99 times in 100.
BLOOM_BITS = 10


class Cupboard:
    """
    The tables on disk of one worker.

    Attributes:
        folder: Ours as long as this process lives.

    Raises:
        Trouble: The package is not there, or the folder cannot be written.
    """

    def __init__(self, state: Path, *, cluster: str, prefix: str = "") -> None:
        self._options = _options()
        try:
            self.folder, self._lock = _claimed(state / "worker" / "tables")
            self._keep_of(f"{cluster} {prefix}".rstrip())
        except OSError as error:
            raise Trouble(
                f"{state}: tables cannot be kept there: {error.strerror}; set another state, or "
                'worker.store = "memory"'
            ) from error

    def entries(self, table: str, partition: int) -> Entries:
        """Open what is kept of a table's partition; raises ``BrokenMemory``."""
        from .on_disk import OnDisk

        return OnDisk(self.folder / f"{table}-{partition}", self._options)

    def _keep_of(self, world: str) -> None:
        """Throw away what was kept of another *world* of changelogs."""
        note = self.folder / "cluster"
        if note.exists() and note.read_text("utf-8") == world:
            return
        shutil.rmtree(self.folder)
        self.folder.mkdir()
        note.write_text(world, "utf-8")


def _claimed(tables: Path) -> tuple[Path, int]:
    """Return the first folder below *tables* that no other worker has, and its open lock."""
    for number in count(1):
        folder = tables / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        lock = os.open(tables / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return folder, lock
    raise AssertionError


def _options() -> Options:
    """Return how every database is opened; they share what they are given here."""
    try:
        from rocksdict import (
            BlockBasedOptions,
            Cache,
            DBCompressionType,
            Options,
            WriteBufferManager,
        )
    except ImportError as error:
        raise Trouble(
            "worker.store = \"rocksdb\" needs the extra `rocksdb`: pip install -e '.[rocksdb]'"
        ) from error
    blocks = BlockBasedOptions()
    blocks.set_block_cache(Cache(CACHE_BYTES))
    # Indexes and filters are counted too, or they would grow beside the cache.
    blocks.set_cache_index_and_filter_blocks(True)
    blocks.set_pin_l0_filter_and_index_blocks_in_cache(True)
    blocks.set_bloom_filter(BLOOM_BITS, block_based=False)
    options = Options(raw_mode=True)
    options.create_if_missing(True)
    options.set_block_based_table_factory(blocks)
    options.set_write_buffer_manager(WriteBufferManager(UNWRITTEN_BYTES, allow_stall=False))
    options.set_write_buffer_size(UNWRITTEN_BYTES)
    options.set_compression_type(DBCompressionType.lz4())
    options.set_max_open_files(OPEN_FILES)
    options.set_keep_log_file_num(1)
    options.set_stats_dump_period_sec(0)
    options.set_max_background_jobs(2)
    return options
