"""Hosts to try the playbook on: network namespaces of this machine, each with an address and an sshd of its own and a folder that
stands for its disk. They share its CPUs and its clock, so what is measured there says nothing: this is for logic.
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import time
import unittest

import harness

LAB = harness.SOURCE / "collector" / "lab"
NEEDS = {"ansible-playbook": "ansible-core", "sshd": "openssh-server", "ssh": "openssh-client", "ssh-keygen": "openssh-client",
         "ip": "iproute2", "xz": "xz-utils"}


def need_a_lab():
    for program, package in NEEDS.items():
        if shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            raise unittest.SkipTest(f"there is no {program} here: install {package}")
    if os.geteuid() != 0:
        raise unittest.SkipTest("network namespaces need root")
    probe = f"cfprobe{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode != 0:
        raise unittest.SkipTest("this machine does not allow network namespaces")
    subprocess.run(["ip", "netns", "del", probe], check=True)


def sh(script, *words):
    done = subprocess.run(["bash", "-euc", script, "lab", *map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{script}\n{done.stdout}{done.stderr}")
    return done.stdout


def wait_for(test, what, condition, seconds=120):
    end = time.monotonic() + seconds
    while not condition():
        test.assertLess(time.monotonic(), end, f"waited in vain for {what}")
        time.sleep(0.1)


class Host:
    """One namespace with its sshd. `folder` is its disk; `programs` comes first in its PATH."""

    def __init__(self, lab, number):
        self.lab, self.number = lab, number
        self.name = f"h{number}"
        self.namespace = f"cf{os.getpid()}n{number}"
        self.base = f"10.{64 + os.getpid() % 64}.{os.getpid() // 64 % 256}"
        self.address = f"{self.base}.{4 * number + 2}"
        self.folder = lab.folder / self.name
        self.programs = self.folder / "programs"
        self.programs.mkdir(parents=True)
        link = self.namespace
        sh("""ip netns add $1
              ip link add ${1}a type veth peer name ${1}b
              ip link set ${1}b netns $1
              ip address add $2/30 dev ${1}a
              ip link set ${1}a up
              ip netns exec $1 ip address add $3/30 dev ${1}b
              ip netns exec $1 ip link set ${1}b up
              ip netns exec $1 ip link set lo up""", link, f"{self.base}.{4 * number + 1}", self.address)
        sh("ssh-keygen -q -t ed25519 -N '' -f $1", self.folder / "host_key")
        (self.folder / "sshd_config").write_text(f"""ListenAddress {self.address}
HostKey {self.folder}/host_key
AuthorizedKeysFile {lab.folder}/key.pub
PidFile none
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
SetEnv PATH={self.programs}:/usr/sbin:/usr/bin:/sbin:/bin HOME={self.folder}
""")
        self.start()

    def start(self):
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        self.sshd = subprocess.Popen(["nsenter", f"--net=/run/netns/{self.namespace}", "/usr/sbin/sshd", "-D", "-f", self.folder / "sshd_config"],
                                     stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)

    def processes(self):
        """What runs there, without the sshd and the connections that it keeps; as a set of process ids."""
        found = set()
        for pid in sh("ip netns pids $1", self.namespace).split():
            try:
                name = pathlib.Path(f"/proc/{pid}/comm").read_text().strip()
            except OSError:
                continue
            if name != "sshd":
                found.add(int(pid))
        return found

    def power_off(self):
        for pid in sh("ip netns pids $1", self.namespace).split():
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.sshd.wait()

    def remove(self):
        self.power_off()
        subprocess.run(["ip", "netns", "del", self.namespace], capture_output=True, check=False)
        subprocess.run(["ip", "link", "del", self.namespace + "a"], capture_output=True, check=False)
        subprocess.run(["umount", "-l", self.folder / "disk"], capture_output=True, check=False)

    @property
    def disk(self):
        return self.folder / "disk"

    def give_a_small_disk(self, megabytes):
        self.disk.mkdir()
        sh("mount -t tmpfs -o size=${2}m tmpfs $1", self.disk, megabytes)

    def state(self, name):
        said = sh("bash $1/crossfade-host $1 state $2", self.disk, name)
        return dict(line.split("=", 1) for line in said.splitlines())


class LabTest(harness.ProgramTest):
    """self.hosts, an inventory of them, and the playbook."""

    measures = True
    host_count = 3

    def setUp(self):
        need_a_lab()
        super().setUp()
        sh("ssh-keygen -q -t ed25519 -N '' -f $1", self.folder / "key")
        self.hosts, self.logs = [], 0
        for number in range(1, self.host_count + 1):
            self.hosts.append(Host(self, number))
            self.addCleanup(self.hosts[-1].remove)
        self.variables = {host.name: {"crossfade_host_id": f"machine-{host.name}"} for host in self.hosts}
        self.recordings = self.folder / "recordings"

    def inventory(self):
        path = self.folder / "inventory.ini"
        lines = [" ".join([host.name, f"ansible_host={host.address}", f"crossfade_dir={host.disk}",
                           *(f"{key}={value}" for key, value in self.variables[host.name].items())]) for host in self.hosts]
        path.write_text("[lab]\n" + "\n".join(lines) + f"""
[lab:vars]
ansible_user=root
ansible_ssh_private_key_file={self.folder}/key
ansible_ssh_common_args="-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
ansible_python_interpreter=/usr/bin/python3
""", encoding="utf-8")
        return path

    def begin_playbook(self, *words, recordings=None, book="crossfade.yml", **variables):
        """`variables` go in as JSON, with -e."""
        said = {"recordings": str(recordings or self.recordings), "crossfade_poll_s": 1, **variables}
        command = ["ansible-playbook", "-i", self.inventory(), LAB / book, "-e", json.dumps(said), *words]
        # Into files: ssh leaves a connection open behind it, which would keep a pipe from ending.
        self.logs += 1
        out, err = (open(self.folder / f"playbook{self.logs}.{stream}", "wb") for stream in ("out", "err"))
        with out, err:
            process = subprocess.Popen([str(word) for word in command], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                       start_new_session=True, env=harness.environment(ANSIBLE_CONFIG=str(LAB / "ansible.cfg"), HOME=str(self.folder), ANSIBLE_TIMEOUT="20"))
        process.logs = [self.folder / f"playbook{self.logs}.{stream}" for stream in ("out", "err")]
        return process

    @staticmethod
    def ended(process, timeout=280):
        try:
            process.wait(timeout)
        finally:
            out, err = (path.read_text(encoding="utf-8", errors="replace") for path in process.logs)
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                print(out, err)
        return harness.Ended(process.args, process.returncode, out, err)

    def playbook(self, *words, **variables):
        return self.ended(self.begin_playbook(*words, **variables))

    def table(self):
        """Host to the words of its row: by the columns of the table's head."""
        (path,) = self.recordings.glob("*.txt")
        lines = path.read_text(encoding="utf-8").splitlines()
        edges = [0]
        for dashes in lines[1].split("  "):
            edges.append(edges[-1] + len(dashes) + 2)
        names = [lines[0][a:b].strip() for a, b in zip(edges, edges[1:])]
        rows = {}
        for line in lines[2:]:
            if not line:
                break
            cells = [line[a:b].strip() for a, b in zip(edges, [*edges[1:-1], None])]
            rows[cells[0]] = dict(zip(names, cells))
        return rows, "\n".join(lines)

    def wait_for(self, what, condition, seconds=120):
        wait_for(self, what, condition, seconds)
