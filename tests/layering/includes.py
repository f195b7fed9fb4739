"""The dependency rules of the source tree, checked on its #include lines.

Rules are data: FOLDERS says which project folders a folder may include from, HEADERS says which folder may include a
foreign header and whether its own headers may. Not a preprocessor: every #include line counts, also one inside #if.
"""
import pathlib
import re
from dataclasses import dataclass

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SUFFIXES = {".h", ".hpp", ".cpp", ".cc", ".c"}

# A folder may include from itself and from these; the longest matching folder decides. The one header the ground floor
# shares is results/assertion.h: it stands for <cassert>.
FOLDERS = {
    "results": [],
    "workloads": [],
    "analysis/statistics": ["results/assertion.h"],
    "collector": ["results", "analysis/statistics", "workloads/abi.h"],
    "analysis": ["results", "analysis/statistics"],
    "gui": ["analysis", "results"],
}
# Narrower than the folder's rule: what a part of a folder may not include although its folder may.
FORBIDDEN = {
    "collector/measure": ["results/recording_reader.h", "results/recording_writer.h", "results/catalogue.h"],
    "collector/protocol": ["results/recording_reader.h", "results/recording_writer.h", "results/catalogue.h"],
    "collector/counters": ["results/recording_reader.h", "results/recording_writer.h", "results/catalogue.h"],
}


@dataclass(frozen=True)
class ForeignHeader:
    pattern: str  # of the name between < and >
    folders: tuple  # that may include it; () = every folder
    in_headers: bool  # whether headers of ours may
    name: str

    def matches(self, header):
        return re.fullmatch(self.pattern, header) is not None


FOREIGN = (
    ForeignHeader(r"hdf5(_hl)?\.h|H5\w+\.h", ("results/file",), True, "HDF5"),
    ForeignHeader(r"qcustomplot\.h", ("gui/plot",), False, "QCustomPlot"),
    ForeignHeader(r"Q[A-Z]\w*|Qt\w*/\w+(\.h)?|q[a-z]+\.h", ("gui",), True, "Qt"),
    ForeignHeader(r"linux/perf_event\.h|perfmon/.*", ("collector/counters",), True, "perf_event and libpfm4"),
    ForeignHeader(r"curl/.*", ("collector",), False, "libcurl"),
    ForeignHeader(r"hwloc(/.*|\.h)", ("collector",), False, "hwloc"),
    ForeignHeader(r"benchmark/benchmark\.h", ("collector/measure",), False, "Google Benchmark"),
    ForeignHeader(r"nlohmann/json\.hpp", (), False, "nlohmann-json"),
    ForeignHeader(r"boost/.*", (), False, "Boost"),
)


def is_within(path, folder):
    return path == folder or path.startswith(folder + "/")


def folder_of(path, folders):
    """The longest of `folders` that `path` lies in, or None."""
    return max((f for f in folders if is_within(path, f)), key=len, default=None)


def check_project_include(root, path, header):
    """One quoted include of a file outside tests/; yields what is wrong with it."""
    if ".." in header.split("/"):
        yield "goes upward; write it from the source root"
        return
    if not (root / header).is_file():
        yield "is not a file below the source root; system headers take < >"
        return
    if header.startswith("tests/"):
        yield "makes the product depend on its tests"
        return
    own = folder_of(path, FOLDERS)
    theirs = folder_of(header, FOLDERS)
    for part, headers in FORBIDDEN.items():
        if is_within(path, part) and header in headers:
            yield f"{part} must not know it"
    if own is None or own == theirs:
        return
    if not any(allowed == header or theirs == allowed for allowed in FOLDERS[own]):
        yield f"{own} may include from {', '.join([own] + FOLDERS[own])} only"


def check_foreign_include(path, header):
    is_header = pathlib.PurePosixPath(path).suffix in {".h", ".hpp"}
    for foreign in FOREIGN:
        if not foreign.matches(header):
            continue
        if foreign.folders and not any(is_within(path, folder) for folder in foreign.folders):
            yield f"only {', '.join(foreign.folders)} may know {foreign.name}"
        elif is_header and not foreign.in_headers:
            yield f"{foreign.name} stays out of our headers"
        return


def check_file(root, path):
    """path: relative, with slashes. Yields one line per violation."""
    text = (root / path).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), start=1):
        found = INCLUDE.match(line)
        if not found:
            continue
        quote, header = found.groups()
        problems = []
        in_tests = is_within(path, "tests")
        if quote == '"' and not header.endswith(".moc"):
            if in_tests:
                if ".." in header.split("/"):
                    problems = ["goes upward; write it from the source root"]
                elif not (root / header).is_file():
                    problems = ["is not a file below the source root; system headers take < >"]
            else:
                problems = check_project_include(root, path, header)
        elif not in_tests:
            problems = check_foreign_include(path, header)
        for problem in problems:
            yield f"{path}:{number}: {header}: {problem}"


def sources(root):
    """Relative paths of the sources in the folders that have rules, and in tests/."""
    for folder in sorted({f.split("/")[0] for f in FOLDERS} | {"tests"}):
        for file in sorted((root / folder).rglob("*")):
            if file.suffix in SUFFIXES and file.is_file():
                yield file.relative_to(root).as_posix()


def violations(root):
    return [line for path in sources(root) for line in check_file(root, path)]
