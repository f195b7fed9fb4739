"""Measures the recordings that several tests read. Run by ctest as a fixture; they are made anew each time.

m5.h5 and m7a.h5 are both measured on this machine, with the identity of two instance types stated and marked synthetic: the
second runs with a capped instruction set, so that something differs. plain.h5 has the identity of this machine; other.h5 shares no workload with the rest.
"""
import shutil
import sys

import harness

REAL = ("tls_segment", "playback_manifest", "evcache_get")
MADE = {
    "m5.h5": ["--instance-type", "m5.xlarge", "--provider", "aws", "--region", "us-east-1", "--host-id", "host-a", "--synthetic",
              "--title", "stated as m5.xlarge", "--isa-cap", "x86-64-v2"],
    "m7a.h5": ["--instance-type", "m7a.xlarge", "--provider", "aws", "--region", "us-east-1", "--host-id", "host-b",
               "--synthetic", "--title", "stated as m7a.xlarge"],
}


def main():
    shutil.rmtree(harness.SHARED, ignore_errors=True)
    harness.SHARED.mkdir(parents=True)
    runs = [(name, harness.run_arguments(harness.SHARED / name, *words, workloads=REAL, blocks=3, rates=None, stage="60ms"))
            for name, words in MADE.items()]
    runs.append(("plain.h5", harness.run_arguments(harness.SHARED / "plain.h5", blocks=3, rates=None)))
    runs.append(("other.h5", harness.run_arguments(harness.SHARED / "other.h5", "--workload-dir", harness.FIXTURES,
                                                   workloads=("tiny",))))
    for name, arguments in runs:
        ended = harness.run(harness.COLLECT, *arguments, timeout=120)
        print(ended)
        if not harness.went_right(ended):
            sys.exit(f"could not make {name}")


if __name__ == "__main__":
    main()
