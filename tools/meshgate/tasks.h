#pragma once
// What the commands that talk to the service share: options made from the tasks' tables, the request that
// they say, the client and the journal.
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "command.h"
#include "meshgate/jobs.h"
#include "meshgate/run.h"
#include "outputs.h"

namespace meshgate {

inline constexpr Option kCredentialsOption{
    "--credentials", "FILE",
    "HITEM3D_CLIENT_ID= and HITEM3D_CLIENT_SECRET= lines, mode 0600; default: the environment"};
inline constexpr Option kConcurrencyOption{
    "--concurrency", "N",
    "tasks of the account at once, over all processes that share the journal; default 10"};
inline constexpr Option kAgainOption{"--again", "",
                                     "pay again for a request that is under way or done (default: reuse it)"};
inline constexpr Option kForceOption{
    "--force", "", "send again what was sent before and got no answer: that may be paid twice"};
inline constexpr Option kDeadlineOption{
    "--deadline", "MINUTES",
    "end this long after a submission, whatever is on its way, and when no "
    "task is taken for so long; default 65, and 60 more for a download"};

/// --model, --format …: a field of the API each, and --mesh-url, --image-url, --view.
std::span<const Option> task_options();

/// The request for one input; empty = the URL options or --view say what it works on. kUsage for an unknown
/// task and a --view that is not NAME=FILE.
Result<TaskRequest> parse_task(const Arguments& arguments, const std::string& input);

/// What is to be done, from TASK, INPUT …, the URL options and --view. kUsage when there is nothing.
Result<std::vector<RunItem>> parse_tasks(const Arguments& arguments);

/// Client, journal and how to drive jobs.
struct Remote {
  std::unique_ptr<Client> client;
  std::unique_ptr<Journal> journal;
  JobOptions options;
};
Result<Client> open_client(const Arguments& arguments, const std::stop_token& stop);
Result<Remote> open_remote(const Arguments& arguments, const std::stop_token& stop);

/// Jobs that --force, a goal or their state let go on: those named by ids, else all that are not over.
Result<std::vector<Job>> chosen_jobs(Journal& journal, const std::vector<std::string>& ids,
                                     bool to_compare = false);

/// Says on stderr what became of each job that did not reach its goal, when it is not `told` anyway; notes
/// too.
void report_jobs(const std::vector<JobOutcome>& outcomes, const std::vector<std::string>& inputs,
                 const std::set<std::string>& told = {});

/// What `run` and `resume` share: drives the items with a table on stderr, says what became of them, and
/// writes the reports. Returns the exit code.
Result<int> run_and_report(Remote& remote, const std::vector<RunItem>& items, RunOptions options,
                           const Arguments& arguments, const std::vector<Output>& outputs);

/// 0, or the worst exit code of the outcomes' errors.
int exit_code(const std::vector<JobOutcome>& outcomes);

}  // namespace meshgate
