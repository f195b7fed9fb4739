// One line: a document whose texts cannot break a layout: control characters of titles, labels and file names
// are shown as they are written in C. For text and Markdown; CSV and JSON quote them as they are.
#pragma once

#include "analysis/table.h"

namespace crossfade::analysis {

Document with_texts_on_one_line(Document document);

}  // namespace crossfade::analysis
