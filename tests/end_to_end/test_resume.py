"""--resume beside other options: what says the same is welcome, what contradicts is refused, and --dry-run shows what is left."""
import json

import h5py

import harness


class Resuming(harness.ProgramTest):
    measures = True

    def begin(self, blocks=2, stop_after=1):
        path = self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *self.words(path, blocks), "--stop-after", stop_after))
        return path

    @staticmethod
    def words(path, blocks, *more):
        return harness.run_arguments(path, "--workload-dir", harness.FIXTURES, *more, workloads=("tiny",), blocks=blocks, stage="20ms")

    def resume(self, path, *more):
        return harness.run(harness.COLLECT, "run", "-o", path, "--resume", "--workload-dir", harness.FIXTURES, *more)

    def blocks(self, path):
        with h5py.File(path, "r") as file:
            return list(file["repetition_block"][...]), json.loads(file["plan_json"][()].tobytes())["blocks"]

    def test_options_that_contradict_are_refused_by_name_and_change_nothing(self):
        path = self.begin()
        before = path.read_bytes()
        for words, said, begun_with in ((["--threads", "1", "--rates", "300"], "--rates 300", "--rates 200,500"),
                                        (["--workload", "tls_segment"], "--workload tls_segment", "--workload tiny"),
                                        (["--blocks", "1"], "--blocks 1", "--blocks 2"),
                                        (["--isa-cap", "v2"], "--isa-cap x86-64-v2", "no --isa-cap"),
                                        (["--title", "other"], "--title other", "--title "),
                                        (["--same-plan", "--blocks", "2"], "without --rates", "--rates 200,500")):
            for more in ([], ["--dry-run"]):
                ended = self.resume(path, *words, *more)
                self.assert_error(ended, harness.USAGE, "options contradict", f"where: .*x.h5: .*{said}", f"it has .*{begun_with}",
                                  "what to do")
        self.assertEqual(before, path.read_bytes())

    def test_the_same_words_go_on_and_more_blocks_are_added(self):
        path = self.begin()
        self.assert_done(harness.run(harness.COLLECT, *self.words(path, 2), "--resume", "--same-plan"))
        self.assertEqual(([0, 1], 2), self.blocks(path))
        ended = harness.run(harness.COLLECT, *self.words(path, 3), "--resume", "--same-plan")
        self.assert_done(ended)
        self.assertRegex(ended.err, "2 of 3 processes are recorded")
        self.assertEqual(([0, 1, 2], 3), self.blocks(path))
        with h5py.File(path, "r") as file:
            self.assertEqual("finished", harness.text(file.attrs["state"]))
            self.assertIn("3 blocks instead of 2, as --blocks asked", file["log"][()].tobytes().decode())

    def test_a_dry_run_says_what_is_left_of_the_recordings_own_plan(self):
        path = self.begin(blocks=3)
        before = path.read_bytes()
        ended = self.resume(path, "--dry-run")
        self.assert_done(ended)
        self.assertRegex(ended.out, r"x\.h5: 1 of 3 processes are recorded; about \d+ m?s left\nblocks complete: 1 of 3\n")
        self.assertRegex(ended.out, r"load +200, 500 requests/s \(those above.*\), 20 ms each")
        self.assertTrue(ended.out.endswith("\nblock 2/3: tiny\nblock 3/3: tiny\n"), ended.out)
        self.assertEqual(before, path.read_bytes())
        longer = self.resume(path, "--dry-run", "--blocks", "4")
        self.assertTrue(longer.out.endswith("\nblock 4/4: tiny\n"), longer.out)
        self.assertEqual(before, path.read_bytes(), "nothing is added by looking")
        self.assertEqual(["x.h5"], [found.name for found in self.folder.iterdir()])

        self.assert_done(self.resume(path))
        ended = self.resume(path, "--dry-run")
        self.assertIn("3 of 3 processes are recorded; nothing is left to measure\nblocks complete: 3 of 3\n", ended.out)
        self.assertNotIn("block 3/3", ended.out)


class Inputs(harness.ProgramTest):
    """A file that the workload works on (--input) is known by what it holds."""

    measures = True

    def test_moved_changed_and_missing_files(self):
        film = self.folder / "film"
        film.write_text("steps of mine")
        path = self.folder / "x.h5"
        words = harness.run_arguments(path, "--workload-dir", harness.FIXTURES, "--input", f"takes_file={film}", workloads=("takes_file",),
                                      blocks=3, stage="20ms")
        self.assert_done(harness.run(harness.COLLECT, *words, "--stop-after", "1"))
        resume = ("run", "-o", path, "--resume", "--workload-dir", harness.FIXTURES)
        before = path.read_bytes()

        film.write_text("steps of yours")
        for more in ([], ["--input", f"takes_file={film}"], ["--seed", "1"]):
            ended = harness.run(harness.COLLECT, *resume, *more)
            self.assert_error(ended, harness.DATA, "cannot resume the recording", f"where: {film}", "something else than when the run began",
                              "start a new recording")
        moved = self.folder / "moved"
        film.rename(moved)
        ended = harness.run(harness.COLLECT, *resume)
        self.assert_error(ended, harness.IO, "cannot resume the recording", f"where: {film}", "takes_file works on this file.*No such file",
                          "--input takes_file=FILE says where it is now")
        ended = harness.run(harness.COLLECT, *resume, "--input", f"takes_file={moved}")
        self.assert_error(ended, harness.DATA, f"where: {moved}", f"something else than {film}, which the run was begun with")
        self.assertEqual(before, path.read_bytes())

        moved.write_text("steps of mine")
        self.assert_done(harness.run(harness.COLLECT, *resume, "--input", f"takes_file={moved}", "--stop-after", "1"))
        self.assert_done(harness.run(harness.COLLECT, *resume))
        with h5py.File(path, "r") as file:
            self.assertEqual([0, 1, 2], list(file["repetition_block"][...]))
            self.assertEqual(1, file["log"][()].tobytes().decode().count(f"its input was moved: takes_file={moved}"))
            self.assertEqual(["ok"] * 3, [outcome for outcomes in harness.outcomes(path).values() for outcome in outcomes])
