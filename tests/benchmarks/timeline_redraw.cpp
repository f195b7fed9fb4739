// What the window's timeline takes with many samples: making the pyramids, asking them for every column of a
// window, and redrawing the whole chart while it is panned, at three widths of the window. Prints medians and
// the slowest of many pans, redraws per second by the slowest, and memory. The target is 60 redraws a second
// with 10 million samples.
//
// timeline_redraw [SAMPLES [LANES]]: by default 10,000,000 and 4; every lane has that many.
#include <fmt/format.h>
#include <sys/resource.h>

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "gui/widgets/timeline_chart.h"

namespace {

namespace analysis = crossfade::analysis;
namespace gui = crossfade::gui;
using analysis::TimeWindow;

constexpr std::int64_t every_ns = 100'000'000 / 16;  // sixteen workers at 10 Hz
constexpr int pans = 200, width_px = 1280;
constexpr std::array<double, 3> shares{1.0, 0.37, 0.01};

double ms_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

long resident_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

struct Times {
  std::vector<double> ms;

  double median() {
    std::nth_element(ms.begin(), ms.begin() + static_cast<std::ptrdiff_t>(ms.size() / 2), ms.end());
    return ms[ms.size() / 2];
  }
  double slowest() const { return *std::max_element(ms.begin(), ms.end()); }
};

void print(const std::string& what, Times times) {
  fmt::print("{:44} {:9.3f} {:9.3f} {:12.0f}\n", what, times.median(), times.slowest(),
             1000 / times.slowest());
}

std::shared_ptr<const analysis::SampleAxis> make_axis(std::size_t samples) {
  std::vector<TimeWindow> windows;
  windows.reserve(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const auto end = static_cast<std::int64_t>(i + 1) * every_ns;
    windows.push_back({std::max<std::int64_t>(0, end - 16 * every_ns), end});
  }
  return std::make_shared<const analysis::SampleAxis>(std::move(windows));
}

/// Noise about a slow wave, with a spike here and there.
std::shared_ptr<const analysis::SamplePyramid> make_values(std::size_t samples, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<float> values, weights(samples, 1.0F);
  values.reserve(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const auto noise = static_cast<float>(random() % 1000) / 1000.0F;
    const float wave = std::sin(static_cast<float>(i) * 1e-5F);
    values.push_back(random() % 100'000 == 0 ? 20.0F : 4 + wave + noise);
  }
  return std::make_shared<const analysis::SamplePyramid>(std::move(values), std::move(weights));
}

analysis::Timeline make_timeline(std::size_t samples, std::size_t lanes) {
  analysis::Timeline timeline;
  timeline.whole = {0, static_cast<std::int64_t>(samples) * every_ns};
  const auto start = std::chrono::steady_clock::now();
  const auto axis = make_axis(samples);
  for (unsigned i = 0; i < lanes; ++i)
    timeline.lanes.push_back(
        {fmt::format("lane{}", i), fmt::format("lane {}", i), "s-1", "", axis, make_values(samples, i + 1)});
  constexpr std::uint32_t stages = 400;
  for (std::uint32_t i = 0; i < stages; ++i) {
    const TimeWindow window{timeline.whole.at_share(i / double{stages}),
                            timeline.whole.at_share((i + 0.8) / double{stages})};
    timeline.stages.push_back(
        {window, i, i, static_cast<crossfade::results::StageKind>(i % 4),
         i % 3 == 0 ? crossfade::results::Quality::disturbed : crossfade::results::Quality::clean, "workload",
         "load", "steal"});
  }
  fmt::print("{} samples in each of {} lanes: made in {:.0f} ms, {} MiB resident\n", samples, lanes,
             ms_since(start), resident_mib());
  return timeline;
}

void ask(const analysis::Timeline& timeline, double share, const TimeWindow& first) {
  Times times;
  TimeWindow window = first;
  std::uint64_t seen = 0;
  for (int i = 0; i < pans; ++i) {
    window = analysis::panned(window, 0.01, timeline.whole);
    const auto start = std::chrono::steady_clock::now();
    const auto edges = timeline.lanes.front().axis->edges(window, width_px);
    for (const analysis::Lane& lane : timeline.lanes) {
      for (const auto& column : lane.values->summaries(edges)) seen += column.n;
    }
    times.ms.push_back(ms_since(start));
  }
  if (seen == 0) std::exit(1);
  print(fmt::format("pyramids, {} columns, {:g} % of the run", width_px, 100 * share), std::move(times));
}

void redraw(gui::TimelineChart& chart, double share, const TimeWindow& first) {
  chart.set_visible_window(first);
  QImage image(chart.size(), QImage::Format_RGB32);
  Times times;
  for (int i = 0; i < pans; ++i) {
    const auto start = std::chrono::steady_clock::now();
    chart.set_visible_window(analysis::panned(chart.visible_window(), 0.01, chart.scene().whole));
    QPainter painter(&image);
    chart.render(&painter);
    painter.end();
    times.ms.push_back(ms_since(start));
  }
  print(fmt::format("redraw of {} x {}, {:g} % of the run", chart.width(), chart.height(), 100 * share),
        std::move(times));
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  const std::size_t samples = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 10'000'000;
  const std::size_t lanes = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 4;
  if (samples == 0 || lanes == 0) {
    fmt::print(stderr, "timeline_redraw: SAMPLES and LANES are 1 or more\n");
    return 1;
  }
  const analysis::Timeline timeline = make_timeline(samples, lanes);
  gui::TimelineChart chart(gui::make_timeline_scene(timeline, "workload"));
  chart.resize(width_px, chart.sizeHint().height());
  chart.show();
  QApplication::processEvents();
  fmt::print("{:44} {:>9} {:>9} {:>12}\n", "", "median ms", "slowest", "a second");
  for (const double share : shares) {
    const TimeWindow window{timeline.whole.at_share(0), timeline.whole.at_share(share)};
    ask(timeline, share, window);
    redraw(chart, share, window);
  }
  fmt::print("at most {} MiB resident\n", resident_mib());
  return 0;
}
