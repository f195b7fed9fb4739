"""docs/your-own-workload.md, followed to the letter: built outside the tree against an installation, and measured."""
import re
import subprocess

import h5py

import harness

DOCUMENT = (harness.SOURCE / "docs" / "your-own-workload.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)


class Document(harness.ProgramTest):
    measures = True

    def test_leads_from_an_empty_folder_to_a_recording(self):
        before, commands = blocks("sh")
        (source,) = blocks("cpp")
        name = re.match(r"// (\w+\.cpp):", source)[1]
        (install,) = re.findall(r"^cmake --install build/release --prefix (.*)$", before, re.MULTILINE)
        (exports,) = re.findall(r"^export .*$", before, re.MULTILINE)
        home = self.folder / "home"
        own = self.folder / "own"
        own.mkdir()
        (own / name).write_text(source)
        installed = harness.run("bash", "-euc", f'cmake --install "$0" --prefix {install}', harness.BUILD, HOME=str(home))
        self.assertEqual(0, installed.code, str(installed))

        def follow(lines):
            return harness.run("bash", "-euc", exports + "\n" + lines, cwd=own, timeout=180, HOME=str(home), CPATH=None)

        build, listing, run, show = commands.strip().split("\n")
        self.assertEqual(0, follow(build).code, str(follow(build)))
        library = str(own / name.replace(".cpp", ".so"))
        listed = follow(listing)
        self.assert_done(listed)
        self.assertRegex(listed.out, r"(?m)^similar_titles 1$")
        self.assertNotIn("cannot be used", listed.out)
        measured = follow(run)
        self.assert_done(measured)
        with h5py.File(own / "mine.h5") as file:
            self.assertEqual(["similar_titles"], harness.texts(file["workload_name"]))
        self.assertEqual({"similar_titles": ["ok"] * 2}, harness.outcomes(own / "mine.h5"))
        shown = follow(show)
        self.assert_done(shown)
        self.assertIn("similar_titles", shown.out)
        symbols = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", library], capture_output=True, text=True,
                                 check=True).stdout
        self.assertEqual(["crossfade_workload_v1"], [line.split()[0].split("@")[0] for line in symbols.splitlines()])

    def test_installed_headers_stand_alone(self):
        prefix = self.folder / "prefix"
        self.assertEqual(0, harness.run("cmake", "--install", harness.BUILD, "--prefix", prefix).code)
        folder = prefix / "include" / "crossfade"
        headers = sorted(path.relative_to(folder) for path in folder.rglob("*.h"))
        self.assertIn("workloads/abi.h", map(str, headers))
        for header in headers:
            text = (folder / header).read_text(encoding="utf-8")
            for included in re.findall(r'#include "(.*)"', text):
                self.assertTrue((folder / included).is_file(), f"{header} includes {included}, which is not installed")
        # The border itself is C.
        (self.folder / "c.c").write_text('#include "workloads/abi.h"\nint size(void) { return (int)sizeof(cf_workload); }\n')
        ended = harness.run("cc", "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-I", folder, "-c", "c.c", cwd=self.folder)
        self.assertEqual(0, ended.code, str(ended))
