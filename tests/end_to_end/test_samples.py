"""The shipped sample recordings: real, small, intact, and comparable with each other."""
import json
import pathlib

import harness

SAMPLES = sorted((pathlib.Path(__file__).resolve().parents[2] / "results" / "samples").glob("*.h5"))


class Samples(harness.ProgramTest):
    def test_there_are_two_and_each_is_small(self):
        self.assertGreaterEqual(len(SAMPLES), 2)
        for sample in SAMPLES:
            self.assertLessEqual(sample.stat().st_size, 2_000_000, sample)

    def test_each_is_a_finished_measurement_as_it_was_written(self):
        for sample in SAMPLES:
            ended = harness.run(harness.REPORT, "show", sample)
            self.assert_done(ended)
            self.assertIn("measurement, finished", ended.out)
            self.assertIn("seal intact", ended.out)
            self.assertNotIn("synthetic", ended.out.lower())

    def test_the_panel_stood_beside_them(self):
        for sample in SAMPLES:
            ended = harness.run(harness.REPORT, "show", sample)
            self.assertNotIn("recorded without a calibration panel", ended.out)
            self.assertRegex(ended.out, r"\d+ % of the time was disturbed")

    def test_they_were_measured_in_turn(self):
        ended = harness.run(harness.REPORT, "compare", SAMPLES[1], "--to", SAMPLES[0])
        self.assertIn("measured in turn", ended.out)
        self.assertNotIn("RESTS ON", ended.out)

    def test_they_compare(self):
        ended = harness.run(harness.REPORT, "compare", SAMPLES[1], "--to", SAMPLES[0], "--format", "json")
        self.assert_done(ended)
        self.assertTrue(json.loads(ended.out)["tables"])
