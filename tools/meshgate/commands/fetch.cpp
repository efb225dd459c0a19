#include <array>

#include "command.h"
#include "job_table.h"
#include "tasks.h"
#include "terminal.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 5> kOptions{{
    {"ID", "ID", "a job, as `meshgate submit` or `meshgate jobs` print it", true, true},
    {"-o,--output", "DIR", "where the result goes", false, true},
    kDeadlineOption,
    kCredentialsOption,
    {"--quiet", "", "no progress"},
}};

constexpr std::string_view kDetails =
    "Waits for the task when it is not done yet. Prints the paths of the files. Results live at the service "
    "for an hour; "
    "what was\nfetched before is copied.\n";

Result<int> fetch(const Arguments& arguments, const std::stop_token& stop) {
  MG_TRY(Remote remote, open_remote(arguments, stop));
  MG_TRY(const std::vector<Job> jobs, chosen_jobs(*remote.journal, arguments.all("ID")));
  std::vector<JobSpec> specs;
  std::vector<std::string> names;
  for (const Job& job : jobs) {
    if (job.state == JobState::kPlanned || job.state == JobState::kRefused)
      return fail(ErrorKind::kUsage,
                  "job " + job.id + " was not submitted; `meshgate resume " + job.id + "` does it");
    specs.push_back({.request = {}, .job = job.id, .folder = arguments.get("-o,--output"), .stem = {}});
    names.push_back(input_name(job.request));
  }
  JobTable table(arguments);
  table.attach(remote.options);
  MG_TRY(const std::vector<JobOutcome> outcomes,
         drive_jobs(*remote.journal, *remote.client, specs, remote.options));
  report_jobs(outcomes, names);
  for (const JobOutcome& outcome : outcomes) {
    for (const FetchedFile& file : outcome.files) write_stdout(file.path + "\n");
  }
  return exit_code(outcomes);
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = fetch(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_fetch{.name = "fetch",
                                   .summary = "download the result of a task",
                                   .details = kDetails,
                                   .options = kOptions,
                                   .run = run};

}  // namespace meshgate
