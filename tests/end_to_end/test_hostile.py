"""Files made to harm whoever opens them, and readers that break: the programs say so and go on."""
import json
import pathlib
import shutil
import subprocess

import harness

SAMPLE = min((pathlib.Path(__file__).resolve().parents[2] / "results" / "samples").glob("*.h5"), key=lambda path: path.stat().st_size)
MAKE = harness.BUILD / "tests" / "make_hostile_files"


class HostileFiles(harness.ProgramTest):
    def setUp(self):
        super().setUp()
        made = harness.run(MAKE, self.folder)
        self.assertEqual(0, made.code, str(made))
        self.names = made.out.split()
        self.assertGreater(len(self.names), 60)

    def test_validate_refuses_each_with_its_reason(self):
        ended = harness.run(harness.REPORT, "validate", self.folder, "--json")
        self.assertEqual(2, ended.code, str(ended))
        self.assertEqual("", ended.err)
        (table,) = json.loads(ended.out)["tables"]
        rows = {pathlib.Path(row["file"]["text"]).stem: row for row in table["rows"]}
        self.assertEqual(set(self.names) | {"good"}, set(rows))
        self.assertEqual("valid", rows["good"]["verdict"]["text"])
        for name in self.names:
            self.assertEqual("REFUSED", rows[name]["verdict"]["text"], name)
            self.assertTrue(rows[name]["why"]["text"] and rows[name]["what_to_do"]["text"], name)
            self.assertNotRegex(rows[name]["why"]["text"], "crashed|CPU time|of memory|no sensible", name)

    def test_the_window_opens_what_is_good_and_names_the_rest(self):
        if not harness.GUI.exists():
            self.skipTest("built without the GUI")
        out = self.folder / "problems.csv"
        ended = harness.run(harness.GUI, self.folder, SAMPLE, "--view", "problems", "--export", out)
        self.assertEqual(harness.DATA, ended.code, str(ended))
        for name in self.names:
            self.assertIn(f"/{name}.h5", ended.err)
        self.assertNotIn("/good.h5", ended.err)
        self.assertTrue(out.exists())


BREAKS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
static pid_t program;
__attribute__((constructor)) static void begin(void) { program = getpid(); }
/* Called for every compressed chunk, by whoever reads the file; and by the window for what it draws. */
int inflateInit_(void* stream, const char* version, int size) {
  const char* how = getenv("HOW");
  if (getpid() == program)
    return ((int (*)(void*, const char*, int))dlsym(RTLD_NEXT, "inflateInit_"))(stream, version, size);
  if (!strcmp(how, "compute")) for (;;) {}
  if (!strcmp(how, "eat")) for (;;) { char* block = malloc(1 << 20); if (!block) _exit(3); memset(block, 1, 1 << 20); }
  if (!strcmp(how, "leave")) _exit(0);
  if (!strcmp(how, "escape") && (open("/etc/passwd", O_RDONLY) >= 0 || open("escaped", O_CREAT | O_WRONLY, 0600) >= 0 ||
                                 socket(AF_INET, SOCK_STREAM, 0) >= 0 || fork() >= 0)) _exit(0);
  *(volatile int*)0 = 1;
  return 0;
}
"""


class BrokenReader(harness.ProgramTest):
    """zlib is replaced by something that does its worst, as a file might make it do."""

    def setUp(self):
        super().setUp()
        source = self.folder / "breaks.c"
        source.write_text(BREAKS)
        self.library = self.folder / "breaks.so"
        subprocess.run(["cc", "-w", "-shared", "-fPIC", "-O1", "-o", self.library, source, "-ldl"], check=True)
        self.recording = self.folder / "a.h5"
        shutil.copy(SAMPLE, self.recording)

    def broken(self, how, *command, **options):
        return harness.run(*command, cwd=self.folder, LD_PRELOAD=str(self.library), HOW=how, **options)

    def test_what_it_does_is_the_reason_of_the_refusal(self):
        for how, said in (("crash", "it crashed the process that read it (SIGSEGV)"),
                          ("leave", "the process that read it gave no sensible answer"),
                          ("eat", "reading it takes more than 513 MiB of memory"),
                          ("compute", "reading it takes more than 4 s of CPU time")):
            with self.subTest(how=how):
                ended = self.broken(how, harness.REPORT, "validate", self.recording)
                self.assertEqual(2, ended.code, str(ended))
                self.assertIn(said, " ".join(ended.out.split()), str(ended))
                self.assertEqual("", ended.err)

    def test_it_cannot_get_out(self):
        ended = self.broken("escape", harness.REPORT, "validate", self.recording)
        self.assertIn("(SIGSEGV)", ended.out, "it could open a file, a socket or a process")
        self.assertFalse((self.folder / "escaped").exists())

    def test_every_command_says_so_and_ends(self):
        for command in ("show", "compare", "noise", "export"):
            more = ["-o", self.folder / "tables"] if command == "export" else []
            ended = self.broken("crash", harness.REPORT, command, self.recording, *more)
            self.assert_error(ended, harness.DATA, "cannot read the recording", "a.h5", "crashed the process", "what to do")

    def test_the_window_goes_on(self):
        if not harness.GUI.exists():
            self.skipTest("built without the GUI")
        ended = self.broken("crash", harness.GUI, self.recording, "--view", "problems", "--export", self.folder / "p.csv")
        self.assert_error(ended, harness.DATA, "cannot read the recording", "crashed the process")
