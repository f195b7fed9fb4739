"""A recording as others see it: h5py, xarray, h5dump and h5repack of Debian read it, with values, units and meanings.

Usage: recording_test.py PROGRAM [unittest arguments]; PROGRAM is write_full_recording.
"""
import contextlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np
import xarray as xr

PROGRAM = None
SEAL_BYTES = 64
DOCUMENTATION = pathlib.Path(__file__).parents[2] / "docs" / "recording-format.md"


def texts(dataset):
    """char[n][strlen] as str."""
    cells = dataset[()]
    return [row.tobytes().rstrip(b"\0").decode("utf-8") for row in cells]


class Recording(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = os.path.join(cls.folder.name, "full.h5")
        subprocess.run([PROGRAM, cls.path], check=True)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_h5py_reads_values_and_texts(self):
        with h5py.File(self.path) as f:
            self.assertEqual(f.attrs["format"], b"crossfade-recording")
            self.assertEqual(f.attrs["title"].decode(), "Prüfstand α")
            self.assertEqual(f.attrs["plan_seed"], -42)
            self.assertNotIn("host_id", f.attrs)  # not known: left out, never empty
            self.assertNotIn("clock_hz_effective", f.attrs)
            self.assertEqual(texts(f["workload_name"]), ["tls_segment", "evcache_get"])
            self.assertEqual(f["workload_flags"][0], 0xFFFF_FFFF_0000_0001)
            self.assertEqual(list(f["repetition_workload"]), [0, 1, 1, 0])
            self.assertEqual(f["stage_completed"][1], 5001)
            histogram = f["distribution_histogram"]
            self.assertEqual(histogram.chunks, (1, 4608))
            np.testing.assert_array_equal(histogram[()].sum(axis=1), f["distribution_n"][()])
            self.assertEqual(json.loads(f["environment_json"][()].tobytes())[1],
                             {"key": "cpufreq.governor", "absent_because": "no such file"})

    def test_every_dataset_says_what_it_is(self):
        with h5py.File(self.path) as f:
            for name, dataset in f.items():
                if h5py.h5ds.is_scale(dataset.id) and not dataset.attrs.get("units"):
                    self.assertIn(b"netCDF dimension but not a netCDF variable", dataset.attrs["NAME"], name)
                    continue
                self.assertTrue(dataset.attrs["units"], name)
                self.assertTrue(dataset.attrs["long_name"], name)
                if "flag_values" in dataset.attrs:
                    self.assertEqual(dataset.dtype, np.uint8, name)
                    self.assertEqual(len(dataset.attrs["flag_values"]), len(dataset.attrs["flag_meanings"].split()), name)
            self.assertEqual(f["stage_quality"].attrs["flag_meanings"], b"clean disturbed void")
            self.assertEqual(f["stage_duration_ns"].attrs["units"], b"ns")
            self.assertEqual(f["stage_steal_ns"].attrs["_FillValue"], 2**64 - 1)

    def test_nothing_in_it_is_dangerous_to_read(self):
        """No variable-length data but netCDF's own DIMENSION_LIST, no compounds, no data elsewhere, no other links."""
        def has_plain_type(h5_type):
            return h5_type.get_class() in (h5py.h5t.INTEGER, h5py.h5t.FLOAT) or (
                h5_type.get_class() == h5py.h5t.STRING and not h5_type.is_variable_str())

        with h5py.File(self.path) as f:
            for name in f:
                self.assertIsInstance(f.get(name, getlink=True), h5py.HardLink, name)
                dataset = f[name]
                self.assertIsInstance(dataset, h5py.Dataset, name)
                self.assertTrue(has_plain_type(dataset.id.get_type()), name)
                self.assertIsNone(dataset.external, name)
                self.assertFalse(dataset.is_virtual, name)
                plist = dataset.id.get_create_plist()
                filters = [plist.get_filter(i)[0] for i in range(plist.get_nfilters())]
                self.assertIn(filters, ([], [h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_DEFLATE]), name)
                if not filters:
                    self.assertEqual(dataset.id.get_storage_size(), 0, f"{name}: data without a checksum")
                for attribute in dataset.attrs:
                    if attribute in ("DIMENSION_LIST", "REFERENCE_LIST"):
                        continue
                    self.assertTrue(has_plain_type(h5py.h5a.open(dataset.id, attribute.encode()).get_type()),
                                    f"{name}.{attribute}")
            for attribute in f.attrs:
                self.assertTrue(has_plain_type(h5py.h5a.open(f.id, attribute.encode()).get_type()), attribute)

    def test_xarray_reads_it_unaided(self):
        with xr.open_dataset(self.path) as d:
            self.assertEqual(dict(d.sizes)["stage"], 12)
            self.assertEqual(list(d.workload_name.values), ["tls_segment", "evcache_get"])
            self.assertEqual(d.stage_start_unix_ns.values[0], np.datetime64("2026-01-02T03:04:05.000000123"))
            self.assertEqual(d.stage_duration_ns.attrs["units"], "ns")
            self.assertEqual(d.stage_duration_ns.dims, ("stage",))
            self.assertTrue(np.isnan(d.stage_steal_ns.values).all())  # missing
            self.assertEqual(d.stage_gap_ns.values[2], 0)  # zero
            self.assertTrue(np.isnan(d.stage_offered_per_s.values[0]))
            self.assertEqual(d.stage_panel_l1_loads_per_cycle_before.values[0], 3.99)
            self.assertEqual(d.stage_panel_memory_ns_after.values[0], 150.25)
            self.assertEqual(d.stage_panel_memory_ns_after.attrs["units"], "ns")
            self.assertTrue(np.isnan(d.stage_panel_l3_ns_after.values[0]))  # that kernel was missing
            self.assertTrue(np.isnan(d.stage_panel_clock_hz_before.values[1]))  # the whole panel was
            self.assertTrue(np.isnan(d.class_levels.values[1]))  # not known
            self.assertEqual(d.class_levels.values[0], 2)
            self.assertEqual(list(d.repetition_cheap_digest.values[1:3]), ["", ""])
            self.assertEqual(d.spike_factor.values, [3])
            self.assertEqual(d.stage_arrival_profile.values[int(d.spike_stage[0])], "0=1,0.5=3,1=1")
            self.assertEqual(d.stage_shedding.values[int(d.spike_stage[0])], "priority-shed")
            self.assertEqual(list(d.spike_window_offered.values), [40, 10, 12])
            self.assertEqual(list(d["spike_window_class"].values), [0, 1, 1])
            self.assertEqual(d.counter_total.dims, ("stage", "counter"))
            self.assertTrue(np.isnan(d.counter_total.values[1, 1]))
            self.assertEqual(d.counter_total.values[1, 0], 950_000_001)
            self.assertEqual(d.sample_value.dims, ("sample", "counter"))
            self.assertEqual(dict(d.sizes)["sample"], 27)
            self.assertEqual(d.sample_value.values[1, 0], 250_000_001)
            self.assertEqual(list(d.sample_stage.values[:4]), [1, 1, 1, 2])
            self.assertTrue(np.isnan(d.sample_value.values[0, 1]))  # not counted
            self.assertEqual(d.sample_value.values[1, 1], 0)  # counted, and there was none
            self.assertTrue(np.isnat(d.repetition_ended_unix_ns.values[2]))
            self.assertEqual(d.distribution_histogram.dims, ("distribution", "latency_bucket"))
            self.assertEqual(int(d.latency_bucket[128]), 128)
            self.assertEqual(str(d.log.values), "03:04:05 started\n")
            meanings = d.stage_kind.attrs["flag_meanings"].split()
            self.assertEqual([meanings[k] for k in d.stage_kind.values[:3]], ["service", "capacity", "load"])

    def test_xarray_summary_and_overview(self):
        with xr.open_dataset(self.path) as d:
            ids = list(d.summary_metric_id.values)
            p99 = d.summary.values[:, ids.index("latency_p99")]
            self.assertEqual(list(d.summary_metric_unit.values)[ids.index("latency_p99")], "ns")
            self.assertTrue((p99 > 0).all())
            # The same p99 from the histogram, to the width of a bucket.
            kinds = d.distribution_kind.attrs["flag_meanings"].split()
            first = int(np.flatnonzero((d.distribution_kind.values == kinds.index("latency"))
                                       & (d["distribution_class"].values == -1))[0])
            cumulated = np.cumsum(d.distribution_histogram.values[first])
            bucket = int(np.searchsorted(cumulated, 0.99 * cumulated[-1]))
            edge = float(d.latency_bucket.values[bucket])
            self.assertLess(abs(p99[int(d.distribution_stage.values[first])] / edge - 1), 0.01)
            overview = dict(zip(d.overview_metric_id.values, d.overview.values[0]))
            self.assertEqual(overview["repetitions"], 2)
            self.assertEqual(overview["stages"], 9)
            self.assertAlmostEqual(overview["capacity"], 5001.0)

    def test_netcdf_and_h5_tools_ignore_the_seal(self):
        subprocess.run(["h5dump", "-H", self.path], check=True, stdout=subprocess.DEVNULL)
        listing = subprocess.run(["h5dump", "-d", "stage_completed", self.path], check=True, capture_output=True, text=True)
        self.assertIn("5000, 5001, 5002", listing.stdout)
        repacked = os.path.join(self.folder.name, "repacked.h5")
        subprocess.run(["h5repack", self.path, repacked], check=True)
        with open(self.path, "rb") as f:
            self.assertIn(b"CFSEAL\r\n", f.read()[-SEAL_BYTES:])
        with open(repacked, "rb") as f:
            self.assertNotIn(b"CFSEAL\r\n", f.read())
        with xr.open_dataset(repacked) as a, xr.open_dataset(self.path) as b:
            self.assertTrue(a.identical(b))

    def test_the_examples_of_the_documentation_run(self):
        text = DOCUMENTATION.read_text(encoding="utf-8")
        blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        self.assertEqual(len(blocks), 3)
        out, again = io.StringIO(), io.StringIO()
        names = {}
        before = os.getcwd()
        os.chdir(self.folder.name)
        os.symlink(self.path, "run.h5")
        try:
            with contextlib.redirect_stdout(out):
                exec(blocks[0] + blocks[1], names)  # pylint: disable=exec-used
            names["d"].close()
            with contextlib.redirect_stdout(again):
                exec(blocks[2], {})  # pylint: disable=exec-used
        finally:
            names["d"].close()
            os.chdir(before)
        self.assertEqual(names["counts"].sum(), 2000)
        lines = out.getvalue().splitlines()
        self.assertEqual(len(lines), 5)
        self.assertRegex(lines[0], r"^tls_segment: p99 0\.\d{3} ms at 4000 requests/s$")
        self.assertEqual(again.getvalue().splitlines(), lines, "h5py and xarray read the same")

    def test_opening_for_writing_drops_the_seal(self):
        changed = os.path.join(self.folder.name, "changed.h5")
        shutil.copy(self.path, changed)
        with h5py.File(changed, "r+") as f:
            f.attrs["note"] = "mine"
        with open(changed, "rb") as f:
            self.assertNotIn(b"CFSEAL\r\n", f.read())


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
