"""The playbook for many hosts, on three and more hosts that are namespaces of this machine (lab_hosts.py)."""
import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tarfile

import h5py

import harness
import lab_hosts

SAMPLE = harness.SOURCE / "results" / "samples" / "xeon-amx-2vcpu-no-cap.h5"

# Stands for the bundle where it does not matter what is measured: asks for its behaviour in DISK/behaviour.
COLLECT = """#!/bin/bash
here=$(cd "$(dirname "$0")/.." && pwd)
blocking="" host_id="" takes=0 ends=0 left=no says="" silent=""
[[ ! -f $here/../../behaviour ]] || . "$here/../../behaviour"
if [[ $1 == doctor ]]; then
  [[ -z $silent ]] || { echo "$silent" >&2; exit 127; }
  echo '{"checks": ['
  [[ -z $blocking ]] || echo "{\\"id\\": \\"$blocking\\", \\"level\\": \\"blocking\\", \\"value\\": \\"too bad\\", \\"remedy\\": \\"better it\\"},"
  echo '{"id": "cpu", "level": "ok", "value": "x", "remedy": ""}], "cpu": {"model": "made up"},'
  echo "\\"machine\\": {\\"instance_type\\": null, \\"host_id\\": \\"${host_id:-$here}\\"}}"
  exit 0
fi
while [[ $1 != -o ]]; do shift; done
output=$2
echo "$*" >>"$here/../../calls"
if [[ " $* " == *" --dry-run "* ]]; then
  [[ $left == no ]] || { echo "about 1 s left"; exit 0; }
  echo "nothing is left to measure"
  exit 0
fi
echo "block 1/1"
cp "$here/sample" "$output"
sleep "$takes"
[[ -z $says ]] || printf '%s\\n' "$says"
exit "$ends"
"""


def pack(folder, name, version):
    root = folder / name
    (root / "bin").mkdir(parents=True)
    for program, text in (("crossfade-collect", COLLECT), ("crossfade-report", f'#!/bin/bash\nexec "{harness.REPORT}" "$@"\n')):
        (root / "bin" / program).write_text(text)
        (root / "bin" / program).chmod(0o755)
    (root / "sample").write_bytes(SAMPLE.read_bytes())
    (root / "VERSION").write_text(version)
    listed = [path for path in sorted(root.rglob("*")) if path.is_file()]
    (root / "FILES.sha256").write_text("".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root)}\n" for path in listed))
    archive = folder / f"{name}.tar.xz"
    with tarfile.open(archive, "w:xz", preset=0) as out:
        out.add(root, name)
    return archive


class StandIn(lab_hosts.LabTest):
    def setUp(self):
        super().setUp()
        self.bundle = pack(self.folder, "bundle", "1")

    def behave(self, host, **how):
        host.disk.mkdir(exist_ok=True)
        (host.disk / "behaviour").write_text("".join(f"{key}='{value}'\n" for key, value in how.items()))

    def calls(self, host):
        path = host.disk / "calls"
        return path.read_text().splitlines() if path.exists() else []

    def lab(self, *words, **variables):
        return self.playbook(*words, **{"bundle": str(self.bundle), **variables})


