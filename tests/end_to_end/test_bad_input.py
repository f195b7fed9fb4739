"""Every bad input gets its exit code and a message that says what, where, why and what to do; earlier files stay untouched."""
import json
import os
import shutil

import h5py

import harness


class Options(harness.ProgramTest):
    """What is refused before anything is measured or written."""

    def refused(self, arguments, *parts, code=harness.USAGE):
        with self.subTest(arguments=arguments):
            path = self.folder / "x.h5"
            self.assert_error(harness.run(harness.COLLECT, "run", "-o", path, *arguments), code, *parts)
            self.assertFalse(path.exists())

    def test_unknown_workload_offers_the_nearest(self):
        self.refused(["--workload", "tls_segmnt"], "unknown workload", "tls_segmnt", "did you mean 'tls_segment'")

    def test_unknown_option_offers_the_nearest(self):
        self.refused(["--wrokload", "tls_segment"], "unknown option", "--wrokload", "did you mean '--workload'")
        self.assert_error(harness.run(harness.COLLECT, "rnu"), harness.USAGE, "rnu", "did you mean 'run'")
        self.assert_error(harness.run(harness.REPORT, "compair"), harness.USAGE, "compair", "compare")
        self.assert_error(harness.run(harness.REPORT, "compare", "--formatt", "csv"), harness.USAGE, "--formatt", "did you mean.*--format")

    def test_durations_are_positive_times(self):
        for option in ("--service-time", "--capacity-time", "--load-time"):
            for value, why in (("0", "zero or negative"), ("-1", "zero or negative"), ("-5ms", "zero or negative"),
                               ("nan", "time"), ("1 fortnight", "unit"), ("", "")):
                if value:
                    self.refused([f"{option}={value}"], option, why, "500ms")

    def test_rates_are_positive_numbers(self):
        for value, why in (("0", "above zero"), ("-5", "above zero"), ("100,-5", "above zero"), ("many", "not a number"),
                           ("inf", "finite|not a number"), ("100,,200", "not a number")):
            self.refused([f"--rates={value}"], "--rates", why, "requests per second")

    def test_a_rate_with_hardly_a_request(self):
        for more in ([], ["--dry-run"]):
            self.refused(["--rates=0.1", *more], "--rates 0.1", "0.14 requests in all 8 blocks", "--load-time 125s")

    def test_rates_that_give_less_than_they_seem_to(self):
        plan = harness.run(harness.COLLECT, "run", "--dry-run", "--rates", "10,1e9")
        self.assert_done(plan)
        self.assertRegex(plan.out, "10/s for 0.18 s is about 14 requests in all 8 blocks: no p99, which takes 100")
        self.assertRegex(plan.out, "180 million requests, and a stage has room for 60 million")

    def test_arrivals_that_cannot_be(self):
        self.refused(["--arrivals", "gamma"], "--arrivals gamma", "no such arrivals", "give poisson, constant, step.*trace:FILE")
        self.refused(["--arrivals", "step:1=2"], "--arrivals step:1=2", "its first step is not at 0", "time=factor")
        self.refused(["--arrivals", "trace:/no/such.txt"], "arrival trace", "/no/such.txt", "No such file", code=harness.IO)
        trace = self.folder / "t.txt"
        for lines, line, why in (("0\n1\nx\n", "line 3", "'x' is not a number"), ("0\n-1\n", "line 2", "not negative"),
                                 ("2\n1\n", "line 2", "earlier than the one before"), ("0\ninf\n", "line 2", "finite")):
            trace.write_text(lines)
            self.refused(["--arrivals", f"trace:{trace}"], "cannot use the arrival trace", f"t.txt, {line}", why, code=harness.DATA)

    def test_spikes_that_cannot_be(self):
        self.refused(["--spike-factors=1"], "--spike-factors 1", "between 1 and 100 times")
        self.refused(["--spike-base=120%"], "--spike-base 120%", "not between 0 and 1")
        self.refused(["--spike-policy=priorty"], "--spike-policy priorty", "no such policy", "did you mean 'priority'")
        self.refused(["--spike-time=50ms"], "--spike-time 50ms", "at least 0.2 s")

    def test_events_that_cannot_be_counted(self):
        self.refused(["--event", "no_such_evnt"], "cannot count an event", "--event no_such_evnt", "neither.*libpfm4")
        self.refused(["--event", "itlb_wakls"], "--event itlb_wakls", "near it are: itlb_walks|codes for this CPU, of which there are none")
        self.refused(["--event", "amd64_k7::CPU_CLK_UNHALTED"], "an event of another CPU", "show --counters")
        self.refused(["--event", "ipc"], "--event ipc", "instructions / cycles", "leave it out|--event perf::cycles")
        self.refused(["--event", "cycles,instructions"], "a list", "type --event|perf::cycles")
        self.refused(["--event", "rZZ"], "no raw code", "--event perf_raw::r13c")
        self.refused(["--event", "perf::PAGE-FAULTS"], "every run counts task_clock.*no others", "leave it out")
        self.refused(["--event", "cycles", "--no-counters"], "--event --no-counters", "contradict", "give one")

    def test_sample_rates_that_cannot_be(self):
        for rate in ("101", "-1", "0.5", "often"):
            self.refused([f"--sample-rate={rate}"], f"--sample-rate {rate}", "not a whole number from 0 to 100")
        self.refused(["--sample-rate", "10", "--no-counters"], "--sample-rate --no-counters", "contradict", "give one")

    def test_real_time_does_not_spin(self):
        self.refused(["--rt", "--wait", "spin"], "--rt --wait spin", "contradict", "leave out --wait")

    def test_real_time_that_is_not_permitted(self):
        if not shutil.which("setpriv"):
            self.skipTest("needs setpriv")
        path = self.folder / "x.h5"
        ended = harness.run("setpriv", "--bounding-set", "-sys_nice", "--inh-caps", "-sys_nice", harness.COLLECT, "run", "-o", path,
                            "--rt")
        if "setpriv:" in ended.err:
            self.skipTest("needs the right to give a capability away")
        self.assert_error(ended, harness.UNAVAILABLE, "cannot run the workers in real time", "--rt", "CAP_SYS_NICE.*RLIMIT_RTPRIO",
                          "ulimit -r 1")
        self.assertFalse(path.exists())

    def test_rates_of_a_recording_that_is_none(self):
        self.refused(["--rates-from", self.folder / "no.h5"], "no.h5", code=harness.IO)
        (self.folder / "text.h5").write_text("no recording")
        self.refused(["--rates-from", self.folder / "text.h5"], "text.h5", "not a", code=harness.DATA)
        self.refused(["--rates-from", self.folder / "text.h5", "--rates", "5"], "contradict", "give one")

    def test_counts_are_whole_and_positive(self):
        self.refused(["--blocks=0"], "--blocks", "whole number")
        self.refused(["--threads=0"], "--threads", "whole numbers")
        self.refused(["--threads=100000"], "--threads")

    def test_a_parameter_out_of_range(self):
        self.refused(["--workload", "tls_segment:nonsense=1"], "nonsense", "parameter")
        self.refused(["--workload", "tls_segment:mb=1e3"], "mb=1e3", "not a whole number", "from 4 to 16384 MB")
        self.refused(["--workload", "tls_segment:mb=8,mb=16"], "given twice", "mb=8.*mb=16", "give it once")

    def test_a_parameter_that_only_the_workload_can_judge(self):
        for more in ([], ["--dry-run"]):
            self.refused(["--workload", "contended:sharing=everything", *more], "--workload contended@none:sharing=everything",
                         "no such kind of sharing", "false_sharing")

    def test_a_workload_without_room_is_refused_before_the_start(self):
        hungry = ["--workload-dir", harness.FIXTURES, "--threads", "1", "--workload"]
        self.refused([*hungry, "hungry:mb=900000000"], r"hungry", r"it needs 900000001 MiB of memory for 1 workers and \d+ MiB are available",
                     "smaller preset", code=harness.UNAVAILABLE)
        self.refused([*hungry, "hungry:shm_mb=900000000"], r"it needs 900000000 MiB in /dev/shm",
                     r"\d+ MiB are free|does not have", "--shm-size", code=harness.UNAVAILABLE)

    def test_a_plugin_of_another_abi(self):
        self.refused(["--workload-dir", harness.FIXTURES, "--workload", "other_abi"], "other_abi", "ABI version", "rebuild",
                     code=harness.UNAVAILABLE)

    def test_a_plugin_of_another_abi_does_not_spoil_the_others(self):
        ended = harness.run(harness.COLLECT, "list", "--workload-dir", harness.FIXTURES)
        self.assert_done(ended)
        self.assertIn("tiny", ended.out)
        self.assertRegex(ended.out + ended.err, "(?s)other_abi.*ABI version")

    def test_plugins_that_cannot_even_be_loaded(self):
        ended = harness.run(harness.COLLECT, "list", "--workload-dir", harness.FIXTURES / "unloadable")
        self.assert_done(ended)
        self.assertIn("tls_segment", ended.out, "they do not spoil the others")
        for name, why in (("crashes_at_load", r"loading it ended with signal 6 \(Aborted\)"),
                          ("hangs_at_load", "it did not load within 5 s"),
                          ("no_verify", r"its table has no function verify\(\)"),
                          ("short_table", "its table has 176 bytes, and that of version 1 has 184"),
                          ("unknown_flag", r"it has flags that this version does not know \(0x100\)"),
                          ("control_class", r"its request class has a control character \(0x0a\)"),
                          ("default_outside", "of its parameter 'steps' its default '7' is out of range"),
                          ("range_of_words", "of its parameter 'steps' its lowest value 'few' is no number"),
                          ("huge_pool", "request class 'short' has 4000000000 requests in its pool, .*")):
            self.assertRegex(ended.out, rf"cannot be used: .*/{name}\.so\n    {why}\n    what to do: ")

    def test_a_plugin_that_prints_while_it_is_loaded(self):
        folder = ["--workload-dir", harness.FIXTURES / "printing"]
        listed = harness.run(harness.COLLECT, "list", *folder)
        self.assert_done(listed)
        self.assertIn("edited", listed.out)
        self.assertNotIn("greeting", listed.out)
        self.assertIn("greeting", listed.err)
        as_json = harness.run(harness.COLLECT, "list", "--json", *folder)
        self.assert_done(as_json)
        self.assertIn("edited", [workload["name"] for workload in json.loads(as_json.out)["workloads"]])

    def test_a_workload_that_was_left_out_of_the_build(self):
        (self.folder / "left_out.csv").write_text('workload,reason\nfilms,"x is not installed (libx-dev)"\n')
        reason = r"left out of this build: x is not installed \(libx-dev\)"
        folder = ["--workload-dir", self.folder]
        self.refused([*folder, "--workload", "films"], "where: films", reason, "scripts/install", code=harness.UNAVAILABLE)
        self.refused([*folder, "--input", "films=film.y4m"], "where: --input films=film.y4m", reason, code=harness.UNAVAILABLE)
        ended = harness.run(harness.COLLECT, "list", *folder)
        self.assertRegex(ended.out, rf"cannot be used: films\n    it was {reason}\n    what to do: ")

    def test_inputs_that_cannot_be(self):
        missing, text = self.folder / "no.y4m", self.folder / "text.y4m"
        text.write_text("no film")
        video = ["--workload", "quality_metric", "--input"]
        self.refused([*video, f"quality_metric={missing}"], "cannot read the input", f"where: {missing}", "No such file", code=harness.IO)
        self.refused([*video, f"quality_metric={self.folder}"], "it is no plain file", code=harness.IO)
        self.refused([*video, f"quality_metric={text}"], "--input quality_metric=.*text.y4m", code=harness.DATA)
        self.refused(["--workload", "tls_segment", "--input", f"tls_segment={text}"], "'tls_segment' takes no file", "these do: ")
        self.refused(["--input", f"quality_metric={text}"], "'quality_metric' is not measured in this run", "--workload quality_metric")

    def test_no_command(self):
        for program in (harness.COLLECT, harness.REPORT):
            self.assert_error(harness.run(program), harness.USAGE, "--help")


