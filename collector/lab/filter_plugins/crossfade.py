"""What the roles make of what a host said: whether something is wrong with it, what the doctor decided, and the table at the end.

A problem is a text with four parts, what, (the host is where,) why and what to do; an empty one is none. Nothing here reaches a host.
"""
import json
import pathlib
import time


def problem_text(what, why, remedy):
    return f"{what}; why: {why}; what to do: {remedy}"


def one_line(text):
    return "; ".join(line.strip() for line in text.replace("\r", "").splitlines() if line.strip())


def problem_of(answer, doing):
    """Of the registered result of a task that asked something of a host."""
    if answer.get("skipped"):
        return ""
    if answer.get("unreachable"):
        return problem_text(f"cannot {doing}", "no connection: " + one_line(answer.get("msg", "")),
                            "check that the host is up, its address, user and key (ssh HOST)")
    code = answer.get("rc")
    if code == 0 or (code is None and not answer.get("failed")):
        return ""
    said = one_line(answer.get("stderr", "") or answer.get("module_stderr", "")) or one_line(answer.get("stdout", "") or
                                                                                          answer.get("module_stdout", ""))
    msg = one_line(str(answer.get("msg", "")))
    if "what to do:" in said:
        return said
    text = (msg + "; " + said).lower()
    remedy = "run it by hand there: what is above says why"
    if "sudo" in text or "become" in text or "privilege" in text:
        remedy = "leave ansible_become out, Crossfade needs no root; or allow sudo (--ask-become-pass)"
    elif "no space" in text:
        remedy = "free space there, or name another folder: crossfade_dir"
    elif "python" in text or "interpreter" in text:
        remedy = "install python3 on the host: Ansible needs it, the bundle does not"
    elif "permission denied" in text or "read-only" in text:
        remedy = "name a folder the user may write to: crossfade_dir"
    why = "; ".join(part for part in (said, msg) if part and not part.startswith("non-zero return code")) or f"exit code {code}"
    return problem_text(f"cannot {doing}", why, remedy)


def pairs(text):
    """Lines of key=value."""
    return dict(line.split("=", 1) for line in text.replace("\r", "").splitlines() if "=" in line)


def reach_problem(answer, clock_limit_s):
    found = pairs(answer.get("stdout", ""))
    wrong = problem_of(answer, "reach the host")
    if wrong and not any(key.startswith("lacks_") for key in found):
        return wrong
    if found.get("machine") != "x86_64":
        return problem_text("cannot measure the host", f"its machine is {found.get('machine', 'unknown')}", "leave it out: the bundle is for x86_64")
    lacking = sorted(key[len("lacks_"):] for key in found if key.startswith("lacks_"))
    if lacking:
        return problem_text("cannot measure the host", "it lacks " + ", ".join(lacking),
                            "install there: bash, tar, xz-utils, util-linux, coreutils, awk and, for Ansible, python3")
    # The host read its clock after it was asked and before now: only what lies outside of that is a difference.
    clock, asked = int(found.get("clock", 0)), int(found.get("asked", 0))
    ahead_s = max(clock - int(time.time()), 0) - max(asked - clock, 0)
    if abs(ahead_s) > clock_limit_s:
        return problem_text("cannot trust the host's clock", f"it is at least {abs(ahead_s)} s {'ahead of' if ahead_s > 0 else 'behind'} this machine's, so "
                            "that nobody could tell later whether hosts were measured in the same hours",
                            "have it set (chronyc makestep), or raise crossfade_clock_limit_s")
    if found.get("state") == "busy":
        return problem_text("cannot measure the host now", f"another playbook measures there: {found.get('running') or 'something'}",
                            "run this one again when that is done; stop.yml stops it")
    return ""


def progress(answer):
    lost = problem_of(answer, "look how far the run is")
    at = pairs(answer.get("stdout", ""))
    return lost or ": ".join(part for part in (at.get("state", ""), at.get("progress") or at.get("message", "")) if part)


def doctor_judgement(answer, accepted):
    """{problem, type, cpu, host_id, accepted}: a check that blocks keeps the host out, unless it is accepted by name."""
    wrong = problem_of(answer, "examine the host")
    if wrong:
        return {"problem": wrong, "type": "", "cpu": "", "host_id": "", "accepted": []}
    text = answer.get("stdout", "")
    try:
        answer = json.loads(text[text.index("{"):])
        blocking = [check for check in answer["checks"] if check["level"] == "blocking"]
        machine = answer["machine"]
    except (ValueError, KeyError, TypeError):
        return {"problem": problem_text("the doctor gives no answer", one_line(text)[:300] or "it says nothing", "run doctor by hand there"),
                "type": "", "cpu": "", "host_id": "", "accepted": []}
    refused = [check for check in blocking if check["id"] not in accepted]
    problem = ""
    if refused:
        problem = problem_text("the doctor says that the host cannot answer",
                               ", ".join(f"{check['id']}: {check['value']}" for check in refused),
                               ", ".join(dict.fromkeys(check["remedy"] for check in refused if check["remedy"])) or "leave the host out")
    return {"problem": problem, "type": machine.get("instance_type") or "", "cpu": answer.get("cpu", {}).get("model") or "",
            "host_id": machine.get("host_id") or "", "accepted": [check["id"] for check in blocking if check["id"] in accepted]}


