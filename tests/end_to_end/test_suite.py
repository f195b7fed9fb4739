"""What is promised of the suite as a whole: its table of figures, a build with next to no libraries, what installing it weighs."""
import importlib.machinery
import importlib.util
import re
import subprocess

import h5py

import harness

SCRIPTS = harness.SOURCE / "scripts"


def characterise():
    """The script as a module."""
    loader = importlib.machinery.SourceFileLoader("characterise", str(SCRIPTS / "characterise"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("characterise", loader))
    loader.exec_module(module)
    return module


def figures(**more):
    row = {"workload": "w", "version": "1", "date": "2026-01-01", "cpu": "a CPU", "kernel": "6", "valgrind": "valgrind-3", "libraries": "",
           "simulated_date": "2026-01-02", "simulated_cpu": "another CPU", "simulated_absent": "",
           "service_p50_us": "10", "service_p99_us": "20", "requests": "9", "disturbed_share": "0", "cpu_us": "10", "system_share": "0",
           "touched_mib": "1", "shared_mib": "1", "per_worker_mib": "1", "replayed": "9", "instructions": "1000", "i1_mpki": "0",
           "d1_mpki": "0", "ll_mpki": "0", "branch_mpki": "0", "branches_pki": "0", "accesses_pki": "0", "absent": ""}
    return {**row, **more}


class Characterisation(harness.ProgramTest):
    def test_the_table_is_made_of_the_figures(self):
        script = characterise()
        text = script.DOCUMENT.read_text(encoding="utf-8")
        written = text.split(script.BEGIN, 1)[1].split(script.END, 1)[0]
        self.assertEqual(script.rendered(script.read_figures()), written, "scripts/characterise --render renews it")

    def test_what_was_aimed_at_is_computed(self):
        script = characterise()
        small, large = figures(), figures(workload="x", instructions="2e7", i1_mpki="31", d1_mpki="60", system_share="0.6")
        text = script.rendered({"w": small, "x": large}).split("| signature |")[0]
        self.assertEqual(4, len(re.findall(r"\| met: ", text)), text)
        self.assertIn("met: 4.3 decades, 1000 (`w`) to 20 M (`x`)", text)
        self.assertIn("met: 0.0 % (`w`) to 60 % (`x`)", text)
        large.update(i1_mpki="29.9", instructions="9e6")
        text = script.rendered({"w": small, "x": large}).split("| signature |")[0]
        self.assertEqual(2, len(re.findall(r"\| \*\*missed\*\*: ", text)), text)

    def test_what_is_absent_is_said_to_be_with_the_reason(self):
        script = characterise()
        text = script.rendered({"w": figures(i1_mpki="", d1_mpki="", instructions="", system_share="", simulated_absent="simulated figures: no")})
        self.assertIn("absent of `w`: simulated figures: no", text)
        self.assertIn("not known: nothing was measured", text)
        self.assertIn("| absent |", text)

    def test_every_row_says_on_which_cpu_its_halves_were_made(self):
        script = characterise()
        both = figures(cpu="Xeon", date="2026-03-01", simulated_cpu="EPYC", simulated_date="2026-04-01")
        other = figures(workload="x", cpu="Xeon", date="2026-05-01", simulated_cpu="Xeon", simulated_date="2026-06-01")
        half = figures(workload="y", cpu="", cpu_us="", simulated_cpu="EPYC", simulated_date="2026-04-01")
        text = script.rendered({"w": both, "x": other, "y": half})
        for cells in ("| `w` 1 | B, A |", "| `x` 1 | B, B |", "| `y` 1 | –, A |"):
            self.assertIn(cells, text)
        self.assertIn("- CPU A: EPYC; native figures: none; simulated ones: 2 rows (2026-04-01)\n", text)
        self.assertIn("- CPU B: Xeon; native figures: 2 rows (2026-03-01 and 2026-05-01); simulated ones: 1 row (2026-06-01)\n", text)

    def test_a_rerun_keeps_the_cpu_it_ran_on(self):
        script = characterise()
        described = {"version": "1"}
        before = figures(cpu="old", simulated_cpu="old")
        row = script.renewed(before, described, {"cpu": script.cpu_name(), "cpu_us": "7"}, script.NATIVE)
        self.assertEqual((script.cpu_name(), "old"), (row["cpu"], row["simulated_cpu"]), "the other half stays what it was")
        self.assertRegex(script.cpu_name(), "family .* model ")

    def test_only_libraries_are_named_as_such(self):
        script = characterise()
        text = script.rendered({"w": figures(libraries="part a|1|x=2; OpenSSL|3.0.19|AES-NI; AVX; glibc|2.36|free")})
        self.assertIn("; OpenSSL 3.0.19, glibc 2.36. Service time", text)

    def test_a_percentile_of_few_requests_is_left_out(self):
        script = characterise()
        text = script.rendered({"w": figures(requests="999", service_p99_us="777"), "x": figures(workload="x", requests="1000", service_p99_us="888")})
        self.assertIn("| – ³ |", text)
        self.assertNotIn("777", text)
        self.assertIn("| 888 |", text)

    def test_a_median_between_two_classes_is_marked(self):
        script = characterise()
        described = {"name": "w", "version": "1", "needs": {}, "classes": [{"share": 0.5}, {"share": 0.35}, {"share": 0.15}]}
        self.assertEqual("1", script.blank(described)["p50_between_classes"])
        described["classes"][0]["share"], described["classes"][1]["share"] = 0.55, 0.3
        self.assertEqual("", script.blank(described)["p50_between_classes"])
        self.assertIn("| 10 ⁴ |", script.rendered({"w": figures(p50_between_classes="1")}))

    def test_what_is_published_is_met_or_missed_by_its_numbers(self):
        script = characterise()
        cache = figures(workload="evcache_get", system_share="0.01")
        text = script.rendered({"evcache_get": cache, "x": figures(workload="x", system_share="0.6")})
        self.assertEqual(2, len(re.findall(r"\*\*missed\*\*: .* where 71 % or more are published", text)), text)
        text = script.rendered({"evcache_get": cache, "x": figures(workload="x", system_share="0.75")})
        self.assertRegex(text, r"kernel, anywhere .*\| met \|")
        self.assertRegex(text, r"kernel, in the cache tier .* 1\.0 % \(`evcache_get`\) of CPU time \| \*\*missed\*\*")
        self.assertRegex(text, r"\| branches .*not judged: no number to meet")

    def test_what_is_simulated_has_every_class_by_its_share(self):
        script = characterise()
        mixed = [{"name": "small", "share": 0.55, "pool": 256}, {"name": "mid", "share": 0.35, "pool": 128}, {"name": "big", "share": 0.1, "pool": 32}]
        warm, replay, warmed = script.replay_plan(mixed, 100_000)
        self.assertEqual(20, replay, "slow requests: one turn of the shares at least")
        self.assertEqual(20, warm)
        self.assertLess(warmed, 0.1)
        warm, replay, warmed = script.replay_plan(mixed, 100)
        self.assertEqual((0, 0, 1.0), (warm % 20, replay % 20, warmed))
        self.assertGreaterEqual(warm, 256 / 0.55)
        warm, _, warmed = script.replay_plan([{"name": "page", "share": 1, "pool": 1024}], 344)
        self.assertEqual((1024, 1.0), (warm, warmed), "the whole pool, not a tenth of a second of it")
        warm, replay, warmed = script.replay_plan(mixed, 1000, 10)
        self.assertEqual((200, 20), (warm, replay), "slow to simulate: a tenth of two seconds, and of a tenth of a second")
        self.assertAlmostEqual(200 / 466, warmed)

    def test_the_probe_draws_classes_by_share_and_knows_its_cpu_time(self):
        ended = harness.run(harness.FIXTURES / "workload_probe", harness.FIXTURES / "tiny.so", "answers=1", "seconds=0.2")
        self.assert_done(ended)
        cpu_us, requests = re.search(r"(?m)^cpu_us=([0-9.]+) requests=(\d+)$", ended.out).groups()
        self.assertLess(0, float(cpu_us))
        self.assertEqual(int(requests), sum(map(int, re.findall(r"(?m)^class=.* n=(\d+) ", ended.out))))

    def test_one_half_is_measured_anew_without_the_other(self):
        script = characterise()
        described = {"workload": "w", "version": "1"}
        new = script.renewed(figures(instructions="7", cpu_us="10"), described, {"cpu_us": 5.0, "absent": "p50"}, script.NATIVE)
        self.assertEqual(("7", 5.0, "p50"), (new["instructions"], new["cpu_us"], new["absent"]))
        self.assertNotIn("service_p50_us", new, "what could not be measured anew is absent, not old")
        other = script.renewed(figures(), {"workload": "w", "version": "2"}, {"cpu_us": 5.0}, script.NATIVE)
        self.assertNotIn("instructions", other, "it is of another version")

    def test_unknown_words(self):
        ended = harness.run(SCRIPTS / "characterise", "--build", self.folder)
        self.assert_error(ended, harness.UNAVAILABLE, "no such program", "cmake --preset release")
        if subprocess.run(["sh", "-c", "command -v valgrind"], capture_output=True, check=False).returncode == 0:
            ended = harness.run(SCRIPTS / "characterise", "--build", harness.BUILD, "no_such")
            self.assert_error(ended, harness.USAGE, "unknown workload no_such", "tls_segment")


class LibraryChoice(harness.ProgramTest):
    """Which kernels OpenBLAS takes is decided by the CPU's level, unless somebody says otherwise."""

    measures = True

    def path_taken(self, *words, **variables):
        if not (harness.PLUGINS / "rank_dnn.so").is_file():
            self.skipTest("rank_dnn is not in this build")
        path = self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path, "--force", *words, workloads=("rank_dnn:mb=8",)), **variables))
        with h5py.File(path) as file:
            paths = dict(zip(harness.texts(file["library_name"]), harness.texts(file["library_isa_path"])))
        return paths["OpenBLAS"]

    def test_by_level_by_user_and_by_cap(self):
        flags = harness.pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
        if "avx2" not in flags:
            self.skipTest("no AVX2 here")
        usual = "SkylakeX" if "avx512vl" in flags else "Haswell"
        self.assertIn(f"{usual} kernels by OPENBLAS_CORETYPE={usual},", self.path_taken(OPENBLAS_CORETYPE=None))
        self.assertIn("Nehalem kernels by OPENBLAS_CORETYPE=Nehalem although the CPU has AVX", self.path_taken(OPENBLAS_CORETYPE="Nehalem"))
        self.assertIn("Nehalem kernels by OPENBLAS_CORETYPE=Nehalem,",
                      self.path_taken("--isa-cap", "x86-64-v2", OPENBLAS_CORETYPE="Haswell"), "the cap comes first")


