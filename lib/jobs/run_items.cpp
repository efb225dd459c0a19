#include "jobs/run_items.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/heap.h"
#include "core/text.h"
#include "jobs/result_file.h"
#include "jobs/run_stages.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> files_of(const TaskRequest& request) {
  std::vector<std::string> files;
  if (!request.input.empty()) files.push_back(request.input);
  for (const View& view : request.views) files.push_back(view.path);
  return files;
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

}  // namespace

void tell_stage(const RunOptions& options, const TaskRequest& request, std::string_view stage) {
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
    tell_stage(options, item.request, "checking");
    MG_TRY(next.input, check_item(item.request, options));
    if (options.check.stop.stop_requested())
      return fail(ErrorKind::kCancelled, "interrupted while the inputs were checked: nothing was sent");
    next.blocked = is_blocked(next.input, options.block_on);
  }
  return checked;
}

Result<bool> prepare_blocked(std::vector<Item>& items, const RunOptions& options) {
  for (Item& item : items) {
    if (!item.blocked) continue;
    tell_stage(options, item.request, "preparing");
    MG_TRY(const CheckOptions check, check_options(item.request, options));
    MG_TRY(item.blocked,
           prepare_request(item.request, item.folder, check, block_level(options.block_on), item.input));
  }
  return true;
}

std::string profile_name(const std::vector<std::string>& tasks, const RunOptions& options) {
  const bool same = !tasks.empty() && std::count(tasks.begin(), tasks.end(), tasks.front()) ==
                                          static_cast<std::ptrdiff_t>(tasks.size());
  const Endpoint* endpoint = same ? find_endpoint(tasks.front()) : nullptr;
  return options.endpoint_profiles && endpoint != nullptr ? std::string(endpoint->profile)
                                                          : options.check.profile.name;
}

std::string profile_of(const std::vector<RunItem>& items, const RunOptions& options) {
  std::vector<std::string> tasks;
  for (const RunItem& item : items) tasks.push_back(item.request.task);
  return profile_name(tasks, options);
}

bool is_blocked(const InputReport& report, Severity block_on) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& finding) { return finding.severity >= block_level(block_on); });
}

Result<Report> check_tasks(const std::vector<RunItem>& items, const RunOptions& options) {
  MG_TRY(std::vector<Item> checked, check_all(items, options));
  Report report;
  report.command = "run";
  report.profile = profile_of(items, options);
  for (Item& item : checked) report.inputs.push_back(std::move(item.input));
  give_back_heap();  // hours of waiting may follow
  return report;
}

}  // namespace meshgate
