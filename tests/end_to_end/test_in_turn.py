"""scripts/record-in-turn: two recordings of one machine block by block, and what the report makes of them."""
import json
import os
import signal
import subprocess
import time

import h5py

import harness

SCRIPT = harness.SOURCE / "scripts" / "record-in-turn"
SHORT = ["--workload", "tls_segment", "--threads", "1", "--rates", "200,500", "--service-time", "30ms", "--capacity-time",
         "30ms", "--load-time", "30ms", "--host-id", "here"]


TINY = ["--workload-dir", harness.FIXTURES, "--workload", "tiny", "--threads", "1", "--rates", "none", "--slo-time", "none",
        "--service-time", "10ms", "--capacity-time", "10ms", "--host-id", "here"]
IN_TURN = [("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2), ("b", 3), ("a", 3)]


class InTurn(harness.ProgramTest):
    measures = True

    def record(self, *words):
        return harness.run(SCRIPT, *words, CROSSFADE_COLLECT=harness.COLLECT)

    def collect(self, path, *words):
        self.assert_done(harness.run(harness.COLLECT, "run", "-o", path, *words))

    @staticmethod
    def order(*paths):
        """(name, block) of what ended well, in the order in which it was begun: blocks first, then what comes behind the last."""
        found, behind = [], []
        for path in paths:
            with h5py.File(path, "r") as file:
                outcomes, purposes = harness.names(file["repetition_outcome"]), harness.names(file["repetition_purpose"])
                for start, repetition in zip(file["stage_start_unix_ns"][...], file["stage_repetition"][...]):
                    if purposes[repetition] != "measurement":
                        behind.append(start)
                    elif outcomes[repetition] == "ok":
                        found.append((start, path.stem, int(file["repetition_block"][repetition])))
        if behind and min(behind) < max(start for start, _, _ in found):
            raise AssertionError("a stage was repeated before the other side had its last block")
        return list(dict.fromkeys((name, block) for _, name, block in sorted(found)))

    def test_neighbours_are_compared_as_pairs(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        words = ("4", a, *SHORT, "--title", "A", "--", b, *SHORT, "--title", "B", "--isa-cap", "x86-64-v2")
        self.assert_done(self.record(*words))
        for path in (a, b):
            with h5py.File(path, "r") as file:
                self.assertEqual("finished", harness.text(file.attrs["state"]))
        self.assertEqual(IN_TURN, self.order(a, b))

        ended = harness.run(harness.REPORT, "compare", a, "--to", b)
        self.assert_done(ended)
        self.assertIn("this machine only", ended.out)
        if "void stage" not in ended.out:  # of blocks that lost a side on a busy machine no pairs are made
            self.assertNotIn("RESTS ON AN ASSUMPTION", " ".join(ended.out.split()))
            tables = json.loads(harness.run(harness.REPORT, "compare", a, "--to", b, "--format", "json").out)
            self.assertNotIn("same_host_sequential", json.dumps(tables))

        again = self.record(*words)
        self.assert_done(again)  # nothing is left to do, and nothing is lost

    def test_plug_ins_of_another_folder_are_found_again(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        self.assert_done(self.record("2", a, *TINY, "--", b, *TINY))
        for path in (a, b):
            with h5py.File(path, "r") as file:
                self.assertEqual("finished", harness.text(file.attrs["state"]))

    def test_it_goes_on_in_the_middle_of_a_pair(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        self.collect(a, *TINY, "--blocks", "4", "--stop-after", "1")
        self.collect(b, *TINY, "--blocks", "4", "--stop-after", "2")
        ended = self.record("4", a, *TINY, "--", b, *TINY)
        self.assert_done(ended)
        self.assertEqual(IN_TURN, self.order(a, b))
        self.assertIn("goes on at block 2 of 4\n", ended.err)
        self.assertRegex(ended.err, r"note: block 2 was begun \d+ s ago: its two sides do not see the same minutes")
        self.assertRegex(ended.err, "block 4 of 4, both sides: .* done")
        self.assertNotIn("block 1 of 4, both sides", ended.err)

    def test_a_block_that_was_cut_between_two_workloads_is_said(self):
        program, calls = self.folder / "collect", self.folder / "calls"
        program.write_text(f'''#!/bin/bash
            echo "$*" >>"{calls}"
            [[ "$*" != *--dry-run* ]] || echo "blocks complete: 1 of 2, and a part of block 2"''')
        program.chmod(0o755)
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        for path in (a, b):
            path.touch()
        ended = harness.run(SCRIPT, "2", a, "--seed", "3", "--", b, "--workload-dir", "d", CROSSFADE_COLLECT=program)
        self.assert_done(ended)
        self.assertRegex(ended.err, "note: block 2 was begun [0-9]+ s ago")
        self.assertEqual([f"run -o {a} --resume --same-plan --dry-run --blocks 2 --seed 3",
                          f"run -o {b} --resume --same-plan --dry-run --blocks 2 --workload-dir d",
                          f"run -o {b} --resume --blocks 2 --stop-after 1 --workload-dir d",
                          f"run -o {a} --resume --blocks 2 --stop-after 1",
                          f"run -o {a} --resume --blocks 2",
                          f"run -o {b} --resume --blocks 2 --workload-dir d"], calls.read_text().splitlines())

    def ended_with_void_calls(self, *said):
        """Two blocks a side (a, b, b, a); what the collector says of void stages after each, empty = nothing is void."""
        program, texts = self.folder / "collect", self.folder / "texts"
        texts.write_text("".join(f"{text}\n" for text in said))
        program.write_text(f'''#!/bin/bash
            [[ "$*" != *--dry-run* ]] || {{ echo "blocks complete: 0 of 2"; exit; }}
            text=$(head -1 "{texts}"); sed -i 1d "{texts}"; touch "$3"
            [[ -z $text ]] || {{ echo "crossfade-collect: $text can be used"; echo "  why: every stage was disturbed beyond use"
                                 exit 69; }}''')
        program.chmod(0o755)
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        ended = harness.run(SCRIPT, "2", a, "--", b, CROSSFADE_COLLECT=program)
        for path in (a, b):
            path.unlink()
        return ended

    def test_what_is_void_from_end_to_end_is_no_success(self):
        whole, added = "nothing of tiny", "nothing of what was measured now"
        ended = self.ended_with_void_calls(whole, "", "", added)
        self.assert_done(ended)
        self.assertIn("a.h5: nothing of what was measured now can be used\n  why: every stage", ended.err)
        self.assert_error(self.ended_with_void_calls("", "", whole, ""), harness.UNAVAILABLE, "b.h5: nothing of tiny",
                          "not ready to be compared")
        self.assert_error(self.ended_with_void_calls(added, added, added, added), harness.UNAVAILABLE, "every stage was")

    def test_more_blocks_are_added_in_turn(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        self.assert_done(self.record("2", a, *TINY, "--", b, *TINY))
        ended = self.record("4", a, *TINY, "--", b, *TINY)
        self.assert_done(ended)
        self.assertEqual(IN_TURN, self.order(a, b))
        self.assertNotIn("note: block", ended.err)

    def test_what_was_recorded_with_other_words_is_refused_and_kept(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        capped = [*TINY, "--isa-cap", "x86-64-v2"]
        self.assert_done(self.record("2", a, *TINY, "--", b, *capped))
        before = a.read_bytes(), b.read_bytes()
        for words, said in ((("2", a, *TINY, "--", b, *TINY), "b.h5: without --isa-cap"),
                            (("3", a, *TINY, "--", b, *capped, "--seed", "2"), "b.h5: --seed 2"),
                            (("2", a, *capped, "--", b, *capped), "a.h5: --isa-cap x86-64-v2"),
                            (("1", a, *TINY, "--", b, *capped), "a.h5: --blocks 1")):
            self.assert_error(self.record(*words), harness.USAGE, "options contradict", said, "why: it has", "what to do",
                              "nothing was measured")
        alone = self.folder / "alone.h5"
        self.assert_error(self.record("2", a, *TINY, "--", alone, *TINY), harness.DATA, "cannot go on in turn",
                          "a.h5 has 2 complete blocks, .*alone.h5 0", "what to do")
        self.assertEqual(before, (a.read_bytes(), b.read_bytes()))
        self.assertFalse(alone.exists())

    def stopped_in_a_block(self, stop):
        """Begins, has `stop` end it in a block of b, and returns how it ended and the words."""
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        slow = [*TINY, "--service-time", "300ms", "--capacity-time", "300ms"]
        words = ("4", a, *slow, "--", b, *slow)
        process = subprocess.Popen([str(word) for word in (SCRIPT, *words)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True,
                                   env=harness.environment(CROSSFADE_COLLECT=str(harness.COLLECT)))
        for _ in range(1200):
            if b.is_file():
                with h5py.File(b, "r") as file:
                    if "running" in harness.names(file["repetition_outcome"]):
                        break
            time.sleep(0.02)
        stop(process.pid)
        out, err = process.communicate(timeout=60)
        return process.returncode, (out + err).decode(), words

    def test_a_stop_inside_a_block_leaves_the_order_true(self):
        def ctrl_c(pid):
            os.killpg(pid, signal.SIGINT)  # as a terminal does: to the whole group

        def terminate(pid):
            os.kill(pid, signal.SIGTERM)  # as kill does: to the script alone

        for stop, code in ((ctrl_c, harness.INTERRUPTED), (terminate, harness.INTERRUPTED)):
            with self.subTest(stop=stop.__name__):
                ended, text, words = self.stopped_in_a_block(stop)
                self.assertEqual(code, ended, text)
                self.assertRegex(text, "stopped at .*; called again with the same words it goes on")
                again = self.record(*words)
                self.assert_done(again)
                self.assertRegex(again.err, "goes on at block [1-4] of 4\n")
                a, b = self.folder / "a.h5", self.folder / "b.h5"
                self.assertEqual(IN_TURN, self.order(a, b))
                for path in (a, b):
                    self.assertLessEqual(set(harness.outcomes(path)["tiny"]), {"ok", "interrupted"})
                    path.unlink()

    def test_help_is_no_mistake(self):
        ended = harness.run(SCRIPT, "--help")
        self.assert_done(ended)
        self.assertIn("Usage: scripts/record-in-turn BLOCKS", ended.out)
        self.assertNotIn("set -euo", ended.out)

    def test_mistakes_are_told(self):
        a, b = self.folder / "a.h5", self.folder / "b.h5"
        for words, why in (((), "two recordings"), (("no", a, "--", b), "number of blocks"), (("2", a, b, "--threads"), "no --"),
                           (("2", a, "--", a), "both sides"), (("2", a, "--isa-cap", "x86-64-v2", "--"), "each side"),
                           (("2", a, "--", b, "--blocks", "3"), "--blocks: .* first word"),
                           (("2", a, "--force", "--", b), "--force: .* decided here")):
            self.assert_error(self.record(*words), harness.USAGE, why, "what to do")
        self.assert_error(harness.run(SCRIPT, "2", a, "--", b, CROSSFADE_COLLECT="/nowhere"), harness.UNAVAILABLE, "/nowhere")
