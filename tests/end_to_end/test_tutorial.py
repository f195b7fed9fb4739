"""docs/tutorial.md: its commands, in its order, each as it stands but for what takes long or another machine."""
import re
import shutil

import harness

TUTORIAL = harness.SOURCE / "docs" / "tutorial.md"
SAMPLES = harness.SOURCE / "results" / "samples"
# A run of seconds in the place of one of 40 minutes.
SHORT = [("--budget 40m", "--blocks 1 --threads 1 --workload tls_segment --rates 200,500 --service-time 30ms --capacity-time 30ms --load-time 30ms"
          " --slo-time none --no-metadata")]
ELSEWHERE = {"scripts/bundle": "end_to_end.bundle packs it", "export": "the test has the path already"}
# Recordings of machines that are what the names say only here: the reports are to be read, not believed.
STAND_INS = {"m5-host1.h5": "xeon-amx-2vcpu-no-cap.h5", "m7a-host1.h5": "epyc-zen4-2vcpu-no-cap.h5"}
ANSWERS = {"crossfade-collect doctor": (0, 1, 2), "crossfade-report verdict": (0, 1, 2)}


def commands():
    for block in re.findall(r"^```sh\n(.*?)^```$", TUTORIAL.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


class Tutorial(harness.ProgramTest):
    measures = True

    def command(self, line):
        """How one line ends; the programs of this build come first in the path."""
        for words, instead in SHORT:
            line = line.replace(words, instead)
        if line.startswith("ansible-playbook"):
            if shutil.which("ansible-playbook") is None:
                return None
            line += " --syntax-check"  # end_to_end.lab runs it
        folder = harness.SOURCE / self.place if self.place else self.folder
        path = f"{harness.BUILD / 'bin'}:/usr/sbin:/usr/bin:/sbin:/bin"
        return harness.run("bash", "-euc", line, cwd=folder, PATH=path, HOME=str(self.folder))

    def test_every_command_does_what_it_is_there_for(self):
        self.place = ""
        seen = []
        for line in commands():
            program = " ".join(line.split()[:2])
            seen.append(program)
            if line.split()[0] in ELSEWHERE:
                continue
            if line.startswith("cd "):
                self.place = "" if line == "cd -" else line.split()[1]
                self.assertTrue((harness.SOURCE / self.place).is_dir(), line)
                continue
            with self.subTest(line):
                ended = self.command(line)
                if ended is None:
                    continue
                if program == "crossfade-collect run":
                    self.assert_done(ended)
                else:
                    self.assertIn(ended.code, ANSWERS.get(program, (0,)), str(ended))
                self.assertNotIn("Traceback", ended.err)
            output = re.search(r"-o (\S+\.h5)", line)
            if output and "--dry-run" not in line:
                self.assertTrue((self.folder / output.group(1)).is_file(), "it was measured")
                shutil.copy(SAMPLES / STAND_INS[output.group(1)], self.folder / output.group(1))
        self.assertTrue((self.folder / "answer.html").is_file())
        for program in ("doctor", "run"):
            self.assertIn(f"crossfade-collect {program}", seen)
        for program in ("validate", "show", "compare", "cost", "verdict", "why", "plan", "explain"):
            self.assertIn(f"crossfade-report {program}", seen)
