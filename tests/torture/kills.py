"""Kills crossfade-collect, or a measuring process of its, at many points of a short run, and resumes it.

After each kill: the file opens (crossfade-report validate), holds every stage that the file had been seen to hold
before, and --resume brings it to its end with every item of the plan measured. Prints how many kills there were of each
kind, and what broke. Exit code 1 if anything did.

Usage: kills.py BUILD COUNT [SEED]: COUNT kills at random times, a third of them of the measuring process, and one before
each system call on the recording, whole and half written, as often as COUNT allows.
"""
import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import h5py

HERE = pathlib.Path(__file__).resolve().parent
BLOCKS = 2


class Torture:
    def __init__(self, build, folder, seed):
        self.collect = build / "bin" / "crossfade-collect"
        self.report = build / "bin" / "crossfade-report"
        self.fixtures = build / "tests" / "workloads"
        self.folder = folder
        self.random = random.Random(seed)
        self.shim = folder / "kill_shim.so"
        subprocess.run(["cc", "-w", "-shared", "-fPIC", "-O1", "-o", self.shim, HERE / "kill_shim.c", "-ldl"], check=True)
        self.kills = {}
        self.broken = []
        self.longest_run = 0.0

    def command(self, path, resume=False):
        words = [self.collect, "run", "-o", path, "--workload-dir", self.fixtures]
        if resume:
            return [*words, "--resume"]
        return [*words, "--workload", "tiny", "--blocks", str(BLOCKS), "--threads", "1", "--service-time", "10ms",
                "--capacity-time", "10ms", "--load-time", "20ms", "--slo-time", "20ms", "--rates", "200,500"]

    @staticmethod
    def stages_of(path):
        with h5py.File(path, "r") as file:
            return len(file["stage_completed"]) if "stage_completed" in file else 0

    def start(self, path, **env):
        return subprocess.Popen([str(w) for w in self.command(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE, env={**os.environ, "LANG": "C.UTF-8", **env}, start_new_session=True)

    def check(self, kind, path, seen):
        """What must hold after a kill; resumes every fifth, which costs a whole run."""
        self.kills[kind] = self.kills.get(kind, 0) + 1
        if not path.exists():
            if seen > 0:
                self.broken.append(f"{kind}: the file is gone")
            return
        verdict = subprocess.run([self.report, "validate", path], capture_output=True, text=True, check=False)
        if verdict.returncode != 0:
            self.broken.append(f"{kind}: validate says {verdict.returncode}: {verdict.stdout[-300:]}")
            return
        if self.stages_of(path) < seen:
            self.broken.append(f"{kind}: {self.stages_of(path)} stages where {seen} had been there")
        if sum(self.kills.values()) % 5 == 0:
            self.resume(kind, path)

    def resume(self, kind, path):
        self.kills["resumed to the end"] = self.kills.get("resumed to the end", 0) + 1
        done = subprocess.run([str(w) for w in self.command(path, resume=True)], capture_output=True, text=True, check=False)
        with h5py.File(path, "r") as file:
            state = file.attrs["state"]
            state = state.decode() if isinstance(state, bytes) else state
            outcomes = file["repetition_outcome"]
            meanings = outcomes.attrs["flag_meanings"]
            meanings = (meanings.decode() if isinstance(meanings, bytes) else meanings).split()
            blocks = {int(b) for b, o in zip(file["repetition_block"][...], outcomes[...]) if meanings[o] == "ok"}
        # Stages may all be void on a busy machine: that is an answer, and no loss.
        if state != "finished" or (blocks != set(range(BLOCKS)) and done.returncode not in (0, 69)):
            self.broken.append(f"{kind}: resumed with {done.returncode}, it is {state} with blocks {sorted(blocks)}: {done.stderr[-300:]}")

    def measuring(self, parent):
        try:
            with open(f"/proc/{parent}/task/{parent}/children", encoding="ascii") as file:
                return [int(pid) for pid in file.read().split()]
        except OSError:
            return []

    def at_a_random_time(self, number):
        path = self.folder / "r.h5"
        path.unlink(missing_ok=True)
        process = self.start(path)
        begin = time.monotonic()
        wait = self.random.uniform(0, max(0.2, self.longest_run))
        seen = 0
        while time.monotonic() - begin < wait and process.poll() is None:
            if path.exists():
                seen = self.stages_of(path)
            time.sleep(0.005)
        if number % 3 == 2 and process.poll() is None:
            children = self.measuring(process.pid)
            if children:
                os.kill(self.random.choice(children), signal.SIGKILL)
                process.wait()
                process.stderr.close()
                self.check("measuring process at a random time", path, seen)
                return
        ended = process.poll() is not None
        if not ended:
            process.kill()
        process.wait()
        process.stderr.close()
        if ended:
            self.longest_run = max(self.longest_run, (time.monotonic() - begin))
        self.check("after its end" if ended else "collector at a random time", path, seen)

    def at_system_calls(self, most):
        path = self.folder / "s.h5"
        counted = self.folder / "count"
        process = self.start(path, LD_PRELOAD=str(self.shim), KILL_COUNT=str(counted))
        process.communicate()
        calls = int(counted.read_text())
        points = [(at, half) for at in range(calls) for half in (False, True)]
        if len(points) > most:
            points = sorted(self.random.sample(points, most))
        for at, half in points:
            path.unlink(missing_ok=True)
            process = self.start(path, LD_PRELOAD=str(self.shim), KILL_AT=str(at), **({"KILL_HALF": "1"} if half else {}))
            process.communicate()
            self.check("half written" if half else "before a system call", path, 0)
        return calls


def main():
    build, count = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2])
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder = pathlib.Path(tempfile.mkdtemp(prefix="crossfade-kills-"))
    torture = Torture(build, folder, seed)
    begin = time.monotonic()
    path = folder / "whole.h5"
    whole = torture.start(path)
    whole.communicate()
    torture.longest_run = time.monotonic() - begin
    stages = torture.stages_of(path)
    calls = torture.at_system_calls(count // 2)
    for number in range(count - count // 2):
        torture.at_a_random_time(number)
    print(f"{count} kills of a run of {torture.longest_run:.1f} s with {stages} stages and {calls} system calls on its recording, "
          f"in {time.monotonic() - begin:.0f} s")
    for kind, n in sorted(torture.kills.items()):
        print(f"  {n:6} {kind}")
    print(f"  {len(torture.broken):6} broken")
    for what in torture.broken[:20]:
        print(f"    {what}")
    shutil.rmtree(folder, ignore_errors=True)
    return 1 if torture.broken else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        print(__doc__, file=sys.stderr)
        sys.exit(64)
    sys.exit(main())
