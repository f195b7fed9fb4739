"""The dependency rules of the source tree, checked on its #include lines.

Rules are data: FOLDERS says which project folders a folder may include from, HEADERS says which folder may include a
foreign header and whether its own headers may. Not a preprocessor: every #include line counts, also one inside #if.
"""
import pathlib
import re
from dataclasses import dataclass

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
SUFFIXES = {".h", ".hpp", ".cpp", ".cc", ".c"}

# A folder may include from itself and from these folders and headers; the longest matching folder decides. The one header
# the ground floor shares is results/assertion.h: it stands for <cassert>. Of the workloads the collector knows the border,
# the tables of instruction-set caps and of libraries' code, and the generator of random numbers, and the desktop knows one type of the statistics that analysis hands out.
FOLDERS = {
    "results": [],
    "workloads": [],
    "analysis/statistics": ["results/assertion.h"],
    "collector": ["results", "analysis/statistics", "workloads/abi.h", "workloads/isa_cap.h", "workloads/library_choice.h",
                  "workloads/generators/random.h"],
    "analysis": ["results", "analysis/statistics"],
    "gui": ["analysis", "results", "analysis/statistics/interval.h"],
}
# Known only inside the folder they lie in: how the recording is laid out in HDF5.
PRIVATE = {"results/file": "results"}
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
    headers_in: str  # the folder whose headers may include it too; "" = none, "*" = all of `folders`
    name: str

    def matches(self, header):
        return re.fullmatch(self.pattern, header) is not None


FOREIGN = (
    ForeignHeader(r"hdf5(_hl)?\.h|H5\w+\.h", ("results/file",), "*", "HDF5"),
    ForeignHeader(r"qcustomplot\.h", ("gui/plot",), "", "QCustomPlot"),
    ForeignHeader(r"Q[A-Z]\w*|Qt\w*/\w+(\.h)?|q[a-z]+\.h", ("gui",), "*", "Qt"),
    ForeignHeader(r"linux/perf_event\.h|perfmon/.*", ("collector/counters",), "*", "perf_event and libpfm4"),
    ForeignHeader(r"toml\+\+/.*", ("collector/plugin", "analysis/verdict"), "", "toml++"),
    ForeignHeader(r"curl/.*", ("collector",), "", "libcurl"),
    ForeignHeader(r"hwloc(/.*|\.h)", ("collector",), "", "hwloc"),
    ForeignHeader(r"benchmark/benchmark\.h", ("collector/measure",), "", "Google Benchmark"),
    ForeignHeader(r"nlohmann/json\.hpp", (), "", "nlohmann-json"),
    ForeignHeader(r"boost/.*", (), "", "Boost"),
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
    for part, owner in PRIVATE.items():
        if is_within(header, part) and not is_within(path, owner):
            yield f"only {owner} may look into {part}"
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
        elif is_header and foreign.headers_in != "*" and not is_within(path, foreign.headers_in or "nowhere"):
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
