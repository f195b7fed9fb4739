"""crossfade-collect as its users meet it: real processes, fixture workloads, bad input, signals, full disks."""
import hashlib
import json
import os
import pathlib
import resource
import itertools
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py

PROGRAM, FIXTURES = sys.argv[1], sys.argv[2]
SHORT = ["--service-time", "20ms", "--capacity-time", "20ms", "--load-time", "30ms", "--rates", "500", "--blocks", "1"]


def code_on_a_busy_machine(code, err):
    """There all of a short run's stages can be void, and its exit code then says so: nothing else went wrong."""
    return 0 if code == 69 and "every stage was disturbed beyond use" in err and "gave no result" not in err and "answers were wrong" not in err else code


def collect(*words, **options):
    result = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=110, **options)
    result.returncode = code_on_a_busy_machine(result.returncode, result.stderr)
    return result


def run(output, *words, workload="tiny", **options):
    return collect("run", "-o", output, "--workload-dir", FIXTURES, "--workload", workload, *SHORT, *words, **options)


def texts(column):
    return [bytes(row.tobytes()).split(b"\0")[0].decode() for row in column[()]]


def names(column):
    """Values of an enumeration by name."""
    meanings = column.attrs["flag_meanings"]
    meanings = (meanings.decode() if isinstance(meanings, bytes) else meanings).split()
    return [meanings[value] for value in column[()]]


def attribute(file, name):
    value = file.attrs[name]
    return value.decode() if isinstance(value, bytes) else value


def environment(file):
    """Facts that are known, by key, and the reasons of those that are not."""
    facts = json.loads(file["environment_json"][()].tobytes())
    return ({f["key"]: f["value"] for f in facts if "value" in f},
            {f["key"]: f["absent_because"] for f in facts if "absent_because" in f})


def sha256(path):
    return "sha256:" + hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.output = self.folder / "a.h5"

    def assertRefused(self, result, code, *parts):
        self.assertEqual(result.returncode, code, result.stderr)
        self.assertIn("crossfade-collect: ", result.stderr)
        self.assertIn("what to do: ", result.stderr)
        for part in parts:
            self.assertIn(part, result.stderr)


class Usage(Case):
    def test_unknown_workload_offers_the_nearest(self):
        self.assertRefused(run(self.output, workload="tinny"), 64, "'tinny'", "did you mean 'tiny'?")
        self.assertFalse(self.output.exists())

    def test_unknown_option_offers_the_nearest(self):
        self.assertRefused(run(self.output, "--bloks", "2"), 64, "--bloks", "'--blocks'")

    def test_zero_and_negative_durations_and_rates(self):
        for option in ("--service-time", "--capacity-time", "--load-time", "--rates", "--blocks", "--threads"):
            for value in ("0", "-1", "nan"):
                self.assertRefused(run(self.output, f"{option}={value}"), 64, option)
        self.assertFalse(self.output.exists())

    def test_more_threads_than_cpus(self):
        self.assertRefused(run(self.output, "--threads", "4000"), 64, "--threads 4000")

    def test_more_threads_than_the_affinity_allows(self):
        one = {min(os.sched_getaffinity(0))}
        bound = {"preexec_fn": lambda: os.sched_setaffinity(0, one)}
        self.assertRefused(run(self.output, "--threads", "1,2", **bound), 64, "--threads 2", "may use 1 CPU\n", "cpuset")
        planned = run(self.output, "--dry-run", "--profile", "custom", **bound)
        self.assertEqual(planned.returncode, 0, planned.stderr)
        self.assertIn("capacity  1 thread,", planned.stdout)
        self.assertIn(f"workers on CPU {min(one)};", planned.stdout)

    def test_a_part_of_the_machine_is_recorded_beside_the_whole(self):
        one = {min(os.sched_getaffinity(0))}
        done = run(self.output, preexec_fn=lambda: os.sched_setaffinity(0, one))
        self.assertEqual(done.returncode, 0, done.stderr)
        with h5py.File(self.output) as file:
            used = environment(file)[0]["program.cpus"]
            self.assertEqual(attribute(file, "vcpus"), os.cpu_count())
            self.assertEqual(len(file["cpu_cpu"]), 1)
        if os.cpu_count() > 1:
            self.assertIn("1 of the ", used)
        else:
            self.assertEqual("all that are online", used)

    def test_inputs_of_the_wrong_kind_or_for_nobody(self):
        film = self.folder / "film"
        self.assertRefused(run(self.output, "--input", f"takes_file={film}", workload="takes_file"), 74, "cannot read the input", str(film))
        film.write_text("something else")
        self.assertRefused(run(self.output, "--input", f"takes_file={film}", workload="takes_file"), 65, f"--input takes_file={film}",
                           "it does not begin with steps", "give a file that does")
        self.assertRefused(run(self.output, "--input", f"tiny={film}"), 64, "takes no file")
        self.assertRefused(run(self.output, "--input", f"tny={film}"), 64, "did you mean 'tiny'?")
        self.assertEqual([film], list(self.folder.iterdir()))

    def test_plugin_of_another_abi(self):
        self.assertRefused(run(self.output, workload="other_abi"), 69, "other_abi.so", "ABI version")

    def test_output_exists(self):
        self.output.write_text("precious")
        self.assertRefused(run(self.output), 73, str(self.output), "--force")
        self.assertEqual(self.output.read_text(), "precious")
        self.assertEqual(run(self.output, "--force").returncode, 0)
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "state"), "finished")

    def test_output_that_cannot_be_written(self):
        self.assertRefused(run(self.folder / "no/such/a.h5"), 73, "no/such/a.h5")

    def test_resuming_what_is_not_there_or_not_a_recording(self):
        result = run(self.output, "--resume")
        self.assertRefused(result, result.returncode, str(self.output))
        self.assertIn(result.returncode, (65, 74))
        self.output.write_text("not a recording")
        self.assertRefused(run(self.output, "--resume"), 65)
        self.assertEqual(self.output.read_text(), "not a recording")

    def test_help_and_version(self):
        self.assertIn("--isa-cap", collect("run", "--help").stdout)
        self.assertRegex(collect("--version").stdout, r"^crossfade-collect \d+\.\d+\.\d+\n$")


