#pragma once
// From inputs to judged results: check, prepare when needed, submit, wait, fetch, verify; one report.
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/jobs.h"
#include "meshgate/report.h"
#include "meshgate/verify.h"

namespace meshgate {

/// One task: a new request, or a job of the journal that is to go on.
struct RunItem {
  TaskRequest request = {};
  std::string job = {};
};

struct RunOptions {
  /// How inputs and requests are checked. With `endpoint_profiles` each task's own profile takes the place of
  /// `check.profile`.
  CheckOptions check = {};
  bool endpoint_profiles = true;
  /// An input with a finding of this severity or worse is not sent. An error keeps it back in any case: kOff
  /// means kError.
  Severity block_on = Severity::kError;
  bool auto_prepare = false;      ///< mend what is not fit, beside the result, and send that
  bool verify = true;             ///< compare results with their sources
  VerifyOptions comparison = {};  ///< how: unit, scale, process and samples of it count
  JobOptions jobs = {};
  std::string folder = {};  ///< results go to FOLDER/INPUT-STEM/
  /// "checking", "preparing" or "verifying" begins for an input; what is between is told by `jobs`.
  std::function<void(const std::string& input, std::string_view stage)> on_stage = {};
};

struct RunOutcome {
  Report report;                      ///< per item: its input, then its results
  std::vector<JobOutcome> jobs;       ///< of the items that were sent, in their order
  std::vector<std::string> inputs;    ///< names of these items
  std::vector<std::string> not_sent;  ///< names of the items that their findings kept from being sent
  bool interrupted = false;           ///< a comparison was stopped: its input says so
};

/// Runs all items. kUsage for an unknown task or a wrong selection, kIo when the journal fails.
Result<RunOutcome> run_tasks(Journal& journal, Client& client, const std::vector<RunItem>& items,
                             const RunOptions& options);

/// Name of the profile that the report of these items carries: the task's own when all have the same.
std::string profile_of(const std::vector<RunItem>& items, const RunOptions& options);

/// The first stage alone: nothing is sent.
Result<Report> check_tasks(const std::vector<RunItem>& items, const RunOptions& options);

/// What a run would do with an item.
enum class RunFate {
  kBlocked,  ///< its findings keep it from being sent
  kSent,     ///< and paid for
  kReused,   ///< the same request is paid for, or comes before in this run
  kUnknown,  ///< the same request was sent and its answer was lost: not sent without --force
  kOfOther,  ///< the same request was sent with a login that may be the same account: not without --again
};

/// An item as a run would treat it.
struct RunPlan {
  std::string name;     ///< of its input
  TaskRequest request;  ///< as it would be sent
  InputReport input;    ///< of what would be sent, with what would be done to mend it
  RunFate fate = RunFate::kBlocked;
  std::string job;  ///< id of the job of kReused, kUnknown and kOfOther; empty = an earlier item of this run
  std::string
      same_as;  ///< "job 3f2a9c01 (fetched)", or the name of the earlier item; of kOfOther: all about it
  std::string prepared;  ///< the mended file that would be written and sent; empty = the input itself
  std::string shown;     ///< describe_request; empty of kBlocked
};

/// Where a dry run looks for the same requests.
struct RunAccount {
  Journal* journal = nullptr;  ///< null: nobody knows what was paid for before
  std::string name;            ///< Client::account
  std::string host;            ///< Client::host_account
  std::string base_url;        ///< of the API, as it is shown
};

/// What run_tasks would do, in the order of the items: nothing is sent, and nothing written but temporary
/// files of `auto_prepare`, which is carried out to know whether it goes well. kIo, kCancelled.
Result<std::vector<RunPlan>> plan_tasks(const std::vector<RunItem>& items, const RunOptions& options,
                                        const RunAccount& account);

/// Whether an input with these findings is not sent: see RunOptions::block_on.
bool is_blocked(const InputReport& report, Severity block_on);

/// Exit code: 4 stopped or late, 3 the service refused or failed, 2 the machine, 1 findings at `fail_on`, 0.
int exit_code(const RunOutcome& outcome, Severity fail_on);

}  // namespace meshgate
