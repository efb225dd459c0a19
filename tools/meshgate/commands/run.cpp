#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>

#include "command.h"
#include "common_options.h"
#include "configured.h"
#include "outputs.h"
#include "tasks.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 25> kOptions{{
    {"TASK", "TASK", "split, segment, depth or generate", false, true},
    {"INPUT", "PATH", "models or pictures: files, folders or globs; each is a task", true},
    {"-o,--output", "DIR", "results go to DIR/INPUT-STEM/", false, true},
    {"--files-from", "FILE", "read more inputs from FILE, one a line; - is stdin"},
    {"--dry-run", "", "show what would be sent, without secrets, and the price; send nothing"},
    {"--auto-prepare", "", "mend an input that the service would refuse (`meshgate prepare`), and send that"},
    {"--no-verify", "", "do not compare results with their sources"},
    kUnitOption,
    kScaleOption,
    kProcessOption,
    kAgainOption,
    kForceOption,
    kConcurrencyOption,
    kDeadlineOption,
    kCredentialsOption,
    {"--profile", "NAME|FILE", "how inputs are checked; default: the profile of the task"},
    kConfigOption,
    {"--report", "FORMAT[=PATH]", "as `meshgate check`; default text", true},
    {"--fail-on", "LEVEL",
     "exit with 1 from this severity on: error, warning, info or never. A stricter level than error keeps "
     "more from being sent, never sends no more"},
    {"--select", "GLOB", "only rules that match", true},
    kIgnoreOption,
    kSeverityOption,
    {"--jobs", "N", "threads for checking; default all cores"},
    {"--quiet", "", "no progress; only inputs that fail, and the summary"},
    {"--no-progress", "", "lines instead of a live table"},
}};

constexpr std::string_view kDetails =
    "Inputs are checked first; what has errors is not sent, whatever --fail-on says (then the exit code is "
    "1). "
    "A task costs credits when the service takes it. "
    "The journal "
    "remembers\neach one: stop at any time (Ctrl-C) and go on with `meshgate resume`, or give the same "
    "command again: "
    "nothing is paid twice.\n"
    "\n"
    "Examples:\n"
    "  meshgate run split figure.glb -o out\n"
    "  meshgate run split --model general --level high --format stl assets/*.stl -o out\n"
    "  meshgate run generate --view front=a.png --view left=b.png -o out\n"
    "  meshgate run depth portrait.png -o out --dry-run\n";

Result<RunOptions> parse_run_options(const Configured& configured, const std::stop_token& stop) {
  const Arguments& arguments = configured.arguments;
  RunOptions options;
  MG_TRY(options.check, configured_check(configured, stop));
  options.endpoint_profiles = !arguments.has("--profile");
  options.auto_prepare = arguments.has("--auto-prepare");
  options.verify = !arguments.has("--no-verify");
  MG_TRY([[maybe_unused]] const bool sized, take_print_options(arguments, options.comparison));
  options.folder = arguments.get("-o,--output");
  return options;
}

// Where the journal is when there is one, and whose tasks count; a dry run makes none, and asks nobody.
struct Known {
  std::unique_ptr<Journal> journal;
  RunAccount account;
};

Result<Known> what_is_known(const Arguments& arguments, const std::stop_token& stop) {
  Known known;
  known.account.base_url = base_url_from_environment();
  const auto client = open_client(arguments, stop);
  if (!client) return known;
  known.account.name = client->account();
  known.account.host = client->host_account();
  MG_TRY(const std::string path, default_journal_path());
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return known;
  MG_TRY(Journal journal, Journal::open(path, stop));
  known.journal = std::make_unique<Journal>(std::move(journal));
  known.account.journal = known.journal.get();
  return known;
}

void tell_plan(const RunPlan& plan) {
  if (!plan.prepared.empty())
    write_stderr(fmt::format("{}: is mended first, as {} (the report says how)\n", plan.name, plan.prepared));
  switch (plan.fate) {
    case RunFate::kBlocked:
      return write_note(plan.name + ": not sent, because of its findings");
    case RunFate::kSent:
      return write_stderr(plan.shown);
    case RunFate::kReused:
      return write_stderr(
          fmt::format("{}: not sent: the same request is {}, which is reused. Price: 0 credits "
                      "(--again pays for a new one)\n",
                      plan.name, plan.same_as));
    case RunFate::kOfOther:
      return write_stderr(fmt::format("{}: not sent: {}\n", plan.name, plan.same_as));
    case RunFate::kUnknown:
      return write_stderr(
          fmt::format("{0}: not sent: the same request is {1}, whose answer was lost: `meshgate jobs {2}` "
                      "says what to do (--force sends it again)\n",
                      plan.name, plan.same_as, plan.job));
  }
}

Result<int> dry_run(const std::vector<RunItem>& items, const RunOptions& options,
                    const std::vector<Output>& outputs, const Arguments& arguments, Severity fail_on) {
  MG_TRY(const Known known, what_is_known(arguments, options.check.stop));
  MG_TRY(std::vector<RunPlan> plans, plan_tasks(items, options, known.account));
  Report report;
  report.command = "run";
  report.profile = profile_of(items, options);
  std::vector<TaskRequest> sent;
  bool is_blocked = false;
  for (RunPlan& plan : plans) {
    tell_plan(plan);
    is_blocked = is_blocked || plan.fate == RunFate::kBlocked;
    if (plan.fate == RunFate::kSent) sent.push_back(plan.request);
    report.inputs.push_back(std::move(plan.input));
  }
  if (plans.size() > 1)
    write_stderr("together: " + (sent.empty() ? "nothing is sent, 0 credits" : describe_prices(sent)) + "\n");
  if (known.account.name.empty() && !sent.empty())
    write_note(
        "without credentials nobody knows whether the same was paid for before: then it is reused, and costs "
        "nothing");
  MG_TRY([[maybe_unused]] const bool written, write_outputs(outputs, report, arguments, fail_on));
  return std::max(exit_code(report, fail_on), is_blocked ? 1 : 0);
}

Result<int> run_all(const Arguments& given, const std::stop_token& stop) {
  MG_TRY(const Configured configured, meshgate::configured(given, kOptions));
  const Arguments& arguments = configured.arguments;
  MG_TRY(const std::vector<RunItem> items, parse_tasks(arguments));
  std::vector<std::string> inputs;
  for (const RunItem& item : items) inputs.push_back(item.request.input);
  MG_TRY(const Severity fail_on, parse_fail_on(arguments.get("--fail-on", "error")));
  MG_TRY(const std::vector<Output> outputs, parse_outputs(arguments, inputs));
  MG_TRY(RunOptions options, parse_run_options(configured, stop));
  options.block_on = fail_on;
  options.jobs.again = arguments.has("--again");
  options.jobs.force = arguments.has("--force");
  if (arguments.has("--dry-run")) return dry_run(items, options, outputs, arguments, fail_on);
  MG_TRY(Remote remote, open_remote(arguments, stop));
  return run_and_report(remote, items, std::move(options), arguments, outputs);
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = run_all(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_run{
    .name = "run",
    .summary = "check, submit, wait, fetch and verify: tasks from inputs to judged results",
    .details = kDetails,
    .options = kOptions,
    .run = run,
    .table_options = task_options};

}  // namespace meshgate
