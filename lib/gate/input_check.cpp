#include "gate/input_check.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <new>
#include <span>
#include <utility>

#include "checks/check.h"
#include "core/parallel.h"
#include "core/sha256.h"
#include "core/source.h"
#include "core/text.h"
#include "gate/deadline.h"
#include "gate/decide.h"
#include "gate/metrics.h"
#include "gate/scene_places.h"
#include "gate/witness.h"
#include "meshgate/format.h"
#include "render/pictures.h"

namespace meshgate {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kHeadBytes = 4096;

constexpr std::string_view kMendPermissions =
    "Check its permissions, and those of the folders above it, for the user who runs meshgate";

// What to do about a path that cannot be opened.
std::string_view mend_of(const Error& error) {
  if (error.kind == ErrorKind::kNotFound) return "Check the path";
  if (error.kind == ErrorKind::kUnsupported) return "Copy the content to a file";
  return kMendPermissions;
}

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

std::uint64_t default_memory() {
  const long pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) / 4 * 3
                               : std::uint64_t{4} << 30U;
}

// One input on its way through the gate.
class InputCheck {
 public:
  struct Request {
    std::string path;
    std::string settings_path;  ///< whose settings, suppressions and baseline hold
    std::string witness_stem;   ///< names the files of this input in the witness folder
    bool keep = false;          ///< keep the asset, and read it also when the answer stands without
    std::shared_ptr<const CheckedAsset> known = nullptr;  ///< facts of geometry that may be the same
  };
  InputCheck(Request request, const CheckOptions& options)
      : options_(options),
        request_(std::move(request)),
        profile_(profile_for(options, request_.settings_path)),
        deadline_(options.timeout_s, options.stop),
        context_(profile_, deadline_.token()) {
    report_.path = request_.path;
  }

  InputOutcome run_file() {
    guarded([&] { check_path(); });
    return finish();
  }

  InputOutcome run_source(const Source& source) {
    guarded([&] {
      report_.bytes = source.size();
      const ByteView head = source.bytes().first(std::min<std::size_t>(source.size(), kHeadBytes));
      if (recognise(head)) check_source(source);
    });
    return finish();
  }

 private:
  template <class Work>
  void guarded(Work work) {
    try {
      work();
    } catch (const Cancelled&) {
      not_checked("budget", fmt::format("--timeout of {:g} s is over", options_.timeout_s));
    } catch (const std::bad_alloc&) {
      not_checked("memory", "the memory of this machine is not enough");
    }
  }

  void check_path() {
    const auto status = file_status(report_.path);
    if (!status) return unreadable(status.error(), mend_of(status.error()));
    report_.bytes = status->bytes;
    if (status->directory && request_.keep)
      return unreadable({ErrorKind::kIo, report_.path + ": this is a folder", {}, {}, {}},
                        "Name one file of it");
    if (status->directory) {
      return unreadable({ErrorKind::kIo, report_.path + ": this folder cannot be opened", {}, {}, {}},
                        kMendPermissions);
    }
    const auto head = read_head(report_.path, kHeadBytes);
    if (!head) return unreadable(head.error(), mend_of(head.error()));
    if (!recognise(*head)) return;
    const auto source = Source::open(report_.path);
    if (!source) return unreadable(source.error(), mend_of(source.error()));
    check_source(*source);
    if (source->shrank()) {
      unreadable({ErrorKind::kIo, report_.path + ": the file became shorter while it was read", {}, {}, {}});
    }
  }

