"""Debian packages: what is in them, what they ask for, and that the programs start from what they hold."""
import pathlib
import subprocess

import harness

PACKAGES = harness.BUILD / "tests" / "packages"
PROGRAMS = {"crossfade-collector": "crossfade-collect", "crossfade-report": "crossfade-report", "crossfade-gui": "crossfade-gui"}


def said(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True, timeout=60).stdout


class Packages(harness.ProgramTest):
    needs_packages = True

    def file(self, package):
        (found,) = PACKAGES.glob(f"{package}_*.deb")
        return found

    def test_each_program_has_a_package_of_its_own(self):
        for package, program in PROGRAMS.items():
            listed = said("dpkg-deb", "--contents", self.file(package))
            self.assertIn(f"./usr/bin/{program}\n", listed)
            self.assertIn(f"./usr/share/man/man1/{program}.1", listed)
            for other in set(PROGRAMS.values()) - {program}:
                self.assertNotIn(f"/bin/{other}", listed)
        gui = said("dpkg-deb", "--contents", self.file("crossfade-gui"))
        self.assertIn("/usr/share/applications/org.crossfade.Crossfade.desktop", gui)
        self.assertIn("/scalable/apps/org.crossfade.Crossfade.svg", gui)
        headers = said("dpkg-deb", "--contents", self.file("crossfade-workload-dev"))
        self.assertIn("./usr/include/crossfade/workloads/abi.h", headers)
        self.assertNotIn("/bin/", headers)

    def test_only_the_desktop_program_asks_for_qt(self):
        for package in ("crossfade-collector", "crossfade-report", "crossfade-gui"):
            depends = said("dpkg-deb", "--field", self.file(package), "Depends")
            self.assertEqual(package == "crossfade-gui", "libqt6widgets6" in depends, depends)
            self.assertIn("libhdf5", depends)

    def test_the_programs_start_from_what_the_packages_hold(self):
        for package in PROGRAMS:
            subprocess.run(["dpkg-deb", "--extract", self.file(package), self.folder / "root"], check=True, timeout=60)
        bin_folder = self.folder / "root" / "usr" / "bin"
        for program in PROGRAMS.values():
            ended = harness.run(bin_folder / program, "--version", QT_QPA_PLATFORM="offscreen")
            self.assert_done(ended)
            self.assertIn(program, ended.out)
        self.assertEqual(harness.run(harness.COLLECT, "list").out, harness.run(bin_folder / "crossfade-collect", "list").out)

    def test_a_manual_page_for_each_command(self):
        pages = {pathlib.Path(line.split()[-1]).name
                 for package in PROGRAMS for line in said("dpkg-deb", "--contents", self.file(package)).splitlines()
                 if "/man1/" in line}
        for name in ("crossfade-collect-run.1", "crossfade-report-compare.1", "crossfade-gui.1"):
            self.assertTrue({name, name + ".gz"} & pages, pages)
