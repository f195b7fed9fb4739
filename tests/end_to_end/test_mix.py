"""Mixes: the one that is shipped, and those that users write."""
import json

import h5py

import harness

HEAD = 'version = "1"\nsummary = "s"\nseed_system = "s"\nunit = "one user request"\n'


def one_class(*steps, more=""):
    lines = ",\n".join(f"  {{{step}}}" for step in steps)
    return f'[[class]]\nname = "all"\nshare = 1\nslo_p99_ms = 5\n{more}steps = [\n{lines}\n]\n'


TINY = 'workload = "tiny:steps=100", class = "short"'


class Shipped(harness.ProgramTest):
    measures = True

    def test_it_is_listed_with_its_parts(self):
        ended = harness.run(harness.COLLECT, "list", "--json")
        self.assert_done(ended)
        (mix,) = [w for w in json.loads(ended.out)["workloads"] if w["name"] == "service_mix"]
        self.assertIn("evcache_get", mix["parts"])
        self.assertRegex(mix["version"], r"^\d+\.[0-9a-f]{8}$")
        self.assertAlmostEqual(1, sum(c["share"] for c in mix["classes"]))
        self.assertRegex(harness.run(harness.COLLECT, "list").out, r"service_mix .*(?s:.*)a mix of: evcache_get, ")

    def test_it_is_measured_like_any_other(self):
        path = self.folder / "mix.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(path, workloads=("service_mix",), rates="50,100", stage="200ms"))
        self.assert_done(ended)
        self.assertEqual({"service_mix": ["ok"]}, harness.outcomes(path))
        with h5py.File(path) as file:
            libraries = harness.texts(file["library_name"])
            self.assertIn("part evcache_get", libraries)
            self.assertEqual(len(libraries), len(set(libraries)), "each library once")
            self.assertRegex(harness.texts(file["workload_dataset_digest"])[0], "^[0-9a-f]{16}$")
        shown = harness.run(harness.REPORT, "show", path)
        self.assert_done(shown)
        self.assertRegex(shown.out, r"service_mix")


class Own(harness.ProgramTest):
    measures = True

    def write(self, text, name="mine"):
        (self.folder / f"{name}.toml").write_text(text)

    def refused(self, text, *parts, code=harness.DATA):
        with self.subTest(parts=parts):
            self.write(text)
            path = self.folder / "x.h5"
            ended = harness.run(harness.COLLECT, "run", "-o", path, "--workload-dir", self.folder, "--workload", "mine")
            self.assert_error(ended, code, "cannot use the mix", r"where: .*/mine\.toml", *parts)
            self.assertFalse(path.exists())

    def test_parts_come_from_the_installation(self):
        self.write(HEAD + one_class('workload = "evcache_get@l3", class = "mget48", count = 2',
                                    'workload = "tls_segment:mb=4", class = "64KiB"'))
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(path, "--workload-dir", self.folder, workloads=("mine",)))
        self.assert_done(ended)
        self.assertEqual({"mine": ["ok"]}, harness.outcomes(path))

    def test_a_changed_mix_does_not_go_on(self):
        path = self.folder / "x.h5"
        words = harness.run_arguments(path, "--workload-dir", self.folder, workloads=("mine",))
        text = HEAD + one_class('workload = "evcache_get@l3", class = "mget48", count = 2')
        self.write(text)
        self.assert_done(harness.run(harness.COLLECT, *words))
        self.write(text.replace("count = 2", "count = 3"))
        ended = harness.run(harness.COLLECT, "run", "-o", path, "--workload-dir", self.folder, "--resume", "--blocks", "2")
        self.assert_error(ended, harness.DATA, "cannot resume", "build.plugin.mine_digest")

    def test_mistakes_are_named_one_at_a_time(self):
        part = 'workload = "evcache_get@l3", class = "mget48"'
        self.refused("version = \n", "line 1", "it is no TOML")
        self.refused(HEAD + one_class(part, more="nonsense = 1\n"), "line 9", "class 1: there is no key 'nonsense'")
        self.refused(HEAD + one_class('workload = "evcache_gte", class = "mget48"'), "line 10",
                     r"its part 'evcache_gte' cannot be used: there is no evcache_gte\.so in .*crossfade/workloads",
                     "another mix under the same name", code=harness.UNAVAILABLE)
        self.refused(HEAD + one_class('workload = "evcache_get", class = "mget47"'), "'evcache_get' has no class 'mget47'",
                     "did you mean 'mget48'")
        self.refused(HEAD + one_class('workload = "evcache_get@l4", class = "mget48"'), "there is no preset 'l4'", "did you mean l3")
        self.refused(HEAD + one_class('workload = "evcache_get:mb=1", class = "mget48"'), "'mb=1' is out of range", "from 8 to 32767")
        self.refused(HEAD + one_class(part + ", level = 1"), "no answer level 1")
        self.refused(HEAD + one_class('workload = "mine", class = "all"'), "the mix is a part of itself")
        self.refused(HEAD + one_class('workload = "service_mix", class = "play"'), "it is a mix itself")
        self.refused(HEAD + one_class('workload = "contended", class = "steps64"'), "'contended' cannot be a part")
        self.refused(HEAD + one_class(part + ", count = 600", part + ", count = 401"), "its steps make 1001 calls, more than 1000")

    def test_a_broken_one_does_not_spoil_the_others(self):
        self.write("version = \n")
        ended = harness.run(harness.COLLECT, "list", "--workload-dir", self.folder)
        self.assert_done(ended)
        self.assertRegex(ended.out, r"cannot be used: .*/mine\.toml.*\n    .+\n    what to do: it is no TOML")
        self.assertIn("service_mix", ended.out)

    def test_a_wrong_answer_of_a_part_fails_the_mix(self):
        for name in ("tiny.so", "wrong_answers.so"):
            (self.folder / name).symlink_to(harness.FIXTURES / name)
        self.write(HEAD + one_class(TINY, 'workload = "wrong_answers:steps=100,after=2000,every=50", class = "short"'))
        path = self.folder / "x.h5"
        ended = harness.run(harness.COLLECT, *harness.run_arguments(path, "--workload-dir", self.folder, workloads=("mine",)))
        self.assert_error(ended, harness.UNAVAILABLE, "some answers were wrong", r"mine \(1 of 1 processes\)")
        self.assertEqual({"mine": ["wrong"]}, harness.outcomes(path))

    def test_a_part_that_crashes_costs_the_repetition(self):
        for name in ("tiny.so", "crashes.so"):
            (self.folder / name).symlink_to(harness.FIXTURES / name)
        self.write(HEAD + one_class(TINY, 'workload = "crashes:steps=100,after=2000", class = "short"'))
        path = self.folder / "x.h5"
        harness.run(harness.COLLECT, *harness.run_arguments(path, "--workload-dir", self.folder, workloads=("mine",)))
        self.assertEqual({"mine": ["crashed"]}, harness.outcomes(path))
