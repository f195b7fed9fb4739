"""--resume: --dry-run shows what is left."""
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

    def test_a_dry_run_says_what_is_left_of_the_recordings_own_plan(self):
        path = self.begin(blocks=3)
        before = path.read_bytes()
        ended = self.resume(path, "--dry-run")
        self.assert_done(ended)
        self.assertRegex(ended.out, r"x\.h5: 1 of 3 processes are recorded; about \d+ m?s left\nblocks complete: 1 of 3\n")
        self.assertRegex(ended.out, r"load +200, 500 requests/s, 20 ms each")
        self.assertTrue(ended.out.endswith("\nblock 2/3: tiny\nblock 3/3: tiny\n"), ended.out)
        self.assertEqual(before, path.read_bytes())
        self.assertEqual(["x.h5"], [found.name for found in self.folder.iterdir()])

        self.assert_done(self.resume(path))
        ended = self.resume(path, "--dry-run")
        self.assertIn("3 of 3 processes are recorded; nothing is left to measure\nblocks complete: 3 of 3\n", ended.out)
        self.assertNotIn("block 3/3", ended.out)
