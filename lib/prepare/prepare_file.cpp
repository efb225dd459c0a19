// From an input to an output: check, plan, change, write, check again, compare.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <optional>

#include "asset/placed.h"
#include "core/parallel.h"
#include "core/publish.h"
#include "core/text.h"
#include "gate/decide.h"
#include "meshgate/output.h"
#include "prepare/drift.h"
#include "prepare/encode.h"
#include "prepare/output_files.h"
#include "prepare/plan.h"
#include "prepare/run_steps.h"

namespace meshgate {
namespace {

constexpr std::uint64_t kLargeInput = 32U << 20U;
constexpr std::string_view kCrossingRule = "mesh/self-intersection", kSuffixRule = "file/format-mismatch";
constexpr std::uint64_t kLargeOutput = 8U << 20U;
constexpr int kMostRounds = 3;
constexpr double kRepairDrift = 0.005, kApproximationDrift = 0.01;

std::string stem_of(const std::string& path) { return std::filesystem::path(path).stem().string(); }

// Findings of the input that would be gone after it was written anew, since its reader left out what it could
// not read: nobody knows what was meant, so going on would hide the loss.
bool is_missing_data(const Finding& finding) {
  static constexpr std::array<std::string_view, 4> kFamilies{"file/", "stl/", "obj/", "gltf/"};
  static constexpr std::array<std::string_view, 7> kRules{
      "image/corrupt-chunk", "image/truncated",     "image/undecodable",      "texture/missing-file",
      "texture/undecodable", "texture/unsafe-path", "mesh/index-out-of-range"};
  if (!finding.fix.empty() || finding.rule == kSuffixRule) return false;
  return std::find(kRules.begin(), kRules.end(), finding.rule) != kRules.end() ||
         std::any_of(kFamilies.begin(), kFamilies.end(),
                     [&](std::string_view family) { return finding.rule.starts_with(family); });
}

// To two digits, and never less: a limit that lets it pass.
double rounded_up(double value) {
  const double step = std::pow(10, std::floor(std::log10(value)) - 1);
  return std::ceil(value / step * (1 + 1e-9)) * step;
}

// One input on its way through prepare.
class Preparing {
 public:
  Preparing(const std::string& input, const std::string& output, const PrepareOptions& options)
      : input_(input), output_(output), options_(options), check_(with_date(options.check)) {
    preparation_.source = input;
    preparation_.planned = options.dry_run;
  }

  Result<Report> run() {
    MG_TRY([[maybe_unused]] const bool free, check_target(output_, input_, options_.overwrite));
    CheckOptions before_options = check_;
    if (!options_.dry_run) before_options.pictures = PictureStyle::kNone;
    before_options.witness_folder.clear();
    const bool searched = !is_costly_to_search() || (!is_to_be_decimated() && decides_crossing());
    if (!searched) before_options.ignore.emplace_back(kCrossingRule);
    if (options_.on_stage) options_.on_stage("checking the input");
    InputOutcome before = check_input_to_prepare(input_, before_options);
    if (options_.check.stop.stop_requested()) return fail(ErrorKind::kCancelled, "interrupted");
    if (!searched) say_not_searched(before.report);
    if (before.checked != nullptr) add_uv_area(before.checked->asset.scene, before.report);
    preparation_.before = std::make_shared<const InputReport>(std::move(before.report));
    source_ = std::move(before.source);
    if (before.checked == nullptr) return unreadable();
    MG_TRY([[maybe_unused]] const bool usable, set_context(before.checked->asset));
    refuse_missing_data();
    const Plan plan = make_plan(before.checked->facts, context_);
    preparation_.advice = plan.advice;
    if (options_.dry_run) return planned(plan, before.checked->asset);
    if (plan.steps.empty() && is_copied(before.checked->asset)) return copied({});
    if (const std::optional<Image>& image = before.checked->asset.image; image && !image->decoded()) {
      preparation_.refusals.emplace_back("the picture could not be decoded, so there is nothing to write");
      return finish(InputReport(*preparation_.before));
    }
    MG_TRY(Workpiece work, run_steps(plan, context_, before.checked));
    if (!work.changed && is_copied(before.checked->asset)) return copied(work.refused);
    before.checked.reset();
    return written(work);
  }

 private:
  // Whether a large model crosses itself costs more than all other rules together, and no step depends on it.
  [[nodiscard]] bool is_costly_to_search() const {
    const auto status = file_status(input_);
    return status && status->bytes > kLargeInput;
  }