class Measuring(Case):
    def test_a_run_is_recorded(self):
        result = run(self.output, "--title", "my title")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("[1/1] block 1/1 tiny: ok", result.stderr)
        self.assertIn("1 of 1 ok", result.stdout)
        self.assertIn(str(self.output), result.stdout)
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "title"), "my title")
            self.assertEqual(attribute(file, "kind"), "measurement")
            self.assertEqual(names(file["repetition_outcome"]), ["ok"])
            kinds = names(file["stage_kind"])
            self.assertEqual(kinds.count("service"), 1)
            self.assertGreaterEqual(kinds.count("capacity"), 1)
            self.assertEqual(kinds.count("load"), 1)
            self.assertGreater(file["repetition_rss"][0] if "repetition_rss" in file else 1, 0)
        self.assertEqual([p.name for p in self.folder.iterdir()], ["a.h5"], "nothing is left beside it")

    def test_a_recording_says_which_build_made_it_and_goes_on_with_no_other(self):
        plugins = self.folder / "plugins"
        plugins.mkdir()
        shutil.copy(pathlib.Path(FIXTURES) / "tiny.so", plugins)
        words = ["run", "-o", self.output, "--workload-dir", plugins]
        result = collect(*words, "--workload", "tiny", *SHORT, "--blocks", "2", "--stop-after", "1")
        self.assertEqual(result.returncode, 0, result.stderr)
        with h5py.File(self.output) as file:
            known, absent = environment(file)
        measure = pathlib.Path(PROGRAM).parents[1] / "libexec/crossfade/crossfade-measure"
        self.assertEqual(known["build.measure_digest"], sha256(measure))
        self.assertEqual(known["build.plugin.tiny_digest"], sha256(plugins / "tiny.so"))
        self.assertNotEqual("build.revision" in known, "build.revision" in absent)
        for fact in ("pmu.libpfm4", "pmu.counters"):
            self.assertNotEqual(fact in known, fact in absent)
        with open(plugins / "tiny.so", "ab") as file:
            file.write(b"another build")
        before = self.output.read_bytes()
        self.assertRefused(collect(*words, "--resume"), 65, "another build", "build.plugin.tiny_digest")
        self.assertEqual(self.output.read_bytes(), before)
        shutil.copy(pathlib.Path(FIXTURES) / "tiny.so", plugins)
        self.assertEqual(collect(*words, "--resume").returncode, 0)

    def counters(self):
        with h5py.File(self.output) as file:
            rows = zip(texts(file["counter_metric"]), names(file["counter_scope"]), names(file["counter_tier"]),
                       texts(file["counter_absent_because"]))
            return {metric: (scope, tier, absent) for metric, scope, tier, absent in rows}

    def test_clock_counters_are_recorded_or_say_why_not(self):
        self.assertEqual(run(self.output).returncode, 0)
        counters = self.counters()
        self.assertEqual(counters["task_clock"][1], "software")
        if "aperf_cycles" not in counters:
            self.assertEqual(counters["cycles"][2], "", "clock counters are left out only where the PMU counts cycles")
            return
        for metric in ("aperf_cycles", "mperf_cycles", "tsc_ticks"):
            scope, tier, absent = counters[metric]
            self.assertEqual((scope, tier), ("user_kernel", "msr"), metric)
            with h5py.File(self.output) as file:
                totals = file["counter_total"][:, list(counters).index(metric)]
            missing = totals == (1 << 64) - 1
            self.assertEqual(missing.all(), absent != "", f"{metric}: {absent}")
            self.assertTrue((totals[~missing] > 0).all(), metric)

    def test_whole_cpus_are_counted_where_that_is_permitted(self):
        result = run(self.output, "--count", "cpu")
        if result.returncode == 69 and "--count cpu" in result.stderr:
            self.assertRegex(result.stderr, "perf_event_paranoid=0|seccomp|offline")
            self.assertEqual([], list(self.folder.iterdir()), "nothing was begun")
            self.skipTest("needs the right to count whole CPUs")
        self.assertEqual(result.returncode, 0, result.stderr)
        for metric, (scope, tier, _) in self.counters().items():
            if tier in ("hardware", "msr"):
                self.assertEqual(scope, "cpu", metric)
        self.assertEqual(self.counters()["task_clock"][0], "user_kernel", "of a CPU it would be wall time")
        words = ["run", "-o", self.output, "--workload-dir", FIXTURES, "--resume"]
        self.assertRefused(collect(*words, "--count", "thread"), 64, "--count thread", "it has --count cpu")
        self.assertEqual(collect(*words, "--count", "cpu").returncode, 0)

    def test_whole_cpus_that_may_not_be_counted_are_an_error_before_anything_is_measured(self):
        with open("/proc/sys/kernel/perf_event_paranoid") as file:
            if int(file.read()) <= 0 or not shutil.which("setpriv"):
                self.skipTest("anybody may count whole CPUs here, or there is no setpriv")
        rights = "-perfmon,-sys_admin"
        words = ["run", "-o", self.output, "--workload-dir", FIXTURES, "--workload", "tiny", *SHORT, "--count", "cpu"]
        result = subprocess.run(["setpriv", "--bounding-set", rights, "--inh-caps", rights, PROGRAM, *map(str, words)],
                                capture_output=True, text=True, timeout=110)
        if "setpriv:" in result.stderr:
            self.skipTest("needs the right to give a capability away")
        self.assertRefused(result, 69, "--count cpu", "kernel.perf_event_paranoid=0")
        self.assertEqual([], list(self.folder.iterdir()))

    def test_an_input_is_part_of_the_datasets_digest(self):
        film, words = self.folder / "film", {"workload": "takes_file"}
        digests = []
        for text in ("steps", "steps of mine", "steps of mine"):
            film.write_text(text)
            result = run(self.output, "--force", "--input", f"takes_file={film}", **words)
            self.assertEqual(result.returncode, 0, result.stderr)
            with h5py.File(self.output) as file:
                digests += texts(file["workload_dataset_digest"])
        self.assertEqual(len(digests), 3)
        self.assertNotEqual(digests[0], digests[1])
        self.assertEqual(digests[1], digests[2])
        planned = run(self.folder / "b.h5", "--dry-run", "--input", f"takes_file={film}", **words)
        self.assertIn(f"input takes_file={film}\n", planned.stdout)
        film.write_text("steps of yours")
        self.assertRefused(collect("run", "-o", self.output, "--workload-dir", FIXTURES, "--resume"), 65, str(film), "something else")

    def test_one_workload_with_two_parameterisations(self):
        result = run(self.output, "--workload", "tiny:steps=2000")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(" tiny: ok", result.stderr)
        self.assertIn(" tiny:steps=2000: ok", result.stderr)
        with h5py.File(self.output) as file:
            self.assertEqual(sorted(texts(file["workload_parameters"])), ["steps=1400", "steps=2000"])
        self.assertRefused(run(self.folder / "b.h5", "--workload", "tiny:steps=1400"), 64, "the same work as tiny")

    def test_a_rate_above_capacity_is_saturated_and_no_error(self):
        result = run(self.output, "--rates", "50000000")
        self.assertEqual(result.returncode, 0, result.stderr)
        with h5py.File(self.output) as file:
            outcome = dict(zip(names(file["stage_kind"]), names(file["stage_outcome"])))
            self.assertEqual(outcome["load"], "saturated")
            reasons = dict(zip(names(file["stage_kind"]), texts(file["stage_quality_reasons"])))
            self.assertIn("saturated", reasons["load"])

    def test_broken_workloads_cost_only_themselves(self):
        result = run(self.output, *("--workload crashes --workload refuses --workload wrong_answers".split()))
        self.assertRefused(result, 69, "gave no result\n  where: crashes, refuses\n", f"show {self.output} --log",
                           "some answers were wrong\n  where: wrong_answers (1 of 1 processes)\n")
        with h5py.File(self.output) as file:
            workloads = texts(file["workload_name"])
            outcome = {workloads[w]: o for w, o in zip(file["repetition_workload"][()], names(file["repetition_outcome"]))}
            self.assertEqual(outcome, {"tiny": "ok", "crashes": "crashed", "refuses": "refused", "wrong_answers": "wrong"})
            self.assertEqual(attribute(file, "state"), "finished")

    def test_a_request_that_fails_says_why(self):
        result = collect("run", "-o", self.output, "--workload-dir", FIXTURES, "--workload", "fails_with_words", *SHORT)
        self.assertRefused(result, 69, "fails_with_words")
        self.assertIn(r"the store refused a write: shard 7: no room\x1b[2K is left", result.stderr)
        self.assertNotIn("\x1b", result.stdout + result.stderr)

    def test_what_does_not_say_how_its_answers_are_judged_is_said_not_to(self):
        listed = collect("list", "--workload-dir", FIXTURES).stdout
        self.assertIn("answers: said to be neither exact nor to depend on what came before", listed)
        result = collect("run", "--dry-run", "--workload-dir", FIXTURES, "--workload", "undeclared", *SHORT)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("note: undeclared does not say how its answers are to be judged", result.stderr)

    def test_a_stated_identity_is_marked(self):
        words = "--instance-type m5.xlarge --provider aws --region eu-west-1 --host-id lab-1 --synthetic".split()
        self.assertEqual(run(self.output, *words).returncode, 0)
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "kind"), "simulated")
            self.assertTrue(attribute(file, "title").startswith("synthetic: "))
            self.assertEqual(attribute(file, "instance_type"), "m5.xlarge")
            self.assertEqual(attribute(file, "instance_type_source"), "override (--instance-type)")
            self.assertEqual(attribute(file, "host_id"), "lab-1")
            self.assertEqual(attribute(file, "host_id_source"), "override (--host-id)")

    def test_a_full_disk_keeps_the_last_good_file(self):
        # A limit on the size of files fails a write as a full disk does.
        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (140_000, 140_000))

        result = run(self.output, "--blocks", "40", "--service-time", "10ms", "--capacity-time", "10ms", "--load-time", "10ms",
                     preexec_fn=limit, restore_signals=False)
        self.assertRefused(result, 74, "--resume", str(self.output))
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "state"), "running")
            self.assertGreater(len(file["stage_kind"]), 0)


