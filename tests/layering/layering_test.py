"""The tree keeps its layers, and the check sees it when one is broken."""
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(__file__))
import includes

SOURCE_ROOT = pathlib.Path(__file__).resolve().parents[2]


class Tree(unittest.TestCase):
    def test_has_sources_in_every_layer(self):
        found = {includes.folder_of(path, includes.FOLDERS) for path in includes.sources(SOURCE_ROOT)}
        self.assertLessEqual({"results", "workloads", "analysis/statistics", "collector", "analysis"}, found)

    def test_keeps_its_layers(self):
        self.assertEqual([], includes.violations(SOURCE_ROOT))


class PlantedViolation(unittest.TestCase):
    """Every rule, broken once in a tree of its own."""

    # file, include line, part of the message; None = allowed
    CASES = (
        ("results/a.h", '#include "collector/plan.h"', "results may include from results only"),
        ("results/a.h", '#include "analysis/statistics/interval.h"', "results may include from results only"),
        ("workloads/a.cpp", '#include "results/error.h"', "workloads may include from workloads only"),
        ("analysis/statistics/a.cpp", '#include "results/recording.h"', "analysis/statistics may include from"),
        ("analysis/statistics/a.cpp", '#include "results/assertion.h"', None),
        ("analysis/statistics/a.cpp", '#include "analysis/cost.h"', "analysis/statistics may include from"),
        ("analysis/a.cpp", '#include "collector/plan.h"', "analysis may include from"),
        ("analysis/a.cpp", '#include "gui/session.h"', "analysis may include from"),
        ("analysis/a.cpp", '#include "analysis/statistics/interval.h"', None),
        ("collector/a.cpp", '#include "analysis/cost.h"', "collector may include from"),
        ("collector/a.cpp", '#include "workloads/sugar.h"', "collector may include from"),
        ("collector/a.cpp", '#include "workloads/abi.h"', None),
        ("collector/a.cpp", '#include "workloads/isa_cap.h"', None),
        ("collector/a.cpp", '#include "workloads/generators/random.h"', None),
        ("collector/a.cpp", '#include "results/recording_writer.h"', None),
        ("collector/measure/a.cpp", '#include "results/recording_writer.h"', "collector/measure must not know it"),
        ("collector/measure/a.cpp", '#include "results/recording_reader.h"', "collector/measure must not know it"),
        ("gui/a.cpp", '#include "collector/plan.h"', "gui may include from"),
        ("gui/a.cpp", '#include "analysis/statistics/student_t.h"', "gui may include from"),
        ("gui/a.cpp", '#include "analysis/statistics/interval.h"', None),
        ("gui/a.cpp", '#include "tests/support/fake.h"', "depend on its tests"),
        ("gui/a.cpp", '#include "../analysis/cost.h"', "goes upward"),
        ("gui/a.cpp", '#include "a.h"', "not a file below the source root"),
        ("tests/gui/a.cpp", '#include "../../analysis/cost.h"', "goes upward"),
        ("tests/gui/a.cpp", '#include "collector/plan.h"', None),
        ("analysis/a.cpp", "#include <hdf5.h>", "only results/file may know HDF5"),
        ("results/a.cpp", "#include <H5Ipublic.h>", "only results/file may know HDF5"),
        ("results/file/a.h", "#  include <hdf5_hl.h>", None),
        ("results/a.cpp", '#include "results/file/handle.h"', None),
        ("analysis/a.cpp", '#include "results/file/handle.h"', "only results may look into results/file"),
        ("collector/a.cpp", "#include <toml++/toml.h>", "only collector/plugin, analysis/verdict may know toml++"),
        ("collector/plugin/a.cpp", "#include <toml++/toml.h>", None),
        ("analysis/a.cpp", "#include <QString>", "only gui may know Qt"),
        ("results/a.cpp", "#include <QtCore/qstring.h>", "only gui may know Qt"),
        ("gui/a.h", "#include <QMainWindow>", None),
        ("gui/a.cpp", "#include <qcustomplot.h>", "only gui/plot may know QCustomPlot"),
        ("gui/plot/a.h", "#include <qcustomplot.h>", "QCustomPlot stays out of our headers"),
        ("gui/plot/a.cpp", "#include <qcustomplot.h>", None),
        ("collector/measure/a.cpp", "#include <linux/perf_event.h>", "only collector/counters may know perf_event"),
        ("collector/a.cpp", "#include <perfmon/pfmlib.h>", "only collector/counters may know perf_event"),
        ("collector/counters/a.cpp", "#include <perfmon/pfmlib.h>", None),
        ("analysis/a.h", "#include <nlohmann/json.hpp>", "nlohmann-json stays out of our headers"),
        ("analysis/a.cpp", "#include <nlohmann/json.hpp>", None),
        ("analysis/statistics/a.h", "#include <boost/math/distributions.hpp>", "Boost stays out of our headers"),
        ("collector/measure/a.h", "#include <benchmark/benchmark.h>", "Google Benchmark stays out of our headers"),
        ("collector/a.cpp", "#include <benchmark/benchmark.h>", "only collector/measure may know Google Benchmark"),
        ("analysis/a.cpp", "#include <curl/curl.h>", "only collector may know libcurl"),
    )
    HEADERS = ("collector/plan.h", "analysis/cost.h", "analysis/statistics/interval.h", "results/error.h",
               "results/assertion.h", "results/recording.h", "results/recording_writer.h", "results/recording_reader.h",
               "results/file/handle.h", "analysis/statistics/student_t.h", "gui/session.h", "workloads/abi.h",
               "workloads/isa_cap.h", "workloads/sugar.h", "workloads/generators/random.h", "tests/support/fake.h")

    def test_every_rule_is_seen_broken(self):
        for path, line, expected in self.CASES:
            with self.subTest(path=path, line=line), tempfile.TemporaryDirectory() as name:
                root = pathlib.Path(name)
                for header in self.HEADERS:
                    self.put(root, header, "#pragma once\n")
                self.put(root, path, f"// planted\n{line}\n")
                found = includes.violations(root)
                if expected is None:
                    self.assertEqual([], found)
                else:
                    self.assertEqual(1, len(found), found)
                    self.assertIn(f"{path}:2: ", found[0])
                    self.assertIn(expected, found[0])

    @staticmethod
    def put(root, path, text):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    unittest.main()
