"""`python -m lockstep.spark`, and what `spark-submit` runs."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from pyspark.sql import SparkSession

from lockstep import LockstepError
from lockstep.spark import GROUP_ACTS, HOT, _session, detect


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m lockstep.spark", description="lockstep detect on Spark: same list, same files."
    )
    add = parser.add_argument
    add("inputs", nargs="+", metavar="INPUT", help="Parquet files or folders, or the name of a table")
    add("--out", default="lockstep-out", metavar="DIR", help="the directory to write, on the driver [%(default)s]")
    add("--format", default="parquet", choices=["parquet", "delta", "table"], help="[%(default)s]")
    add("--config", metavar="FILE", help="a configuration, as lockstep detect --print-config prints it")
    add("--trace", action="append", default=[], dest="traces", metavar="NAME", help="a trace to look at, repeatable")
    add("--preset", metavar="NAME", help="the form of the export")
    add("--column", action="append", default=[], type=_column, dest="columns", metavar="ROLE=NAME", help="repeatable")
    add("--work", metavar="URI", help="a scratch folder that driver and executors reach")
    add("--hot", type=int, default=HOT, metavar="N", help="split objects with more acts [%(default)s]")
    add("--group-acts", type=int, default=GROUP_ACTS, metavar="N", help="the most acts in which groups that no pair "
        "proves are looked for, which takes the driver's memory [%(default)s]")
    add("--partitions", type=int, metavar="N", help="parts of a shuffle")
    add("--overwrite", action="store_true", help="replace the output of an earlier run")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--master", metavar="URL", help="where Spark runs [under spark-submit its own, else local[*]]")
    where.add_argument("--remote", metavar="sc://HOST", help="a server of Spark Connect")
    return parser


def _column(text: str) -> tuple[str, str]:
    role, equals, name = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text} is not ROLE=NAME")
    return role, name


def _spark(master: str | None, remote: str | None) -> SparkSession:
    if remote:
        return SparkSession.builder.remote(remote).getOrCreate()
    # Set by spark-submit, which has started the driver's machine already.
    if "PYSPARK_GATEWAY_PORT" in os.environ and not master:
        return SparkSession.builder.appName("lockstep").getOrCreate()
    return _session.embedded(master or "local[*]")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; gives the exit code: 0 done, 1 failed, 2 wrong usage."""
    options = vars(_parser().parse_args(arguments))
    spark = _spark(options.pop("master"), options.pop("remote"))
    source, columns = options.pop("inputs"), dict(options.pop("columns"))
    try:
        result = detect(source, spark=spark, columns=columns, **options)
    except (LockstepError, ValueError) as error:
        print(f"lockstep: {error}", file=sys.stderr)
        return 2 if isinstance(error, ValueError) else 1
    finally:
        spark.stop()
    print(result.costs, file=sys.stderr)
    print(result.summary)
    return 0


if __name__ == "__main__":
    sys.exit(main())
