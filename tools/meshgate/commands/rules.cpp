#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "configured.h"
#include "meshgate/rule.h"
#include "terminal.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 3> kOptions{{
    {"--profile", "NAME|FILE", "show the severities of this profile; default hitem3d"},
    kConfigOption,
    {"--ids", "", "only the ids, one a line"},
}};

Result<int> list(const Arguments& arguments) {
  MG_TRY(const Configured settings, configured(arguments, kOptions));
  MG_TRY(const Profile profile, configured_profile(settings));
  std::size_t width = 0;
  for (const Rule* rule : all_rules()) width = std::max(width, rule->id.size());
  std::string text;
  for (const Rule* rule : all_rules()) {
    text += arguments.has("--ids") ? fmt::format("{}\n", rule->id)
                                   : fmt::format("{:<{}} {:<8} {}\n", rule->id, width,
                                                 to_string(profile.severity(rule->id)), rule->summary);
  }
  write_stdout(text);
  return 0;
}

int run(const Arguments& arguments, const std::stop_token& /*stop*/) {
  const Result<int> code = list(arguments);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_rules{
    .name = "rules", .summary = "list all rules", .details = {}, .options = kOptions, .run = run};

}  // namespace meshgate
