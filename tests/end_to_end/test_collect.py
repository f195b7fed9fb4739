"""crossfade-collect: what it lists, plans, measures, and what it says meanwhile."""
import json
import os
import pathlib
import pty
import re
import shutil
import subprocess

import h5py
import numpy as np

import harness

# The suite as it is in the sources; a complete build has all of it.
REAL = sorted(source.stem for source in (harness.SOURCE / "workloads").iterdir() if source.suffix in (".cpp", ".toml"))
REPRESENTATIVES = ["evcache_get", "playback_manifest", "tls_segment"]


class Asking(harness.ProgramTest):
    def test_lists_the_real_workloads(self):
        ended = harness.run(harness.COLLECT, "list")
        self.assert_done(ended)
        for name in REAL:
            self.assertRegex(ended.out, rf"\b{name}\b")

    def test_lists_as_json(self):
        ended = harness.run(harness.COLLECT, "list", "--json")
        self.assert_done(ended)
        workloads = json.loads(ended.out)["workloads"]
        self.assertEqual(REAL, sorted(found["name"] for found in workloads))
        for found in workloads:
            self.assertGreater(found["needs"]["shared_bytes"], 0, found["name"])
            self.assertNotEqual([], found["libraries"], found["name"])
            self.assertNotEqual([], found["answers"], found["name"])
            for each in found["classes"]:
                self.assertLessEqual({"network_in_bytes", "network_out_bytes", "storage_in_bytes", "storage_out_bytes"}, set(each))

    def test_probing_tells_versions_and_code_paths_and_a_crash_costs_one_workload(self):
        ended = harness.run(harness.COLLECT, "list", "--probe", "--json", "--workload-dir", harness.FIXTURES / "unpreparable", timeout=600)
        self.assert_done(ended)
        here = {found["name"]: found["here"] for found in json.loads(ended.out)["workloads"]}
        self.assertRegex(here.pop("crashes_at_prepare")["absent_because"], r"ended by signal 6 \(Aborted\) while preparing")
        self.assertEqual(REAL, sorted(here))
        for name, facts in here.items():
            self.assertNotIn("absent_because", facts, name)
            self.assertRegex(facts["dataset_digest"], "^[0-9a-f]+$", name)
            self.assertNotEqual([], facts["libraries"], name)
            for library in facts["libraries"]:
                self.assertTrue(library["name"] and library["version"] and library["code_path"], f"{name}: {library}")
        self.assertEqual([], [found for found in json.loads(harness.run(harness.COLLECT, "list", "--json").out)["workloads"]
                              if "here" in found], "nothing is prepared unasked")

    def test_quick_takes_the_representatives_and_says_what_it_leaves_out(self):
        ended = harness.run(harness.COLLECT, "run", "--dry-run")
        self.assert_done(ended)
        for name in REPRESENTATIVES:
            self.assertIn(name, ended.out)
        left_out = [found["name"] for found in json.loads(harness.run(harness.COLLECT, "list", "--json").out)["workloads"]
                    if not found["only_when_named"] and not found["in_profile_quick"]]
        for name in left_out:
            self.assertNotIn(name, ended.out)
            self.assertRegex(ended.err, rf"note: not measured in this profile: .*\b{name}\b.*--workload NAME measures one")
        everything = harness.run(harness.COLLECT, "run", "--dry-run", "--profile", "standard")
        self.assert_done(everything)
        for name in left_out + REPRESENTATIVES:
            self.assertIn(name, everything.out)
        self.assertNotIn("not measured", everything.err)

    def test_doctor_answers_and_its_code_is_the_answer(self):
        text = harness.run(harness.COLLECT, "doctor")
        self.assertIn(text.code, (0, 1, 2), str(text))
        self.assertLessEqual(len(text.out.splitlines()), 40, f"one screen: {text}")
        details = harness.run(harness.COLLECT, "doctor", "--details").out
        for check in ("transparent ", "reserved (hugetlbfs) ", "event tables (libpfm4)", "cgroup limits", "will answer"):
            self.assertIn(check, details)
        as_json = harness.run(harness.COLLECT, "doctor", "--json")
        # Each run asks the machine anew, and a busy one may answer differently the second time.
        usable = ("usable", "usable with warnings", "not usable")
        self.assertEqual(usable.index(json.loads(as_json.out)["verdict"]), as_json.code, str(as_json))
        self.assertIn(usable[text.code], text.out)
        found = json.loads(as_json.out)
        self.assertIn(found["counters"]["tier"], ("none", "basic", "full"))
        self.assertEqual(found["counters"]["tier"] == "none", found["counters"]["at_once"] == 0)
        self.assertGreater(found["cpu"]["vcpus"], 0)
        reserved = pathlib.Path("/proc/sys/vm/nr_hugepages")
        self.assertEqual(int(reserved.read_text()) if reserved.exists() else None, found["huge_pages"]["reserved"])
        self.assertIn(found["cpu"]["vcpu_is"], ("core", "hyperthread"))

    def test_the_metadata_service_is_not_asked_where_the_user_forbids_it(self):
        vendor = pathlib.Path("/sys/class/dmi/id/sys_vendor")
        if vendor.exists() and vendor.read_text().strip() not in ("", "Xen", "Amazon EC2", "Google", "Microsoft Corporation"):
            self.skipTest(f"of a machine of {vendor.read_text().strip()} nobody is asked anyway")
        said = " ".join(harness.run(harness.COLLECT, "doctor", "--details", "--no-metadata").out.split())
        if "instance type" in said and "(dmi)" not in said and "(cloud-init" not in said:
            self.assertIn("the metadata service was not asked (--no-metadata)", said)
        self.assertNotIn("--no-metadata", harness.run(harness.COLLECT, "doctor", "--details").out)

    def test_doctor_of_a_type_takes_any_case_a_family_and_says_what_is_no_x86(self):
        for type_ in ("m5.4xlarge", "M5.4XLARGE"):
            answer = harness.run(harness.COLLECT, "doctor", "--for", type_)
            self.assert_done(answer)
            self.assertRegex(answer.out, "counters +none expected")
        family = harness.run(harness.COLLECT, "doctor", "--for", "m5")
        self.assert_done(family)
        self.assertIn("m5.12xlarge (48 vCPUs)", family.out)
        arm = harness.run(harness.COLLECT, "doctor", "--for", "m7gd.4xlarge")
        self.assert_error(arm, harness.USAGE, "m7gd.4xlarge", "Arm CPU", "m7a.4xlarge")

    def test_what_is_measured_only_when_named_is_no_part_of_everything(self):
        everything = harness.run(harness.COLLECT, "run", "--dry-run")
        self.assert_done(everything)
        self.assertNotIn("contended", everything.out)
        self.assertIn("tls_segment", everything.out)
        self.assertRegex(harness.run(harness.COLLECT, "list").out, r"measured only when named: --workload contended\b")
        named = harness.run(harness.COLLECT, "run", "--dry-run", "--workload", "contended@lock")
        self.assert_done(named)
        self.assertIn("contended@lock", named.out)
        self.assertRegex(named.out, r"block 1:.* contended@none", "its control beside it")
        self.assertRegex(named.err, r"note: contended@none is measured too: the control of contended@lock")

    def test_a_dry_run_measures_nothing(self):
        ended = harness.run(harness.COLLECT, *harness.run_arguments(self.folder / "x.h5", "--dry-run"))
        self.assert_done(ended)
        self.assertIn("tls_segment", ended.out)
        self.assertEqual([], os.listdir(self.folder))

    def test_every_program_says_what_it_is(self):
        for program in (harness.COLLECT, harness.REPORT):
            self.assertRegex(harness.run(program, "--version").out, r"\d+\.\d+\.\d+")
            self.assertRegex(harness.run(program, "--help").out, r"(?i)usage")