class Faults(StandIn):
    host_count = 7

    def test_each_is_said_and_the_others_are_measured(self):
        good, doctor, clock, off, sudo, clone, kernel = self.hosts
        self.behave(good, host_id="one and the same")
        self.behave(clone, host_id="one and the same")
        self.behave(doctor, blocking="disk")
        self.behave(kernel, silent="FATAL: kernel too old")
        for host in (good, clone):
            self.variables[host.name] = {}
        (clock.programs / "date").write_text('#!/bin/bash\n/usr/bin/date -d "+5 minutes" "$@"\n')
        (clock.programs / "date").chmod(0o755)
        off.power_off()
        self.variables[sudo.name].update(ansible_become="true", ansible_become_user="nobody")
        (sudo.programs / "sudo").write_text("#!/bin/bash\necho 'sudo: a password is required' >&2\nexit 1\n")
        (sudo.programs / "sudo").chmod(0o755)

        ended = self.lab()
        self.assertEqual(2, ended.code, str(ended))
        rows, text = self.table()
        self.assertEqual({host.name for host in self.hosts}, set(rows), text)
        self.assertEqual("nothing", rows[good.name]["missing"], text)
        self.assertEqual("finished", rows[good.name]["state"])
        for host, what, why, remedy in ((doctor, "the doctor says that the host cannot answer", "disk: too bad", "better it"),
                                        (clock, "cannot trust the host's clock", r"it is at least \d+ s ahead", "chronyc"),
                                        (off, "cannot reach the host", "no connection", "check that the host is up"),
                                        (sudo, "cannot reach the host", "(sudo: a password is required|sudo password|privilege escalation)", "ansible_become"),
                                        (clone, "cannot (tell the host from another|count the host)", f"{good.name}", "machine"),
                                        (kernel, "the doctor gives no answer", "kernel too old", "run it by hand")):
            self.assertRegex(text, f"\n{host.name}: {what}.*\n  why: .*{why}.*\n  what to do: .*{remedy}")
            self.assertEqual("skipped", rows[host.name]["state"], text)
            self.assertEqual([], self.calls(host))
            if host is not off:
                self.assertEqual(set(), host.processes(), host.name)
        self.assertIn(rows[good.name]["type"], "unknown-type")
        self.assertIn("have something missing", ended.out)

        # Once more, with what was wrong put right: what is gathered needs no host.
        good.power_off()
        off.start()
        self.behave(doctor)
        (clock.programs / "date").unlink()
        ended = self.lab("--limit", ",".join(host.name for host in (good, doctor, clock, off)))
        self.assertEqual(0, ended.code, str(ended))
        self.assertEqual(1, len(self.calls(good)), "it is not measured again")
        for host in (doctor, clock, off):
            self.assertEqual(1, len(self.calls(host)))
        _, text = self.table()
        self.assertRegex(text, "4 hosts not known to be distinct machines")


class Interruptions(StandIn):
    """What stops in the middle, what is there already, and two playbooks that want the same host."""

    def test_what_was_interrupted_is_gone_on_with_and_nothing_is_left_behind(self):
        killed, full, wrong = self.hosts
        self.behave(killed, takes=3600)
        self.behave(full, ends=74, left="yes", says="crossfade-collect: cannot publish the recording\n  why: No space left on device")
        self.behave(wrong)
        # The bundle under the right name, and another version of it.
        sha = hashlib.sha256(self.bundle.read_bytes()).hexdigest()
        other = wrong.disk / "bundles" / sha
        other.mkdir(parents=True)
        with tarfile.open(pack(self.folder, "other", "2")) as archive:
            archive.extractall(other)
        process = self.begin_playbook(bundle=str(self.bundle), crossfade_patience=1)
        self.wait_for("the run on the host", lambda: any((killed.disk / "recordings").glob("*.h5")))
        (name,) = {path.stem for path in (killed.disk / "recordings").glob("*.h5")}
        self.wait_for("the lock", lambda: killed.state(name)["state"] == "running")

        # A second playbook with another plan keeps away from it.
        second = self.folder / "second"
        ended = self.playbook("--limit", killed.name, bundle=str(self.bundle), recordings=str(second),
                              crossfade_arguments=["--seed", "2"])
        self.assertEqual(2, ended.code, str(ended))
        self.assertRegex(ended.out, f"{killed.name}: cannot measure the host now\n +why: another playbook measures there: {name}")
        self.assertEqual(1, len(self.calls(killed)))

        killed.power_off()
        ended = self.ended(process)
        self.assertEqual(2, ended.code, str(ended))
        rows, text = self.table()
        self.assertRegex(text, f"\n{killed.name}: cannot look how far the run is\n  why: no connection.*\n  what to do: .*run the playbook again")
        self.assertRegex(text, f"\n{full.name}: the rest of the run\n  why: .*cannot publish the recording; why: No space left on device\n")
        self.assertEqual("nothing", rows[wrong.name]["missing"], text)
        self.assertEqual("1", (other / "VERSION").read_text(), "the bundle that was sent replaces what had its name")

        killed.start()
        for host in (killed, full):
            self.behave(host)
        ended = self.lab()
        self.assertEqual(0, ended.code, str(ended))
        rows, text = self.table()
        for host in self.hosts:
            self.assertEqual("nothing", rows[host.name]["missing"], text)
            self.assertEqual(set(), host.processes())
            self.assertFalse((host.disk / "lab.key").exists(), "the key is lent, not given")
        for host in (killed, full):
            self.assertIn(" --resume ", self.calls(host)[-1])
        for recording in self.recordings.glob("*/*/*.h5"):
            self.assertEqual(SAMPLE.read_bytes(), recording.read_bytes())
        self.assertEqual(0o600, (self.recordings / "lab.key").stat().st_mode & 0o777)
        said = self.calls(wrong)[-1].split()
        self.assertEqual("1", said[said.index("--look") + 1])
        self.assertTrue(said[said.index("--plan-digest") + 1].startswith(name.split("-")[0]))

    def test_what_is_asked_for_wrongly_reaches_no_host(self):
        for variables, said in (({"bundle": str(self.folder / "none.tar.xz")}, "there is no file .*none.tar.xz.*; make one with scripts/bundle"),
                                ({"bundle": str(self.bundle), "look": 4}, "cannot take look 4: a plan has at most three")):
            ended = self.playbook(**variables)
            self.assertEqual(2, ended.code, str(ended))
            self.assertRegex(" ".join((ended.out + ended.err).split()), said)
        self.assertFalse(any(host.disk.exists() for host in self.hosts))