  // Then the output is looked at.
  [[nodiscard]] bool is_to_be_decimated() const {
    return options_.target_triangles || options_.target_ratio || options_.max_error;
  }

  // Whether the output would be refused for it.
  [[nodiscard]] bool decides_crossing() const {
    return options_.fail_on != Severity::kOff &&
           profile_for(check_, input_).severity(kCrossingRule) >= options_.fail_on;
  }

  void say_not_searched(InputReport& report) const {
    if (report.kind != AssetKind::kMesh || !is_wanted(profile_for(check_, input_), check_, kCrossingRule))
      return;
    const NotChecked entry{std::string(kCrossingRule), "budget"};
    const auto after =
        std::upper_bound(report.not_checked.begin(), report.not_checked.end(), entry,
                         [](const NotChecked& a, const NotChecked& b) { return a.rule < b.rule; });
    report.not_checked.insert(after, entry);
  }

  // Steps after which each triangle is where it was, bit for bit.
  static bool keeps_triangles(const Workpiece& work) {
    return std::all_of(work.records.begin(), work.records.end(), [](const StepRecord& record) {
      const Step* step = find_step(record.step, AssetKind::kMesh);
      return step != nullptr && step->keeps_triangles;
    });
  }

  Result<bool> set_context(const Asset& asset) {
    profile_ = profile_for(check_, input_);
    context_.options = &options_;
    context_.profile = &profile_;
    context_.before = preparation_.before.get();
    context_.input = find_format(asset.format);
    MG_TRY(context_.output, output_format(output_, asset.kind));
    // Its reader has brought the model there, from what the file says.
    const bool is_other = (!options_.unit.empty() && options_.unit != "m") || options_.up == 'Z';
    if (asset.format == "dae" && is_other)
      return fail(ErrorKind::kUsage,
                  input_ +
                      ": COLLADA states its unit and its axis, and they are applied: the model is in "
                      "metres with Y upwards, and only --unit m and --up Y fit");
    context_.stop = options_.check.stop;
    context_.byte_limit = options_.max_bytes;
    const std::string_view kind = asset.kind == AssetKind::kImage ? "image" : "mesh";
    for (const std::string_view limit : {"-bytes", "-bytes-near"}) {
      const auto value = profile_.limit(fmt::format("{}{}", kind, limit));
      if (!value) continue;
      const auto bytes = static_cast<std::uint64_t>(*value);
      context_.byte_limit = std::min(context_.byte_limit.value_or(bytes), bytes);
    }
    return true;
  }

  static std::filesystem::path folder_of(const std::string& path) {
    const auto parent = std::filesystem::path(path).parent_path();
    return parent.empty() ? std::filesystem::path(".") : parent;
  }
  [[nodiscard]] bool is_same_folder() const {
    std::error_code error;
    return std::filesystem::equivalent(folder_of(input_), folder_of(output_), error);
  }

  // Whether the input as it is would do: the same format, small enough, and alone or in the same folder as
  // its files.
  [[nodiscard]] bool is_copied(const Asset& asset) const {
    if (context_.input != context_.output) return false;
    if (context_.byte_limit && asset.bytes > *context_.byte_limit) return false;
    for (const Finding& finding : preparation_.before->findings) {
      if (finding.fix == "decimate" && finding.severity >= Severity::kWarning) return false;
    }
    if (is_same_folder()) return true;
    // Elsewhere it needs the files that it names, and what could not be read cannot be copied along.
    return std::none_of(asset.scene.images.begin(), asset.scene.images.end(), [](const TextureImage& image) {
      return !image.uri.empty() && image.encoded.empty();
    });
  }

  // The input and, for another folder, what was read beside it, each where it was.
  [[nodiscard]] Result<Written> as_it_was() const {
    Written written;
    written.files.push_back({input_, source_->slice(0, source_->size())});
    if (is_same_folder()) return written;
    const std::filesystem::path folder = std::filesystem::canonical(folder_of(input_));
    for (const std::string& path : source_->companions()) {
      MG_TRY(const Source file, Source::open(path));
      written.files.push_back(
          {std::filesystem::path(path).lexically_relative(folder).string(), file.slice(0, file.size())});
    }
    return written;
  }

  Result<Report> unreadable() {
    preparation_.refusals.push_back("it cannot be read");
    return finish(InputReport(*preparation_.before));
  }