class Measuring(harness.ProgramTest):
    measures = True

    def test_answers_other_than_the_committed_ones_are_told(self):
        """As on a host where a library computes something else: the committed digest is made another one here."""
        shutil.copy(harness.PLUGINS / "tls_segment.so", self.folder)
        rows = (harness.PLUGINS / "expected_digests.csv").read_text().splitlines()
        mine = [row for row in rows if row.startswith(("workload,", "tls_segment,"))]
        digest = next(row.split(",")[6] for row in mine if ",*," in row)
        (self.folder / "expected_digests.csv").write_text("\n".join(mine).replace(digest, digest[::-1]) + "\n")
        recording = self.folder / "x.h5"
        arguments = ["--workload-dir", self.folder, "--workload", "tls_segment", "--blocks", 1, "--threads", 1, "--rates", "none",
                     "--slo-time", "none", "--service-time", "50ms", "--capacity-time", "50ms"]
        ended = harness.run(harness.COLLECT, "run", "-o", recording, *arguments)
        self.assert_done(ended)
        told = rf"its answers are not the expected ones \(digest {digest}, expected {digest[::-1]}\); .*OpenSSL \d"
        self.assertRegex(" ".join(ended.out.split()), "note: " + told)  # wrapped
        with h5py.File(recording, "r") as file:
            absences = dict(zip(harness.texts(file["absence_subject"]), harness.texts(file["absence_reason"])))
            self.assertRegex(absences["agreement with the expected answers, tls_segment"], told)
            self.assertEqual(len(file["stage_kind"]), harness.texts(file["finding_rule"]).count("unexpected-answers"))
        (self.folder / "expected_digests.csv").write_text("\n".join(mine) + "\n")
        ended = harness.run(harness.COLLECT, "run", "--force", "-o", recording, *arguments)
        self.assert_done(ended)
        self.assertNotIn("expected ones", ended.out)

    def test_one_real_workload_becomes_a_recording(self):
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(path, "--title", "a title"))
        self.assert_done(ended)
        self.assertEqual(["x.h5"], os.listdir(self.folder), "nothing else is left behind")
        with h5py.File(path, "r") as file:
            self.assertEqual(["finished", "measurement", "a title"],
                             [harness.text(file.attrs[name]) for name in ("state", "kind", "title")])
            completed = file["stage_completed"][...]
            self.assertGreater(len(completed), 0)
            self.assertTrue((completed > 0).all(), completed)
            self.assertTrue((file["stage_errors"][...] == 0).all())
        # Lines, not a bar: the output is no terminal.
        self.assertNotRegex(ended.out + ended.err, "\r|\x1b")

    def test_stages_carry_the_calibration_panel_or_the_reason(self):
        path = self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path)))
        plausible = {"clock_hz": (1e8, 1e10), "l1_loads_per_cycle": (0.05, 8), "l2_cycles": (2, 1e4), "l3_ns": (1, 1e5),
                     "memory_ns": (5, 1e5), "stream_bytes_per_s": (1e7, 1e12)}
        with h5py.File(path, "r") as file:
            absences = [b"".join(row).decode().rstrip("\0") for row in file["absence_subject"][...]]
            for kernel, (low, high) in plausible.items():
                for side in ("before", "after"):
                    values = file[f"stage_panel_{kernel}_{side}"][...]
                    for value in values[~np.isnan(values)]:
                        self.assertTrue(low < value < high, f"{kernel} {side}: {value}")
                    if np.isnan(values).all():
                        self.assertTrue(any(subject.startswith("stage.panel") for subject in absences), kernel)
        shown = harness.run(harness.REPORT, "show", path)
        self.assert_done(shown)
        self.assertRegex(shown.out, "Calibration panel")
        self.assertRegex(shown.out, "L1 loads per cycle|No undisturbed values")

    def test_named_events_of_a_machine_that_shows_none_are_absent_with_the_reason(self):
        doctor = json.loads(harness.run(harness.COLLECT, "doctor", "--json").out)
        if "none" not in str(next(check for check in doctor["checks"] if check["id"] == "counters")):
            self.skipTest("needs a machine without hardware counters")
        path = self.folder / "x.h5"
        reason = "no hardware counters|not permitted|seccomp"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(path, "--event", "perf::CYCLES", "--event", "perf::L1-DCACHE-LOADS"))
        self.assert_done(ended)
        self.assertRegex(ended.err, f"warning: cycles, instructions, .*perf::L1-DCACHE-LOADS will be absent: .*({reason})")
        with h5py.File(path, "r") as file:
            named = harness.texts(file["counter_metric"]).index("perf::L1-DCACHE-LOADS")
            self.assertRegex(harness.texts(file["counter_absent_because"])[named], reason)
            totals = file["counter_total"][:, named]
            self.assertTrue((totals == np.iinfo(totals.dtype).max).all(), totals)
        shown = harness.run(harness.REPORT, "show", path, "--counters", "--format", "csv")
        self.assert_done(shown)
        self.assertRegex(shown.out, f"perf::L1-DCACHE-LOADS.*absent: .*({reason})")

    def test_counters_are_sampled_within_the_stages_and_add_up(self):
        path = self.folder / "x.h5"
        self.assertRegex(harness.run(harness.COLLECT, "run", "--dry-run", "--sample-rate", "50").out,
                         "counters on, each worker's 50 times a second")
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path, "--sample-rate", "100")))
        with h5py.File(path, "r") as file:
            self.assertTrue((file["repetition_ended_unix_ns"][...] > file["stage_start_unix_ns"][...].max() - 10**12).all())
            metrics = harness.texts(file["counter_metric"])
            if harness.texts(file["counter_absent_because"])[metrics.index("task_clock")]:
                self.skipTest("needs the kernel's own events")
            clock = file["sample_value"][:, metrics.index("task_clock")]
            stages, totals = file["sample_stage"][...], file["counter_total"][:, metrics.index("task_clock")]
            self.assertEqual(set(range(len(totals))), set(stages.tolist()), "every stage has its workers' stops at least")
            # How many more, the machine decides: a worker reads between requests, and a busy host keeps it from them.
            places = list(zip(stages.tolist(), file["sample_worker"][...].tolist()))
            self.assertGreater(len(places), len(set(places)), "not one reading before a worker's last")
            for stage, total in enumerate(totals):
                self.assertEqual(total, clock[stages == stage].sum())
        self.assertRegex(harness.run(harness.REPORT, "show", path, "--counters").out, r"a second and worker")
        written = self.folder / "x.csv"
        self.assert_done(harness.run(harness.REPORT, "samples", path, "-o", written))
        rows = written.read_text().splitlines()
        self.assertEqual(len(clock) + 1, len(rows))
        self.assertIn("task_clock", rows[0])
        self.assert_error(harness.run(harness.REPORT, "samples", path, "-o", self.folder / "x.json"), harness.USAGE, "CSV")

    def test_without_samples_the_recording_and_the_report_say_so(self):
        path = self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path, "--sample-rate", "0")))
        with h5py.File(path, "r") as file:
            self.assertEqual(0, len(file["sample"]))
            self.assertIn("samples of stages", harness.texts(file["absence_subject"]))
        self.assert_error(harness.run(harness.REPORT, "samples", path), harness.DATA, "no samples of counters", "--sample-rate 0")

    def test_a_rate_above_capacity_is_recorded_as_saturated(self):
        path = self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path, rates="200,5000000")))
        with h5py.File(path, "r") as file:
            rows = zip(harness.names(file["stage_kind"]), file["stage_offered_per_s"][...], harness.names(file["stage_outcome"]))
            found = {float(rate): name for kind, rate, name in rows if kind == "load"}
        self.assertEqual({200.0: "ok", 5e6: "saturated"}, found)
        self.assertRegex(harness.run(harness.REPORT, "show", path).out, "(?i)saturated")

    def test_load_spikes_are_counted_by_class_and_window(self):
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(
            path, "--spike-factors", "1.5,4", "--spike-time", "200ms", "--spike-policy", "priority-shed-cheap",
            workloads=("playback_manifest",), stage="150ms"))  # in less a busy machine may answer none, a capacity of 0
        self.assert_done(ended)
        with h5py.File(path) as f:
            self.assertEqual(sorted(f["spike_factor"][()]), [1.5, 4])
            for factor, stage in zip(f["spike_factor"][()], f["spike_stage"][()]):
                windows = f["spike_window_stage"][()] == stage
                self.assertEqual(windows.sum(), 2 * 12, "two classes, 0.6 s in windows of 50 ms")
                total = {name: int(f[f"spike_window_{name}"][()][windows].sum())
                         for name in ("offered", "in_slo", "late", "shed", "cheap")}
                self.assertEqual(total["offered"], f["stage_offered"][stage])
                self.assertEqual(total["in_slo"] + total["late"], f["stage_completed"][stage])
                self.assertEqual(total["shed"], f["stage_shed"][stage])
                self.assertEqual(total["cheap"], f["stage_cheap"][stage])
                self.assertEqual(f["stage_errors"][stage], 0, "cheaper answers are right ones")
            self.assertEqual(harness.texts(f["stage_shedding"])[f["spike_stage"][0]], "priority-shed-cheap")
            self.assertEqual(len(harness.texts(f["repetition_cheap_digest"])[0]), 32)

    def test_arrivals_of_a_trace_are_recorded_by_their_digest(self):
        trace = self.folder / "arrivals.txt"
        trace.write_text("# unit: ms\n0\n1\n1.5\n9\n")
        path = self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path, "--arrivals", f"trace:{trace}")))
        with h5py.File(path) as f:
            profiles = set(harness.texts(f["stage_arrival_profile"]))
            self.assertEqual(len(profiles - {""}), 1)
            self.assertRegex((profiles - {""}).pop(), "^xxh3:[0-9a-f]{32}$")

    def test_the_rates_of_a_baseline_are_shared(self):
        base, path = self.folder / "base.h5", self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(base, rates="123.5,456")))
        ended = harness.run(harness.COLLECT, *harness.run_arguments(
            path, "--rates-from", base, "--workload-dir", harness.FIXTURES, rates=None, workloads=("tls_segment", "tiny")))
        self.assert_done(ended)
        self.assertRegex(ended.err, "no rates of tiny")
        with h5py.File(path, "r") as file:
            offered = {float(rate) for rate in file["stage_offered_per_s"][...] if rate > 0}
        self.assertLessEqual({123.5, 456.0}, offered)
        self.assertGreater(max(offered), 456, "the own limit is looked for too")
        planned = harness.run(harness.COLLECT, "run", "--dry-run", "--rates-from", base, "--workload-dir", harness.FIXTURES,
                              "--workload", "tls_segment", "--workload", "tiny")
        self.assert_done(planned)
        self.assertRegex(planned.out, r"  load      the baseline's rates as far as capacity goes, then the grid up to it; about \d+ rates from "
                         r"10 % to beyond 105 % of capacity where the baseline has none, .*\n"
                         r" +tls_segment: 2 rates of the baseline, 124 \.\.\. 456/s\n")
        ended = harness.run(harness.COLLECT, *harness.run_arguments(
            self.folder / "y.h5", "--rates-from", base, "--workload-dir", harness.FIXTURES, rates=None, workloads=("tiny",)))
        self.assert_error(ended, harness.DATA, "share the rates", "none of the planned workloads", "crossfade-report show")

    def test_on_a_terminal_there_is_a_bar_with_the_time_left(self):
        parent, child = pty.openpty()
        command = list(map(str, [harness.COLLECT, *harness.run_arguments(self.folder / "x.h5")]))
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=child, stderr=child,
                                   env=harness.environment(TERM="xterm"))
        os.close(child)
        text = b""
        while True:
            try:
                part = os.read(parent, 4096)
            except OSError:  # how a pseudo-terminal says that the other side is closed
                break
            if not part:
                break
            text += part
        os.close(parent)
        self.assert_done(harness.Ended(command, process.wait(), "", text.decode()))
        self.assertRegex(text.decode(), r"\r")
        self.assertRegex(text.decode(), re.compile(r"\d+ ?%|ETA|left", re.IGNORECASE))


