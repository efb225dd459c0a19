#include "baselines.h"

#include <fmt/core.h>

#include <filesystem>
#include <set>
#include <string_view>

#include "meshgate/output.h"
#include "terminal.h"

namespace meshgate {

Result<std::shared_ptr<const Baseline>> known_findings(const Arguments& arguments) {
  std::error_code error;
  const std::string written = arguments.get("--write-baseline");
  if (!written.empty() && std::filesystem::exists(written, error)) {
    // Also for its own sake: what is not a baseline is not overwritten.
    MG_TRY(Baseline baseline, read_baseline(written));
    if (!arguments.has("--baseline")) return std::make_shared<const Baseline>(std::move(baseline));
  }
  const std::string path = arguments.get("--baseline");
  if (path.empty() || path == written) return nullptr;  // the first one is about to be written
  if (!std::filesystem::exists(path, error))
    return fail(ErrorKind::kNotFound, path + ": no such baseline; --write-baseline " + path + " makes it");
  MG_TRY(Baseline baseline, read_baseline(path));
  return std::make_shared<const Baseline>(std::move(baseline));
}

Result<bool> write_new_baseline(const Arguments& arguments, const Report& report, const Baseline* previous) {
  const std::string path = arguments.get("--write-baseline");
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Baseline baseline = make_baseline(report, folder, previous);
  MG_TRY([[maybe_unused]] const bool written, write_file(path, std::string_view(render_baseline(baseline))));
  std::set<std::string_view> inputs;
  for (const BaselineEntry& entry : baseline.entries) inputs.insert(entry.path);
  write_note(fmt::format("{}: {} accepted finding{} of {} input{}", path, baseline.entries.size(),
                         baseline.entries.size() == 1 ? "" : "s", inputs.size(),
                         inputs.size() == 1 ? "" : "s"));
  return true;
}

}  // namespace meshgate
