"""crossfade-report validate: a verdict on each file, and an exit code that a script can rely on."""
import json
import pathlib
import shutil

import h5py

import harness

SAMPLES = sorted((pathlib.Path(__file__).resolve().parents[2] / "results" / "samples").glob("*.h5"))
SEAL_BYTES = 64


class Validate(harness.ProgramTest):
    def validate(self, *arguments):
        return harness.run(harness.REPORT, "validate", *arguments)

    def sample(self, name):
        path = self.folder / name
        shutil.copy(SAMPLES[0], path)
        return path

    def test_the_samples_are_valid(self):
        ended = self.validate(SAMPLES[0].parent)
        self.assertEqual(0, ended.code, str(ended))
        self.assertIn(f"{len(SAMPLES)} files: {len(SAMPLES)} valid.", ended.out)
        self.assertEqual("", ended.err)

    def test_a_file_that_h5py_changed_is_doubtful(self):
        path = self.sample("edited.h5")
        with h5py.File(path, "r+") as file:
            file.attrs.modify("title", file.attrs["title"])
        ended = self.validate(path)
        self.assertEqual(1, ended.code, str(ended))
        self.assertIn("it has no seal", ended.out)

    def test_a_newer_minor_version_is_doubtful_and_a_newer_major_is_refused(self):
        for name, code, said in (("schema_minor", 1, "newer schema 1.99"), ("schema_major", 2, "this program reads schema 1")):
            path = self.folder / f"{name}.h5"
            shutil.copy(harness.SHARED / "plain.h5", path)  # of this build: a newer one has all that it has
            with h5py.File(path, "r+") as file:
                file.attrs.modify(name, 99)
            ended = self.validate(path)
            self.assertEqual(code, ended.code, str(ended))
            self.assertIn(said, ended.out)

    def test_damage_is_refused_and_said(self):
        flipped = self.sample("flipped.h5")
        data = bytearray(flipped.read_bytes())
        data[len(data) // 2] ^= 1
        flipped.write_bytes(data)
        cut = self.sample("cut.h5")
        cut.write_bytes(cut.read_bytes()[:100_000])
        (self.folder / "text.h5").write_text("stage,latency\n")
        ended = self.validate(self.folder, "--json")
        self.assertEqual(2, ended.code, str(ended))
        (table,) = json.loads(ended.out)["tables"]
        why = {pathlib.Path(row["file"]["text"]).name: row["why"]["text"] for row in table["rows"]}
        self.assertIn("do not match their digest", why["flipped.h5"])
        self.assertIn("truncated", why["cut.h5"])
        self.assertIn("not begin like an HDF5 file", why["text.h5"])

    def test_what_is_not_there_is_refused_and_an_empty_folder_is_a_mistake(self):
        ended = self.validate(self.folder / "none.h5")
        self.assertEqual(2, ended.code, str(ended))
        self.assertIn("No such file", ended.out)
        self.assert_error(self.validate(self.folder), harness.DATA, r"there is no \*\.h5 in the folder", "what to do")
        self.assert_error(self.validate(), harness.USAGE, "no recording is named")
