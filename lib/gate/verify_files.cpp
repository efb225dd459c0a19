// Reads a source and its result, measures, runs the rules, decides.
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <new>
#include <optional>

#include "core/parallel.h"
#include "core/sha256.h"
#include "core/source.h"
#include "core/text.h"
#include "gate/deadline.h"
#include "gate/decide.h"
#include "gate/verify_branch.h"
#include "meshgate/format.h"

namespace meshgate {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

struct BranchOf {
  ExpectationKind kind;
  VerifyBranch run;
};
constexpr BranchOf kBranches[] = {
    {ExpectationKind::kNone, verify_parts},
    {ExpectationKind::kSplit, verify_parts},
    {ExpectationKind::kSegmentation, verify_segments},
    {ExpectationKind::kDepth, verify_depth},
};

VerifyBranch branch_of(ExpectationKind kind) {
  for (const BranchOf& branch : kBranches) {
    if (branch.kind == kind) return branch.run;
  }
  return nullptr;
}

// "zip" for a model in an archive: its format is that of the model.
std::string container_of(const std::string& path) {
  constexpr std::size_t kHead = 4096;
  const auto status = file_status(path);
  const auto head = read_head(path, kHead);
  if (!status || !head) return {};
  const Format* format = sniff_format(*head, status->bytes, path);
  return format != nullptr && format->kind == AssetKind::kUnknown ? std::string(format->id) : std::string();
}

std::string result_path(const std::vector<std::string>& results) {
  if (results.size() == 1) return results.front();
  const std::filesystem::path folder = std::filesystem::path(results.front()).parent_path();
  for (const std::string& result : results) {
    if (std::filesystem::path(result).parent_path() != folder) return results.front();
  }
  return folder.empty() ? "." : folder.string();
}

std::int64_t number_of(const Finding& note, std::string_view name) {
  const auto found = std::find_if(note.evidence.begin(), note.evidence.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  const auto* value = found == note.evidence.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return value == nullptr ? 0 : *value;
}

bool has_faces(const Scene& scene) {
  return std::any_of(scene.meshes.begin(), scene.meshes.end(),
                     [](const Mesh& mesh) { return !mesh.indices.empty(); });
}

// Why a model that was read is only a piece of one: the file says that more belongs to it, or its reader lost
// some. Empty when it does not.
std::string missing_of(const Asset& asset) {
  if (asset.kind != AssetKind::kMesh) return {};
  const bool is_bare = !has_faces(asset.scene);
  for (const Finding& note : asset.notes) {
    const bool is_cut =
        note.rule == "file/truncated" ||
        (note.rule == "stl/count-mismatch" && number_of(note, "stated") > number_of(note, "held"));
    if (is_cut) return "the file is cut off: " + note.message;
    // Some faces left out are holes, which other rules measure; a file of nothing else has no parts to
    // compare.
    if (note.rule == "usd/damaged" && (is_bare || number_of(note, "damaged_values") > 0))
      return "the file is damaged: " + note.message;
    if (note.rule == "usd/unresolved-arc" && is_bare) return "no mesh can be reached: " + note.message;
  }
  return {};
}

// One verification on its way; the worker entry, where cancellation and exhausted memory are caught.
class Verification {
 public:
  Verification(const std::string& source, const std::vector<std::string>& results,
               const VerifyOptions& options)
      : source_path_(source),
        result_paths_(results),
        options_(options),
        report_path_(result_path(results)),
        profile_(profile_for(options.check, report_path_)),
        deadline_(options.check.timeout_s, options.check.stop) {
    report_.path = report_path_;
    report_.kind = AssetKind::kResult;
  }

  Result<InputReport> run() {
    std::optional<Error> problem;
    std::string undecided, why;
    try {
      const Result<bool> done = compare();
      if (!done) problem = done.error();
    } catch (const Cancelled&) {
      undecided = "budget";
      why = fmt::format("--timeout of {:g} s is over", options_.check.timeout_s);
    } catch (const std::bad_alloc&) {
      undecided = "memory";
      why = "the memory of this machine is not enough";
    }
    if (problem && problem->kind == ErrorKind::kCancelled && !options_.check.stop.stop_requested()) {
      problem.reset();
      undecided = "budget";
      why = fmt::format("--timeout of {:g} s is over", options_.check.timeout_s);
    }
    if (problem) return fail(std::move(*problem));
    if (!undecided.empty()) give_up(undecided, why);
    settle();
    return std::move(report_);
  }

  std::vector<FixedFinding> take_fixed() { return std::move(fixed_); }

 private:
  Result<bool> compare() {
    const VerifyBranch branch = branch_of(options_.expectation.kind);
    if (branch == nullptr)
      return fail(ErrorKind::kUnsupported,
                  "--expect " + options_.expectation.text + " is not built into this program");
    const auto start = Clock::now();
    expect_bytes();
    ReadOptions read;
    read.stop = deadline_.token();
    read.keep_texture_pixels = true;
    if (options_.check.max_memory > 0) read.max_memory = options_.check.max_memory;
    auto source = read_asset(source_path_, read);
    if (!source) return fail(std::move(source).error().with_context("reading the source"));
    if (const std::string missing = missing_of(*source); !missing.empty())
      return fail(ErrorKind::kMalformed, source_path_ + ": " + missing);
    file_done(source_path_);
    read_results(read);
    MG_TRY([[maybe_unused]] const bool hashed, add_hashes());
    report_.timings_ms.emplace_back("read", ms_since(start));
    VerifyJob job{&options_, &profile_, &*source, {}, deadline_.token()};
    for (std::size_t i = 0; i < assets_.size(); ++i) {
      const bool fits = assets_[i] && is_expected(*assets_[i]);
      if (assets_[i] && !fits) {
        problems_[i] = result_paths_[i] + ": a picture (" + assets_[i]->format +
                       ") where a model was expected; a depth map is compared with --expect depth";
      }
      job.results.push_back(
          {result_paths_[i], fits ? &*assets_[i] : nullptr, problems_[i], container_of(result_paths_[i])});
    }
    const auto measured = Clock::now();
    MG_TRY(VerifyOutcome outcome, branch(job));
    report_.timings_ms.emplace_back("verify", ms_since(measured));
    report_.metrics = std::move(outcome.metrics);
    report_.metrics.emplace(report_.metrics.begin(), "source", source_path_);
    report_.metrics.emplace(report_.metrics.begin() + 1, "expected", options_.expectation.text);
    report_.metrics.insert(report_.metrics.begin() + 1, hashes_.begin(), hashes_.end());
    if (result_paths_.size() > 1)
      report_.metrics.emplace_back("result_files", static_cast<std::int64_t>(result_paths_.size()));
    report_.not_checked = std::move(outcome.not_checked);
    report_.pictures = std::move(outcome.pictures);
    findings_ = std::move(outcome.findings);
    return true;
  }

  void read_results(const ReadOptions& read) {
    for (const std::string& path : result_paths_) {
      auto asset = read_asset(path, read);
      problems_.emplace_back();
      assets_.emplace_back();
      if (asset) {
        report_.bytes += asset->bytes;
        if (report_.format.empty()) report_.format = asset->format;
        problems_.back() = missing_of(*asset);
        if (problems_.back().empty()) assets_.back() = std::move(*asset);
      } else if (asset.error().kind == ErrorKind::kCancelled) {
        throw Cancelled{};
      } else {
        problems_.back() = describe(asset.error());
      }
      file_done(path);
    }
  }

  // A model for a depth map is refused by its branch: it may be a relief, which nothing here compares.
  [[nodiscard]] bool is_expected(const Asset& asset) const {
    return asset.kind != AssetKind::kImage || options_.expectation.kind == ExpectationKind::kDepth;
  }

  // The bar shows bytes: those of all files for reading them, and as many for comparing.
  void expect_bytes() {
    if (options_.check.progress == nullptr) return;
    options_.check.progress->files_total += 1 + result_paths_.size();
    const auto add = [&](const std::string& path) {
      const auto status = file_status(path);
      if (status) all_bytes_ += status->bytes;
    };
    add(source_path_);
    for (const std::string& path : result_paths_) add(path);
    options_.check.progress->bytes_total += 2 * all_bytes_;
  }
  void file_done(const std::string& path) {
    if (options_.check.progress == nullptr) return;
    const auto status = file_status(path);
    if (status) options_.check.progress->bytes_done += status->bytes;
    ++options_.check.progress->files_done;
  }

  // Of the source and, when there are several, of each result; that of the only one has a field of its own.
  Result<bool> add_hashes() {
    if (!options_.check.hash) return true;
    const auto hash_of = [](const std::string& path) -> Result<std::string> {
      MG_TRY(const Source source, Source::open(path));
      return sha256_hex(source.bytes());
    };
    MG_TRY(std::string of_source, hash_of(source_path_));
    hashes_.emplace_back("source_sha256", std::move(of_source));
    for (std::size_t i = 0; i < result_paths_.size(); ++i) {
      Result<std::string> hash = hash_of(result_paths_[i]);
      if (!hash) continue;  // parts/unreadable says it
      if (result_paths_.size() == 1) {
        report_.sha256 = std::move(*hash);
      } else {
        hashes_.emplace_back(fmt::format("results/{}/sha256", i + 1), std::move(*hash));
      }
    }
    return true;
  }

  void give_up(const std::string& reason, const std::string& why) {
    std::uint64_t rules = 0;
    for (const Check* check : all_checks()) {
      if (!std::holds_alternative<PartsCheck>(check->run) &&
          !std::holds_alternative<SegmentsCheck>(check->run) &&
          !std::holds_alternative<DepthCheck>(check->run))
        continue;
      for (const Rule& rule : check->rules) {
        if (!is_wanted(profile_, options_.check, rule.id)) continue;
        report_.not_checked.push_back({std::string(rule.id), reason});
        ++rules;
      }
    }
    CheckContext context(profile_, {});
    context.out.report("file/not-checked", {}, "{}: {} not decided. Allow more", printable(why, 1000),
                       count_of(rules, "rule was", "rules were"));
    findings_ = std::move(context.out).take();
  }

  void settle() {
    std::sort(report_.not_checked.begin(), report_.not_checked.end(),
              [](const NotChecked& a, const NotChecked& b) { return a.rule < b.rule; });
    decide(std::move(findings_), profile_, options_.check, report_);
    if (options_.check.baseline != nullptr) fixed_ = apply_baseline(*options_.check.baseline, report_);
    apply_suppressions(profile_, options_.check, report_);
  }

  const std::string& source_path_;
  const std::vector<std::string>& result_paths_;
  const VerifyOptions& options_;
  const std::string report_path_;
  const Profile profile_;
  Deadline deadline_;
  InputReport report_;
  std::vector<std::optional<Asset>> assets_;
  std::vector<std::string> problems_;
  std::vector<Finding> findings_;
  std::vector<FixedFinding> fixed_;
  std::vector<std::pair<std::string, MetricValue>> hashes_;
  std::uint64_t all_bytes_ = 0;
};

}  // namespace

Result<Report> verify_files(const std::string& source, const std::vector<std::string>& results,
                            const VerifyOptions& given) {
  if (results.empty())
    return fail(ErrorKind::kUsage, "name the result that is to be compared with " + source);
  MG_TRY([[maybe_unused]] const bool valid, validate_selection(given.check));
  VerifyOptions options = given;
  options.check = with_date(given.check);
  Report report;
  report.command = "verify";
  report.profile = options.check.profile.name;
  std::optional<Result<InputReport>> input;
  Verification verification(source, results, options);
  run_with_threads(options.check.jobs, [&] { input = verification.run(); });
  if (options.check.stop.stop_requested()) return fail(ErrorKind::kCancelled, "interrupted");
  if (!*input) return fail(std::move(*input).error());
  report.inputs.push_back(std::move(**input));
  report.fixed = verification.take_fixed();
  return report;
}

}  // namespace meshgate