class MinimalBuild(harness.ProgramTest):
    """Of the workloads' libraries only OpenSSL, zstd and xxHash."""

    def test_every_left_out_workload_says_what_is_missing(self):
        ended = harness.run(SCRIPTS / "minimal-build", "--configure-only", self.folder / "build", timeout=200)
        self.assert_done(ended)
        rows = dict(re.findall(r"^-- +workload (\S+) +(.+)$", ended.out, re.MULTILINE))
        for source in (harness.SOURCE / "workloads").glob("*.cpp"):
            self.assertIn(source.stem, rows)
        for name in ("tls_segment", "evcache_get", "contended", "media_put", "iam_eval"):
            self.assertEqual("in", rows[name])
        systems = dict(re.findall(r"^  ([a-zA-Z -]+):((?: [a-z0-9_]+)+)$", ended.out.split("What is left of what the suite stands for:")[1],
                                  re.MULTILINE))
        self.assertEqual(9, len(systems), ended.out)
        self.assertNotIn(" nothing", systems.values())
        reasons = (self.folder / "build" / "lib" / "crossfade" / "workloads" / "left_out.csv").read_text(encoding="utf-8")
        self.assertRegex(reasons, r'(?m)^playback_manifest,"needs OpenSSL 3, simdjson and zstd')
        left_out = {name: state for name, state in rows.items() if state != "in"}
        self.assertIn("playback_manifest", left_out)
        for name, state in left_out.items():
            self.assertRegex(state, r"^(out: .*\(.*-dev.*\)|in, but cannot be used without )", name)


