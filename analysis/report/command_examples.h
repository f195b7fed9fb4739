// Command examples: a line for each command of crossfade-report that shows how it is used, at the end of its
// help.
#pragma once

namespace CLI {
class App;
}

namespace crossfade::analysis {

/// The program with all of its commands. What stands at the end of a command's help stays before its example.
void add_examples(const CLI::App& app);

}  // namespace crossfade::analysis
