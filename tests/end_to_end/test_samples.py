"""The shipped sample recordings: real, small, intact, and comparable with each other."""
import json
import pathlib

import harness

# Those with many requests a second keep 65,536 of each SLO stage one by one.
LARGEST = 3_000_000
SAMPLES = sorted((pathlib.Path(__file__).resolve().parents[2] / "results" / "samples").glob("*.h5"))


IN_TURN = [sample for sample in SAMPLES if "zen5" in sample.name]


class Samples(harness.ProgramTest):
    def test_there_are_two_and_each_is_small(self):
        self.assertGreaterEqual(len(SAMPLES), 2)
        self.assertEqual(2, len(IN_TURN))
        for sample in SAMPLES:
            self.assertLessEqual(sample.stat().st_size, LARGEST, sample)

    def test_each_is_a_finished_measurement_as_it_was_written_with_the_panel_beside_it(self):
        for sample in SAMPLES:
            ended = harness.run(harness.REPORT, "show", sample)
            self.assert_done(ended)
            self.assertIn("measurement, finished", ended.out)
            self.assertIn("seal intact", ended.out)
            self.assertNotIn("synthetic", ended.out.lower())
            self.assertNotIn("recorded without a calibration panel", ended.out)
            self.assertRegex(ended.out, r"\d+ % of the time was disturbed")

    def test_they_were_measured_in_turn(self):
        ended = harness.run(harness.REPORT, "compare", IN_TURN[1], "--to", IN_TURN[0])
        self.assertIn("measured in turn", ended.out)
        self.assertNotIn("RESTS ON", ended.out)

    def test_they_compare(self):
        ended = harness.run(harness.REPORT, "compare", IN_TURN[1], "--to", IN_TURN[0], "--format", "json")
        self.assert_done(ended)
        self.assertTrue(json.loads(ended.out)["tables"])