class Outputs(harness.ProgramTest):
    """Where the recording cannot be written. Known before anything is measured, except for a disk that fills up."""

    def test_an_existing_file_is_kept(self):
        path = self.folder / "x.h5"
        path.write_bytes(b"precious")
        before = path.stat()
        for more in ([], ["--dry-run"]):
            ended = harness.run(harness.COLLECT, *harness.run_arguments(path), *more)
            self.assert_error(ended, harness.CANNOT_CREATE, "x.h5", "exist", "--force")
        self.assertEqual(b"precious", path.read_bytes())
        self.assertEqual((before.st_ino, before.st_mtime_ns), (path.stat().st_ino, path.stat().st_mtime_ns))
        self.assertEqual(["x.h5"], os.listdir(self.folder))

    def test_a_missing_folder(self):
        for more in ([], ["--dry-run"]):
            ended = harness.run(harness.COLLECT, *harness.run_arguments(self.folder / "no" / "x.h5"), *more)
            self.assert_error(ended, harness.CANNOT_CREATE, "no", "create the folder first")

    def test_a_place_that_cannot_be_written(self):
        if not os.path.isdir("/proc/self"):
            self.skipTest("needs /proc")
        for more in ([], ["--dry-run"]):
            ended = harness.run(harness.COLLECT, *harness.run_arguments("/proc/x.h5"), *more)
            self.assert_error(ended, harness.CANNOT_CREATE, "/proc", "choose another folder")

    def test_a_folder_instead_of_a_file(self):
        for more in ([], ["--force"], ["--dry-run"]):
            ended = harness.run(harness.COLLECT, *harness.run_arguments(self.folder), *more)
            self.assert_error(ended, harness.CANNOT_CREATE, "it is a folder", "name a file in it: .*/NAME.h5")
            self.assertEqual([], os.listdir(self.folder))

    def test_a_dry_run_leaves_nothing_behind(self):
        ended = harness.run(harness.COLLECT, *harness.run_arguments(self.folder / "x.h5"), "--dry-run")
        self.assert_done(ended)
        self.assertEqual([], os.listdir(self.folder))

    def test_resuming_what_is_no_recording(self):
        path = self.folder / "x.h5"
        path.write_bytes(b"precious")
        self.assert_error(harness.run(harness.COLLECT, "run", "-o", path, "--resume"), harness.DATA, "x.h5", "not a recording")
        self.assertEqual(b"precious", path.read_bytes())

    def test_resuming_what_is_not_there(self):
        ended = harness.run(harness.COLLECT, "run", "-o", self.folder / "x.h5", "--resume")
        self.assertIn(ended.code, (harness.USAGE, harness.DATA, harness.IO), str(ended))
        self.assertRegex(ended.err, "x.h5")


