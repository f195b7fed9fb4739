// playback_manifest: manifests that read well, are compressed well and say something else than the catalogue.
#include "tests/workloads/wrong_answers/workbench.h"

#include "workloads/playback_manifest.cpp"

namespace crossfade::workloads {
namespace {

using Bench = Workbench<Dataset, Worker>;

TEST(WrongAnswers, PlaybackManifest) {
  Bench bench(kDescription, {{"titles", "100"}}, [](Worker& worker, const cf_request&, cf_answer& answer) {
    answer.bytes_out = worker.body_bytes_;
    answer.digest = digest(worker.body_.data(), worker.body_bytes_);
  });
  // Changes what follows the first place where the manifest has `name`.
  const auto behind = [](std::string_view name, auto&& change) {
    return [name, change](Worker& worker, const cf_request&) {
      std::string& manifest = worker.json_.text_;
      const std::size_t place = manifest.find(name);
      ASSERT_NE(place, std::string::npos) << name;
      change(manifest, place + name.size());
      worker.compress();
    };
  };
  // Another digit, so that the manifest still reads well.
  const auto digit = [&](std::string_view name) {
    return behind(name, [](std::string& manifest, std::size_t place) {
      manifest[place] = manifest[place] == '1' ? '2' : '1';
    });
  };
  const std::string other = "the manifest is not what the request asks for";
  for (std::uint32_t class_id = 0; class_id < kClasses.size(); ++class_id) {
    for (const std::uint32_t level : {0u, 1u}) {
      bench.expect_caught(
          {4, 0, class_id, level},
          {{"the body, which is cut off", [](Worker& worker, const cf_request&) { worker.body_bytes_ -= 1; },
            "the body does not decompress"},
           {"the manifest's last bracket",
            [](Worker& worker, const cf_request&) {
              worker.json_.text_.pop_back();
              worker.compress();
            },
            "the manifest cannot be read"},
           {"the title", digit("\"titleId\":"), other},
           {"its name",
            behind("\"name\":\"", [](std::string& manifest, std::size_t place) { manifest[place] = '_'; }),
            other},
           {"the duration", digit("\"durationMs\":"), other},
           {"when the manifest expires", digit("\"expires\":"), other},
           {"the level of its copy protection", digit("\"drmLevel\":\"L"), other},
           {"a bandwidth", digit("\"kbps\":"), other},
           {"a width", digit("\"width\":"), other},
           {"a height", digit("\"height\":"), other},
           {"a quality", digit("\"vmaf\":"), other},
           {"where the first segment begins", digit("\"segments\":[["), other},
           {"the edge that has a file", digit("\"edge\":"), other},
           {"the path that is signed", digit(".delivery.example/v/"), other},
           {"the cell of an experiment", digit("\"cell\":"), other}});
    }
  }
}

}  // namespace
}  // namespace crossfade::workloads