class MinimalPlugins(harness.ProgramTest):
    """Those that a minimal build makes otherwise; the others are the same sources and flags as in any build."""

    measures = True
    PLUGINS = ("iam_eval", "media_put")

    def test_they_build_and_are_measured(self):
        build = self.folder / "build"
        targets = [word for name in self.PLUGINS for word in ("--target", f"workload_{name}")]
        self.assert_done(harness.run(SCRIPTS / "minimal-build", *targets, build, timeout=280))
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(path, "--workload-dir", build / "lib" / "crossfade" / "workloads",
                                                                    workloads=("iam_eval:policies=300", "media_put:mb=16")), timeout=200)
        self.assert_done(ended)
        self.assertEqual({name: ["ok"] for name in self.PLUGINS}, harness.outcomes(path))
        with h5py.File(path) as file:
            libraries = harness.texts(file["library_name"])
            self.assertIn("own shard coder (no ISA-L in this build)", libraries)
            self.assertIn("own JSON reader (no simdjson in this build)", libraries)


class InstallWeight(harness.ProgramTest):
    def test_says_what_the_suite_weighs(self):
        ended = harness.run(SCRIPTS / "install-weight", "--build", harness.BUILD, timeout=280)
        if "download size not known" in ended.out:
            self.skipTest("apt has no package lists here")
        self.assertEqual(0, ended.code, str(ended))
        self.assertRegex(ended.out, r"libssl3\S* .*tls_segment")
        self.assertRegex(ended.out, r"\n\d+ packages for \d+ plug-ins: [\d.]+ MB to download, [\d.]+ MB on disk; within the 40 MB aimed at\n")
        small = harness.run(SCRIPTS / "install-weight", "--build", harness.BUILD, "--limit", "0", timeout=280)
        self.assertEqual(1, small.code, str(small))
        self.assertIn("more than the 0 MB aimed at", small.out)

    def test_bad_words(self):
        self.assert_error(harness.run(SCRIPTS / "install-weight", "--limit", "many"), harness.USAGE, "not a number")
        self.assert_error(harness.run(SCRIPTS / "install-weight", "--limt"), harness.USAGE, "no option")
        self.assert_error(harness.run(SCRIPTS / "install-weight", "--build", self.folder), harness.UNAVAILABLE, "no plug-ins")