class Replacing(harness.ProgramTest):
    measures = True

    def test_force_replaces(self):
        path = self.folder / "x.h5"
        path.write_bytes(b"no longer wanted")
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path, "--force")))
        self.assertTrue(h5py.is_hdf5(path))
        self.assertEqual(["x.h5"], os.listdir(self.folder))


class FullDisk(harness.ProgramTest):
    measures = True

    def test_the_last_complete_state_stays_readable(self):
        arguments = harness.run_arguments("full/x.h5", blocks=3)
        script = f"""
            mkdir full kept && mount -t tmpfs -o size=4m none full
            # Leaves room for the empty recording and little more.
            dd if=/dev/zero of=full/ballast bs=1k count=$((4096 - $1)) status=none
            code=0
            "$0" {" ".join(map(str, arguments))} || code=$?
            ls full >&2
            cp full/x.h5 kept/ 2>/dev/null || true
            exit $code
        """
        seen = set()
        # How much room an empty recording needs is the format's affair: from none to more than enough, some size fails late.
        for room_kib in (0, 64, 128, 256):
            shutil.rmtree(self.folder / "full", ignore_errors=True)
            shutil.rmtree(self.folder / "kept", ignore_errors=True)
            ended = self.in_own_mounts(script, room_kib, program=harness.COLLECT, cwd=self.folder)
            if ended.code == 0:
                break
            self.assertIn(ended.code, (harness.CANNOT_CREATE, harness.IO), str(ended))
            self.assertRegex(ended.err, "(?i)no space left|full")
            kept = self.folder / "kept" / "x.h5"
            seen.add(kept.exists())
            if kept.exists():
                self.assert_done(harness.run(harness.REPORT, "show", kept))
        self.assertNotEqual(set(), seen, "the disk was never full")
        self.assertIn(True, seen, "no run failed after its first publish")


