#include "meshgate/run.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/text.h"
#include "gate/decide.h"
#include "jobs/event_json.h"
#include "jobs/result_file.h"
#include "jobs/run_stages.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

// One item on its way through the stages.
struct Item {
  TaskRequest request;  ///< what is sent
  std::string job;
  std::string folder, stem;
  InputReport input;
  bool blocked = false;
};

std::vector<std::string> files_of(const TaskRequest& request) {
  std::vector<std::string> files;
  if (!request.input.empty()) files.push_back(request.input);
  for (const View& view : request.views) files.push_back(view.path);
  return files;
}

void tell(const RunOptions& options, const TaskRequest& request, std::string_view stage) {
  if (options.on_stage) options.on_stage(printable(input_name(request), 1000), stage);
}

Result<CheckOptions> check_options(const TaskRequest& request, const RunOptions& options) {
  CheckOptions check = options.check;
  const Endpoint* endpoint = find_endpoint(request.task);
  if (endpoint != nullptr && options.endpoint_profiles) {
    MG_TRY(Profile profile, load_profile(std::string(endpoint->profile)));
    // What the user set by hand is laid over it.
    Settings settings;
    settings.limits = {};
    for (const auto& [rule, setting] : check.profile.rules) {
      if (setting.severity_origin == "--severity") settings.rules[rule] = setting;
    }
    apply_settings(settings, profile);
    check.profile = std::move(profile);
  }
  return check;
}

