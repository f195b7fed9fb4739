"""Signals: Ctrl-C leaves what is complete and can be gone on with; a killed process costs what it was doing."""
import os
import signal
import subprocess
import time

import h5py

import harness


class Signals(harness.ProgramTest):
    measures = True
    BLOCKS = 4

    def start(self, path):
        scratch = self.folder / "scratch"
        scratch.mkdir()
        arguments = harness.run_arguments(path, blocks=self.BLOCKS)
        return subprocess.Popen(list(map(str, [harness.COLLECT, *arguments])), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=harness.environment(TMPDIR=str(scratch)),
                                start_new_session=True)

    def wait_for_first_stage(self, path, process):
        """Returns once the file holds a finished stage; it is replaced atomically, so reading it is always safe."""
        for _ in range(600):
            self.assertIsNone(process.poll(), "it ended before it could be interrupted")
            if path.is_file():
                with h5py.File(path, "r") as file:
                    if "stage_completed" in file and len(file["stage_completed"]) > 0:
                        return
            time.sleep(0.05)
        self.fail("no stage within 30 s")

    def test_ctrl_c_leaves_a_recording_that_can_be_resumed(self):
        path = self.folder / "x.h5"
        process = self.start(path)
        self.wait_for_first_stage(path, process)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
        out, err = process.communicate(timeout=30)
        self.assertEqual(harness.INTERRUPTED, process.returncode, (out + err).decode())
        self.assertRegex((out + err).decode(), "(?i)resume")
        with h5py.File(path, "r") as file:
            self.assertEqual("interrupted", harness.text(file.attrs["state"]))
            before = len(file["stage_completed"])
        self.assertGreater(before, 0)
        found = harness.outcomes(path)["tls_segment"]
        self.assertLessEqual(set(found), {"ok", "interrupted"})
        self.assertNotRegex(err.decode(), "failed|killed")
        self.assert_done(harness.run(harness.REPORT, "show", path))

        resumed = harness.run(harness.COLLECT, "run", "-o", path, "--resume")
        self.assert_done(resumed)
        self.assertIn(f"{self.BLOCKS} of {self.BLOCKS} ok", resumed.out)
        self.assertEqual(self.BLOCKS, harness.outcomes(path)["tls_segment"].count("ok"))
        with h5py.File(path, "r") as file:
            self.assertEqual("finished", harness.text(file.attrs["state"]))
            self.assertGreater(len(file["stage_completed"]), before)
        self.assertEqual(["scratch", "x.h5"], sorted(os.listdir(self.folder)))
        self.assertEqual([], os.listdir(self.folder / "scratch"))

    def test_what_a_killed_measuring_process_was_at_is_measured_again(self):
        path = self.folder / "x.h5"
        process = self.start(path)
        self.wait_for_first_stage(path, process)
        # One may be between processes at any moment: the first that is seen is killed.
        for _ in range(600):
            victims = [pid for pid in self.measuring() if int(pid) != process.pid]
            if victims or process.poll() is not None:
                break
        self.assertNotEqual([], victims, "no measuring process was seen")
        os.kill(int(victims[0]), signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        self.assert_done(harness.Ended([path], process.returncode, out.decode(), err.decode()))
        found = harness.outcomes(path)["tls_segment"]
        self.assertEqual(self.BLOCKS + 1, len(found), found)
        self.assertEqual(self.BLOCKS, found.count("ok"), found)
        self.assertEqual({"ok", "crashed"}, set(found))
        self.assertRegex((out + err).decode(), "signal 9 .*sent from outside")

    def test_nothing_goes_on_measuring_when_the_collector_is_killed(self):
        path = self.folder / "x.h5"
        process = self.start(path)
        self.wait_for_first_stage(path, process)
        process.kill()  # it cannot clean up: the measuring process must notice by itself
        process.communicate(timeout=30)
        for _ in range(100):
            if not self.measuring():
                return
            time.sleep(0.1)
        self.fail(f"still running: {self.measuring()}")

    def measuring(self):
        """Processes of this test: their TMPDIR lies in its folder."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as file:
                    if str(self.folder).encode() in file.read():
                        found.append(pid)
            except OSError:
                pass  # it has ended
        return found
