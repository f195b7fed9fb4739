"""What the build promises about its products: who links what, and on which CPUs they run."""
import json
import re
import shlex
import subprocess
import unittest

import harness

# Flags that let the compiler use instructions a CPU may not have.
MACHINE_FLAG = re.compile(r"-m(arch=|tune=native|cpu=|avx|fma|bmi|f16c|movbe|lzcnt|adx|sha|vaes|vpclmul)")


def needed(path):
    """Names of every library `path` loads, its libraries' libraries included."""
    listing = subprocess.run(["ldd", path], capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in listing.splitlines() if line.strip()]


class Links(unittest.TestCase):
    def assert_loads_none(self, path, pattern):
        self.assertTrue(path.is_file(), path)
        found = [name for name in needed(path) if re.match(pattern, name)]
        self.assertEqual([], found, path)

    def test_measuring_process_has_no_file_format_and_no_network(self):
        self.assert_loads_none(harness.MEASURE, r"lib(hdf5|curl|Qt)")

    def test_only_the_gui_loads_qt(self):
        for program in (harness.COLLECT, harness.REPORT, harness.MEASURE, *sorted(harness.PLUGINS.glob("*.so"))):
            self.assert_loads_none(program, r"lib(Qt|qcustomplot)")

    def test_plugins_export_one_symbol(self):
        plugins = sorted(harness.PLUGINS.glob("*.so"))
        self.assertNotEqual([], plugins)
        for plugin in plugins:
            listing = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", plugin], capture_output=True, text=True,
                                     check=True).stdout
            self.assertEqual(["crossfade_workload_v1"], [line.split()[0].split("@")[0] for line in listing.splitlines()], plugin)

    def test_plugins_load_neither_the_file_format_nor_the_network(self):
        for plugin in sorted(harness.PLUGINS.glob("*.so")):
            self.assert_loads_none(plugin, r"lib(hdf5|curl|pfm)")


class Flags(unittest.TestCase):
    def test_every_source_is_compiled_for_every_x86_64_v2_cpu(self):
        commands = json.loads((harness.BUILD / "compile_commands.json").read_text(encoding="utf-8"))
        self.assertNotEqual([], commands)
        for entry in commands:
            machine = [word for word in shlex.split(entry["command"]) if MACHINE_FLAG.match(word)]
            self.assertEqual(["-march=x86-64-v2"], machine, entry["file"])


class WithoutGui(harness.ProgramTest):
    def test_configures_without_qt(self):
        ended = harness.run("cmake", "-S", harness.SOURCE, "-B", self.folder / "build", "-G", "Ninja", "-DCROSSFADE_GUI=OFF",
                            "-DCROSSFADE_TESTS=OFF", "-DCMAKE_DISABLE_FIND_PACKAGE_Qt6=ON", timeout=120)
        self.assert_done(ended)
        self.assertRegex(ended.out, r"crossfade-gui\s+out: -DCROSSFADE_GUI=OFF")
        commands = (self.folder / "build" / "compile_commands.json").read_text(encoding="utf-8")
        self.assertNotRegex(commands, r"/gui/|Qt6|qcustomplot")
