// crossfade-gui: opens recordings in a window, or draws and writes them without one.
#include <QApplication>
#include <QTimer>
#include <cstdio>
#include <cstdlib>

#include "analysis/slo_solution.h"
#include "analysis/solution_store.h"
#include "gui/display.h"
#include "gui/headless.h"
#include "gui/main_window.h"
#include "gui/options.h"
#include "gui/text.h"
#include "results/catalogue.h"
#include "results/jailed_reading.h"
#include "results/standard_streams.h"
#include "results/version.h"

namespace {

using namespace crossfade;

int fail(const results::Error& error) {
  (void)std::fputs(results::to_text(error, "crossfade-gui").c_str(), stderr);
  return results::exit_code(error);
}

gui::ThemeMode theme_mode(const std::string& name) {
  if (name == "light") return gui::ThemeMode::light;
  if (name == "dark") return gui::ThemeMode::dark;
  return gui::ThemeMode::system;
}

/// Without a display the recordings are looked at all the same, so that the user hears of both.
int fail_without_display(const results::Error& error, const gui::Options& options) {
  for (const auto& entry : results::catalogue(options.places)) {
    if (!entry.summary) (void)fail(entry.summary.error());
  }
  return fail(error);
}

/// Everything is loaded: write, say what could not be read, end.
int finish(gui::MainWindow& window, const gui::Options& options) {
  int code = 0;
  for (const gui::LoadProblem& problem : window.session().problems()) {
    if (problem.same_as) {
      (void)std::fprintf(stderr, "crossfade-gui: left out: %s\n", problem.error.why.c_str());
    } else {
      code = fail(problem.error);
    }
  }
  const auto written = gui::write_outputs(window, options);
  return written ? code : fail(written.error());
}

/// The offscreen platform reports what it cannot do and no user asked for.
void pass_on(QtMsgType type, const QMessageLogContext& /*context*/, const QString& message) {
  if (message.startsWith(QLatin1String("This plugin does not support")) ||
      message.startsWith(QLatin1String("QStandardPaths: XDG_RUNTIME_DIR not set"))) {
    return;
  }
  (void)std::fprintf(stderr, "crossfade-gui: %s\n", qUtf8Printable(message));
  if (type == QtFatalMsg) std::abort();
}

int run(const gui::Options& options, int argc, char** argv) {
  if (options.headless()) qInstallMessageHandler(pass_on);
  const QApplication application(argc, argv);
  QApplication::setApplicationName(QStringLiteral("crossfade-gui"));
  QApplication::setApplicationDisplayName(QStringLiteral("Crossfade"));
  QApplication::setApplicationVersion(gui::to_qt(results::version()));
  QApplication::setDesktopFileName(QStringLiteral("org.crossfade.Crossfade"));
  if (options.headless()) {
    // The same picture on every machine that has the font.
    QApplication::setFont(QFont(QStringLiteral("DejaVu Sans"), 10));
  }
  gui::apply_theme(theme_mode(options.theme));
  gui::MainWindow window;
  window.resize(options.width, options.height);
  window.session().set_hourly_prices(options.hourly_prices);
  if (options.baseline) window.session().prefer_baseline(*options.baseline);
  if (!options.view.empty()) window.show_view(gui::to_qt(options.view));
  bool first = true;
  QObject::connect(&window.session().loader(), &gui::Loader::finished, &window, [&] {
    if (options.headless()) {
      QApplication::exit(finish(window, options));
    } else if (first) {
      if (const auto applied = gui::apply_choices(window, options); !applied) fail(applied.error());
    }
    first = false;
  });
  if (options.headless()) window.setAttribute(Qt::WA_DontShowOnScreen);
  window.show();
  window.session().open(options.places);
  return QApplication::exec();
}

}  // namespace

int main(int argc, char** argv) {
  crossfade::results::open_standard_streams();
  const auto options = crossfade::gui::parse_options(argc, argv);
  if (!options) return fail(options.error());
  if (!options->print_and_exit.empty()) {
    (void)std::fputs(options->print_and_exit.c_str(), stdout);
    return 0;
  }
  // Before Qt starts threads.
  const auto jail = crossfade::results::JailedReading::start();
  if (!jail) return fail(jail.error());
  crossfade::analysis::keep_slo_solutions_in(crossfade::analysis::solution_file());
  if (options->headless()) {
    if (const auto free = crossfade::gui::check_outputs(*options); !free) return fail(free.error());
    crossfade::gui::choose_offscreen_platform();
  } else if (const auto problem = crossfade::gui::display_problem()) {
    return fail_without_display(*problem, *options);
  }
  return run(*options, argc, argv);
}
