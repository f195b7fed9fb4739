"""What crossfade-report writes for others: pages, tables for pandas, JSON for programs; whole or not at all."""
import contextlib
import io
import json
import os
import re
import resource
import subprocess
import xml.etree.ElementTree as ET

import pandas as pd

import harness

SAMPLES = sorted((harness.SOURCE / "results" / "samples").glob("*.h5"))
PAIR = (SAMPLES[0], "--to", SAMPLES[-1])  # of two CPUs, with SLO throughputs
COMMANDS = {"compare": ["compare", *PAIR], "cost": ["cost", *PAIR], "verdict": ["verdict", *PAIR],
            "why": ["why", *PAIR], "plan": ["plan", *PAIR], "show": ["show", SAMPLES[0], "--counters"], "noise": ["noise", SAMPLES[0]],
            "list": ["list", SAMPLES[0].parent]}
XHTML = "{http://www.w3.org/1999/xhtml}"
DOCUMENTATION = harness.SOURCE / "docs" / "exports.md"


class ExportTest(harness.ProgramTest):
    def report(self, *words):
        ended = harness.run(harness.REPORT, *words)
        self.assertIn(ended.code, (0, 1, 2) if words[0] == "verdict" else (0,), str(ended))
        return ended.out


class Pages(ExportTest):
    def test_every_page_is_well_formed_and_needs_nothing_else(self):
        for name, words in COMMANDS.items():
            with self.subTest(command=name):
                text = self.report(*words, "--format", "html")
                page = ET.fromstring(text)
                tags = {element.tag.removeprefix(XHTML) for element in page.iter()}
                self.assertFalse(tags & {"script", "img", "link", "iframe", "object", "embed", "form", "a"}, tags)
                attributes = {attribute for element in page.iter() for attribute in element.attrib}
                self.assertFalse(attributes & {"src", "href", "style"} or {a for a in attributes if a.startswith("on")}, attributes)
                self.assertNotRegex(text.replace('xmlns="http://www.w3.org/1999/xhtml"', ""), r"https?://|url\(|@import")
                for table in page.iter(f"{XHTML}table"):
                    rows = list(table.iter(f"{XHTML}tr"))
                    self.assertEqual({len(rows[0])}, {len(row) for row in rows})

    def test_charts_draw_what_decides(self):
        for name in ("compare", "verdict", "why", "cost"):
            with self.subTest(command=name):
                page = ET.fromstring(self.report(*COMMANDS[name], "--format", "html"))
                charts = list(page.iter(f"{XHTML}svg"))
                self.assertTrue(charts)
                for chart in charts:
                    self.assertTrue(chart.attrib["aria-label"])
                    self.assertTrue(list(chart.iter(f"{XHTML}title")), "each mark says what it is")
                    for element in chart.iter():
                        self.assertFalse([v for v in element.attrib.values() if re.search(r"nan|inf\b", v)], element.attrib)


class Tables(ExportTest):
    def test_every_csv_is_one_table_for_pandas(self):
        for name, words in COMMANDS.items():
            with self.subTest(command=name):
                table = pd.read_csv(io.StringIO(self.report(*words, "--format", "csv")))
                self.assertEqual(["table", "heading", "statement"], list(table.columns[:3]))
                self.assertTrue(table.columns.is_unique)
                for low in (column for column in table.columns if column.endswith("_low")):
                    there = table.dropna(subset=[low])
                    high = there[low.removesuffix("_low") + "_high"]
                    self.assertTrue((there[low].astype(float) <= high.astype(float)).all(), low)

    def test_csv_and_json_have_the_same_numbers(self):
        text = self.report(*COMMANDS["compare"], "--format", "csv")
        rows = pd.read_csv(io.StringIO(text), float_precision="round_trip")
        rows = rows[rows.table == "comparison"].reset_index()
        report = json.loads(self.report(*COMMANDS["compare"], "--json"))
        self.assertEqual(("crossfade-report", 2), (report["format"], report["version"]))
        cells = [row["ratio"] for table in report["tables"] if table["id"] == "comparison" for row in table["rows"]]
        self.assertEqual(len(cells), len(rows))
        for i, cell in enumerate(cells):
            if cell.get("value") is None:
                self.assertTrue(pd.isna(rows.ratio[i]))
                self.assertNotEqual("", cell["absent_because"])
            else:
                self.assertEqual(cell["value"], rows.ratio[i])
                self.assertEqual(cell["interval"], [rows.ratio_low[i], rows.ratio_high[i]])


