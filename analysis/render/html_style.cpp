#include "analysis/render/html_style.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/render/palette.h"

namespace crossfade::analysis {
namespace {

std::uint32_t channel_mixed(std::uint32_t ground, std::uint32_t over, double share, unsigned shift) {
  const double g = (ground >> shift) & 0xFFU, o = (over >> shift) & 0xFFU;
  return static_cast<std::uint32_t>(std::lround(g + (o - g) * share)) << shift;
}

/// `share` (0 ... 1) of `over` in `ground`.
std::uint32_t mixed(std::uint32_t ground, std::uint32_t over, double share) {
  return channel_mixed(ground, over, share, 16) | channel_mixed(ground, over, share, 8) |
         channel_mixed(ground, over, share, 0);
}

/// A tint that a whole cell of text can have behind it.
constexpr double cell_tint = 0.45;

std::string variables(const Palette& p) {
  return fmt::format(
      "--base:#{:06x};--text:#{:06x};--muted:#{:06x};--line:#{:06x};--box:#{:06x};--better:#{:06x};"
      "--worse:#{:06x};--better-ground:#{:06x};--worse-ground:#{:06x}",
      p.base, p.text, p.muted_text, p.line, mixed(p.base, p.text, 0.05), p.better_mark, p.worse_mark,
      mixed(p.base, p.better_ground, cell_tint), mixed(p.base, p.worse_ground, cell_tint));
}

constexpr const char* rules = R"css(
body{margin:0;background:var(--base);color:var(--text);font:14px/1.45 system-ui,"DejaVu Sans",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1rem 1.25rem}
h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
p,li,h1,h2,figcaption{overflow-wrap:anywhere}
td,th{overflow-wrap:break-word}
td:first-child{min-width:7rem}
.found{background:var(--box);border-left:4px solid var(--muted);padding:.5rem 1rem;margin:1rem 0}
.found p{margin:.35rem 0}
ul{margin:.5rem 0;padding-left:1.25rem}
ul.notes,ul.head{color:var(--muted)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-size:13px}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{border-bottom:2px solid var(--muted);vertical-align:bottom}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.absent{color:var(--muted)}
td.better{background:var(--better-ground)}
td.worse{background:var(--worse-ground)}
td.caution{font-style:italic}
figure{margin:.75rem 0}
figcaption,.panel{color:var(--muted);font-size:12px}
.panel{margin:.6rem 0 0;font-weight:600}
svg{display:block;width:100%;max-width:760px;height:auto}
svg text{font-size:12px;fill:var(--text)}
svg .label{text-anchor:end}
svg .tick{text-anchor:middle;fill:var(--muted)}
svg line{stroke:var(--line);stroke-width:1}
svg .axis,svg .one{stroke:var(--muted)}
svg .threshold{stroke:var(--text);stroke-dasharray:5 4}
svg .interval{stroke:var(--muted);stroke-width:2}
svg line.better{stroke:var(--better)}
svg line.worse{stroke:var(--worse)}
svg .mark.better{fill:var(--better)}
svg .mark.worse{fill:var(--worse)}
svg .mark.open{fill:var(--base);stroke:var(--muted);stroke-width:2}
svg .bar{fill:var(--line);stroke:var(--muted);stroke-width:1}
svg .bar.better{fill:var(--better)}
svg .bar.worse{fill:var(--worse)}
svg .bar.bound{fill:none}
.bars svg line.interval{stroke:var(--text);stroke-width:1.5}
.key.better{color:var(--better)}
.key.worse{color:var(--worse)}
@media print{
@page{margin:12mm}
body{font-size:9pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{max-width:none;padding:0}
table{font-size:7.5pt}
.number{white-space:normal}
.scroll{overflow:visible}
thead{display:table-header-group}
tr,figure,.found,svg{break-inside:avoid}
h1,h2{break-after:avoid}
}
)css";

}  // namespace

std::string html_style() {
  // On paper the colours stay those of a light screen.
  return fmt::format(
      ":root{{color-scheme:light;{}}}\n@media screen and (prefers-color-scheme:dark)"
      "{{:root{{color-scheme:dark;{}}}}}{}",
      variables(light_palette), variables(dark_palette), rules);
}

}  // namespace crossfade::analysis
