#!/usr/bin/env python3
"""Comparisons on this machine of a workload with itself, one side slowed by a share that nobody knows until the interval is written.

Usage: blind_slowdown.py FOLDER [--comparisons N] [--blocks N | --minutes M] [--build BUILD]

Each comparison draws a workload, a kind of slowdown, a share and the side that gets it, and prints the SHA-256 of that label and of
the rule: the digest of the crossfade-report that will make the interval, and which of its intervals decides. Then it takes both
sides in turn with scripts/record-in-turn, writes what crossfade-report says to FOLDER/NN.interval.json, and only then opens the
label. Intervals are those of CPU per request (capacity stages of one thread; as experienced, it decides) and of the median service
time, as experienced and undisturbed. Called again it goes on after the comparisons that are done, and prints the table of all; those
that were sealed with another crossfade-report are marked.

--minutes M: all comparisons together take about so long; each has as many blocks as its part of the time that is left holds, by what
a block took before (at least 8). Time decides, and nothing that was measured.
"""
import argparse
import hashlib
import json
import math
import os
import pathlib
import secrets
import shutil
import subprocess
import sys
import time

SOURCE = pathlib.Path(__file__).resolve().parents[3]
WORKLOADS = ["tls_segment", "evcache_get", "playback_manifest"]
KINDS = ["instructions", "memory"]
SHARES = [0.0, 0.01, 0.02, 0.02, 0.03, 0.05]  # two of five real slowdowns are the 2 % that is aimed at
METRICS = [("cpu_per_request", "CPU per request"), ("service_p50", "median service time")]
DECIDES = "CPU per request, as experienced"
FEWEST_BLOCKS = 8
ALL_VOID = 69  # exit code of scripts/record-in-turn
USUAL_BLOCK_S = 6.0  # both sides, before any was recorded
COLUMNS = [("ratio", "as experienced"), ("undisturbed_ratio", "undisturbed")]


def digest_of(program):
    return hashlib.sha256(program.read_bytes()).hexdigest()


def rule_of(build):
    """What turns recordings into the answer, as far as it can be named before."""
    return {"decides": DECIDES, "crossfade-report": digest_of(build / "bin" / "crossfade-report")}


def sealed_label(number, shares, rule):
    """A label, and the seal of it and the rule that can be published before."""
    draw = secrets.SystemRandom()
    label = {"workload": WORKLOADS[number % len(WORKLOADS)], "kind": draw.choice(KINDS), "share": draw.choice(shares),
             "slowed": draw.choice(["baseline", "candidate"]), "nonce": secrets.token_hex(16)}
    return label, hashlib.sha256(json.dumps({"label": label, "rule": rule}, sort_keys=True).encode()).hexdigest()


def workload_folder(folder, build, label, slowed):
    """A folder with the slowed plug-in in the workload's place; the side that is not slowed gets the same object and share 0."""
    folder.mkdir(parents=True, exist_ok=True)
    plugin = f"{label['workload']}.so"
    shutil.copy(build / "tests" / "slowed_workload.so", folder / plugin)
    share = label["share"] if slowed else 0.0
    original = next(build.glob(f"lib*/crossfade/workloads/{plugin}"))
    (folder / "slowdown").write_text(f"{original}\n{label['kind']}\n{share}\n")
    return folder


def record(place, label, blocks, arguments):
    words = [SOURCE / "scripts" / "record-in-turn", str(blocks)]
    for i, side in enumerate(("baseline", "candidate")):
        plugins = workload_folder(place / f"plugins-{side}", arguments.build, label, label["slowed"] == side)
        words += ["--"] * i + [place / f"{side}.h5", "--workload-dir", plugins, "--workload", label["workload"], "--threads", "1",
                               "--rates", "none", "--slo-time", "none", "--service-time", "300ms", "--capacity-time", "600ms"]
    collect = arguments.build / "bin" / "crossfade-collect"
    ended = subprocess.run(words, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
                           env=dict(os.environ, CROSSFADE_COLLECT=str(collect)))
    # What others made void is an answer too, and it is not drawn again.
    if ended.returncode not in (0, ALL_VOID):
        sys.exit(f"blind_slowdown.py: scripts/record-in-turn ended with {ended.returncode}; called again it goes on with this comparison\n"
                 f"{ended.stderr.strip()}")


