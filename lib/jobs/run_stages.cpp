#include "jobs/run_stages.h"

#include <filesystem>
#include <memory>

#include "core/text.h"
#include "meshgate/prepare.h"
#include "meshgate/verify.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

// The suffix that the service takes: its own when it does, else the kind's best.
std::string prepared_suffix(const TaskRequest& request, const InputReport& report) {
  const std::string own = suffix_of(request.input);
  const Endpoint* endpoint = find_endpoint(request.task);
  const bool picture = endpoint != nullptr && endpoint->inputs.kind == AssetKind::kImage;
  if (picture) return report.format == "jpeg" ? ".jpg" : report.format == "webp" ? ".webp" : ".png";
  return own == ".stl" ? ".stl" : ".glb";
}

}  // namespace

Result<bool> prepare_request(TaskRequest& request, const std::string& folder, const CheckOptions& check,
                             Severity block_on, InputReport& report) {
  if (request.input.empty()) return true;
  PrepareOptions options;
  options.check = check;
  options.fail_on = block_on;
  options.overwrite = true;  // an earlier run's
  const fs::path place = folder.empty() ? "." : folder;
  std::error_code error;
  fs::create_directories(place, error);
  if (error) return fail(ErrorKind::kIo, place.string() + ": " + error.message());
  const std::string stem = fs::path(request.input).stem().string();
  const std::string output = (place / (stem + ".prepared" + prepared_suffix(request, report))).string();
  const auto prepared = prepare_file(request.input, output, options);
  if (!prepared && prepared.error().kind == ErrorKind::kCancelled) return fail(prepared.error());
  if (!prepared || prepared->inputs.empty()) return true;  // the findings stand, and say why it is not sent
  InputReport mended = prepared->inputs.front();
  if (!is_prepared(*prepared, block_on)) {
    // Nothing was written: the report stays that of the input, with why it could not be mended. What was done
    // in between is in no file.
    auto refused = std::make_shared<Preparation>();
    if (mended.preparation != nullptr) refused->refusals = mended.preparation->refusals;
    refused->source = request.input;
    report.preparation = std::move(refused);
    return true;
  }
  // Findings about the request stay.
  for (const Finding& finding : report.findings) {
    if (finding.rule.starts_with("task/")) mended.findings.push_back(finding);
  }
  report = std::move(mended);
  request.input = output;
  return false;
}

bool is_comparable(const TaskRequest& request) {
  const bool is_model_of_picture = request.task == "generate";
  return !request.input.empty() && !is_model_of_picture;
}

Result<std::vector<InputReport>> verify_result(const TaskRequest& request,
                                               const std::vector<FetchedFile>& files, VerifyOptions options) {
  std::vector<InputReport> reports;
  if (!is_comparable(request)) return reports;
  MG_TRY(options.expectation, parse_expectation(expectation_of(request)));
  std::vector<std::string> paths;
  for (const FetchedFile& file : files) paths.push_back(file.path);
  auto report = verify_files(request.input, paths, options);
  if (!report) {
    if (report.error().kind == ErrorKind::kCancelled) return fail(report.error());
    return fail(std::move(report.error()).with_context("verifying " + paths.front()));
  }
  return std::move(report->inputs);
}

}  // namespace meshgate
