"""The bundle runs where nothing is installed: in a root that holds the bundle, /proc and /dev, and nothing else."""
import hashlib
import json
import lzma
import os
import shutil
import subprocess
import tarfile

import h5py

import harness

BUNDLE = harness.BUILD / "tests" / "bundle.tar.xz"
BUNDLE_SCRIPT = harness.SOURCE / "scripts" / "bundle"

# Arguments: the root, the user to be, the program and its arguments. The root is made private to this process tree.
IN_EMPTY_ROOT = """
root=$1 user=$2
shift 2
mkdir -p "$root/proc" "$root/dev"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
exec env -i "$(command -v chroot)" --userspec="$user:$user" --groups= "$root" "$@"
"""


class BundleTest(harness.ProgramTest):
    needs_bundle = True

    def setUp(self):
        super().setUp()
        self.root = self.folder / "root"
        self.root.mkdir()
        with tarfile.open(BUNDLE) as archive:
            archive.extractall(self.root)
        (self.name,) = os.listdir(self.root)

    def program(self, name):
        return self.root / self.name / "bin" / name


class InAnEmptyRoot(BundleTest):
    measures = True

    def inside(self, program, *arguments, user="0"):
        return self.in_own_mounts(IN_EMPTY_ROOT, self.root, user, f"/{self.name}/bin/{program}", *arguments)

    def test_lists_the_same_workloads_as_the_build(self):
        ended = self.inside("crossfade-collect", "list")
        self.assert_done(ended)
        self.assertEqual(harness.run(harness.COLLECT, "list").out, ended.out)

    def test_doctor_answers(self):
        ended = self.inside("crossfade-collect", "doctor")
        self.assertIn(ended.code, (0, 1, 2), str(ended))
        self.assertEqual("", ended.err)

    def test_measures_and_the_recording_is_read_outside(self):
        for user in ("0", "65534"):
            with self.subTest(user=user):
                (self.root / "out").mkdir(exist_ok=True)
                os.chown(self.root / "out", int(user), int(user))
                ended = self.inside("crossfade-collect", *map(str, harness.run_arguments(f"/out/{user}.h5")), user=user)
                self.assert_done(ended)
                shown = harness.run(harness.REPORT, "show", self.root / "out" / f"{user}.h5")
                self.assert_done(shown)
                with h5py.File(self.root / "out" / f"{user}.h5") as file:
                    facts = json.loads(file["environment_json"][()].tobytes())
                real = (self.root / self.name / "real" / "crossfade-measure").read_bytes()
                self.assertIn({"key": "build.measure_digest", "value": "sha256:" + hashlib.sha256(real).hexdigest()}, facts)
                self.assertEqual(shown.out.replace(str(self.root), ""),
                                 self.inside("crossfade-report", "show", f"/out/{user}.h5").out)


class AtAnyPlace(BundleTest):
    def test_every_file_is_listed_with_its_digest(self):
        listed = {}
        for line in (self.root / self.name / "FILES.sha256").read_text(encoding="utf-8").splitlines():
            digest, path = line.split("  ", 1)
            listed[path] = digest
        found = {}
        for file in (self.root / self.name).rglob("*"):
            path = file.relative_to(self.root / self.name).as_posix()
            if file.is_file() and path != "FILES.sha256":
                found[path] = hashlib.sha256(file.read_bytes()).hexdigest()
        self.assertEqual(listed, found)
        for path in ("README.txt", "VERSION", "LICENSE"):
            self.assertIn(path, found)

    def test_every_library_comes_with_its_notice(self):
        notices = (self.root / self.name / "licenses").iterdir()
        self.assertLessEqual({"libc6.txt", "libstdc++6.txt", "libhdf5-103-1.txt", "libpfm4.txt", "libssl3.txt"},
                             {n.name for n in notices})

    def test_is_small_enough_to_send(self):
        self.assertLessEqual(BUNDLE.stat().st_size, 40_000_000)

    def test_starts_through_a_link_from_another_folder(self):
        (self.folder / "link").symlink_to(self.program("crossfade-collect"))
        self.assert_done(harness.run("../link", "list", cwd=self.root))

    def test_keeps_the_libraries_of_the_caller_out(self):
        ended = harness.run(self.program("crossfade-collect"), "list", LD_PRELOAD="/nowhere/x.so", LD_LIBRARY_PATH="/nowhere")
        self.assert_done(ended)
        self.assertEqual("", ended.err)

    def test_says_what_is_wrong_when_it_was_torn_apart(self):
        shutil.move(self.program("crossfade-collect"), self.folder / "crossfade-collect")
        ended = harness.run(self.folder / "crossfade-collect", "list")
        self.assert_error(ended, harness.UNAVAILABLE, "cannot find the bundle", "unpack the whole bundle again")


class Packing(harness.ProgramTest):
    needs_bundle = True

    def test_packs_the_same_bytes_again(self):
        again = self.folder / "again.tar"
        self.assert_done(harness.run(BUNDLE_SCRIPT, "--build", harness.BUILD, "-o", again, timeout=200))
        self.assertEqual(hashlib.sha256(lzma.decompress(BUNDLE.read_bytes())).hexdigest(),
                         hashlib.sha256(again.read_bytes()).hexdigest())

    def test_refuses_what_it_cannot_do(self):
        for code, arguments in ((harness.USAGE, ["--bild", "x"]), (harness.USAGE, ["-o"]),
                                (harness.USAGE, ["--build", harness.BUILD, "-o", "x.zip"]),
                                (harness.UNAVAILABLE, ["--build", self.folder])):
            with self.subTest(arguments=arguments):
                self.assert_error(harness.run(BUNDLE_SCRIPT, *arguments, cwd=self.folder), code, "scripts/bundle: cannot", "what to do")
