"""What documents and messages tell a reader to type exists."""
import re
import subprocess

import harness

COMMANDS = {"crossfade-collect": (harness.COLLECT, ("run", "instructions", "calibrate", "list", "doctor")),
            "crossfade-report": (harness.REPORT, ("compare", "cost", "prices", "verdict", "why", "plan", "explain", "show", "samples", "export", "noise", "list", "import", "shapes", "validate")),
            "crossfade-gui": (harness.GUI, ())}
NAMED = re.compile(r"crossfade-(?:collect|report|gui)\b[^`\"<]*")  # up to where a quotation of a command may end
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")


def options_of(program, subcommands):
    texts = [harness.run(program, "--help").out, *(harness.run(program, word, "--help").out for word in subcommands)]
    return set(OPTION.findall("\n".join(texts)))


class Texts(harness.ProgramTest):
    def test_every_option_named_for_a_program_is_one_of_its_own(self):
        known = {name: options_of(*command) for name, command in COMMANDS.items() if command[0].exists()}
        self.assertIn("--output", known["crossfade-collect"])
        files = subprocess.run(["git", "ls-files", "*.md", "*.cpp", "*.h", "scripts"], cwd=harness.SOURCE, capture_output=True,
                               text=True, check=False).stdout.split()
        if not files:
            self.skipTest("the sources are no checkout")
        unknown = []
        for file in files:
            if file.startswith("tests/"):
                continue
            for number, line in enumerate((harness.SOURCE / file).read_text(encoding="utf-8").splitlines(), 1):
                for words in NAMED.findall(line):
                    options = known.get(words.split()[0])
                    unknown += [f"{file}:{number}: {option}" for option in OPTION.findall(words)
                                if options is not None and option not in options]
        self.assertEqual([], unknown)