class Allotting(harness.ProgramTest):
    measures = True

    def test_a_budget_is_calibrated_spent_and_recorded(self):
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, "run", "-o", path, "--budget", "50s", "--workload-dir", harness.FIXTURES,
                            "--workload", "tiny", "--threads", "1", "--service-time", "20ms", "--capacity-time", "20ms",
                            "--load-time", "20ms", "--slo-time", "50ms", "--rates", "200")
        self.assert_done(ended)
        with h5py.File(path, "r") as file:
            purposes = harness.names(file["repetition_purpose"])
            kinds = harness.names(file["stage_kind"])
            of_stage = [purposes[r] for r in file["stage_repetition"][...]]
            plan = json.loads(file["plan_json"][()].tobytes())
            traced = int(file["trace_requests"][...].min())
        self.assertEqual(["calibration"] * 3, purposes[:3])
        self.assertGreaterEqual(purposes.count("measurement"), 1)
        if purposes.count("verification") != 1:  # a machine that something else slows down need not give a rate to look at
            self.assertNotIn("verification", purposes)
            self.assertIn("verification of tiny: ", ended.out)
        self.assertNotIn("load", [k for k, p in zip(kinds, of_stage) if p == "calibration"])
        self.assertTrue(plan["allotted"])
        blocks = purposes.count("measurement")
        self.assertLessEqual(blocks, plan["blocks"])
        if blocks < plan["blocks"]:
            self.assertIn(f"left out: {plan['blocks'] - blocks} of {plan['blocks']} blocks: not begun", ended.out)
        self.assertGreater(traced, 0)
        for text in plan["left_out"]:
            self.assertIn(f"left out: {text}", ended.out)
        self.assertRegex(ended.err, r"calibration 1/3 tiny: (ok|of no use)")  # a busy machine spoils it, and the run goes on
        self.assertRegex(ended.err, r"(?s)calibration 3/3.*blocks, as calibrated: (about )?\d+ of every workload.*block 1/")
        shown = harness.run(harness.REPORT, "show", path)
        self.assert_done(shown)
        self.assertIn("SLO throughput", shown.out)

    def test_a_small_budget_says_beforehand_what_it_cannot_give(self):
        arguments = ["--budget", "20s", "--workload-dir", harness.FIXTURES, "--workload", "tiny", "--threads", "1", "--service-time",
                     "20ms", "--capacity-time", "20ms", "--load-time", "500ms", "--slo-time", "50ms", "--rates", "200,400"]
        plan = harness.run(harness.COLLECT, "run", "--dry-run", *arguments)
        self.assert_done(plan)
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, "run", "-o", path, *arguments)
        self.assert_done(ended)
        missing = r"\d of 8 blocks: \d fit, there is room with --budget .* for all 8; with \d blocks intervals are"
        self.assertRegex(plan.out, rf"(?s)1 calibration process of each.*not expected to fit:\n  {missing}")
        self.assertRegex(ended.err, rf"(?s)not expected to fit: {missing}.*calibration 1/1")
        self.assertNotRegex(plan.out, "block 8:")

    def test_a_budget_too_small_for_two_blocks_says_what_is_needed(self):
        ended = harness.run(harness.COLLECT, "run", "-o", self.folder / "x.h5", "--budget", "10s")
        self.assert_error(ended, harness.USAGE, "budget is too small for two blocks", "need about",
                          "without --budget, 8 shorter blocks of them take about .* .profile quick")
        ended = harness.run(harness.COLLECT, "run", "-o", self.folder / "x.h5", "--budget", "10m", "--blocks", "3")
        self.assert_error(ended, harness.USAGE, "contradict", "--budget --blocks")
        self.assertEqual([], os.listdir(self.folder))