  // Names the format and runs the checks that need no more than that. False = there is nothing to read.
  bool recognise(ByteView head) {
    format_ = sniff_format(head, report_.bytes, report_.path);
    FileInput input;
    input.path = report_.path;
    input.bytes = report_.bytes;
    input.head = head;
    if (format_ != nullptr) {
      input.format = format_->id;
      input.format_name = format_->name;
      input.kind = format_->kind;
      report_.format = format_->id;
      report_.kind = format_->kind;
    }
    const std::string suffix = suffix_of(report_.path);
    for (const Format* format : all_formats()) {
      const auto& suffixes = format->suffixes;
      if (std::find(suffixes.begin(), suffixes.end(), suffix) == suffixes.end()) continue;
      // A suffix may belong to several formats (".3ds", ".zip"): the one of the content wins.
      if (input.suffix_format.empty() || format == format_) input.suffix_format = format->id;
    }
    for (const Check* check : all_checks()) {
      const FileCheck* run = std::get_if<FileCheck>(&check->run);
      if (run != nullptr && is_wanted_check(*check)) (*run)(input, context_);
    }
    // Too large ends here: the answer stands, and reading would cost the time that the rule exists to save.
    for (const Finding& finding : context_.out.findings()) {
      if (finding.rule == "file/too-large" && !is_read_anyway()) return false;
    }
    if (format_ == nullptr || report_.bytes == 0 || format_->read == nullptr) return false;
    if (is_read_anyway()) return true;
    const bool image = format_->kind == AssetKind::kImage;
    const std::vector<std::string>& accepted = image ? profile_.image_formats : profile_.mesh_formats;
    const std::vector<std::string>& others = image ? profile_.mesh_formats : profile_.image_formats;
    // A format that only the bridge can read and that is refused anyway is not worth a child process.
    return format_->support == ReadSupport::kNative || (accepted.empty() && others.empty()) ||
           std::find(accepted.begin(), accepted.end(), format_->id) != accepted.end();
  }

  // To be changed, or drawn: a verdict alone is not what is wanted.
  [[nodiscard]] bool is_read_anyway() const {
    return request_.keep || options_.pictures == PictureStyle::kView;
  }

  void check_source(const Source& source) {
    if (options_.hash) report_.sha256 = sha256_hex(source.bytes());
    const std::uint64_t budget = options_.max_memory > 0 ? options_.max_memory : default_memory();
    const auto needed =
        static_cast<std::uint64_t>(static_cast<double>(source.size()) * format_->memory_factor);
    if (needed > budget) {
      return not_checked("memory", "reading needs about " + format_bytes(needed) + ", --max-memory allows " +
                                       format_bytes(budget));
    }
    ReadOptions read_options;
    read_options.stop = deadline_.token();
    read_options.max_memory = budget;
    read_options.max_pixels =
        static_cast<std::uint64_t>(profile_.parameter("image/too-many-pixels", "max-megapixels") * 1e6);
    const Mesh expected = expected_mesh();
    if (!expected.indices.empty()) read_options.expected = &expected;
    const auto start = Clock::now();
    auto asset = format_->read(source, read_options);
    report_.timings_ms.emplace_back("read", ms_since(start));
    if (!asset) return read_failed(asset.error());
    const auto checked = std::make_shared<const CheckedAsset>(std::move(*asset), deadline_.token(),
                                                              std::exchange(request_.known, nullptr));
    if (request_.keep) {
      checked_ = checked;
      source_ = source;
    }
    check_asset(checked->facts);
  }

  // What was written is what will be read.
  [[nodiscard]] Mesh expected_mesh() const {
    Mesh mesh;
    if (request_.known == nullptr || request_.known->facts.surfaces().size() != 1) return mesh;
    if (const Surface* surface = request_.known->facts.surfaces().front().surface_if_known()) {
      mesh.positions = surface->positions;
      mesh.indices = surface->corners;
    }
    return mesh;
  }

  void check_asset(const AssetFacts& facts) {
    report_.kind = facts.asset().kind;  // of an archive only its content says it
    for (const Finding& note : facts.asset().notes) notes_.push_back(note);
    const auto start = Clock::now();
    run_checks(facts);
    report_.timings_ms.emplace_back("check", ms_since(start));
    report_.metrics = compute_metrics(facts);
    complete_ = true;
    settle();
    draw(facts);
    if (!options_.witness_folder.empty()) {
      const auto written = write_witnesses(facts, report_, options_.witness_folder, request_.witness_stem);
      if (!written) problem_ = written.error();
    }
  }

