#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "command.h"
#include "meshgate/profile.h"
#include "meshgate/rule.h"
#include "terminal.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 2> kOptions{{
    {"--profile", "NAME|FILE", "show the severities of this profile; default hitem3d"},
    {"--ids", "", "only the ids, one a line"},
}};

int run(const Arguments& arguments, const std::stop_token& /*stop*/) {
  const auto profile = load_profile(arguments.get("--profile", "hitem3d"));
  if (!profile) return report_error(profile.error());
  std::size_t width = 0;
  for (const Rule* rule : all_rules()) width = std::max(width, rule->id.size());
  std::string text;
  for (const Rule* rule : all_rules()) {
    text += arguments.has("--ids") ? fmt::format("{}\n", rule->id)
                                   : fmt::format("{:<{}} {:<8} {}\n", rule->id, width,
                                                 to_string(profile->severity(rule->id)), rule->summary);
  }
  write_stdout(text);
  return 0;
}

}  // namespace

extern const Command command_rules{
    .name = "rules", .summary = "list all rules", .details = {}, .options = kOptions, .run = run};

}  // namespace meshgate
