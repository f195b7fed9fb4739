"""crossfade-collect instructions: instructions per request by simulation, and what becomes of them at the desk."""
import os
import pathlib
import re
import shutil
import subprocess

import h5py
import numpy as np

import harness

# Small enough for a simulator: some 14,000 and 28,000 instructions a request.
TINY = "tiny:steps=2000"


def needs_valgrind(test):
    if shutil.which("valgrind") is None:
        test.skipTest("valgrind is not installed (apt-get install valgrind)")


def counts(path):
    """The counted instructions of every simulated stage, by its repetition."""
    with h5py.File(path, "r") as file:
        totals = file["counter_total"][:, 0]
        missing = np.iinfo(totals.dtype).max
        found = {}
        for repetition, kind, total in zip(file["stage_repetition"][...], harness.names(file["stage_kind"]), totals):
            if kind == "simulated":
                found.setdefault(int(repetition), []).append(None if total == missing else int(total))
        return list(found.values())


class Asking(harness.ProgramTest):
    def test_without_valgrind_it_says_what_to_install(self):
        ended = harness.run(harness.COLLECT, "instructions", "-o", self.folder / "x.h5", TINY, "--workload-dir", harness.FIXTURES,
                            PATH=str(self.folder))
        self.assert_error(ended, harness.UNAVAILABLE, "cannot count instructions", "PATH", "not installed", "apt-get install valgrind")
        self.assertEqual([], os.listdir(self.folder), "nothing is written")

    def test_a_valgrind_that_does_not_answer_is_named(self):
        fake = self.folder / "valgrind"
        fake.write_text("#!/bin/sh\necho no\n")
        fake.chmod(0o755)
        ended = harness.run(harness.COLLECT, "instructions", "-o", self.folder / "x.h5", TINY, "--workload-dir", harness.FIXTURES,
                            PATH=f"{self.folder}:/usr/bin:/bin")
        self.assert_error(ended, harness.UNAVAILABLE, re.escape(str(fake)), "'no'")

    def test_mistakes_are_named(self):
        self.assert_error(harness.run(harness.COLLECT, "instructions", TINY), harness.USAGE, "no output is named")
        self.assert_error(harness.run(harness.COLLECT, "instructions", "-o", self.folder / "x.h5", "tls_segmnt"), harness.USAGE,
                          "tls_segment")
        self.assertRegex(harness.run(harness.COLLECT, "--help").out, r"instructions\s+Count instructions per request")
        own = harness.run(harness.COLLECT, "instructions", "--help").out
        self.assertRegex(" ".join(own.split()), "0 every workload has a count, 1 some counts do not hold on this CPU, 2 none does")