  // All scopes; what was found before the time was over has its place in the scene as well.
  void run_checks(const AssetFacts& facts) {
    try {
      run_side_by_side<AssetCheck>(std::span(&facts, 1));
      run_side_by_side<MeshCheck>(facts.meshes());
      run_side_by_side<SurfaceCheck>(facts.surfaces());
      run_side_by_side<ImageCheck>(facts.images());
    } catch (...) {
      set_scene_positions(facts.asset().scene, notes_);
      throw;
    }
    set_scene_positions(facts.asset().scene, notes_);
  }

  // Pictures are an extra: what was found stands without them when time or memory are over.
  void draw(const AssetFacts& facts) {
    if (options_.pictures == PictureStyle::kNone) return;
    const auto start = Clock::now();
    try {
      report_.pictures = options_.pictures == PictureStyle::kReport
                             ? render_pictures(facts, report_, deadline_.token())
                             : render_picture(facts, report_, options_.picture_view, options_.picture_size,
                                              deadline_.token());
    } catch (const Cancelled&) {
    } catch (const std::bad_alloc&) {
    }
    report_.timings_ms.emplace_back("draw", ms_since(start));
  }

  [[nodiscard]] bool is_wanted_check(const Check& check) const {
    return std::any_of(check.rules.begin(), check.rules.end(),
                       [&](const Rule& rule) { return is_wanted(profile_, options_, rule.id); });
  }

  // Runs the checks of one scope on each of its subjects; findings stay in their order. What was found stands
  // when the time is over in between.
  template <class Scope, class Subjects>
  void run_side_by_side(const Subjects& subjects) {
    std::vector<CheckContext> contexts(subjects.size(), CheckContext(profile_, deadline_.token()));
    std::vector<std::atomic<std::size_t>> done(all_checks().size());
    const auto run_all = [&](std::size_t subject, std::size_t) {
      for (std::size_t i = 0; i < done.size(); ++i) {
        const Scope* run = std::get_if<Scope>(&all_checks()[i]->run);
        if (run != nullptr && is_wanted_check(*all_checks()[i])) (*run)(subjects[subject], contexts[subject]);
        ++done[i];
      }
    };
    const auto collect = [&] {
      for (CheckContext& context : contexts) {
        take(std::move(context.out));
        for (NotChecked& rule : context.not_checked) skip(std::move(rule));
      }
      for (std::size_t i = 0; i < done.size(); ++i) {
        if (std::holds_alternative<Scope>(all_checks()[i]->run) && done[i] == subjects.size())
          decided_.push_back(all_checks()[i]);
      }
    };
    try {
      parallel_ranges(subjects.size(), 1, deadline_.token(), run_all);
    } catch (...) {
      collect();
      throw;
    }
    collect();
  }

  // One entry a rule, though several subjects may have given up.
  void skip(NotChecked rule) {
    const auto same = [&](const NotChecked& other) { return other.rule == rule.rule; };
    if (std::none_of(report_.not_checked.begin(), report_.not_checked.end(), same))
      report_.not_checked.push_back(std::move(rule));
  }

  void take(FindingSink&& sink) {
    for (Finding& finding : std::move(sink).take()) notes_.push_back(std::move(finding));
  }

  void unreadable(const Error& error, std::string_view mend = {}) {
    context_.out.report("file/unreadable", {}, "{}{}{}", printable(describe(error), 1000),
                        mend.empty() ? "" : ". ", mend);
  }

  void read_failed(const Error& error) {
    switch (error.kind) {
      case ErrorKind::kCancelled:
        throw Cancelled{};
      case ErrorKind::kLimit:
        return not_checked("memory", describe(error));
      case ErrorKind::kUnsupported:
        context_.out.report("file/format-unsupported", {}, "{}", printable(describe(error), 1000));
        return;
      default:
        unreadable(error);
    }
  }

