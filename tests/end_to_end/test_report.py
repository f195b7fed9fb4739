"""crossfade-report over recordings of two stated instance types: every command in every format, prices, outputs."""
import csv
import io
import json
import os
import re
import shutil
import subprocess

import harness

PRICES_PER_HOUR = {"m5.xlarge": 0.192, "m7a.xlarge": 0.23184}  # on demand, us-east-1: what the shipped book must say
WORKLOADS = {"evcache_get", "playback_manifest", "tls_segment"}


def simulated(name):
    """What a side of the stated type is called."""
    return f"{name} (SIMULATED)"


class ReportTest(harness.ProgramTest):
    needs_recordings = True

    def pair(self):
        return self.shared("m5.h5"), "--to", self.shared("m7a.h5")

    def report(self, *arguments):
        ended = harness.run(harness.REPORT, *arguments)
        self.assert_done(ended)
        self.assertEqual("", ended.err)
        return ended.out

    def cost_rows(self, *more):
        document = json.loads(self.report("cost", *self.pair(), *more, "--format", "json"))
        (table,) = [table for table in document["tables"] if table["id"] == "cost"]
        return table["rows"]


class Formats(ReportTest):

    def test_every_comparison_names_sides_and_workloads_in_every_format(self):
        for command in ("compare", "cost"):
            for form in ("text", "markdown", "csv", "json", "html"):
                with self.subTest(command=command, form=form):
                    text = self.report(command, *self.pair(), "--format", form).replace("\\_", "_")
                    for word in WORKLOADS | {"m5.xlarge", "m7a.xlarge"}:
                        self.assertIn(word, text)

    def test_show_and_list_in_every_format(self):
        for command in ("show", "list"):
            for form in ("text", "markdown", "csv", "json", "html"):
                with self.subTest(command=command, form=form):
                    text = self.report(command, self.shared("m7a.h5"), "--format", form)
                    self.assertIn("m7a.xlarge", text)

    def test_what_can_be_counted_is_in_no_recording(self):
        tables = json.loads(self.report("show", "--counters", "--format", "json"))["tables"]
        codes = {(row["cpus"]["text"], row["metric"]["text"]): row["code"]["text"]
                 for table in tables if table["id"] == "codes" for row in table["rows"]}
        self.assertEqual("0x4844", codes["Zen 5", "dram_fills"])
        (counted,) = [table for table in tables if table["id"] == "counted"]
        self.assertLessEqual({metric for _, metric in codes}, {row["metric"]["text"] for row in counted["rows"]})
        self.assertIn("DTLB_LOAD_MISSES.WALK_COMPLETED", self.report("show", "--counters"))

    def test_json_and_csv_can_be_parsed(self):
        for command in (["compare", *self.pair()], ["cost", *self.pair()], ["show", self.shared("m5.h5")]):
            json.loads(self.report(*command, "--format", "json"))
            rows = list(csv.reader(io.StringIO(self.report(*command, "--format", "csv"))))
            self.assertGreater(len(rows), 3)

    def test_the_same_recordings_give_the_same_text(self):
        self.assertEqual(self.report("compare", *self.pair()), self.report("compare", *self.pair()))


class Honesty(ReportTest):
    def test_what_is_synthetic_is_called_so_everywhere(self):
        self.assertIn("SIMULATED (not a measurement", self.report("show", self.shared("m5.h5")))
        text = self.report("compare", *self.pair())
        self.assertTrue(text.startswith("m7a.xlarge (SIMULATED) against m5.xlarge (SIMULATED) (baseline)"), text[:200])
        for command in (["compare", *self.pair()], ["cost", *self.pair()]):
            for table in json.loads(self.report(*command, "--format", "json"))["tables"]:
                for row in table["rows"]:
                    for column in ("side", "candidate"):
                        self.assertNotIn(row.get(column, {}).get("text"), ("m5.xlarge", "m7a.xlarge"), table["id"])
        self.assertIn("SIMULATED", self.report("list", self.shared("m5.h5")))
        for form in ("csv", "json"):
            self.assertIn("simulated", self.report("list", self.shared("m5.h5"), "--format", form))

    def test_a_difference_in_how_it_was_measured_is_shown(self):
        self.assertRegex(self.report("compare", *self.pair()), r"instruction-set cap\s+x86-64-v2\s+none")

    def test_a_recording_against_itself_is_refused(self):
        copy = self.folder / "copy.h5"
        shutil.copy(self.shared("m5.h5"), copy)
        for words in (("--to", self.shared("m5.h5")), ("--to", copy), (copy,)):
            ended = harness.run(harness.REPORT, "compare", self.shared("m5.h5"), *words)
            self.assert_error(ended, harness.DATA, "compared with itself")

    def test_copies_are_no_more_evidence(self):
        for name in ("1.h5", "2.h5", "3.h5"):
            shutil.copy(self.shared("m7a.h5"), self.folder / name)
        once = self.report("compare", self.shared("m5.h5"), "--to", self.folder / "1.h5", "--format", "json")
        ended = harness.run(harness.REPORT, "compare", self.shared("m5.h5"), "--to", self.folder, "--format", "json")
        self.assert_done(ended)
        self.assertEqual(2, ended.err.count("is the same recording as"))
        often = ended.out
        self.assertEqual(json.loads(once)["tables"], json.loads(often)["tables"])
        self.assertEqual(2, often.count("is the same recording as"))