def same_host(hostvars, hosts, me):
    """Why `me` cannot be told from a host that stands before it in the inventory."""
    mine = hostvars[me]
    if mine.get("crossfade_host_id"):
        return ""
    for other in hosts:
        if other == me:
            return ""
        theirs = hostvars[other]
        if theirs.get("crossfade_host_id") or theirs.get("problem") or not theirs.get("at"):
            continue
        if theirs["at"].get("boot") == mine["at"].get("boot"):
            return problem_text("cannot count the host", f"it is the same machine as {other}, under another name", "name each machine once")
        if mine["doctor"]["host_id"] and mine["doctor"]["host_id"] == theirs.get("doctor", {}).get("host_id"):
            return problem_text("cannot tell the host from another", f"{other} has the same machine id: one was cloned from the other",
                                "give each its own: rm /etc/machine-id && systemd-machine-id-setup; or state crossfade_host_id")
    return ""


def gathered(plan, host):
    """The summary of the host's recording that is finished and here; nothing otherwise."""
    for path in pathlib.Path(plan["folder"]).glob(f"*/{host}/{plan['name']}.json"):
        recording = path.with_suffix(".h5")
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if found.get("complete") and recording.is_file() and recording.stat().st_size == found.get("bytes"):
            return found
    return {}


def duration(seconds):
    seconds = int(seconds)
    if seconds < 120:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"


def row_of(host, facts):
    found = facts.get("summary") or facts.get("gathered") or {}
    doctor = facts.get("doctor") or {}
    reached = facts.get("at") or {}
    missing = facts.get("problem") or found.get("missing") or ""
    kind = found.get("type") or facts.get("crossfade_instance_type") or doctor.get("type") or "unknown"
    state = found.get("state") or {"running": "running", "busy": "busy", "unfinished": "interrupted"}.get(reached.get("state"), "skipped")
    notes = list(found.get("notes", []))
    accepted = doctor.get("accepted") or []
    if accepted:
        notes.append("the doctor's " + ", ".join(accepted) + " was accepted by name")
    return {"host": host, "type": kind, "CPU": found.get("cpu_model") or doctor.get("cpu") or reached.get("cpu") or "unknown", "state": state,
            "quality": found.get("quality", "-"), "disturbed": found.get("disturbed", "-"),
            "time": duration(found["seconds"]) if found.get("seconds") else "-",
            "missing": "nothing" if found.get("complete") and not missing else missing.split("; why:")[0] or "the recording",
            "_problem": missing, "_notes": notes, "_found": found, "_zone": facts.get("crossfade_zone") or "", "_spread": facts.get("crossfade_spread")}


def distinctness(rows):
    """Of each type with several hosts: whether the lab knows that they are different machines."""
    lines = []
    by_type = {}
    for row in rows:
        if row["_found"]:
            by_type.setdefault(row["type"], []).append(row)
    for kind, some in sorted(by_type.items()):
        zones = [row["_zone"] for row in some]
        if len(some) < 2 or all(str(row["_spread"]).lower() == "true" for row in some) or (all(zones) and len(set(zones)) == len(zones)):
            continue
        lines.append(f"{kind}: {len(some)} hosts not known to be distinct machines: put them into distinct zones or a spread placement, and say so "
                     "(crossfade_zone, crossfade_spread)")
    return lines


def remarks(rows):
    lines = distinctness(rows)
    names = {}
    for row in rows:
        lines += [f"{row['host']}: {note}" for note in row["_notes"]]
        if row["_found"].get("host_id"):
            names.setdefault(row["_found"]["host_id"], []).append(row["host"])
    lines += [", ".join(hosts) + ": one host to every comparison, they have the same host id" for hosts in names.values() if len(hosts) > 1]
    begun = [row["_found"]["begun"] for row in rows if row["_found"].get("begun")]
    if begun and max(begun) - min(begun) > 3600:
        lines.append(f"the first run was begun {duration(max(begun) - min(begun))} before the last: they did not see the same hours")
    return lines


def table(hostvars, hosts):
    """{text, missing}: the table, what is to be known of it, and the hosts that have something missing."""
    rows = [row_of(host, hostvars[host]) for host in hosts]
    columns = [key for key in rows[0] if not key.startswith("_")] if rows else []
    widths = {key: max(len(key), *(len(str(row[key])) for row in rows)) for key in columns}

    def line(cells):
        return "  ".join(str(cells[key]).ljust(widths[key]) for key in columns).rstrip()

    lines = [line({key: key for key in columns}), line({key: "-" * widths[key] for key in columns}), *map(line, rows)]
    told = remarks(rows)
    if told:
        lines += ["", *("note: " + text for text in told)]
    for row in rows:
        if row["_problem"]:
            what, _, rest = row["_problem"].partition("; why: ")
            why, _, remedy = rest.partition("; what to do: ")
            lines += ["", f"{row['host']}: {what}"] + ([f"  why: {why}"] if why else []) + ([f"  what to do: {remedy}"] if remedy else [])
    return {"text": "\n".join(lines) + "\n", "missing": [row["host"] for row in rows if row["missing"] != "nothing"]}


class FilterModule:
    def filters(self):
        return {"crossfade_problem": problem_of, "crossfade_pairs": pairs, "crossfade_reach_problem": reach_problem, "crossfade_progress": progress,
                "crossfade_doctor": doctor_judgement, "crossfade_same_host": same_host, "crossfade_gathered": gathered, "crossfade_table": table}