class Leaving(StandIn):
    host_count = 1

    def test_a_run_outlives_its_playbook_until_it_is_stopped(self):
        (host,) = self.hosts
        self.behave(host, takes=3600, left="yes")
        process = self.begin_playbook(bundle=str(self.bundle))
        self.wait_for("the run on the host", lambda: any((host.disk / "recordings").glob("*.h5")))
        (name,) = {path.stem for path in (host.disk / "recordings").glob("*.h5")}
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.wait_for("the connections to end", lambda: len(host.processes()) <= 3)
        self.assertEqual("running", host.state(name)["state"])

        ended = self.playbook(book="stop.yml")
        self.assertEqual(0, ended.code, str(ended))
        self.assertEqual("unfinished", host.state(name)["state"])
        self.assertEqual(set(), host.processes())
        ended = self.playbook(book="stop.yml", forget=True)
        self.assertEqual(0, ended.code, str(ended))
        self.assertFalse(host.disk.exists())


class Measuring(lab_hosts.LabTest):
    """With the bundle itself: one host killed in the middle of a run and completed by a second call, one whose disk is
    full before it is done, one that is as it should be. Three hosts on the CPUs of one: the figures are void."""

    needs_bundle = True

    def test_recordings_arrive_and_a_second_call_completes_them(self):
        killed, small, good = self.hosts
        small.give_a_small_disk(200)
        self.variables[good.name] = {}  # its own id, under the lab's key
        words = ["--workload", "tls_segment", "--blocks", "6", "--threads", "1", "--rates", "200,500", "--service-time", "100ms",
                 "--capacity-time", "100ms", "--load-time", "300ms", "--slo-time", "none"]
        variables = {"bundle": str(harness.BUILD / "tests" / "bundle.tar.xz"), "profile": "custom", "crossfade_arguments": words,
                     "crossfade_accept": ["clock"], "crossfade_patience": 1}
        process = self.begin_playbook(**variables)
        self.wait_for("a recording with a block", lambda: any((killed.disk / "recordings").glob("*.h5")), 200)
        killed.power_off()
        self.wait_for("a recording to be cut off", lambda: any((small.disk / "recordings").glob("*.h5")), 200)
        lab_hosts.sh("dd if=/dev/zero of=$1/rubbish bs=64k 2>/dev/null || true", small.disk)
        ended = self.ended(process)
        self.assertEqual(2, ended.code, str(ended))
        rows, text = self.table()
        self.assertEqual("nothing", rows[good.name]["missing"], text)
        self.assertRegex(text, f"\n{killed.name}: cannot look how far the run is")
        self.assertRegex(text, f"\n{small.name}: the rest of the run\n  why: .*No space left on device.*\n  what to do: ")

        killed.start()
        (small.disk / "rubbish").unlink()
        ended = self.playbook(**variables)
        self.assertEqual(0, ended.code, str(ended))
        rows, text = self.table()
        recordings = {path.parent.name: path for path in self.recordings.glob("*/*/*.h5")}
        self.assertEqual({host.name for host in self.hosts}, set(recordings))
        self.assertEqual(set(), killed.processes() | good.processes() | small.processes())
        for host in self.hosts:
            with h5py.File(recordings[host.name]) as file:
                self.assertEqual("finished", harness.text(file.attrs["state"]))
                source, host_id = harness.text(file.attrs["host_id_source"]), harness.text(file.attrs["host_id"])
                facts = {fact["key"]: fact.get("value") for fact in json.loads(file["environment_json"][()].tobytes())}
                self.assertEqual("1", facts["lab.look"])
                self.assertTrue(facts["lab.plan_digest"].startswith(recordings[host.name].stem.split("-")[0]))
                if host is good:
                    self.assertTrue(source.endswith(", keyed"), source)
                else:
                    self.assertEqual(f"machine-{host.name}", host_id)
        compared = harness.run(harness.REPORT, "compare", self.recordings)
        self.assert_done(compared)