class Prices(ReportTest):
    def test_both_sides_of_every_workload_have_their_price_with_date_and_source(self):
        rows = self.cost_rows()
        self.assertEqual({(w, side) for w in WORKLOADS for side in map(simulated, PRICES_PER_HOUR)},
                         {(row["workload"]["text"], row["side"]["text"]) for row in rows})
        for row in rows:
            self.assertAlmostEqual(PRICES_PER_HOUR[row["side"]["text"].split()[0]], row["price_per_hour"]["value"])
            self.assertRegex(row["price_date"]["text"], r"^\d{4}-\d\d-\d\d$")
            self.assertNotEqual("", row["price_source"]["text"])

    def test_cost_follows_from_price_and_rate(self):
        priced = 0
        # Given prices: the pair was measured on a part of its machine, and the book's are of whole ones.
        for row in self.cost_rows("--hourly-price", "m5.xlarge=0.2", "--hourly-price", "m7a.xlarge=0.3"):
            cost = row["per_million"]
            if cost.get("value") is None:
                self.assertNotEqual("", cost.get("absent_because", ""), row)
                continue
            priced += 1
            self.assertAlmostEqual(1.0, cost["value"] * 3600 * row["rate"]["value"] / 1e6 / row["price_per_hour"]["value"],
                                   delta=0.02)
        if priced == 0:
            self.skipTest("this machine was too busy: no stage within the objective was undisturbed enough to be used")

    def test_without_a_price_there_are_no_dollars(self):
        one, other = sorted((harness.SOURCE / "results" / "samples").glob("*.h5"))[:2]
        text = self.report("cost", one, "--to", other)
        self.assertNotRegex(text, r"\d USD")
        self.assertRegex(text, "(?i)break-even")

    def test_a_stated_price_goes_before_the_book(self):
        text = self.report("cost", *self.pair(), "--hourly-price", "m7a.xlarge=0.5", "--format", "json")
        found = {row["side"]["text"]: row["price_per_hour"]["value"]
                 for table in json.loads(text)["tables"] if table["id"] == "cost" for row in table["rows"]}
        self.assertEqual({simulated("m5.xlarge"): 0.192, simulated("m7a.xlarge"): 0.5}, found)

    def test_a_price_that_is_none_is_refused(self):
        for price in ("m7a.xlarge=0", "m7a.xlarge=-1", "m7a.xlarge=cheap", "m7a.xlarge", "m8a.xlarge=1"):
            with self.subTest(price=price):
                ended = harness.run(harness.REPORT, "cost", *self.pair(), "--hourly-price", price)
                self.assert_error(ended, harness.USAGE, "--hourly-price")


