#include <array>

#include "command.h"
#include "common_options.h"
#include "configured.h"
#include "outputs.h"
#include "tasks.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 15> kOptions{{
    {"ID", "ID", "jobs; default: all of this account that are not over", true},
    kForceOption,
    kConcurrencyOption,
    kDeadlineOption,
    kCredentialsOption,
    kConfigOption,
    {"--no-verify", "", "do not compare results with their sources"},
    kUnitOption,
    kScaleOption,
    kProcessOption,
    {"--report", "FORMAT[=PATH]", "as `meshgate check`; default text", true},
    kFailOnOption,
    {"--quiet", "", "no progress; only inputs that fail, and the summary"},
    {"--no-progress", "", "lines instead of a live table"},
    kNoColorOption,
}};

constexpr std::string_view kDetails =
    "Goes on with what was interrupted, wherever it stood: what was not sent is sent, what was sent is "
    "waited for and "
    "fetched, and what was fetched is compared.\nWhat was sent without an answer is never sent again, unless "
    "you say --force "
    "and name the\njob.\n";

Result<int> resume(const Arguments& given, const std::stop_token& stop) {
  MG_TRY(const Configured configured, meshgate::configured(given, kOptions));
  const Arguments& arguments = configured.arguments;
  MG_TRY(const std::vector<Output> outputs, parse_outputs(arguments, {}));
  if (arguments.has("--force") && !arguments.has("ID"))
    return fail(
        ErrorKind::kUsage,
        "resume --force sends jobs again whose tasks may run already: name them, `meshgate jobs` lists "
        "their ids");
  MG_TRY(Remote remote, open_remote(arguments, stop));
  MG_TRY(const std::vector<Job> jobs,
         chosen_jobs(*remote.journal, arguments.all("ID"), !arguments.has("--no-verify")));
  std::vector<RunItem> items;
  std::size_t foreign = 0;
  for (const Job& job : jobs) {
    if (!arguments.has("ID") && job.account != remote.client->account()) {
      ++foreign;
    } else {
      items.push_back({{}, job.id});
    }
  }
  if (foreign > 0)
    write_note(std::to_string(foreign) + (foreign == 1 ? " job" : " jobs") +
               " of another account or host left alone");
  if (items.empty()) {
    write_note("nothing to resume");
    return 0;
  }
  RunOptions options;
  MG_TRY(options.check, configured_check(configured, stop));
  options.verify = !arguments.has("--no-verify");
  MG_TRY([[maybe_unused]] const bool sized, take_print_options(arguments, options.comparison));
  return run_and_report(remote, items, std::move(options), arguments, outputs);
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = resume(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_resume{.name = "resume",
                                    .summary = "go on with tasks that were interrupted",
                                    .details = kDetails,
                                    .options = kOptions,
                                    .run = run};

}  // namespace meshgate