def intervals(place, build):
    """{metric: {column: [value, low, high] or the reason why there is none}}"""
    told = subprocess.run([build / "bin" / "crossfade-report", "compare", place / "baseline.h5", "--to", place / "candidate.h5",
                           "--format", "json"], check=True, capture_output=True, text=True)
    found = {}
    for table in json.loads(told.stdout)["tables"]:
        for row in table["rows"]:
            metric = row.get("metric", {}).get("text")
            if metric in dict(METRICS) and "ratio" in row:
                found[metric] = {column: [row[column]["value"], *row[column]["interval"]] if "interval" in row[column]
                                 else row[column].get("absent_because", row[column]["text"]) for column, _ in COLUMNS}
    return found


def verdict(interval, true_ratio):
    if not isinstance(interval, list):
        return "-"
    _, low, high = interval
    said = "same" if low <= 1 <= high else "slower" if low > 1 else "faster"
    truth = "same" if true_ratio == 1 else "slower" if true_ratio > 1 else "faster"
    right = "found" if said == truth != "same" else "right" if said == truth else "missed" if said == "same" else "WRONG"
    return right if low <= true_ratio <= high else f"{right}, true value outside"


def blocks_within(seconds, block_s):
    """An even number, so that each side comes first equally often."""
    return max(FEWEST_BLOCKS, int(seconds / block_s) // 2 * 2)


def print_table(folder, rule):
    done = [json.loads(path.read_text()) for path in sorted(folder.glob("*.opened.json"))]
    for metric, name in METRICS:
        print(f"\n{name}\nseal      workload           kind          true ratio  " +
              "  ".join(f"{column:<46}" for _, column in COLUMNS))
        for one in done:
            label = one["label"]
            true_ratio = 1 + label["share"] if label["slowed"] == "candidate" else 1 / (1 + label["share"])
            cells = []
            for column, _ in COLUMNS:
                interval = one["intervals"].get(metric, {}).get(column, "-")
                text = "{:.4f} [{:.4f}, {:.4f}] ".format(*interval) if isinstance(interval, list) else f"{interval[:20]} "
                cells.append(f"{text + verdict(interval, true_ratio):<46}")
            other = "" if one.get("rule") == rule else "  sealed with another rule"
            print(f"{one['seal'][:8]}  {label['workload']:<17}  {label['kind']:<12}  {true_ratio:10.4f}  " + "  ".join(cells) + other)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--comparisons", type=int, default=12)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--blocks", type=int, default=40, help="process runs a side")
    length.add_argument("--minutes", type=float, help="of all comparisons that are left, together")
    parser.add_argument("--build", type=pathlib.Path, default=SOURCE / "build" / "release")
    parser.add_argument("--shares", type=lambda text: [float(part) for part in text.split(",")], default=SHARES)
    arguments = parser.parse_args()
    arguments.build = arguments.build.resolve()
    if not math.isfinite(sum(arguments.shares)) or min(arguments.shares) < 0:
        sys.exit("blind_slowdown.py: --shares are 0 and above")
    arguments.folder.mkdir(parents=True, exist_ok=True)
    rule = rule_of(arguments.build)
    begin, block_s = time.monotonic(), USUAL_BLOCK_S
    left = [n for n in range(arguments.comparisons) if not (arguments.folder / f"{n:02}.opened.json").exists()]
    for done, number in enumerate(left):
        opened = arguments.folder / f"{number:02}.opened.json"
        place = arguments.folder / f"{number:02}"
        shutil.rmtree(place, ignore_errors=True)  # a comparison that was interrupted is not gone on with: its label is lost
        label, seal = sealed_label(number, arguments.shares, rule)
        print(f"{number:02} sealed {seal}", flush=True)
        blocks, start = arguments.blocks, time.monotonic()
        if arguments.minutes:
            blocks = blocks_within((arguments.minutes * 60 - (start - begin)) / (len(left) - done), block_s)
        record(place, label, blocks, arguments)
        block_s = (time.monotonic() - start) / blocks
        written = arguments.folder / f"{number:02}.interval.json"
        written.write_text(json.dumps({"seal": seal, "rule": rule, "blocks": blocks, "intervals": intervals(place, arguments.build)},
                                      indent=1))
        if rule_of(arguments.build) != rule:
            sys.exit(f"blind_slowdown.py: {arguments.build}/bin/crossfade-report changed since the seal: {written} is not by the sealed "
                     "rule\n  what to do: remove it and call again")
        opened.write_text(json.dumps({**json.loads(written.read_text()), "label": label}, indent=1))
    print_table(arguments.folder, rule)


if __name__ == "__main__":
    main()
