"""ctest's way into these tests: --list prints them for CMake, NAME runs one. A skipped test exits with 77 and its reason."""
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
SKIPPED = 77


def tests_of(suite):
    for item in suite:
        if isinstance(item, unittest.TestSuite):
            yield from tests_of(item)
        else:
            yield item


def properties(test):
    """needs_...: something made once and read by several tests. measures: keeps the CPUs busy, so one of them at a time."""
    words = [word for word in ("needs_recordings", "needs_bundle", "needs_packages", "measures") if getattr(test, word, False)]
    return ",".join(words) or "-"


def list_tests():
    for file in sorted(HERE.glob("test_*.py")):
        for test in tests_of(unittest.defaultTestLoader.loadTestsFromName(file.stem)):
            print(test.id(), properties(test))


def run_one(name):
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromName(name))
    if not result.wasSuccessful() or result.testsRun == 0:
        return 1
    for _, reason in result.skipped:
        print("SKIPPED:", reason)
    return SKIPPED if result.skipped else 0


if __name__ == "__main__":
    if sys.argv[1:] == ["--list"]:
        list_tests()
    else:
        sys.exit(run_one(sys.argv[1]))
