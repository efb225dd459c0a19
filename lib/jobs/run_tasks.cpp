#include "meshgate/run.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/heap.h"
#include "core/text.h"
#include "gate/decide.h"
#include "jobs/event_json.h"
#include "jobs/result_file.h"
#include "jobs/run_items.h"
#include "jobs/run_stages.h"

namespace meshgate {
namespace {

JobSpec spec_of(const Item& item, const RunOptions& options) {
  return {.request = item.request,
          .job = item.job,
          .folder = item.folder,
          .stem = item.stem,
          .compare = options.verify};
}

// How the task ended, in the report of its input.
void add_outcome(const JobOutcome& outcome, const CheckOptions& check, InputReport& report) {
  const Job& job = outcome.job;
  report.metrics.emplace_back("job", job.id);
  if (!job.task_id.empty()) report.metrics.emplace_back("task_id", printable(job.task_id));
  report.metrics.emplace_back("task_state", std::string(to_string(job.state)));
  if (!outcome.error) return;
  Finding finding;
  finding.rule = "task/no-result";
  finding.message = describe(*outcome.error);
  finding.evidence = {{"job", job.id}, {"task_state", std::string(to_string(job.state))}};
  decide({std::move(finding)}, profile_for(check, report.path), check, report);
}

// Its result is there, and nobody knows whether it is right.
void add_not_verified(const std::string& why, const std::vector<FetchedFile>& files,
                      const CheckOptions& check, InputReport& report) {
  Finding finding;
  finding.rule = "file/not-checked";
  finding.message =
      fmt::format("its result was not compared with it: {}. The result is {}", why, files.front().path);
  decide({std::move(finding)}, profile_for(check, report.path), check, report);
}

// Whether the source is still what was sent, minutes ago.
Result<bool> is_as_sent(const Item& item, const Job& job) {
  if (job.source_changed) return false;
  MG_TRY(const std::string key, compute_task_key(item.request));
  return key == job.key;
}

std::string why_changed(const Job& job) {
  return job.source_changed ? "it was changed while it was sent" : "it was changed after it was sent";
}

// A result that holds nothing, or fails and does not show where it ends, may have come damaged: it is not to
// be taken for the result for ever.
void note_damaged(const InputReport& result, JobOutcome& job) {
  const bool is_empty = std::any_of(result.findings.begin(), result.findings.end(),
                                    [](const Finding& finding) { return finding.rule == "parts/empty"; });
  const bool is_open = result.verdict == Verdict::kFail &&
                       std::any_of(job.files.begin(), job.files.end(), [](const FetchedFile& file) {
                         return file_end(file.path) == FileEnd::kUnknown;
                       });
  if (!is_empty && !is_open) return;
  job.notes.push_back(
      fmt::format("{} may have come cut off or damaged. To have it downloaded anew (nothing is paid again) "
                  "remove it and give "
                  "the command again, as long as the service has it",
                  printable(job.files.front().path, 1000)));
}

// Compares a result with its source and notes the verdict.
Result<bool> verify_item(const Item& item, JobOutcome& job, const VerifyOptions& comparison, Journal& journal,
                         const Clock& clock, Report& report) {
  MG_TRY(std::vector<InputReport> results, verify_result(item.request, job.files, comparison));
  if (results.empty()) return true;
  Verdict worst = Verdict::kPass;
  for (InputReport& result : results) {
    worst = std::max(worst, result.verdict);
    note_damaged(result, job);
    report.inputs.push_back(std::move(result));
  }
  return journal.append(job.job.id, "verified", clock.unix_s(),
                        event_detail({{"verdict", std::string(to_string(worst))}}));
}

// Compares the result of an item with its source, when both are there. Its input is the report's last one.
void verify_or_tell(const Item& item, JobOutcome& job, const RunOptions& options, const CheckOptions& check,
                    Journal& journal, const Clock& clock, RunOutcome& outcome) {
  if (job.error || job.files.empty() || !options.verify || !is_comparable(item.request)) return;
  tell_stage(options, item.request, "verifying");
  VerifyOptions comparison = options.comparison;
  comparison.check = check;
  const std::size_t own = outcome.report.inputs.size() - 1;
  auto verified = is_as_sent(item, job.job);
  const bool is_changed = verified && !*verified;
  if (verified && !is_changed) verified = verify_item(item, job, comparison, journal, clock, outcome.report);
  if (verified && !is_changed) return;
  std::string why = is_changed ? why_changed(job.job) : describe(verified.error());
  if (!verified && verified.error().kind == ErrorKind::kCancelled) {
    // What is done stays: the reports of the others, and the result.
    outcome.interrupted = true;
    why = "interrupted; `meshgate resume` compares them, and pays nothing again";
  } else if (const auto noted =
                 journal.append(job.job.id, "not-compared", clock.unix_s(), event_detail({{"message", why}}));
             !noted) {
    why += ". " + describe(noted.error());
  }
  add_not_verified(why, job.files, check, outcome.report.inputs[own]);
}

}  // namespace

Result<RunOutcome> run_tasks(Journal& journal, Client& client, const std::vector<RunItem>& items,
                             const RunOptions& options) {
  MG_TRY(std::vector<Item> checked, check_all(items, options));
  if (options.auto_prepare) {
    MG_TRY([[maybe_unused]] const bool prepared, prepare_blocked(checked, options));
  }
  std::vector<JobSpec> specs;
  for (const Item& item : checked) {
    if (!item.blocked) specs.push_back(spec_of(item, options));
  }
  // What the checks needed is not kept through hours of waiting.
  give_back_heap();
  RunOutcome outcome;
  outcome.report.command = "run";
  MG_TRY(outcome.jobs, drive_jobs(journal, client, specs, options.jobs));
  std::size_t next_job = 0;
  std::vector<std::string> tasks;
  for (Item& item : checked) {
    tasks.push_back(item.request.task);
    if (item.blocked) {
      outcome.not_sent.push_back(input_name(item.request));
      outcome.report.inputs.push_back(std::move(item.input));
      continue;
    }
    JobOutcome& job = outcome.jobs[next_job++];
    if (!item.job.empty()) {
      item.request = job.job.request;
      tasks.back() = item.request.task;
      item.input.path = input_name(item.request);
      item.input.kind = AssetKind::kTask;
    }
    outcome.inputs.push_back(input_name(item.request));
    MG_TRY(const CheckOptions check, check_options(item.request, options));
    add_outcome(job, check, item.input);
    outcome.report.inputs.push_back(std::move(item.input));
    verify_or_tell(item, job, options, check, journal, client.clock(), outcome);
  }
  outcome.report.profile = profile_name(tasks, options);
  return outcome;
}

int exit_code(const RunOutcome& outcome, Severity fail_on) {
  int code = exit_code(outcome.report, fail_on);
  if (!outcome.not_sent.empty()) code = std::max(code, 1);  // whatever the findings are worth
  if (outcome.interrupted) code = std::max(code, exit_code(ErrorKind::kCancelled));
  for (const JobOutcome& job : outcome.jobs) {
    if (job.error && exit_code(job.error->kind) > code) code = exit_code(job.error->kind);
  }
  return code;
}

}  // namespace meshgate
