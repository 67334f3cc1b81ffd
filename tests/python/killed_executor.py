"""A run on two executor processes of this machine, one of which is killed while it works.

Arguments: input, output. Prints what was killed and what Spark made of it, as JSON; `test_spark.py`
compares the output.
"""

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path

from lockstep.spark import _session, detect

#: From this stage on an executor is killed as soon as a task runs.
STAGE = "partial counts"


def executors() -> set[int]:
    """The executors' processes, which descend from this one."""
    parents, found = {}, set()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue  # it has ended meanwhile
            parents[int(folder.name)] = int(stat.rpartition(")")[2].split()[1])
            if b"CoarseGrainedExecutorBackend" in command and b"java" in command:
                found.add(int(folder.name))
    return {process for process in found if descends(process, parents)}


def descends(process: int, parents: dict[int, int]) -> bool:
    while process in parents:
        process = parents[process]
        if process == os.getpid():
            return True
    return False


class Killer(threading.Thread):
    """Kills an executor while tasks run, again if none was lost by it."""

    def __init__(self, spark):
        super().__init__(daemon=True)
        self.context, self.killed, self.lost_at = spark.sparkContext, [], None

    def run(self):
        while len(self.killed) < 3 and not self.failed():
            if self.works():
                process = min(executors())
                os.kill(process, signal.SIGKILL)
                self.killed.append(process)
                time.sleep(3)
            time.sleep(0.005)

    def works(self) -> bool:
        tracker = self.context.statusTracker()
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        return any(stage and stage.numActiveTasks for stage in stages) and len(executors()) == 2

    def failed(self) -> bool:
        tracker = self.context.statusTracker()
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        return any(stage and stage.numFailedTasks for stage in stages)


def main(source: str, out: str) -> None:
    spark = _session.embedded("local-cluster[2,1,2048]")
    killer = Killer(spark)

    def begin(stage: str) -> None:
        if stage == STAGE:
            killer.start()

    result = detect(source, out, spark=spark, partitions=4, hot=5_000, progress=begin)
    gone = [process for process in killer.killed if process not in executors()]
    failed = result.stages["failed_tasks"].sum()
    print(json.dumps({"killed": killer.killed, "gone": gone, "failed_tasks": failed}))
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
