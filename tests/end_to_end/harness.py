"""What every whole-program test needs: the programs of one build tree, running them, and judging how they ended.

Nothing here knows what the programs should say; that stands in the tests.
"""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest
from dataclasses import dataclass

import h5py

SOURCE = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("CROSSFADE_BUILD", SOURCE / "build" / "release")).resolve()
# Recordings that several tests read; made by recordings.py, which ctest runs first.
SHARED = BUILD / "tests" / "end_to_end_recordings"

COLLECT = BUILD / "bin" / "crossfade-collect"
REPORT = BUILD / "bin" / "crossfade-report"
GUI = BUILD / "bin" / "crossfade-gui"
MEASURE = BUILD / "libexec" / "crossfade" / "crossfade-measure"
PLUGINS = BUILD / "lib" / "crossfade" / "workloads"
FIXTURES = BUILD / "tests" / "workloads"  # plug-ins that misbehave on purpose, and a tiny good one

USAGE, DATA, UNAVAILABLE, CANNOT_CREATE, IO, INTERRUPTED = 64, 65, 69, 73, 74, 130


@dataclass
class Ended:
    command: list
    code: int
    out: str
    err: str

    def __str__(self):
        return f"{' '.join(map(str, self.command))}\n  exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def environment(**extra):
    """The caller's environment without what would change what is tested; None removes a variable."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("CROSSFADE_")}
    kept.update(LANG="C.UTF-8", QT_QPA_PLATFORM="offscreen", XDG_CACHE_HOME=str(BUILD / "tests" / "cache"))
    kept.update({k: v for k, v in extra.items() if v is not None})
    for name in (k for k, v in extra.items() if v is None):
        kept.pop(name, None)
    return kept


def run(*command, timeout=90, cwd=None, stdin=subprocess.DEVNULL, **env):
    done = subprocess.run([str(part) for part in command], stdin=stdin, capture_output=True, timeout=timeout, cwd=cwd,
                          env=environment(**env), check=False)
    return Ended(list(command), done.returncode, done.stdout.decode("utf-8", "replace"),
                 done.stderr.decode("utf-8", "replace"))


def went_right(ended):
    """On a busy machine all of a short run's stages can be void, and its exit code then says so."""
    return ended.code == 0 or (ended.code == UNAVAILABLE and "every stage was disturbed beyond use" in ended.err and
                               "gave no result" not in ended.err and "answers were wrong" not in ended.err)


def run_arguments(output, *more, workloads=("tls_segment",), blocks=1, rates="200,500", stage="30ms"):
    """Arguments of crossfade-collect for a run as short as it can be and still be real: one block, few short stages.
    Without rates it is the grid from 10 % to 105 % of the capacity it finds."""
    words = ["run", "-o", output, "--blocks", blocks, "--threads", "1", "--service-time", stage, "--capacity-time", stage,
             "--load-time", stage, "--slo-time", stage]
    for name in workloads:
        words += ["--workload", name]
    return [*words, *(["--rates", rates] if rates else []), *more]


def text(value):
    return value.decode() if isinstance(value, bytes) else str(value)


def names(dataset):
    """The enumeration's names instead of its numbers."""
    meanings = dict(zip(dataset.attrs["flag_values"], text(dataset.attrs["flag_meanings"]).split()))
    return [meanings[code] for code in dataset[...]]


def texts(dataset):
    """The cells of a column of texts."""
    return [b"".join(row).decode().rstrip("\0") for row in dataset[...]]


def outcomes(path):
    """Workload name to the outcomes of its repetitions, in the recording's order."""
    found = {}
    with h5py.File(path, "r") as file:
        workloads = texts(file["workload_name"])
        for workload, outcome in zip(file["repetition_workload"][...], names(file["repetition_outcome"])):
            found.setdefault(workloads[workload], []).append(outcome)
    return found


class ProgramTest(unittest.TestCase):
    """Each test has an empty folder of its own in self.folder."""

    maxDiff = None

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="crossfade-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def assert_done(self, ended):
        self.assertTrue(went_right(ended), str(ended))

    def assert_error(self, ended, code, *parts):
        """The exit code, and every part (a regular expression) in the message on stderr; never a crash or an assertion."""
        self.assertEqual(code, ended.code, str(ended))
        for part in parts:
            self.assertRegex(ended.err, re.compile(part, re.IGNORECASE), str(ended))
        self.assertNotRegex(ended.err, r"terminate called|Assertion|CF_ASSERT|Segmentation", str(ended))

    def shared(self, name):
        path = SHARED / name
        self.assertTrue(path.is_file(), f"{path} is missing: recordings.py makes it")
        return path

    def in_own_mounts(self, script, *arguments, program="bash", timeout=90, cwd=None):
        """Runs a bash script as root in a mount namespace of its own, so that no mount outlives it; `program` is its $0.
        Skips where the machine does not allow that."""
        if os.geteuid() != 0:
            self.skipTest("needs root for a private mount namespace")
        if subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode != 0:
            self.skipTest("this machine does not allow a private mount namespace")
        return run("unshare", "--mount", "--propagation", "private", "bash", "-euc", script, program, *arguments,
                   timeout=timeout, cwd=cwd)
