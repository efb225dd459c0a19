#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "command.h"
#include "meshgate/jobs.h"
#include "terminal.h"
#include "values.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 4> kOptions{{
    {"ID", "ID", "one job with all of its events"},
    {"--all", "", "also what is done or given up"},
    {"--dismiss", "ID",
     "give up a job that is not to go on: frees its slot, and lets its request be sent anew", true},
    {"--found", "ID=TASK",
     "a job whose answer was lost is this task of the service: `meshgate resume` waits for it", true},
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
  if (job.again && (job.state == JobState::kPlanned || job.state == JobState::kRefused)) text += ", --again";
  if (!job.verdict.empty()) text += ", verified: " + job.verdict;
  return text;
}

// Until when each job takes a slot.
using Slots = std::map<std::string, double>;

Result<Slots> slots_of(Journal& journal, double now) {
  Slots slots;
  MG_TRY(const std::vector<HeldSlot> held, journal.slots(now));
  for (const HeldSlot& slot : held) slots[slot.job] = slot.until;
  return slots;
}

std::string line_of(const Job& job, const Slots& slots, double now) {
  std::string text = fmt::format("{}  {:<8} {:<24} {:>8}  {}\n", job.id, job.request.task, state_text(job),
                                 age_text(now - job.created_at), input_name(job.request));
  if (!job.error.empty()) text += "          " + job.error + "\n";
  if (const auto slot = slots.find(job.id); job.state == JobState::kUnknown && slot != slots.end())
    text += fmt::format(
        "          holds a slot of the account for {} more, as its task may run; meshgate jobs --dismiss {} "
        "frees it\n",
        age_text(slot->second - now), job.id);
  if (const std::string next = next_step(job); !next.empty()) text += "          next: " + next + "\n";
  return text;
}

std::string events_of(const std::vector<JobEvent>& events, double start) {
  std::string text;
  for (const JobEvent& event : events) {
    text += fmt::format("  {:>9.3f} s  ", event.at - start);
    text +=
        event.detail == "{}" ? event.kind + "\n" : fmt::format("{:<12} {}\n", event.kind, detail_text(event));
  }
  return text;
}

bool is_over(const Job& job) {
  return job.state == JobState::kFetched || job.state == JobState::kAbandoned ||
         job.state == JobState::kDismissed || job.state == JobState::kFailed ||
         (job.state == JobState::kRefused && !job.can_retry);
}

// Each of --dismiss and --found, told as it is done.
Result<bool> settle(Journal& journal, const Arguments& arguments, double now) {
  for (const std::string& id : arguments.all("--dismiss")) {
    MG_TRY(const Job job, dismiss_job(journal, id, now));
    write_stdout(fmt::format("{} dismissed\n", job.id));
  }
  for (const std::string& found : arguments.all("--found")) {
    const std::size_t equals = found.find('=');
    if (equals == std::string::npos || equals + 1 == found.size())
      return fail(ErrorKind::kUsage,
                  "--found takes ID=TASK, the job and the service's id of its task, not \"" + found + "\"");
    MG_TRY(const Job job, adopt_task(journal, found.substr(0, equals), found.substr(equals + 1), now));
    write_stdout(fmt::format("{} is task {}; next: {}\n", job.id, task_id_text(job), next_step(job)));
  }
  return true;
}

Result<int> list(const Arguments& arguments, const std::stop_token& stop) {
  MG_TRY(const std::string path, default_journal_path());
  MG_TRY(Journal journal, Journal::open(path, stop));
  const double now = system_clock().unix_s();
  if (arguments.has("--dismiss") || arguments.has("--found")) {
    MG_TRY([[maybe_unused]] const bool settled, settle(journal, arguments, now));
    return 0;
  }
  MG_TRY(const Slots slots, slots_of(journal, now));
  if (arguments.has("ID")) {
    MG_TRY(const Job job, journal.find(arguments.get("ID")));
    MG_TRY(const std::vector<JobEvent> events, journal.events(job.id));
    std::string text = line_of(job, slots, now);
    if (!job.task_id.empty()) text += fmt::format("          task {}\n", task_id_text(job));
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
      text += line_of(job, slots, now);
    }
  }
  if (hidden > 0)
    text += fmt::format("{} more {} over; --all shows them\n", hidden, hidden == 1 ? "is" : "are");
  if (jobs.empty()) text = "no jobs in " + journal.path() + "\n";
  write_stdout(text);
  return 0;
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  const Result<int> code = list(arguments, stop);
  return code ? *code : report_error(code.error());
}

}  // namespace

extern const Command command_jobs{.name = "jobs",
                                  .summary = "list the tasks of the journal, and what to do next",
                                  .details = kDetails,
                                  .options = kOptions,
                                  .run = run};

}  // namespace meshgate