class Interrupting(Case):
    def start(self, *words):
        process = subprocess.Popen([PROGRAM, "run", "-o", self.output, "--workload-dir", FIXTURES, "--workload", "tiny", *SHORT,
                                    "--blocks", "3", "--load-time", "400ms", *words],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        for line in process.stderr:
            if line.startswith("[1/3]"):  # waits for it; no timing decides
                time.sleep(0.3)  # into the next process
                return process
        self.fail("it ended before its first process")

    def test_ctrl_c_finishes_cleanly_and_resume_does_the_rest(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        self.assertIn("--resume", err)
        self.assertIn("of 3 processes are complete", err)
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "state"), "interrupted")
            before = names(file["repetition_outcome"])
            self.assertIn("ok", before)
        result = collect("run", "-o", self.output, "--workload-dir", FIXTURES, "--resume")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"{self.output}: {before.count('ok')} of 3 processes are recorded; about ", result.stderr)
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "state"), "finished")
            after = names(file["repetition_outcome"])
            self.assertEqual(after[:len(before)], before)
            self.assertEqual(after.count("ok"), 3)
            self.assertEqual(sorted(set(file["repetition_block"][()])), [0, 1, 2])
        again = collect("run", "-o", self.output, "--workload-dir", FIXTURES, "--resume")
        self.assertEqual(again.returncode, 0, "nothing is left to do")
        self.assertIn("3 of 3 processes are recorded; nothing is left to measure", again.stderr)
        with h5py.File(self.output) as file:
            self.assertEqual(names(file["repetition_outcome"]), after)

    def test_a_terminal_that_goes_away_is_a_ctrl_c(self):
        process = self.start()
        process.send_signal(signal.SIGHUP)
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, err)
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "state"), "interrupted")

    def test_nobody_who_reads_is_no_reason_to_stop(self):
        for closed in ("2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
            result = subprocess.run(["bash", "-c", f'"$0" run -o "$1" --force --workload-dir "$2" --workload tiny "${{@:3}}" {closed}',
                                     PROGRAM, self.output, FIXTURES, *SHORT], capture_output=True, text=True, timeout=110)
            with h5py.File(self.output) as file:
                self.assertEqual(attribute(file, "state"), "finished", closed)
            # The summary was not printed; or it was, on a busy machine of stages that are all void.
            self.assertIn(result.returncode, (74,) if ">&- " in closed else (0, 69), closed)
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([PROGRAM, "list"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
        self.assertEqual(result.returncode, 74)
        self.assertIn("cannot print", result.stderr)

    def test_a_second_writer_is_refused_and_the_first_is_not_disturbed(self):
        process = self.start()
        for words in ([], ["--force"], ["--resume"]):
            second = collect("run", "-o", self.output, "--workload-dir", FIXTURES, "--workload", "tiny", *SHORT, *words)
            self.assertEqual(second.returncode, 73, second.stderr)
            self.assertIn("another run is writing it", second.stderr)
        _, err = process.communicate(timeout=60)
        self.assertEqual(code_on_a_busy_machine(process.returncode, err), 0, err)

    def test_two_recordings_can_be_taken_in_turn(self):
        other = self.output.with_suffix(".other.h5")
        start = ["--workload-dir", FIXTURES, "--workload", "tiny", *SHORT, "--blocks", "2"]
        for step in (start, ["--workload-dir", FIXTURES, "--resume"]):
            for output in (self.output, other):
                result = collect("run", "-o", output, *step, "--stop-after", "1")
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertEqual("--resume" in result.stdout, step is start, result.stdout)
        starts = {}
        for output in (self.output, other):
            with h5py.File(output) as file:
                self.assertEqual(attribute(file, "state"), "finished")
                starts[output] = list(file["stage_start_unix_ns"][()])
        stages = sorted((t, output) for output, times in starts.items() for t in times)
        sides = [output for output, _ in itertools.groupby(output for _, output in stages)]
        self.assertEqual(sides, [self.output, other] * 2)

    def test_killing_the_collector_leaves_a_good_file_and_no_process(self):
        process = self.start()
        children = children_of(process.pid)
        self.assertTrue(children)
        process.kill()
        process.communicate(timeout=60)
        deadline = time.monotonic() + 20
        while any(alive(child) for child in children) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.assertFalse([child for child in children if alive(child)], "a measuring process dies with its parent")
        with h5py.File(self.output) as file:
            self.assertEqual(attribute(file, "state"), "running")
        result = collect("run", "-o", self.output, "--workload-dir", FIXTURES, "--resume")
        self.assertEqual(result.returncode, 0, result.stderr)
        with h5py.File(self.output) as file:
            self.assertNotIn("running", names(file["repetition_outcome"]))
            self.assertEqual(names(file["repetition_outcome"]).count("ok"), 3)


class Looking(Case):
    def test_list(self):
        result = collect("list", "--workload-dir", FIXTURES)
        self.assertEqual(result.returncode, 0)
        self.assertIn("\ntiny ", "\n" + result.stdout)
        self.assertIn("p99 objective", result.stdout)
        self.assertRegex(result.stdout, r"cannot be used: .*other_abi\.so\n.*ABI version")

    def test_list_of_what_is_named(self):
        result = collect("list", "wrong_answers", "tiny", "--workload-dir", FIXTURES)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertRegex(result.stdout, r"(?s)\Awrong_answers .*\ntiny ")
        self.assertNotIn("cannot be used", result.stdout)
        self.assertRefused(collect("list", "tini", "--workload-dir", FIXTURES), 64, "crossfade-collect list tini", "'tiny'")
        self.assertRefused(collect("list", "other_abi", "--workload-dir", FIXTURES), 69, "ABI version")

    def test_names_of_plug_ins_that_are_there_twice(self):
        for name in ("a.so", "b.so"):
            shutil.copy(pathlib.Path(FIXTURES, "tiny.so"), self.folder / name)
        listed = collect("list", "--workload-dir", self.folder, "--workload-dir", FIXTURES).stdout
        self.assertRegex(listed, r"cannot be used: .*/b\.so\n.*/a\.so is called 'tiny' too")
        self.assertRegex(listed, r"measured instead of: .*/tiny\.so, which has the same name")

    def test_a_plug_in_that_is_no_shared_object(self):
        pathlib.Path(self.folder, "text.so").write_text("text\n", encoding="utf-8")
        listed = collect("list", "--workload-dir", self.folder).stdout
        self.assertRegex(listed, r"cannot be used: .*/text\.so\n.*\n +what to do: it is no shared object: build it again")

    def test_doctor(self):
        result = collect("doctor", "--workload-dir", FIXTURES)
        self.assertIn(result.returncode, (0, 1, 2), result.stdout + result.stderr)
        verdict = ("usable", "usable with warnings", "not usable")[result.returncode]
        self.assertTrue(result.stdout.endswith(f"This machine is {verdict}.\n"), result.stdout)
        # Beside other tests the machine may be too busy to be measured, and says so.
        blocking = [line for line in result.stdout.split("\n") if line.startswith("blocking")]
        self.assertTrue(all("effective clock" in line for line in blocking), result.stdout)
        self.assertLessEqual(max(map(len, result.stdout.split("\n"))), 100)

    def test_doctor_of_a_stated_type(self):
        result = collect("doctor", "--instance-type", "m5.4xlarge", "--json")
        checks = {check["id"]: check for check in json.loads(result.stdout)["checks"]}
        self.assertIn("m5.4xlarge (override (--instance-type))", checks["instance"]["value"])
        self.assertRegex(checks["counters-of-type"]["value"], r"^guests of m5\.4xlarge show none; this machine (all|some|none)$")
        if not checks["counters-of-type"]["value"].endswith("all"):
            self.assertIn("record m5.12xlarge as well", checks["counters-of-type"]["remedy"])

    def test_dry_run_measures_nothing(self):
        result = collect("run", "--dry-run", "--workload-dir", FIXTURES, "--workload", "tiny")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("8 blocks of 1 workload: 8 processes, about", result.stdout)

    def test_without_its_measuring_program(self):
        result = collect("run", "-o", self.output, env={**os.environ, "CROSSFADE_ROOT": str(self.folder)})
        self.assertRefused(result, 69, "crossfade-measure", "CROSSFADE_ROOT")
        doctor = collect("doctor", env={**os.environ, "CROSSFADE_ROOT": str(self.folder)})
        self.assertEqual(doctor.returncode, 2, doctor.stdout)


def children_of(pid):
    children = []
    for status in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            children.append(int(status.parent.name))
    return children


def alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
