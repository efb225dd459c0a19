#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "command.h"
#include "meshgate/jobs.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 2> kOptions{{
    {"ID", "ID", "one job with all of its events"},
    {"--all", "", "also what is done or given up"},
}};

constexpr std::string_view kDetails =
    "The journal is the file that MESHGATE_JOURNAL names, or meshgate/journal.sqlite in the user's data "
    "folder. It holds "
    "no secrets:\nno tokens, no links to results.\n";

std::string age_text(double seconds) {
  if (seconds < 60) return fmt::format("{:.0f} s", std::max(seconds, 0.0));
  if (seconds < 3600) return fmt::format("{:.0f} min", seconds / 60);
  if (seconds < 48 * 3600.0) return fmt::format("{:.0f} h", seconds / 3600);
  return fmt::format("{:.0f} days", seconds / 86400);
}

std::string state_text(const Job& job) {
  std::string text(to_string(job.state));
  if (job.state == JobState::kSubmitted && !job.remote_state.empty()) text += ", " + job.remote_state;
  if (!job.verdict.empty()) text += ", verified: " + job.verdict;
  return text;
}

std::string line_of(const Job& job, double now) {
  std::string text = fmt::format("{}  {:<8} {:<24} {:>8}  {}\n", job.id, job.request.task, state_text(job),
                                 age_text(now - job.created_at), input_name(job.request));
  if (!job.error.empty()) text += "          " + job.error + "\n";
  if (const std::string next = next_step(job); !next.empty()) text += "          next: " + next + "\n";
  return text;
}

std::string events_of(const std::vector<JobEvent>& events, double start) {
  std::string text;
  for (const JobEvent& event : events)
    text += fmt::format("  {:>9.3f} s  {:<12} {}\n", event.at - start, event.kind,
                        event.detail == "{}" ? "" : event.detail);
  return text;
}

bool is_over(const Job& job) {
  return job.state == JobState::kFetched || job.state == JobState::kAbandoned ||
         job.state == JobState::kFailed || (job.state == JobState::kRefused && !job.can_retry);
}

Result<int> list(const Arguments& arguments) {
  MG_TRY(Journal journal, Journal::open(default_journal_path()));
  const double now = system_clock().unix_s();
  if (arguments.has("ID")) {
    MG_TRY(const Job job, journal.find(arguments.get("ID")));
    MG_TRY(const std::vector<JobEvent> events, journal.events(job.id));
    std::string text = line_of(job, now);
    if (!job.task_id.empty()) text += fmt::format("          task {}\n", job.task_id);
    for (const FetchedFile& file : job.files) text += fmt::format("          {}\n", file.path);
    write_stdout(text + events_of(events, job.created_at));
    return 0;
  }
  MG_TRY(const std::vector<Job> jobs, journal.list());
  std::string text;
  std::size_t hidden = 0;
  for (const Job& job : jobs) {
    if (is_over(job) && !arguments.has("--all")) {
      ++hidden;
    } else {
      text += line_of(job, now);
    }
  }
  if (hidden > 0)
    text += fmt::format("{} more {} over; --all shows them\n", hidden, hidden == 1 ? "is" : "are");
  if (jobs.empty()) text = "no jobs in " + journal.path() + "\n";
  write_stdout(text);
  return 0;
}

int run(const Arguments& arguments, const std::stop_token& /*stop*/) {
  const Result<int> code = list(arguments);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_jobs{.name = "jobs",
                                  .summary = "list the tasks of the journal, and what to do next",
                                  .details = kDetails,
                                  .options = kOptions,
                                  .run = run};

}  // namespace meshgate