class Recordings(ExportTest):
    def test_the_tables_of_a_recording_say_what_xarray_reads(self):
        folder = self.folder / "tables"
        self.report("export", SAMPLES[0], "-o", folder)
        stages = pd.read_csv(folder / "stage.csv")
        columns = pd.read_csv(folder / "columns.csv")
        self.assertEqual(set(columns[columns.table == "stage"].column), set(stages.columns))
        with harness.h5py.File(SAMPLES[0]) as file:
            self.assertEqual(list(file["stage_completed"]), list(stages.stage_completed))
            self.assertEqual(harness.names(file["stage_kind"]), list(stages.stage_kind))
            metrics = harness.texts(file["summary_metric_id"])
            p99 = file["summary"][:, metrics.index("latency_p99")]
        latency = pd.read_csv(folder / "distribution.csv").query("distribution_kind == 'latency' and distribution_class == -1")
        for stage, own in zip(latency.distribution_stage, latency.distribution_p99_ns):
            if not pd.isna(own):
                self.assertAlmostEqual(1.0, own / p99[stage], delta=1e-9)

    def test_the_examples_of_the_documentation_run(self):
        os.symlink(SAMPLES[0], self.folder / "run.h5")
        self.report("compare", *PAIR, "-o", self.folder / "compare.csv")
        self.report("compare", *PAIR, "-o", self.folder / "compare.json")
        self.report("export", self.folder / "run.h5", "-o", self.folder / "tables")
        blocks = re.findall(r"```python\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)
        self.assertEqual(3, len(blocks))
        printed = []
        with contextlib.chdir(self.folder) if hasattr(contextlib, "chdir") else InFolder(self.folder):
            for block in blocks:
                self.assertLessEqual(len([line for line in block.splitlines() if line.strip()]), 10)
                out = io.StringIO()
                with contextlib.redirect_stdout(out):
                    exec(block, {})  # pylint: disable=exec-used
                printed.append(out.getvalue())
        self.assertIn("In short", printed[0])
        self.assertRegex(printed[1], r"(?m)^tls_segment capacity \d")
        self.assertRegex(printed[2], r"(?m)^tls_segment +\d+")


class InFolder:
    """contextlib.chdir of later Pythons."""

    def __init__(self, folder):
        self.folder = folder

    def __enter__(self):
        self.before = os.getcwd()
        os.chdir(self.folder)

    def __exit__(self, *_):
        os.chdir(self.before)


class Whole(ExportTest):
    def killed_while_writing(self, *words):
        """By the kernel, in the middle of a file."""
        return subprocess.run([harness.REPORT, *words], capture_output=True, env=harness.environment(), check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)))

    def test_what_is_killed_leaves_no_half_export(self):
        kept = self.folder / "kept.html"
        kept.write_bytes(b"precious")
        for words in (["compare", *PAIR, "-o", self.folder / "new.html"], ["compare", *PAIR, "-o", kept, "--force"],
                      ["export", SAMPLES[0], "-o", self.folder / "tables"]):
            done = self.killed_while_writing(*words)
            self.assertNotEqual(0, done.returncode)
        self.assertEqual(b"precious", kept.read_bytes())
        self.assertFalse((self.folder / "new.html").exists())
        self.assertFalse((self.folder / "tables").exists())
