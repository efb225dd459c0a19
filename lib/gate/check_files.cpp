// Runs the checks on many inputs.
#include <filesystem>
#include <optional>
#include <set>

#include "core/parallel.h"
#include "core/source.h"
#include "gate/decide.h"
#include "gate/input_check.h"
#include "meshgate/gate.h"

namespace meshgate {
namespace {

// Files below this size are checked side by side, larger ones one after the other with all threads inside.
constexpr std::uint64_t kSmallFile = 8U << 20U;

// A name that shells and file managers show as it is: no control bytes, not hidden.
std::string plain_name(std::string name) {
  for (char& c : name) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '_';
  }
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  return name;
}

// Names for the files of each input: its own without the suffix, numbered where several inputs have the same.
// Rules and numbers still fit behind it into the 255 bytes of a file name.
std::vector<std::string> witness_stems(const std::vector<std::string>& paths) {
  std::set<std::string> used;
  std::vector<std::string> stems;
  for (const std::string& path : paths) {
    const std::string own = plain_name(std::filesystem::path(path).stem().string().substr(0, 150));
    std::string stem = own;
    for (int number = 2; !used.insert(stem).second; ++number) stem = own + "-" + std::to_string(number);
    stems.push_back(std::move(stem));
  }
  return stems;
}

// Returns the first problem, in the order of inputs, that is not one of an input.
std::optional<Error> check_all(const std::vector<std::string>& paths, const CheckOptions& options,
                               Report& report) {
  std::vector<std::size_t> small, large;
  std::vector<std::vector<FixedFinding>> fixed(paths.size());
  std::vector<std::optional<Error>> problems(paths.size());
  const std::vector<std::string> stems = witness_stems(paths);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto status = file_status(paths[i]);
    const std::uint64_t bytes = status ? status->bytes : 0;
    if (options.progress != nullptr) options.progress->bytes_total += bytes;
    (bytes < kSmallFile ? small : large).push_back(i);
  }
  if (options.progress != nullptr) options.progress->files_total += paths.size();
  const auto check_one = [&](std::size_t i) {
    if (options.stop.stop_requested()) return;
    InputOutcome outcome = check_input(paths[i], stems[i], options);
    report.inputs[i] = std::move(outcome.report);
    fixed[i] = std::move(outcome.fixed);
    problems[i] = std::move(outcome.problem);
  };
  parallel_ranges(small.size(), 1, {},
                  [&](std::size_t k, std::size_t) { isolated([&] { check_one(small[k]); }); });
  for (const std::size_t i : large) check_one(i);
  for (std::vector<FixedFinding>& of_input : fixed)
    report.fixed.insert(report.fixed.end(), of_input.begin(), of_input.end());
  for (std::optional<Error>& problem : problems) {
    if (problem) return problem;
  }
  return std::nullopt;
}

}  // namespace

Result<Report> check_files(const std::vector<std::string>& paths, const CheckOptions& options) {
  MG_TRY([[maybe_unused]] const bool valid, validate_selection(options));
  Report report;
  report.command = "check";
  report.profile = options.profile.name;
  report.inputs.resize(paths.size());
  const CheckOptions dated = with_date(options);
  std::optional<Error> problem;
  run_with_threads(options.jobs, [&] { problem = check_all(paths, dated, report); });
  if (options.stop.stop_requested()) return fail(ErrorKind::kCancelled, "interrupted");
  if (problem) return fail(std::move(*problem));
  return report;
}

Result<InputReport> check_bytes(const std::string& name, std::vector<std::byte> bytes,
                                const CheckOptions& options) {
  MG_TRY([[maybe_unused]] const bool valid, validate_selection(options));
  InputReport report;
  const CheckOptions dated = with_date(options);
  run_with_threads(options.jobs, [&] { report = check_input_bytes(name, std::move(bytes), dated).report; });
  if (options.stop.stop_requested()) return fail(ErrorKind::kCancelled, "interrupted");
  return report;
}

}  // namespace meshgate