  Result<Report> planned(const Plan& plan, const Asset& asset) {
    InputReport report = *preparation_.before;
    for (const PlannedStep& step : plan.steps) {
      StepRecord record;
      record.step = step.step->id;
      record.done = step.step->summary;
      record.why = step.why;
      if (!step.step->loses.empty()) record.lost.push_back(std::string(step.step->loses));
      report.steps.push_back(std::move(record));
    }
    if (context_.byte_limit && asset.bytes > *context_.byte_limit)
      preparation_.advice.push_back(
          fmt::format("{} of {} bytes: the output is made smaller until it is below {}", asset.format,
                      group_digits(asset.bytes), group_digits(*context_.byte_limit)));
    preparation_.unchanged = plan.steps.empty() && is_copied(asset);
    foresee_refusals(plan);
    return finish(std::move(report));
  }

  // `refused`: what steps that were tried could not mend.
  Result<Report> copied(const std::vector<std::string>& refused) {
    InputReport report = *preparation_.before;
    report.path = output_;
    // The suffix was the input's; that of the output fits its content, or it would not be a copy.
    std::erase_if(report.findings, [](const Finding& finding) { return finding.rule == kSuffixRule; });
    settle_findings(report);
    preparation_.unchanged = true;
    refuse_for_findings(report, refused);
    if (preparation_.refusals.empty()) {
      preparation_.output = output_;
      MG_TRY(const Written files, as_it_was());
      MG_TRY([[maybe_unused]] const bool done, put(output_, files));
      if (source_->shrank())
        return fail(ErrorKind::kIo,
                    input_ + ": the file became shorter while it was copied: the output is not whole");
    }
    return finish(std::move(report));
  }

  Result<Report> written(Workpiece& work) {
    Result<Written> written = write(work);
    if (!written && written.error().kind == ErrorKind::kUnsupported) {
      preparation_.refusals.push_back(describe(written.error()));
      return finish(InputReport(*preparation_.before));
    }
    MG_TRY(Written files, std::move(written));
    InputOutcome after = check(files, work);
    for (int round = 1; round < kMostRounds; ++round) {
      MG_TRY(const bool changed, mend_more(after.report, work));
      if (!changed) break;
      MG_TRY(files, write(work));
      after = check(files, work);
    }
    if (options_.check.stop.stop_requested()) return fail(ErrorKind::kCancelled, "interrupted");
    for (std::string& advice : work.advice) preparation_.advice.push_back(std::move(advice));
    InputReport report = std::move(after.report);
    report.steps = std::move(work.records);
    if (after.checked != nullptr) add_uv_area(after.checked->asset.scene, report);
    add_losses(files.lost, report);
    if (after.checked != nullptr) say_copies(work.reference->asset.scene, after.checked->asset.scene);
    if (after.checked != nullptr && after.checked->asset.kind == AssetKind::kMesh)
      compare(work, after.checked->asset.scene, report);
    refuse_for_findings(report, work.refused);
    refuse_for_size(files);
    MG_TRY([[maybe_unused]] const bool done, deliver(files));
    return finish(std::move(report));
  }

  Result<Written> write(Workpiece& work) {
    context_.begin("writing");
    return encode(context_, stem_of(output_), work);
  }

  InputOutcome check(const Written& files, const Workpiece& work) {
    stage(files);
    context_.begin("checking the output");
    auto siblings = std::make_shared<SiblingFiles>();
    for (std::size_t i = 1; i < files.files.size(); ++i)
      (*siblings)[files.files[i].name] = files.files[i].bytes;
    CheckOptions options = check_;
    const bool searched = !is_costly_to_search() || decides_crossing() || !keeps_triangles(work);
    if (!searched) options.ignore.emplace_back(kCrossingRule);
    InputOutcome after =
        check_prepared(Source::from_memory(output_, files.files.front().bytes, std::move(siblings)), input_,
                       options, work.asset);
    if (!searched) say_not_searched(after.report);
    return after;
  }

