"""scripts/quickstart: how it ends, with the report as built and a sample in the place of what it would measure."""
import shutil

import harness

SAMPLES = harness.SOURCE / "results" / "samples"
# Takes the words of a run and writes a recording that is there already.
COLLECT = """#!/bin/bash
while [[ $1 != -o ]]; do shift; done
[[ -z "$TAKES" ]] || cp "$TAKES" "$2"
echo "crossfade-collect: what it says" >&2
exit "$ENDS"
"""


class Quickstart(harness.ProgramTest):
    def setUp(self):
        super().setUp()
        for name in ("scripts", "results/samples", "build/release/bin", "commands"):
            (self.folder / name).mkdir(parents=True)
        shutil.copy(harness.SOURCE / "scripts" / "quickstart", self.folder / "scripts")
        shutil.copy(SAMPLES / "epyc-zen3-2vcpu-no-cap.h5", self.folder / "results" / "samples")
        (self.folder / "build/release/bin/crossfade-report").symlink_to(harness.REPORT)
        for path, script in (("scripts/install", "#!/bin/bash\n"), ("commands/cmake", "#!/bin/bash\n"),
                             ("build/release/bin/crossfade-collect", COLLECT)):
            (self.folder / path).write_text(script)
            (self.folder / path).chmod(0o755)

    def quickstart(self, takes, ends):
        path = f"{self.folder / 'commands'}:/usr/bin:/bin"
        return harness.run(self.folder / "scripts" / "quickstart", "--no-gui", PATH=path, TAKES=str(takes), ENDS=str(ends))

    def test_help_is_no_mistake_and_an_unknown_option_is_one(self):
        for word in ("-h", "--help"):
            ended = harness.run(self.folder / "scripts" / "quickstart", word)
            self.assertEqual(0, ended.code, str(ended))
            self.assertIn("Usage: scripts/quickstart [--no-gui]", ended.out)
        ended = harness.run(self.folder / "scripts" / "quickstart", "--no-gui", "--fast")
        self.assert_error(ended, harness.USAGE, "no option '--fast'", "--help says more")

    def test_the_last_line_says_what_was_found(self):
        ended = self.quickstart(SAMPLES / "xeon-amx-2vcpu-no-cap.h5", 0)
        self.assertEqual(0, ended.code, str(ended))
        last = ended.out.splitlines()[-1]
        self.assertRegex(last, r"^In short, .* against Zen 3 guest.*: \d+ of \d+ rows are resolved .*SLO throughput")
        self.assertNotIn("NOT ALL", ended.out)

    def test_a_busy_machine_is_said_and_what_is_left_is_compared(self):
        ended = self.quickstart(SAMPLES / "xeon-amx-2vcpu-no-cap.h5", harness.UNAVAILABLE)
        self.assertEqual(harness.UNAVAILABLE, ended.code, str(ended))
        self.assertIn("NOT ALL OF IT COULD BE MEASURED", ended.out)
        self.assertRegex(ended.out.splitlines()[-1], r"^In short, ")
        self.assertNotIn("failed at", ended.err)

    def test_a_step_that_failed_is_named(self):
        for takes, ends in (("", harness.UNAVAILABLE), ("", 3), (SAMPLES / "xeon-amx-2vcpu-no-cap.h5", 3)):
            ended = self.quickstart(takes, ends)
            self.assert_error(ended, ends, "failed at 'measure'", "what is above says why")