class State(harness.ProgramTest):
    """What crossfade-host says of a run while something holds the lock."""

    def test_a_run_that_has_ended_is_not_taken_for_another_that_runs(self):
        node = self.folder / "node"
        (node / "recordings").mkdir(parents=True)
        (node / "recordings" / "mine.h5").write_bytes(b"")
        (node / "recordings" / "mine.ended").write_text("69 0\n")
        with open(node / "lock", "a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for running, state in (("mine 7", "running"), ("other 7", "busy"), ("", "finished")):
                (node / "running").write_text(running)
                ended = harness.run("bash", lab_hosts.LAB / "crossfade-host", node, "state", "mine")
                self.assert_done(ended)
                self.assertIn(f"state={state}\n", ended.out, running)
            (node / "recordings" / "mine.ended").unlink()
            ended = harness.run("bash", lab_hosts.LAB / "crossfade-host", node, "state", "mine")
            self.assertIn("state=busy\n", ended.out, "a bundle is being unpacked")


class Slurm(harness.ProgramTest):
    """The array script as a plain program with the variables of one task: no Slurm is asked."""

    def task(self, number, *words, **env):
        return harness.run(lab_hosts.LAB / "crossfade.sbatch", self.bundle, self.folder / "recordings", *words, CROSSFADE_LAB=str(lab_hosts.LAB),
                           CROSSFADE_DIR=str(self.folder / "node"), SLURMD_NODENAME="node7", SLURM_ARRAY_JOB_ID="42",
                           SLURM_ARRAY_TASK_ID=str(number), **env)

    def test_a_task_measures_and_brings_its_recording_home(self):
        self.bundle = pack(self.folder, "bundle", "1")
        for number in (0, 0, 1):
            ended = self.task(number, "--profile", "standard")
            self.assert_done(ended)
            self.assertIn("state=finished", ended.out)
        calls = (self.folder / "node" / "calls").read_text().splitlines()
        self.assertEqual([False, True, False], [" --resume " in call for call in calls], "a task that is sent again goes on")
        found = sorted(path.relative_to(self.folder / "recordings") for path in (self.folder / "recordings").glob("*/*/*.h5"))
        self.assertEqual([("unknown-type", "node7")] * 2, [path.parts[:2] for path in found])
        self.assertEqual(0o600, (self.folder / "recordings" / "lab.key").stat().st_mode & 0o777)
        self.assertFalse((self.folder / "node" / "lab.key").exists())

    def test_a_node_that_cannot_answer_is_no_success(self):
        self.bundle = pack(self.folder, "bundle", "1")
        (self.folder / "node").mkdir()
        (self.folder / "node" / "behaviour").write_text("blocking=disk")
        ended = self.task(0)
        self.assert_error(ended, harness.UNAVAILABLE, "the doctor says that node7 cannot answer", "disk")
        self.assertFalse((self.folder / "node" / "calls").exists())
        ended = self.task(0, CROSSFADE_ACCEPT="clock disk")
        self.assert_done(ended)
        self.assertIn("the doctor's disk is accepted by name", ended.out)

    def test_its_words_are_checked(self):
        self.assert_error(harness.run(lab_hosts.LAB / "crossfade.sbatch"), harness.USAGE, "needs a bundle")


class RealSlurm(harness.ProgramTest):
    """A slurmctld and a slurmd of this test's own, on this machine, with an array of two tasks."""

    CONFIGURATION = """ClusterName=lab
SlurmctldHost={host}(127.0.0.1)
AuthType=auth/munge
CryptoType=crypto/munge
AuthInfo=socket={folder}/munge/socket
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldPort={port}
SlurmdPort={node_port}
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
MpiDefault=none
SwitchType=switch/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=lab Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""

    def start(self, *command):
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=harness.environment(SLURM_CONF=str(self.folder / "slurm.conf")))
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)

    def setUp(self):
        path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
        for program, package in (("slurmctld", "slurmctld"), ("slurmd", "slurmd"), ("munged", "munge"), ("sbatch", "slurm-client")):
            if shutil.which(program, path=path) is None:
                self.skipTest(f"there is no {program} here: install {package}")
        if os.geteuid() != 0:
            self.skipTest("munge and slurmd are started as root")
        super().setUp()
        (self.folder / "munge").mkdir(mode=0o700)
        (self.folder / "munge" / "key").write_bytes(os.urandom(1024))
        (self.folder / "munge" / "key").chmod(0o600)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        host, port = socket.gethostname().split(".")[0], 20000 + os.getpid() % 10000 * 2
        (self.folder / "slurm.conf").write_text(self.CONFIGURATION.format(host=host, folder=self.folder, port=port, node_port=port + 1,
                                                                          cpus=os.cpu_count()))
        munge = self.folder / "munge"
        self.start("/usr/sbin/munged", "--foreground", "--force", f"--key-file={munge}/key", f"--socket={munge}/socket",
                   f"--pid-file={munge}/pid", f"--log-file={munge}/log", f"--seed-file={munge}/seed")
        lab_hosts.wait_for(self, "munge", (munge / "socket").exists)
        self.start("/usr/sbin/slurmctld", "-D")
        self.start("/usr/sbin/slurmd", "-D")

    def slurm(self, *words):
        return harness.run(*words, cwd=harness.SOURCE, SLURM_CONF=str(self.folder / "slurm.conf"), CROSSFADE_DIR=str(self.folder / "node"))

    def test_an_array_brings_its_recordings_home(self):
        lab_hosts.wait_for(self, "the node", lambda: "idle" in self.slurm("sinfo", "--noheader", "-o", "%T").out)
        bundle = pack(self.folder, "bundle", "1")
        ended = self.slurm("sbatch", "--wait", "--array=0-1", f"--output={self.folder}/task-%a.out", lab_hosts.LAB / "crossfade.sbatch", bundle,
                           self.folder / "recordings", "--profile", "standard")
        said = "".join(path.read_text() for path in sorted(self.folder.glob("task-*.out")))
        self.assertEqual(0, ended.code, str(ended) + said)
        self.assertEqual(2, said.count("state=finished"), said)
        self.assertEqual(2, len(list((self.folder / "recordings").glob("unknown-type/*/*.h5"))), said)


class Inventories(harness.ProgramTest):
    def test_the_examples_are_inventories(self):
        lab_hosts.need_a_lab()
        ended = harness.run("ansible-inventory", "-i", lab_hosts.LAB / "inventory.ini", "--list")
        self.assert_done(ended)
        hosts = json.loads(ended.out)["_meta"]["hostvars"]
        self.assertEqual(3, len({each["crossfade_zone"] for each in hosts.values()}))
        cloud = (lab_hosts.LAB / "lab.aws_ec2.yml").read_text()
        known = (lab_hosts.LAB / "group_vars" / "all.yml").read_text()
        self.assertIn("plugin: amazon.aws.aws_ec2", cloud)
        for name in ("crossfade_zone", "crossfade_spread"):
            self.assertIn(f"  {name}:", cloud)
            self.assertIn(f"\n{name}:", known)