class Calibrating(harness.ProgramTest):
    measures = True

    def calibrate(self, *more):
        return harness.run(harness.COLLECT, "calibrate", "--workload-dir", harness.FIXTURES, "--workload", "tiny",
                           "--threads", "1", *more)

    def test_a_host_is_calibrated_until_the_budget_is_used(self):
        path = self.folder / "noise.h5"
        ended = self.calibrate("-o", path, "--budget", "12s")
        self.assert_done(ended)
        self.assertRegex(ended.out, "crossfade-report noise")
        with h5py.File(path, "r") as file:
            self.assertEqual(["finished", "calibration"], [harness.text(file.attrs[name]) for name in ("state", "kind")])
            self.assertEqual({"service", "capacity", "load", "slo_chunk"}, set(harness.names(file["stage_kind"])))
            blocks = list(file["repetition_block"][...])
            plan = json.loads(file["plan_json"][()].tobytes())
        self.assertEqual(list(range(len(blocks))), blocks)
        self.assertGreaterEqual(len(blocks), 2)
        self.assertLessEqual(len(blocks), plan["blocks"])
        self.assertTrue(plan["until_budget"])

        again = self.calibrate("-o", path, "--resume")
        self.assert_done(again)
        with h5py.File(path, "r") as file:
            self.assertEqual(blocks, list(file["repetition_block"][...]), "the budget is used")
        self.assert_error(harness.run(harness.COLLECT, "run", "-o", path, "--resume", "--workload-dir", harness.FIXTURES),
                          harness.DATA, "cannot resume", "calibration of its host", "crossfade-collect calibrate")

        for form in ("text", "markdown", "csv", "json", "html"):
            shown = harness.run(harness.REPORT, "noise", path, "--format", form)
            self.assert_done(shown)
            self.assertIn("tiny", shown.out)
        self.assert_error(harness.run(harness.REPORT, "compare", path, path), harness.DATA, "calibration")

    def test_a_dry_run_says_how_many_blocks_fit(self):
        ended = self.calibrate("--dry-run", "--budget", "1m")
        self.assert_done(ended)
        self.assertRegex(ended.out, r"until 1 ?min.* used, about \d+")
        self.assertRegex(ended.out, r"load +about \d rates")

    def test_a_budget_too_small_for_two_blocks_says_what_is_needed(self):
        ended = self.calibrate("-o", self.folder / "x.h5", "--budget", "10s", "--workload", "crashes", "--workload", "refuses")
        self.assert_error(ended, harness.USAGE, "budget is too small for two blocks", "need about")


