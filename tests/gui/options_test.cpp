#include "gui/options.h"

#include <QtTest>

using namespace crossfade::gui;
using crossfade::results::ErrorKind;

namespace {

crossfade::results::Result<Options> parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "crossfade-gui");
  return parse_options(static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

class OptionsTest : public QObject {
  Q_OBJECT
 private slots:
  void files_folders_and_the_baseline() {
    const auto options = parse({"a.h5", "folder", "--baseline", "a.h5"});
    QVERIFY(bool(options));
    QCOMPARE(options->places.size(), std::size_t(2));
    QVERIFY(!options->headless() && !options->replace);
    QVERIFY(parse({"a.h5", "--export", "x.md", "--force"})->replace);
    // A baseline that is not among the files is opened too.
    const auto other = parse({"a.h5", "--baseline", "b.h5"});
    QVERIFY(bool(other));
    QCOMPARE(other->places, (std::vector<std::filesystem::path>{"b.h5", "a.h5"}));
  }
  void screenshots_and_exports_need_no_display() {
    const auto options = parse({"a.h5", "b.h5", "--screenshot", "overview=o.png", "--screenshot",
                                "load=l=1.svg", "--export", "t.md", "--theme", "dark", "--size", "900x600"});
    QVERIFY2(bool(options), options ? "" : crossfade::results::to_line(options.error()).c_str());
    QVERIFY(options->headless());
    QCOMPARE(options->places.size(), std::size_t(2));
    QCOMPARE(options->screenshots.size(), std::size_t(2));
    QCOMPARE(options->screenshots[1].view, std::string("load"));
    QCOMPARE(options->screenshots[1].file.string(), std::string("l=1.svg"));
  }
  void prices() {
    const auto options = parse({"--hourly-price", "m5.xlarge=0.192", "--hourly-price", "x=1"});
    QVERIFY(bool(options));
    QCOMPARE(options->hourly_prices.size(), std::size_t(2));
    QCOMPARE(options->hourly_prices[0].second, 0.192);
  }
  void help_and_version() {
    const auto help = parse({"--help"});
    QVERIFY(bool(help));
    for (const char* part : {"--screenshot", "--export", "--baseline", "--view", "Exit codes"})
      QVERIFY2(help->print_and_exit.find(part) != std::string::npos, part);
    QVERIFY(parse({"--version"})->print_and_exit.find("crossfade-gui") == 0);
  }
  void mistakes_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QStringList& arguments, const char* says) {
      QTest::newRow(name) << arguments << QString::fromUtf8(says);
    };
    row("unknown option", {"--screenshots=x"}, "--screenshot'");
    row("unknown option's place", {"a.h5", "--screenshoot", "overview=x.png"}, "argument 2");
    row("unknown short option", {"a.h5", "-x"}, "-x' [argument 2]");
    row("no value", {"a.h5", "--screenshot"}, "VIEW=FILE");
    row("one name twice", {"a.h5", "--export", "x.md", "--export", "x.md"}, "same name");
    row("unknown view", {"a.h5", "--view", "overveiw"}, "overview");
    row("unknown screenshot view", {"a.h5", "--screenshot", "lod=x.png"}, "load");
    row("no file", {"a.h5", "--screenshot", "overview"}, "VIEW=FILE");
    row("empty file", {"a.h5", "--screenshot", "overview="}, "VIEW=FILE");
    row("picture format", {"a.h5", "--screenshot", "overview=x.gif"}, ".png");
    row("table format", {"a.h5", "--export", "x.doc"}, ".md");
    row("nothing named", {"--export", "x.md"}, "no recording");
    row("theme", {"--theme", "blue"}, "light");
    row("size", {"--size", "10x10"}, "WIDTHxHEIGHT");
    row("size text", {"--size", "800x600x"}, "WIDTHxHEIGHT");
    row("price zero", {"--hourly-price", "a=0"}, "positive");
    row("price negative", {"--hourly-price", "a=-1"}, "positive");
    row("price nan", {"--hourly-price", "a=nan"}, "positive");
    row("price text", {"--hourly-price", "a=1x"}, "positive");
    row("price name", {"--hourly-price", "=1"}, "NAME=USD");
  }
  void mistakes() {
    QFETCH(const QStringList, arguments);
    QFETCH(const QString, says);
    std::vector<std::string> texts;
    texts.reserve(static_cast<std::size_t>(arguments.size()));
    for (const QString& argument : arguments) texts.push_back(argument.toStdString());
    std::vector<const char*> raw;
    raw.reserve(texts.size());
    for (const std::string& text : texts) raw.push_back(text.c_str());
    const auto options = parse(raw);
    QVERIFY(!options);
    QVERIFY(options.error().kind == ErrorKind::usage);
    const QString line = QString::fromStdString(crossfade::results::to_line(options.error()));
    QVERIFY2(line.contains(says), qPrintable(line));
    const auto& error = options.error();
    QVERIFY2(!error.where.empty() && !error.why.empty() && !error.remedy.empty(), qPrintable(line));
  }
};

QTEST_APPLESS_MAIN(OptionsTest)
#include "options_test.moc"
