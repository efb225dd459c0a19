#include <fmt/core.h>
#include <unistd.h>

#include <array>

#include "command.h"
#include "common_options.h"
#include "configured.h"
#include "job_table.h"
#include "outputs.h"
#include "tasks.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 10> kOptions{{
    {"TASK", "TASK", "split, segment, depth or generate", false, true},
    {"INPUT", "PATH", "a model or picture"},
    {"--dry-run", "", "show what would be sent, without secrets, and the price; send nothing"},
    kAgainOption,
    kForceOption,
    kConcurrencyOption,
    kDeadlineOption,
    kCredentialsOption,
    {"--quiet", "", "no progress"},
    kNoColorOption,
}};

constexpr std::string_view kDetails =
    "The input is checked first; what has errors is not sent. Prints the id of the job, for `meshgate wait` "
    "and `meshgate "
    "fetch`.\n";

Result<int> submit(const Arguments& arguments, const std::stop_token& stop) {
  MG_TRY(const TaskRequest request, parse_task(arguments, arguments.get("INPUT")));
  RunOptions options;
  MG_TRY(options.check.profile, load_profile("hitem3d"));
  options.check.stop = stop;
  const std::vector<RunItem> items{{request, {}}};
  MG_TRY(const Report checked, check_tasks(items, options));
  const Severity fail_on = Severity::kError;
  if (exit_code(checked, fail_on) != 0) {
    MG_TRY([[maybe_unused]] const bool written,
           write_outputs({{find_emitter("text"), {}}}, checked, arguments, fail_on));
    return 1;
  }
  if (arguments.has("--dry-run")) {
    MG_TRY(const std::string text, describe_request(request, base_url_from_environment()));
    write_stdout(text);
    return 0;
  }
  MG_TRY(Remote remote, open_remote(arguments, stop));
  JobTable table(false, arguments.has("--quiet"));
  table.attach(remote.options);
  remote.options.goal = JobGoal::kSubmitted;
  JobSpec spec;
  spec.request = request;
  MG_TRY(const std::vector<JobOutcome> outcomes,
         drive_jobs(*remote.journal, *remote.client, {spec}, remote.options));
  report_jobs(outcomes, {input_name(request)});
  write_stdout(outcomes[0].job.id + "\n");
  return exit_code(outcomes);
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = submit(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_submit{.name = "submit",
                                    .summary = "send one task to the service",
                                    .details = kDetails,
                                    .options = kOptions,
                                    .run = run,
                                    .table_options = task_options};

}  // namespace meshgate
