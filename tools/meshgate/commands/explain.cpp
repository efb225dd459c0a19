#include <array>

#include "command.h"
#include "meshgate/rule_page.h"
#include "meshgate/task.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 3> kOptions{{
    {"RULE", "RULE", "id of a rule, as mesh/empty", false, false},
    {"--write-docs", "DIR",
     "write a page for every rule and an index into DIR (docs/rules is made this way)"},
    {"--tasks", "", "print the tasks of the service: fields, values, limits, prices"},
}};

int run(const Arguments& arguments, const std::stop_token& /*stop*/) {
  if (arguments.has("--write-docs")) {
    const auto written = write_rule_pages(arguments.get("--write-docs"));
    return written ? 0 : report_error(written.error());
  }
  if (arguments.has("--tasks")) {
    write_stdout(render_task_reference());
    return 0;
  }
  const std::string id = arguments.get("RULE");
  if (id.empty())
    return report_error(fail(ErrorKind::kUsage, "explain: name a rule; `meshgate rules` lists them").value());
  const Rule* rule = find_rule(id);
  if (rule == nullptr) {
    std::vector<std::string_view> known;
    for (const Rule* candidate : all_rules()) known.push_back(candidate->id);
    return report_error(unknown_name("rule", id, known).value());
  }
  write_stdout(render_rule_page(*rule));
  return 0;
}

}  // namespace

extern const Command command_explain{.name = "explain",
                                     .summary = "say what a rule means and how to fix it",
                                     .details = {},
                                     .options = kOptions,
                                     .run = run};

}  // namespace meshgate