  // A step may uncover what one before it mends: a closed body that looks inward was an open one before.
  // Whether anything changed.
  Result<bool> mend_more(const InputReport& report, Workpiece& work) {
    if (report.kind != AssetKind::kMesh || options_.check.stop.stop_requested()) return false;
    bool changed = false;
    const std::vector<PlannedStep> steps = plan_again(report);
    // What was found is in the meshes as they were written: as they are placed, where the format has no
    // nodes.
    const bool flat = context_.output->id == "stl" || context_.output->id == "obj";
    if (flat && !steps.empty() && !work.asset->asset.scene.nodes.empty()) {
      const PlannedStep bake{find_step("bake-transforms", AssetKind::kMesh), {"repairs of what was written"}};
      MG_TRY(changed, run_step(bake, context_, work));
    }
    for (const PlannedStep& step : steps) {
      MG_TRY(const bool done, run_step(step, context_, work));
      changed = changed || done;
    }
    return changed;
  }

  // The gate does not look at it: it costs a pass over the faces.
  void add_uv_area(const Scene& scene, InputReport& report) const {
    if (const auto area = compute_uv_area(scene, options_.check.stop))
      report.metrics.emplace_back("uv_area", *area);
  }

  void compare(const Workpiece& work, const Scene& after, InputReport& report) {
    Drift drift;
    context_.begin("comparing output and input");
    if (work.has_to_be_measured || work.moved_since > 0) {
      drift = measure_drift(work.reference->asset.scene, after, context_.stop);
    } else if (const Box3& box = work.reference->facts.world().bounds; !box.empty()) {
      drift.diagonal = length(to_double(box.max) - to_double(box.min));
    }
    drift.max += work.moved_before;
    preparation_.drift = drift;
    const double limit = options_.max_drift.value_or(work.approximated ? kApproximationDrift : kRepairDrift);
    if (drift.relative(drift.max) <= limit) return;
    Finding finding;
    finding.rule = "prepare/drift";
    finding.message = fmt::format(
        "the surface moved by up to {:.4g} ({:.2g} % of the diagonal), {:.2g} % are allowed: prepare less, "
        "or allow "
        "it with --max-drift {:g}",
        drift.max, 100 * drift.relative(drift.max), 100 * limit, rounded_up(drift.relative(drift.max)));
    finding.evidence = {{"max", drift.max},
                        {"mean", drift.mean},
                        {"p99", drift.p99},
                        {"relative", drift.relative(drift.max)},
                        {"limit", limit}};
    decide({std::move(finding)}, profile_, check_, report);
  }

  // The two columns of counts would look like harm.
  void say_copies(const Scene& before, const Scene& after) {
    const auto stored = [](const Scene& scene) {
      std::uint64_t faces = 0;
      for (const Mesh& mesh : scene.meshes) faces += mesh.face_count();
      return faces;
    };
    const std::uint64_t shown = placed_triangles(before);
    if (shown <= stored(before) || stored(after) <= stored(before)) return;
    preparation_.advice.push_back(
        fmt::format("the input stores {} triangles and shows {}, since it places meshes several times; the "
                    "{} holds each of "
                    "them, and its counts are of all",
                    group_digits(stored(before)), group_digits(shown), context_.output->id));
  }

  // What the writer could not hold, and what steps took away.
  void add_losses(const std::vector<std::string>& lost, InputReport& report) {
    std::vector<Finding> findings;
    for (const std::string& what : lost) {
      Finding finding;
      finding.rule = "prepare/loss";
      finding.message =
          fmt::format("the {} that meshgate writes does not hold {}: keep the input when it matters",
                      context_.output->name, printable(what, 500));
      finding.evidence = {{"lost", what}};
      findings.push_back(std::move(finding));
    }
    decide(std::move(findings), profile_, check_, report);
  }

  void refuse_missing_data() {
    if (options_.fail_on == Severity::kOff) return;
    for (const Finding& finding : preparation_.before->findings) {
      if (finding.severity < options_.fail_on || !is_missing_data(finding)) continue;
      preparation_.refusals.push_back(fmt::format(
          "the input has {0} ({1}): what is missing or wrong there cannot be made up; to go on without it: "
          "--severity {0}=info",
          finding.rule, group_digits(finding.count)));
    }
  }

  // In a plan: what no step takes care of.
  void foresee_refusals(const Plan& plan) {
    if (options_.fail_on == Severity::kOff) return;
    for (const Finding& finding : preparation_.before->findings) {
      if (finding.severity < options_.fail_on || is_missing_data(finding) ||
          finding.rule.starts_with("file/"))
        continue;
      const bool covered = std::any_of(plan.steps.begin(), plan.steps.end(), [&](const PlannedStep& planned) {
        return planned.step->id == finding.fix;
      });
      if (!covered)
        preparation_.refusals.push_back(fmt::format("{} ({}): no step of the plan is for it: {}",
                                                    finding.rule, group_digits(finding.count),
                                                    finding.message));
    }
  }

