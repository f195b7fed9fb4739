"""A recording is safe to share: nothing in it names the host, the user, the account or a place of this machine."""
import pathlib
import re
import socket

import h5py

import harness


def everything_in(path):
    """All that a reader can get out of the file, as text: names, attributes, values; and the file's own bytes."""
    parts = []

    def take(value):
        if hasattr(value, "tobytes"):
            parts.append(value.tobytes())
        parts.append(str(value).encode())

    with h5py.File(path, "r") as file:
        def visit(name, item):
            parts.append(name.encode())
            for key, value in item.attrs.items():
                parts.append(key.encode())
                take(value)
            if isinstance(item, h5py.Dataset):
                take(item[()])
        visit("/", file)
        file.visititems(visit)
    return b"\n".join(parts) + path.read_bytes()


def first_line(path):
    try:
        return pathlib.Path(path).read_text().strip()
    except OSError:
        return ""


class Sharing(harness.ProgramTest):
    measures = True

    def test_a_recording_names_neither_host_nor_user_nor_a_place_of_this_machine(self):
        home = self.folder / "home-of-jane-doe"
        home.mkdir()
        path = home / "recording-of-jane.h5"
        host = socket.gethostname()
        secrets = {
            "the host's name": host if len(host) > 5 else "",
            "the machine id": first_line("/etc/machine-id"),
            "the boot id": first_line("/proc/sys/kernel/random/boot_id"),
            "the product's UUID": first_line("/sys/class/dmi/id/product_uuid"),
            "the board's serial number": first_line("/sys/class/dmi/id/board_serial"),
            "the user's home": "home-of-jane-doe",
            "the file's own name": "recording-of-jane",
            "the user's name": "jane-doe-4711",
            "a secret of the environment": "AKIA0123456789EXAMPLE",
            "an account": "123456789012",
            **{f"address of {link.name}": first_line(link / "address") for link in pathlib.Path("/sys/class/net").iterdir()
               if first_line(link / "address") not in ("", "00:00:00:00:00:00")},
        }
        self.assert_done(harness.run(
            harness.COLLECT, *harness.run_arguments(path, "--workload-dir", harness.FIXTURES, workloads=("tiny", "tls_segment")),
            cwd=home, HOME=str(home), USER="jane-doe-4711", LOGNAME="jane-doe-4711", HOSTNAME=host,
            AWS_ACCESS_KEY_ID="AKIA0123456789EXAMPLE", AWS_ACCOUNT_ID="123456789012"))
        found = everything_in(path).lower()
        self.assertIn(b"tls_segment", found, "the scan sees what is there")
        for what, secret in secrets.items():
            if secret:
                self.assertNotIn(secret.lower().encode(), found, f"{what} is in the recording")
        places = {place.decode() for place in re.findall(rb"/(?:home|root|tmp|work|users)/[\w./-]+", found)}
        self.assertEqual(set(), places, "paths of this machine")

    def test_a_host_is_told_by_a_salted_hash(self):
        path = self.folder / "x.h5"
        self.assert_done(harness.run(harness.COLLECT, *harness.run_arguments(path, "--workload-dir", harness.FIXTURES, workloads=("tiny",))))
        with h5py.File(path, "r") as file:
            self.assertRegex(harness.text(file.attrs["host_id"]), "^[0-9a-f]{16,}$")
            self.assertTrue(harness.text(file.attrs["host_id_source"]))