class Prices(harness.ProgramTest):
    """What is no price makes no price book, and no half of one."""
    needs_recordings = True
    HEADING = "instance_type,plan,region,currency,per_hour,date,source\n"

    def list_with(self, old, new):
        path = self.folder / "list.json"
        text = (harness.SOURCE / "tests" / "analysis" / "price_lists" / "AmazonEC2.json").read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    def test_price_files_that_cannot_be_used(self):
        book = self.folder / "book.csv"
        for old, new, *parts in (('"0.1920000000"', '"-0.192"', "m5.xlarge in us-east-1", "-0.192", "not below 0"),
                                 ('"USD" : "0.1920000000"', '"EUR" : "0.17"', "EUR", "USD", "--currency"),
                                 ('"2026-07-20T19:03:31Z"', '""', "publicationDate", "a price without a day is none"),
                                 ('"20260720190331"', '""', "version", "a price without a source is none"),
                                 ('"AmazonEC2"', '"AmazonS3"', "AmazonS3", "AmazonEC2")):
            with self.subTest(new=new):
                ended = harness.run(harness.REPORT, "prices", self.list_with(old, new), "-o", book)
                self.assert_error(ended, harness.DATA, "list.json", *parts)
                self.assertEqual([], list(self.folder.glob("book.csv*")))

    def test_a_book_that_was_there_stays(self):
        book = self.folder / "book.csv"
        book.write_text(self.HEADING)
        cut = self.folder / "cut.json"
        cut.write_text('{"offerCode": "AmazonEC2", "products": {')
        self.assert_error(harness.run(harness.REPORT, "prices", cut, "-o", book, "--force"), harness.DATA, "cut.json", "not JSON from byte")
        self.assertEqual(self.HEADING, book.read_text())
        self.assert_error(harness.run(harness.REPORT, "prices", self.folder / "none.json"), harness.IO, "none.json", "no such file")

    def test_books_that_cannot_be_used(self):
        book = self.folder / "book.csv"
        pair = (self.shared("m5.h5"), "--to", self.shared("m7a.h5"))
        for row, *parts in (("m5.xlarge,spot,us-east-1,USD,-0.1,2026-07-20,here", '"-0.1"', "above 0"),
                            ("m5.xlarge,spot,us-east-1,USD,0.1,,here", "needs its day"),
                            ("m5.xlarge,spot,us-east-1,USD,0.1,2026-07-20,", "the source is empty"),
                            ("m5.xlarge,spot,us-east-1,,0.1,2026-07-20,here", "the currency is empty")):
            with self.subTest(row=row):
                book.write_text(self.HEADING + row + "\n")
                self.assert_error(harness.run(harness.REPORT, "cost", *pair, "--price-book", book), harness.DATA, "book.csv, line 2", *parts)

    def test_mixed_currencies_have_no_cheapest_machine(self):
        book = self.folder / "book.csv"
        book.write_text(self.HEADING + "m5.xlarge,on-demand,us-east-1,USD,0.2,2026-07-20,here\nm7a.xlarge,on-demand,eu-west-1,EUR,0.2,2026-07-20,here\n")
        cost = (harness.REPORT, "cost", self.shared("m5.h5"), "--to", self.shared("m7a.h5"), "--price-book", book)
        self.assert_error(harness.run(*cost, "--demand", "1000/s"), harness.USAGE, "--demand", "mixed currencies", "USD.*EUR", "--currency")


