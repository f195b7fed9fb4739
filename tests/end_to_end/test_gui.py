"""crossfade-gui without a display: pictures and tables of real recordings, and files that are none."""
import json
import shutil
import struct

import harness

VIEWS = ("overview", "load", "percentiles", "distribution", "throughput", "scaling", "why", "timeline", "cost", "verdict", "environment", "problems")


def png_size(path):
    """Width and height in the header, or None if this is no PNG."""
    head = path.read_bytes()[:24]
    return struct.unpack(">II", head[16:24]) if head[:8] == b"\x89PNG\r\n\x1a\n" else None


class GuiTest(harness.ProgramTest):
    needs_recordings = True

    def pair(self):
        return self.shared("m5.h5"), self.shared("m7a.h5")


class Pictures(GuiTest):
    def test_every_view_becomes_a_picture(self):
        words = [word for view in VIEWS for word in ("--screenshot", f"{view}={self.folder / view}.png")]
        self.assert_done(harness.run(harness.GUI, *self.pair(), "--size", "1280x800", *words))
        for view in VIEWS:
            self.assertEqual((1280, 800), png_size(self.folder / f"{view}.png"), view)

    def test_two_views_are_not_the_same_picture(self):
        words = [word for view in VIEWS for word in ("--screenshot", f"{view}={self.folder / view}.png")]
        self.assert_done(harness.run(harness.GUI, *self.pair(), *words))
        self.assertEqual(len(VIEWS), len({(self.folder / f"{view}.png").read_bytes() for view in VIEWS}))

    def test_needs_no_display_and_no_platform_setting(self):
        path = self.folder / "o.png"
        ended = harness.run(harness.GUI, *self.pair(), "--screenshot", f"overview={path}", DISPLAY=None, WAYLAND_DISPLAY=None,
                            QT_QPA_PLATFORM=None)
        self.assert_done(ended)
        self.assertIsNotNone(png_size(path))

    def test_a_drawing_that_scales(self):
        path = self.folder / "load.svg"
        self.assert_done(harness.run(harness.GUI, *self.pair(), "--screenshot", f"load={path}"))
        self.assertIn("<svg", path.read_text(encoding="utf-8"))


    def test_all_views_into_a_folder(self):
        folder = self.folder / "views"
        self.assert_done(harness.run(harness.GUI, *self.pair(), "--export-dir", folder))
        self.assertEqual({f"{view}.{ending}" for view in VIEWS for ending in ("png", "svg", "pdf", "md", "csv")},
                         {path.name for path in folder.iterdir()})
        self.assertIn("playback", (folder / "verdict.md").read_text(encoding="utf-8"))


class Tables(GuiTest):
    def test_the_overview_is_exported(self):
        for form in ("md", "csv", "txt", "json", "html"):
            with self.subTest(form=form):
                path = self.folder / f"overview.{form}"
                self.assert_done(harness.run(harness.GUI, *self.pair(), "--export", path))
                text = path.read_text(encoding="utf-8").replace("\\_", "_")
                for word in ("tls_segment", "evcache_get", "playback_manifest"):
                    self.assertIn(word, text)
                if form == "json":
                    json.loads(text)


    def test_what_is_simulated_is_called_so_in_every_format(self):
        for form in ("md", "csv", "txt", "json", "html"):
            path = self.folder / f"overview.{form}"
            self.assert_done(harness.run(harness.GUI, *self.pair(), "--export", path))
            self.assertIn("m7a.xlarge (SIMULATED)", path.read_text(encoding="utf-8"), form)

    def test_a_copy_does_not_count(self):
        copy, path = self.folder / "copy.h5", self.folder / "overview.md"
        shutil.copy(self.shared("m7a.h5"), copy)
        ended = harness.run(harness.GUI, *self.pair(), copy, "--export", path)
        self.assert_done(ended)
        self.assertIn("left out", ended.err)
        self.assertIn("is the same recording as", path.read_text(encoding="utf-8"))


class BadFiles(GuiTest):
    def test_a_bad_file_is_named_and_the_others_are_drawn(self):
        bad = self.folder / "bad.h5"
        bad.write_bytes(b"not a recording at all")
        picture, table = self.folder / "o.png", self.folder / "o.md"
        ended = harness.run(harness.GUI, bad, *self.pair(), "--screenshot", f"overview={picture}", "--export", table)
        self.assert_error(ended, harness.DATA, "bad.h5", "not a recording")
        self.assertIsNotNone(png_size(picture))
        self.assertIn("tls_segment", table.read_text(encoding="utf-8").replace("\\_", "_"))
        self.assertEqual(b"not a recording at all", bad.read_bytes())

    def test_unknown_views_and_options_offer_the_nearest(self):
        for words, parts in ((["--screenshot", "overveiw=o.png"], ("overveiw", "did you mean 'overview'")),
                             (["--screenshto", "overview=o.png"], ("--screenshto", "did you mean '--screenshot'")),
                             (["--screenshot", "overview=o.bmp"], ("o.bmp", "png"))):
            self.assert_error(harness.run(harness.GUI, *self.pair(), *words), harness.USAGE, *parts)

    def test_no_display(self):
        ended = harness.run(harness.GUI, *self.pair(), DISPLAY=None, WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
        self.assert_error(ended, harness.UNAVAILABLE, "display", "--screenshot")

    def test_a_display_that_does_not_answer(self):
        ended = harness.run(harness.GUI, *self.pair(), DISPLAY=":997", WAYLAND_DISPLAY=None, QT_QPA_PLATFORM=None)
        self.assert_error(ended, harness.UNAVAILABLE, "display", "--screenshot")

    def test_a_picture_that_cannot_be_written(self):
        ended = harness.run(harness.GUI, *self.pair(), "--screenshot", f"overview={self.folder / 'no' / 'o.png'}")
        self.assertIn(ended.code, (harness.CANNOT_CREATE, harness.IO), str(ended))
        self.assertRegex(ended.err, "o.png")