  void refuse_for_findings(const InputReport& report, const std::vector<std::string>& reasons) {
    if (options_.fail_on == Severity::kOff) return;
    for (const Finding& finding : report.findings) {
      if (finding.severity < options_.fail_on) break;  // worst first
      std::string text =
          fmt::format("{} ({}): {}", finding.rule, group_digits(finding.count), finding.message);
      preparation_.refusals.push_back(std::move(text));
    }
    if (report.format.empty() || report.verdict == Verdict::kPass) return;
    for (const std::string& reason : reasons) preparation_.advice.push_back(reason);
  }

  // More than was asked for; a limit of the profile has a rule.
  void refuse_for_size(const Written& files) {
    const std::uint64_t bytes = files.files.front().bytes.size();
    if (!options_.max_bytes || bytes <= *options_.max_bytes || options_.fail_on == Severity::kOff) return;
    preparation_.refusals.push_back(fmt::format(
        "--max-bytes {}: the smallest output that was found has {} bytes: allow as many, or take a "
        "smaller input",
        *options_.max_bytes, group_digits(bytes)));
  }

  // A large output goes to the device while it is checked; it has no name until it may have one.
  void stage(const Written& files) {
    staged_.reset();  // of an earlier round
    if (files.files.size() > 1 || files.files.front().bytes.size() < kLargeOutput) return;
    if (!preparation_.refusals.empty() && !options_.keep) return;
    std::error_code error;
    const auto status = std::filesystem::status(output_, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) return;
    staged_.emplace(output_, files.files.front().bytes);
  }

  Result<bool> deliver(const Written& files) {
    const bool refused = !preparation_.refusals.empty();
    if (refused && !options_.keep) return false;
    const std::string path = refused ? refused_path(output_) : output_;
    MG_TRY([[maybe_unused]] const bool done, put(path, files));
    preparation_.output = path;
    return true;
  }

  Result<bool> put(const std::string& path, const Written& files) {
    MG_TRY([[maybe_unused]] const bool apart, check_apart(path, files, input_, source_->companions()));
    // What is refused gets another name, which may be a link's neighbour on another file system.
    if (!staged_ || path != output_)
      return write_output(path, files, options_.overwrite ? Existing::kReplace : Existing::kRefuse);
    MG_TRY([[maybe_unused]] const bool free, check_target(path, input_, options_.overwrite));
    return staged_->publish(path, options_.overwrite ? NameTaken::kReplace : NameTaken::kRefuse);
  }

  Result<Report> finish(InputReport input) {
    input.preparation = std::make_shared<const Preparation>(std::move(preparation_));
    Report report;
    report.command = "prepare";
    report.profile = options_.check.profile.name;
    report.inputs.push_back(std::move(input));
    return report;
  }

  const std::string& input_;
  const std::string& output_;
  const PrepareOptions& options_;
  const CheckOptions check_;
  Profile profile_;
  StepContext context_;
  Preparation preparation_;
  std::optional<Source> source_;  // the input as it was checked
  std::optional<StagedFile> staged_;
};

}  // namespace

Result<Report> prepare_file(const std::string& input, const std::string& output,
                            const PrepareOptions& options) {
  MG_TRY([[maybe_unused]] const bool known, validate_steps(options));
  MG_TRY([[maybe_unused]] const bool valid, validate_selection(options.check));
  std::optional<Result<Report>> report;
  run_with_threads(options.check.jobs, [&] {
    try {
      report.emplace(Preparing(input, output, options).run());
    } catch (const Cancelled&) {
      report.emplace(fail(ErrorKind::kCancelled, "interrupted"));
    } catch (const std::bad_alloc&) {
      report.emplace(fail(ErrorKind::kLimit, input + ": the memory of this machine is not enough"));
    }
  });
  return std::move(*report);
}

bool is_prepared(const Report& report, Severity fail_on) {
  return std::all_of(report.inputs.begin(), report.inputs.end(), [&](const InputReport& input) {
    return input.preparation != nullptr && input.preparation->refusals.empty() &&
           (input.preparation->planned || fail_on == Severity::kOff ||
            std::none_of(input.findings.begin(), input.findings.end(),
                         [&](const Finding& finding) { return finding.severity >= fail_on; }));
  });
}

}  // namespace meshgate