class Recordings(harness.ProgramTest):
    """What is no recording, or not one this program can read. Every reader refuses it in the same way."""

    needs_recordings = True

    def refused(self, path, *parts):
        before = path.read_bytes() if path.is_file() else None
        for arguments in (["show", path], ["compare", self.shared("m5.h5"), "--to", path]):
            with self.subTest(arguments=arguments):
                self.assert_error(harness.run(harness.REPORT, *arguments), harness.DATA, path.name, *parts)
        if before is not None:
            self.assertEqual(before, path.read_bytes())

    def test_a_text(self):
        path = self.folder / "text.h5"
        path.write_text("Dear diary", encoding="utf-8")
        self.refused(path, "not a recording")

    def test_an_empty_file(self):
        path = self.folder / "empty.h5"
        path.touch()
        self.refused(path, "empty|not a recording|ends")

    def test_another_hdf5_file(self):
        path = self.folder / "other.h5"
        with h5py.File(path, "w") as file:
            file["x"] = [1, 2, 3]
        self.refused(path, "not a recording")

    def test_a_truncated_recording(self):
        whole = self.shared("m5.h5").read_bytes()
        for kept in (len(whole) - 1, len(whole) // 2, 100, 8):
            path = self.folder / f"cut{kept}.h5"
            path.write_bytes(whole[:kept])
            self.refused(path, "truncated|ends|not a recording|damaged")

    def test_a_damaged_recording(self):
        damaged = bytearray(self.shared("m5.h5").read_bytes())
        damaged[len(damaged) // 2] ^= 0x10
        path = self.folder / "damaged.h5"
        path.write_bytes(damaged)
        self.refused(path, "damaged|digest")

    def test_a_newer_schema(self):
        path = self.folder / "newer.h5"
        shutil.copy(self.shared("m5.h5"), path)
        with h5py.File(path, "r+") as file:
            file.attrs["schema_major"] = type(file.attrs["schema_major"])(99)
        self.refused(path, "newer|schema", "99")

    def test_a_missing_file(self):
        ended = harness.run(harness.REPORT, "show", self.folder / "nowhere.h5")
        self.assertIn(ended.code, (harness.DATA, harness.IO), str(ended))
        self.assertRegex(ended.err, "nowhere.h5")

    def test_no_common_workload(self):
        ended = harness.run(harness.REPORT, "compare", self.shared("m5.h5"), "--to", self.shared("other.h5"))
        self.assert_error(ended, harness.DATA, "common", "workload", "tiny", "tls_segment")
