#include <array>

#include "command.h"
#include "job_table.h"
#include "tasks.h"
#include "terminal.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 4> kOptions{{
    {"ID", "ID", "jobs, as `meshgate submit` or `meshgate jobs` print them; default: all that are under way",
     true},
    kDeadlineOption,
    kCredentialsOption,
    {"--quiet", "", "no progress"},
}};

Result<int> wait_for(const Arguments& arguments, const std::stop_token& stop) {
  MG_TRY(Remote remote, open_remote(arguments, stop));
  MG_TRY(const std::vector<Job> jobs, chosen_jobs(*remote.journal, arguments.all("ID")));
  std::vector<JobSpec> specs;
  std::vector<std::string> names;
  for (const Job& job : jobs) {
    // What was never sent is not waited for, unless it was asked for by name: then it is told.
    if (!arguments.has("ID") &&
        (job.state != JobState::kSubmitted || job.account != remote.client->account()))
      continue;
    if (job.state == JobState::kPlanned || job.state == JobState::kRefused)
      return fail(ErrorKind::kUsage,
                  "job " + job.id + " was not submitted; `meshgate resume " + job.id + "` does it");
    specs.push_back({.request = {}, .job = job.id, .folder = {}, .stem = {}});
    names.push_back(input_name(job.request));
  }
  if (specs.empty()) write_note("nothing to wait for");
  JobTable table(arguments);
  table.attach(remote.options);
  remote.options.goal = JobGoal::kFinished;
  MG_TRY(const std::vector<JobOutcome> outcomes,
         drive_jobs(*remote.journal, *remote.client, specs, remote.options));
  report_jobs(outcomes, names);
  for (const JobOutcome& outcome : outcomes)
    write_stdout(outcome.job.id + " " + std::string(to_string(outcome.job.state)) + "\n");
  return exit_code(outcomes);
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = wait_for(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_wait{
    .name = "wait", .summary = "wait until tasks are done", .details = {}, .options = kOptions, .run = run};

}  // namespace meshgate
