"""Judges a recording that has arrived from a host, puts it where it belongs and says in one JSON object what it is.

Usage: gather.py REPORT ARRIVED.h5 FOLDER HOST NAME STATE: REPORT is crossfade-report, STATE the JSON of what the host said of its run.
It goes to FOLDER/TYPE/HOST/NAME.h5 with the object beside it as NAME.json. Exit code 65: it is no recording to rely on; it stays.
"""
import json
import os
import pathlib
import re
import subprocess
import sys


def report(program, *words):
    done = subprocess.run([program, *map(str, words)], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def rows_of(document, table):
    for found in document["tables"]:
        if found["id"] == table:
            return [{key: cell.get("text", "") for key, cell in row.items()} for row in found["rows"]]
    return []


def stage_counts(shown):
    """Stages by quality: the rows of the table that are no reasons."""
    counts = {}
    for row in rows_of(shown, "quality"):
        what = next(iter(row.values()))
        if what in ("clean", "disturbed", "void"):
            counts[what] = int(re.sub(r"\D", "", list(row.values())[1]) or 0)
    return counts


def main(program, arrived, folder, host, name, state):
    arrived, state = pathlib.Path(arrived), json.loads(state)
    code, out, err = report(program, "validate", "--json", arrived)
    checked = rows_of(json.loads(out), "files") if out.startswith("{") else []
    if code not in (0, 1) or not checked:
        why = checked[0].get("why", "") if checked else err.strip()
        print(f"the recording is refused\n  why: {why}\n  what to do: run the playbook again; it is still on the host", file=sys.stderr)
        return 65
    listed = rows_of(json.loads(report(program, "list", "--json", arrived)[1]), "recordings")[0]
    counts = stage_counts(json.loads(report(program, "show", "--json", arrived)[1]))
    stages = sum(counts.values())
    kind = listed["instance_type"] if listed["instance_type"] != "unknown" else "unknown-type"
    place = pathlib.Path(folder) / re.sub(r"[^\w.-]", "_", kind) / host / f"{name}.h5"
    place.parent.mkdir(parents=True, exist_ok=True)
    complete = state.get("state") == "finished"
    notes = [] if checked[0]["verdict"] == "valid" else ["validate calls it " + checked[0]["verdict"]]
    if complete and state.get("exit_code") not in ("0", ""):
        notes.append("not all of it can be used: " + state.get("message", ""))
    summary = {"host": host, "type": kind, "cpu_model": listed["cpu_model"], "host_id": listed["host_id"], "created": listed["created"],
               "state": "interrupted" if listed["state"] == "running" else listed["state"], "complete": complete, "bytes": arrived.stat().st_size, "notes": notes,
               "quality": ", ".join(f"{counts[what]} {what}" for what in ("clean", "disturbed", "void") if counts.get(what)) or "no stage",
               "disturbed": f"{round(100 * (stages - counts.get('clean', 0)) / stages)} %" if stages else "-",
               "seconds": int(state.get("seconds", 0)), "begun": int(state.get("begun", 0)),
               "missing": "" if complete else f"the rest of the run; why: {state.get('message') or 'it was interrupted'}; what to do: run the playbook "
                                              "again, it goes on where it was"}
    os.replace(arrived, place)
    written = place.with_suffix(".json.tmp")
    written.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
    os.replace(written, place.with_suffix(".json"))
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