  // Ends the checks with an honest list of what was not decided.
  void not_checked(const std::string& reason, const std::string& why) {
    std::uint64_t rules = 0;
    for (const Check* check : all_checks()) {
      const bool mesh_scope = std::holds_alternative<MeshCheck>(check->run);
      const bool surface_scope = std::holds_alternative<SurfaceCheck>(check->run);
      const bool image_scope = std::holds_alternative<ImageCheck>(check->run);
      const bool asset_scope = std::holds_alternative<AssetCheck>(check->run);
      const bool applies =
          (report_.kind == AssetKind::kMesh && (mesh_scope || surface_scope || asset_scope)) ||
          (report_.kind == AssetKind::kImage && image_scope);
      if (!applies || std::find(decided_.begin(), decided_.end(), check) != decided_.end()) continue;
      for (const Rule& rule : check->rules) {
        if (!is_wanted(profile_, options_, rule.id)) continue;
        skip({std::string(rule.id), reason});
        ++rules;
      }
    }
    std::sort(report_.not_checked.begin(), report_.not_checked.end(),
              [](const NotChecked& a, const NotChecked& b) { return a.rule < b.rule; });
    context_.out.report("file/not-checked", {},
                        "{}: {} not decided. Allow more, or check this file on its own", printable(why, 1000),
                        count_of(rules, "rule was", "rules were"));
  }

  // Turns what was noted so far into findings.
  void settle() {
    take(std::exchange(context_.out, {}));
    decide(std::exchange(notes_, {}), profile_, options_, report_);
  }

  // What was accepted before counts no more. Of the baseline's entries that are gone only those are told that
  // were decided: a rule that was left out, or a file that could not be read, has not become better.
  void mute_known() {
    std::swap(report_.path, request_.settings_path);
    if (options_.baseline != nullptr) {
      for (FixedFinding& fixed : apply_baseline(*options_.baseline, report_)) {
        const auto undecided = [&](const NotChecked& rule) { return rule.rule == fixed.rule; };
        const std::vector<NotChecked>& open = report_.not_checked;
        if (complete_ && is_wanted(profile_, options_, fixed.rule) &&
            std::none_of(open.begin(), open.end(), undecided))
          fixed_.push_back(std::move(fixed));
      }
    }
    apply_suppressions(profile_, options_, report_);
    std::swap(report_.path, request_.settings_path);
  }

  InputOutcome finish() {
    settle();
    mute_known();
    if (options_.progress != nullptr) {
      options_.progress->bytes_done += report_.bytes;
      ++options_.progress->files_done;
    }
    return {std::move(report_), std::move(fixed_), std::move(problem_), std::move(checked_),
            std::move(source_)};
  }

  const CheckOptions& options_;
  Request request_;
  std::optional<Error> problem_;
  std::shared_ptr<const CheckedAsset> checked_;
  std::optional<Source> source_;
  const Profile profile_;  // with the settings that this path has
  Deadline deadline_;
  CheckContext context_;
  InputReport report_;
  std::vector<Finding> notes_;
  std::vector<FixedFinding> fixed_;
  bool complete_ = false;              // every check had its turn
  std::vector<const Check*> decided_;  // on all their subjects
  const Format* format_ = nullptr;
};

}  // namespace

InputOutcome check_input(const std::string& path, const std::string& witness_stem,
                         const CheckOptions& options) {
  return InputCheck({path, path, witness_stem}, options).run_file();
}

InputOutcome check_input_bytes(const std::string& name, std::vector<std::byte> bytes,
                               const CheckOptions& options) {
  return InputCheck({name, name, name}, options).run_source(Source::from_memory(name, std::move(bytes)));
}

InputOutcome check_input_to_prepare(const std::string& path, const CheckOptions& options) {
  return InputCheck({path, path, {}, true}, options).run_file();
}

InputOutcome check_prepared(const Source& source, const std::string& input, const CheckOptions& options,
                            std::shared_ptr<const CheckedAsset> written) {
  return InputCheck({source.path(), input, {}, true, std::move(written)}, options).run_source(source);
}

}  // namespace meshgate