class Counting(harness.ProgramTest):
    measures = True

    def setUp(self):
        super().setUp()
        needs_valgrind(self)
        self.path = self.folder / "sim.h5"

    def count(self, *words):
        return harness.run(harness.COLLECT, "instructions", "-o", self.path, "--workload-dir", harness.FIXTURES, *words, timeout=280)

    def test_counts_are_exact_simulated_and_of_each_request(self):
        ended = self.count(TINY, "--requests", "8")
        self.assertEqual(0, ended.code, str(ended))
        self.assertRegex(ended.out, r"tiny:steps=2000: [\d,]+ \[[\d,]+, [\d,]+\] instructions a request in user mode \(of 8 requests")
        self.assertIn("two replays are identical", ended.out)
        # On a machine that others use the clock cannot always be told; then the reason stands there.
        self.assertRegex(ended.out, r"IPC \d+\.\d+, estimated \(callgrind instructions / \(CPU time x effective clock\)\)|no IPC: ")
        with h5py.File(self.path, "r") as file:
            self.assertEqual(["simulated", "finished"], [harness.text(file.attrs[name]) for name in ("kind", "state")])
            self.assertEqual(["instructions"], harness.texts(file["counter_metric"]))
            self.assertEqual(["simulated"], harness.names(file["counter_tier"]))
            self.assertEqual(["user"], harness.names(file["counter_scope"]))
            simulated = np.array(harness.names(file["stage_kind"])) == "simulated"
            self.assertTrue((file["stage_completed"][...][simulated] == 1).all())
            facts = b"".join(file["environment_json"][...]).decode()
            self.assertRegex(facts, r"valgrind-\d")
            self.assertIn("--toggle-collect=crossfade_replayed_request", facts)
        first, second = counts(self.path)
        self.assertEqual(first, second)
        self.assertEqual(8, len(first))
        self.assertEqual(2, first.count(max(first)), "a quarter of the requests are long")
        # Class "long" takes twice the steps of "short", of at least three instructions each.
        short, long = min(first), max(first)
        self.assertEqual({short, long}, set(first), "both classes, and nothing between")
        self.assertGreater(short, 2000 * 3)
        self.assertLess(abs(long / short - 2), 0.05, first)
        # Another run counts the same, to the instruction.
        self.assertEqual(0, self.count(TINY, "--requests", "8", "--force").code)
        self.assertEqual([first, first], counts(self.path))

    def test_code_that_a_library_chose_silently_is_found_out(self):
        flags = set(re.search(r"^flags\s*:(.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)[1].split())
        if not flags & {"hypervisor", "avx512f", "sha_ni"}:
            self.skipTest("this CPU has nothing that valgrind hides")
        ended = self.count("dispatches", "--requests", "2")
        self.assertEqual(2, ended.code, str(ended))
        self.assertRegex(ended.err, r"no count holds on this CPU\n +where: dispatches\n(.|\n)*what to do: .*--isa-cap x86-64-v3 dispatches;")
        said = " ".join(ended.out.split())
        self.assertRegex(said, r"not transferable: this CPU spends \d+ % of a request \(\d+ of \d+ samples\) in functions that valgrind "
                               r"never entered, most of it in crossfade_chain_avx512 of dispatches\.so "
                               r"\(under valgrind crossfade_chain_avx2\)")
        self.assertEqual([[None, None], [None, None]], counts(self.path))
        self.assertEqual(0, self.count(TINY, "--requests", "2", "--force").code)
        self.assertNotIn(None, counts(self.path)[0], "the same code in both is transferable")
        both = self.count("dispatches", TINY, "--requests", "2", "--force")
        self.assertEqual(1, both.code, str(both))
        self.assertIn("some counts do not hold on this CPU", both.err)

    def test_more_steps_are_more_instructions(self):
        per_request = []
        for steps in (1000, 3000):
            self.assertEqual(0, self.count(f"tiny:steps={steps}", "--requests", "1", "--force").code)
            per_request.append(counts(self.path)[0][0])
        self.assertLess(abs((per_request[1] - per_request[0]) / 2000 / (per_request[0] / 1000) - 1), 0.05, per_request)

    def test_a_workload_that_fails_leaves_the_others(self):
        ended = self.count("crashes", TINY, "refuses", "--requests", "2")
        self.assert_error(ended, harness.UNAVAILABLE, "some workloads were not counted", "crashes, refuses")
        self.assertRegex(ended.out, "tiny:steps=2000: .* instructions a request")
        with h5py.File(self.path, "r") as file:
            self.assertEqual("finished", harness.text(file.attrs["state"]))
            self.assertEqual({"instructions of crashes", "instructions of refuses"},
                             {s.split(" (")[0] for s in harness.texts(file["absence_subject"]) if s.startswith("instructions of")})

    def test_the_time_limit_is_of_each_workload(self):
        ended = self.count("tiny:steps=200000000", TINY, "--requests", "2", "--time-limit", "20s")
        self.assert_error(ended, harness.UNAVAILABLE, "--time-limit", "tiny:steps=200000000")
        self.assertRegex(ended.out, "tiny:steps=2000: .* instructions a request")

    def test_stands_beside_a_recording_of_the_same_work_and_in_no_comparison(self):
        self.assertEqual(0, self.count(TINY).code)
        base = self.folder / "base.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(base, "--workload-dir", harness.FIXTURES,
                                                                            workloads=(TINY,))))
        alone = harness.run(harness.REPORT, "show", self.path, "--width", "200")
        self.assert_done(alone)
        self.assertRegex(alone.out, r"SIMULATED \(instructions counted by a simulator")
        self.assertRegex(alone.out, "2 replays identical")
        with h5py.File(base, "r") as file:
            own = bool((file["counter_total"][...] != np.iinfo(np.uint64).max)[:, harness.texts(file["counter_metric"]).index("instructions")]
                       .any()) if "instructions" in harness.texts(file["counter_metric"]) else False
        beside = harness.run(harness.REPORT, "show", base, "--counters", "--instructions-from", self.path, "--width", "200")
        self.assert_done(beside)
        self.assertRegex(beside.out, "None is needed" if own else r"tiny \(steps=2000\)\s+[\d,]+ \[")
        for sides in ((base, "--to", self.path), (self.path, "--to", base), (base, self.path)):
            ended = harness.run(harness.REPORT, "compare", *sides)
            self.assert_error(ended, harness.DATA, "counted by simulation")
        self.assert_error(harness.run(harness.COLLECT, "run", "-o", self.path, "--resume"), harness.DATA,
                          "cannot resume", "simulated instructions")


class Promise(harness.ProgramTest):
    """Instructions per request at load 0.1 and at saturation agree within 1 %, sampled as usual: what the engine's looks at its
    clock take is recorded and taken off, and what is left of the engine is next to nothing."""

    measures = True

    def test_a_tenth_of_the_load_takes_the_same_instructions(self):
        needs_valgrind(self)
        program = harness.BUILD / "tests" / "counted_stages"
        out = self.folder / "out"
        done = subprocess.run(["valgrind", "--tool=callgrind", "--vgdb=no", "--dump-before=crossfade_counters_on",
                               "--dump-before=crossfade_counters_off", f"--callgrind-out-file={out}", str(program), "40000", "1"],
                              capture_output=True, text=True, timeout=280, check=False, env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"})
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        requests = {line.split()[0]: int(line.split()[1]) for line in done.stdout.splitlines()}
        looks = {line.split()[0]: int(line.split()[2]) for line in done.stdout.splitlines()}
        busy = float(done.stdout.split()[-1])
        self.assertLess(busy, 0.3, done.stdout)
        self.assertGreater(min(requests.values()), 20, done.stdout)

        def counted(dump):
            text = pathlib.Path(f"{out}.{dump}").read_text()
            return int(re.search(r"^totals: (\d+)", text, re.MULTILINE)[1])

        with_looks = counted(4) / requests["load"] / (counted(2) / requests["capacity"])
        full = (counted(2) - looks["capacity"]) / requests["capacity"]
        tenth = (counted(4) - looks["load"]) / requests["load"]
        print(f"instructions a request: saturated {full:.1f} (n {requests['capacity']}), at {busy:.3f} busy {tenth:.1f} "
              f"(n {requests['load']}), ratio {tenth / full:.5f}; with the looks {with_looks:.5f}")
        self.assertGreater(full, 40000 * 3, "the work itself is counted")
        self.assertGreater(looks["load"], 0, "the engine looked at its clock")
        self.assertLess(abs(tenth / full - 1), 0.01)
