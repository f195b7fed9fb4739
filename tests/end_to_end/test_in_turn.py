"""scripts/record-in-turn: two recordings of one machine block by block, and what the report makes of them."""
import json

import h5py

import harness

SCRIPT = harness.SOURCE / "scripts" / "record-in-turn"
SHORT = ["--workload", "tls_segment", "--threads", "1", "--rates", "200,500", "--service-time", "30ms", "--capacity-time",
         "30ms", "--load-time", "30ms", "--host-id", "here"]


class InTurn(harness.ProgramTest):
    measures = True

    def record(self, *words):
        return harness.run(SCRIPT, *words, CROSSFADE_COLLECT=harness.COLLECT)

    def test_neighbours_are_compared_as_pairs(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        words = ("4", a, *SHORT, "--title", "A", "--", b, *SHORT, "--title", "B", "--isa-cap", "x86-64-v2")
        self.assert_done(self.record(*words))
        order = []
        for name, path in (("a", a), ("b", b)):
            with h5py.File(path, "r") as file:
                self.assertEqual("finished", harness.text(file.attrs["state"]))
                blocks = file["repetition_block"][...][file["stage_repetition"][...]]
                order += [(start, name, block) for start, block in zip(file["stage_start_unix_ns"][...], blocks)]
        seen = list(dict.fromkeys((name, int(block)) for _, name, block in sorted(order)))
        self.assertEqual([("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2), ("b", 3), ("a", 3)], seen)

        ended = harness.run(harness.REPORT, "compare", a, "--to", b)
        self.assert_done(ended)
        self.assertIn("this machine only", ended.out)
        self.assertNotIn("RESTS ON AN ASSUMPTION", " ".join(ended.out.split()))
        tables = json.loads(harness.run(harness.REPORT, "compare", a, "--to", b, "--format", "json").out)
        self.assertNotIn("same_host_sequential", json.dumps(tables))  # on a busy machine every stage may be void

        again = self.record(*words)
        self.assert_done(again)  # nothing is left to do, and nothing is lost

    def test_plug_ins_of_another_folder_are_found_again(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        options = ["--workload-dir", harness.FIXTURES, "--workload", "tiny", "--threads", "1", "--rates", "none", "--slo-time", "none",
                   "--service-time", "10ms", "--capacity-time", "10ms", "--host-id", "here"]
        self.assert_done(self.record("2", a, *options, "--", b, *options))
        for path in (a, b):
            with h5py.File(path, "r") as file:
                self.assertEqual("finished", harness.text(file.attrs["state"]))

    def test_mistakes_are_told(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        for words, why in (((), "two recordings"), (("no", a, "--", b), "number of blocks"), (("2", a, b, "--threads"), "no --"),
                           (("2", a, "--", a), "both sides"), (("2", a, "--isa-cap", "x86-64-v2", "--"), "each side")):
            self.assert_error(self.record(*words), harness.USAGE, why, "what to do")
        self.assert_error(harness.run(SCRIPT, "2", a, "--", b, CROSSFADE_COLLECT="/nowhere"), harness.UNAVAILABLE, "/nowhere")