class Selectors(ReportTest):
    def test_a_selector_picks_what_a_file_would_name(self):
        def tables(*words):
            return json.loads(self.report("compare", *words, "--format", "json"))["tables"]
        named = tables(*self.pair())
        self.assertEqual(named, tables(harness.SHARED, "type=m5.xlarge", "--to", "family=m7a"))
        ended = harness.run(harness.REPORT, "compare", "type=m5.xlarge", "--to", "type=m7a.xlarge", "--format", "json",
                            cwd=harness.SHARED)
        self.assert_done(ended)
        self.assertEqual(named, json.loads(ended.out)["tables"], "from the current folder")

    def test_a_selector_that_is_wrong_or_picks_nothing_says_what_there_is(self):
        for selector, code, part in (("tpye=m5.xlarge", harness.USAGE, "did you mean type"),
                                     ("type=m5.xlarge,cpu=none such", harness.DATA, "the 1 with type=m5.xlarge has"),
                                     ("type=m8a.xlarge", harness.DATA, r"m7a\.xlarge")):
            with self.subTest(selector=selector):
                ended = harness.run(harness.REPORT, "compare", harness.SHARED, selector, "--to", "type=m7a.xlarge")
                self.assert_error(ended, code, re.escape(selector), part)


class Interchange(ReportTest):
    IMPORTED = harness.SOURCE / "tests" / "analysis" / "fixtures" / "imported"

    def test_results_of_other_tools_in_every_format(self):
        for base, candidate in (("benchmark_c6i.json", "benchmark_r6a.json"), ("perf_c6i.json", "perf_r6a.csv"),
                                ("spare_cores/aws/c6i.large", "spare_cores/aws/r6a.large")):
            for form in ("text", "markdown", "csv", "json"):
                with self.subTest(base=base, form=form):
                    text = self.report("import", self.IMPORTED / base, "--to", self.IMPORTED / candidate, "--format", form)
                    self.assertIn("no interval", text)
                    self.assertIn("in no ratio with one", " ".join(text.replace("\n#", " ").split()))

    def test_a_recording_is_no_imported_result(self):
        ended = harness.run(harness.REPORT, "import", self.IMPORTED / "benchmark_c6i.json", "--to", self.shared("m7a.h5"))
        self.assert_error(ended, harness.USAGE, "never in one ratio")

    def test_shapes_are_not_written_of_a_part_of_a_machine(self):
        path = self.folder / "shapes.json"
        ended = harness.run(harness.REPORT, "shapes", *self.pair(), "-o", path)
        self.assert_error(ended, harness.DATA, "vCPUs|CPUs that are online")
        self.assertFalse(path.exists())


class Outputs(ReportTest):
    def test_the_name_decides_the_format(self):
        path = self.folder / "table.json"
        self.assertEqual("", self.report("cost", *self.pair(), "-o", path))
        self.assertEqual("crossfade-report", json.loads(path.read_text(encoding="utf-8"))["format"])

    def test_an_existing_file_is_kept_unless_forced(self):
        path = self.folder / "table.md"
        path.write_bytes(b"precious")
        ended = harness.run(harness.REPORT, "cost", *self.pair(), "-o", path)
        self.assert_error(ended, harness.CANNOT_CREATE, "table.md", "--force")
        self.assertEqual(b"precious", path.read_bytes())
        self.report("cost", *self.pair(), "-o", path, "--force")
        self.assertIn("|", path.read_text(encoding="utf-8"))
        self.assertEqual(["table.md"], os.listdir(self.folder))

    def test_a_place_that_cannot_be_written(self):
        ended = harness.run(harness.REPORT, "cost", *self.pair(), "-o", self.folder / "no" / "table.md")
        self.assert_error(ended, harness.CANNOT_CREATE, "table.md")

    def test_a_full_disk_while_printing_is_an_error(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([harness.REPORT, "show", self.shared("m5.h5")], stdout=full, stderr=subprocess.PIPE,
                                  env=harness.environment(), check=False)
        self.assertEqual(harness.IO, done.returncode, done.stderr)

    def test_an_answer_does_not_depend_on_what_was_solved_before(self):
        cache = self.folder / "cache"
        kept = cache / "crossfade" / "slo-solutions"

        def compare(**env):
            ended = harness.run(harness.REPORT, "compare", *self.pair(), "--format", "json", **{"XDG_CACHE_HOME": str(cache), **env})
            self.assert_done(ended)
            return ended.out

        unkept = compare(CROSSFADE_CACHE="off")
        self.assertFalse(kept.exists())
        self.assertEqual(unkept, compare())
        once = kept.read_bytes()
        self.assertNotEqual(b"", once)
        self.assertEqual(0o600, kept.stat().st_mode & 0o777)
        self.assertEqual(unkept, compare())
        self.assertEqual(once, kept.read_bytes(), "what is known is not solved again")
        kept.write_bytes(b"damaged" + once[7:])
        self.assertEqual(unkept, compare())