class Misbehaving(harness.ProgramTest):
    measures = True

    def test_a_workload_that_always_crashes_costs_itself_only(self):
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(
            path, "--workload-dir", harness.FIXTURES, workloads=("crashes", "tiny"), blocks=2))
        self.assert_error(ended, harness.UNAVAILABLE, "some workloads gave no result", "crashes", "signal 6")
        self.assertEqual({"crashes": ["crashed"] * 2, "tiny": ["ok"] * 2}, harness.outcomes(path))
        shown = harness.run(harness.REPORT, "show", path)
        self.assert_done(shown)
        self.assertRegex(shown.out, "crashed")

    def test_wrong_answers_are_not_counted(self):
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(
            path, "--workload-dir", harness.FIXTURES, workloads=("wrong_answers", "tiny")))
        self.assert_error(ended, harness.UNAVAILABLE, "some answers were wrong", r"wrong_answers \(1 of 1 processes\)")
        self.assertEqual({"wrong_answers": ["wrong"], "tiny": ["ok"]}, harness.outcomes(path))
        self.assertRegex(harness.run(harness.REPORT, "show", path).out, "(?i)wrong")

    def test_what_refuses_says_why(self):
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(
            path, "--workload-dir", harness.FIXTURES, workloads=("refuses", "tiny")))
        self.assert_error(ended, harness.UNAVAILABLE, "some workloads gave no result", "refuses")
        self.assertEqual({"refuses": ["refused"], "tiny": ["ok"]}, harness.outcomes(path))