void merge(InputReport more, InputReport& into) {
  for (Finding& finding : more.findings) {
    finding.element = finding.element.empty() ? more.path : finding.element;
    into.findings.push_back(std::move(finding));
  }
  for (NotChecked& rule : more.not_checked) into.not_checked.push_back(std::move(rule));
  std::stable_sort(into.findings.begin(), into.findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  into.verdict = std::max(into.verdict, more.verdict);
}

// The request, then its files. The report is that of the first file, with what else was found.
Result<InputReport> check_item(const TaskRequest& request, const RunOptions& options) {
  MG_TRY(const CheckOptions check, check_options(request, options));
  MG_TRY(InputReport of_request, check_task(request, check));
  const std::vector<std::string> files = files_of(request);
  if (files.empty()) return of_request;
  MG_TRY(Report report, check_files(files, check));
  InputReport result = std::move(report.inputs.front());
  for (std::size_t i = 1; i < report.inputs.size(); ++i) merge(std::move(report.inputs[i]), result);
  // Elements of a request are parameters; they stay as they are.
  for (Finding& finding : of_request.findings)
    result.findings.insert(result.findings.begin(), std::move(finding));
  result.verdict = std::max(result.verdict, of_request.verdict);
  return result;
}

// "figure", "figure-2": inputs of one run never share a folder.
std::string own_folder(const std::string& name, std::set<std::string>& used) {
  const std::string stem = safe_name(fs::path(name).stem().string());
  std::string folder = stem;
  for (int number = 2; !used.insert(folder).second; ++number) folder = fmt::format("{}-{}", stem, number);
  return folder;
}

Result<std::vector<Item>> check_all(const std::vector<RunItem>& items, const RunOptions& options) {
  std::set<std::string> used;
  std::vector<Item> checked;
  for (const RunItem& item : items) {
    Item& next = checked.emplace_back();
    next.request = item.request;
    next.job = item.job;
    if (!item.job.empty()) continue;  // it was checked when it was planned
    const std::string name = own_folder(input_name(item.request), used);
    if (!options.folder.empty()) next.folder = (fs::path(options.folder) / name).string();
    next.stem = name + "." + item.request.task;
    tell(options, item.request, "checking");
    MG_TRY(next.input, check_item(item.request, options));
    if (options.check.stop.stop_requested()) return fail(ErrorKind::kCancelled, "interrupted");
    next.blocked = is_blocked(next.input, options.block_on);
  }
  return checked;
}

JobSpec spec_of(const Item& item) {
  return {.request = item.request, .job = item.job, .folder = item.folder, .stem = item.stem};
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

// The task's own profile when all have the same.
std::string profile_name(const std::vector<std::string>& tasks, const RunOptions& options) {
  const bool same = !tasks.empty() && std::count(tasks.begin(), tasks.end(), tasks.front()) ==
                                          static_cast<std::ptrdiff_t>(tasks.size());
  const Endpoint* endpoint = same ? find_endpoint(tasks.front()) : nullptr;
  return options.endpoint_profiles && endpoint != nullptr ? std::string(endpoint->profile)
                                                          : options.check.profile.name;
}

// Mends what can be mended.
Result<bool> prepare_blocked(std::vector<Item>& items, const RunOptions& options) {
  for (Item& item : items) {
    if (!item.blocked) continue;
    tell(options, item.request, "preparing");
    MG_TRY(const CheckOptions check, check_options(item.request, options));
    MG_TRY(item.blocked, prepare_request(item.request, item.folder, check, options.block_on, item.input));
  }
  return true;
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
                         double now, Report& report) {
  MG_TRY(std::vector<InputReport> results, verify_result(item.request, job.files, comparison));
  if (results.empty()) return true;
  Verdict worst = Verdict::kPass;
  for (InputReport& result : results) {
    worst = std::max(worst, result.verdict);
    note_damaged(result, job);
    report.inputs.push_back(std::move(result));
  }
  return journal.append(job.job.id, "verified", now,
                        event_detail({{"verdict", std::string(to_string(worst))}}));
}

// Compares the result of an item with its source, when both are there. Its input is the report's last one.
void verify_or_tell(const Item& item, JobOutcome& job, const RunOptions& options, const CheckOptions& check,
                    Journal& journal, double now, RunOutcome& outcome) {
  if (job.error || job.files.empty() || !options.verify || !is_comparable(item.request)) return;
  tell(options, item.request, "verifying");
  VerifyOptions comparison = options.comparison;
  comparison.check = check;
  const std::size_t own = outcome.report.inputs.size() - 1;
  auto verified = is_as_sent(item, job.job);
  const bool is_changed = verified && !*verified;
  if (verified && !is_changed) verified = verify_item(item, job, comparison, journal, now, outcome.report);
  if (verified && !is_changed) return;
  std::string why = is_changed ? why_changed(job.job) : describe(verified.error());
  if (!verified && verified.error().kind == ErrorKind::kCancelled) {
    // What is done stays: the reports of the others, and the result.
    outcome.interrupted = true;
    why = "interrupted; the same command again compares them, and pays nothing again";
  }
  add_not_verified(why, job.files, check, outcome.report.inputs[own]);
}

}  // namespace

bool is_blocked(const InputReport& report, Severity block_on) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const Finding& finding) {
    const bool of_request = finding.rule.starts_with("task/") && finding.severity == Severity::kError;
    return of_request || (block_on != Severity::kOff && finding.severity >= block_on);
  });
}

Result<Report> check_tasks(const std::vector<RunItem>& items, const RunOptions& options) {
  MG_TRY(std::vector<Item> checked, check_all(items, options));
  Report report;
  report.command = "run";
  std::vector<std::string> tasks;
  for (Item& item : checked) {
    tasks.push_back(item.request.task);
    report.inputs.push_back(std::move(item.input));
  }
  report.profile = profile_name(tasks, options);
  return report;
}

Result<RunOutcome> run_tasks(Journal& journal, Client& client, const std::vector<RunItem>& items,
                             const RunOptions& options) {
  MG_TRY(std::vector<Item> checked, check_all(items, options));
  if (options.auto_prepare) {
    MG_TRY([[maybe_unused]] const bool prepared, prepare_blocked(checked, options));
  }
  std::vector<JobSpec> specs;
  for (const Item& item : checked) {
    if (!item.blocked) specs.push_back(spec_of(item));
  }
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
    verify_or_tell(item, job, options, check, journal, client.clock().unix_s(), outcome);
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
