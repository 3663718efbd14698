"""The judge on a Spark cluster of two workers, one of them killed: all rows, the same verdicts.

A standalone cluster on this machine, Java 17 or newer; needs the extra `spark` (`make scale`).
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from scorecard import assess

pytest.importorskip("pyarrow", reason="the extra `spark` is not installed (make scale)")
pyspark = pytest.importorskip("pyspark", reason="the extra `spark` is not installed (make scale)")
from fictional_dataset import figures_of, milestones_of, targets_of  # noqa: E402
from test_scale import compared  # noqa: E402

from scorecard import spark as judge  # noqa: E402
from scorecard.schema.errors import BadDatasetError  # noqa: E402

pytestmark = [
    pytest.mark.scale,
    pytest.mark.skipif(shutil.which("java") is None, reason="Java is not installed"),
    # Of Spark's own code and of sockets that die with a killed worker.
    pytest.mark.filterwarnings("ignore"),
]
AS_OF = date(2021, 10, 10)
TARGETS = int(os.environ.get("SCALE_TARGETS", "3000"))
HOME = Path(pyspark.__file__).parent
WAIT = 60.0


def start(kind: str, log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """A part of the cluster, in a process group of its own."""
    environment = {**os.environ, "SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [str(HOME / "bin" / "spark-class"), f"org.apache.spark.deploy.{kind}", *arguments]
    with log.open("wb") as stream:
        return subprocess.Popen(
            command, stdout=stream, stderr=stream, env=environment, start_new_session=True
        )


def said(log: Path, pattern: str, times: int = 1) -> str:
    """What a part of the cluster has written, waited for."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        found = re.findall(pattern, log.read_text("utf-8", "replace")) if log.exists() else []
        if len(found) >= times:
            return str(found[-1])
        time.sleep(0.1)
    pytest.fail(log.read_text("utf-8", "replace")[-2000:])


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A session on a master and two workers of one core each, and the workers."""
    from pyspark.sql import SparkSession

    folder = tmp_path_factory.mktemp("spark")
    master = folder / "master.txt"
    parts = [
        start("master.Master", master, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
    ]
    address = said(master, r"Starting Spark master at (spark://\S+)")
    for number in (1, 2):
        log = folder / f"worker{number}.txt"
        place = ("--work-dir", str(folder / f"w{number}"), "--webui-port", "0")
        parts.append(start("worker.Worker", log, "--cores", "1", "--memory", "1g", *place, address))
    said(master, r"Registering worker", times=2)
    session = (
        SparkSession.builder.master(address)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.executor.memory", "600m")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "8")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.pyspark.python", sys.executable)
        .config("spark.executorEnv.PYTHONPATH", os.pathsep.join(p for p in sys.path if p))
        .getOrCreate()
    )
    try:
        yield session, parts[1:]
    finally:
        session.stop()
        for part in parts:
            with_suppressed(part)


def with_suppressed(part: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(part.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    part.wait()


def frames(session: Any) -> tuple[Any, Any, Any]:  # noqa: ANN401  (pyspark has no types here)
    def of(frame: pd.DataFrame) -> Any:  # noqa: ANN401  (as above)
        import pyarrow as pa

        return session.createDataFrame(pa.Table.from_pandas(frame, preserve_index=False))

    return of(figures_of(TARGETS)), of(targets_of(TARGETS)), of(milestones_of(TARGETS))


def test_a_cluster_that_loses_a_worker(cluster: Any) -> None:  # noqa: ANN401  (as above)
    session, workers = cluster
    figures, targets, milestones = frames(session)
    with pytest.raises(BadDatasetError, match="column known_on"):
        judge.assess(figures.drop("known_on"), targets, AS_OF)
    plain = assess(targets_of(TARGETS), figures_of(TARGETS), AS_OF, None, milestones_of(TARGETS))
    found = judge.assess(figures, targets, AS_OF, None, milestones)
    answer: list[Any] = []
    job = threading.Thread(target=lambda: answer.append(found.toArrow()))
    job.start()
    tracker = session.sparkContext.statusTracker()
    while job.is_alive() and not any(
        (stage := tracker.getStageInfo(s)) and stage.numCompletedTasks
        for s in tracker.getActiveStageIds()
    ):
        time.sleep(0.02)
    assert job.is_alive(), "the job was over before a worker could be killed"
    with_suppressed(workers[0])
    job.join()
    pd.testing.assert_frame_equal(compared(answer[0].to_pandas()), compared(plain))
