// The mesh rules on each part of a split: is it printable by itself?
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <string_view>

#include "checks/parts/detail/say.h"
#include "core/text.h"
#include "gate/verify_branch.h"

namespace meshgate {
namespace {

// Open edges, turned shells and shells within others are parts/not-watertight, inverted and multiple-shells;
// slivers, crumbs and unused vertices come with every cut and do not keep a part from being printed.
constexpr std::array<std::string_view, 6> kOfParts{
    "mesh/duplicate-face",      "mesh/inconsistent-winding", "mesh/non-manifold-edge",
    "mesh/non-manifold-vertex", "mesh/self-intersection",    "mesh/thin-wall",
};
// What keeps faces out of every measure.
constexpr std::array<std::string_view, 2> kOfFiles{"mesh/index-out-of-range", "mesh/non-finite-position"};

bool has_one_of(const Check& check, std::span<const std::string_view> ids, const VerifyJob& job) {
  return is_wanted_check(check, job) &&
         std::any_of(check.rules.begin(), check.rules.end(), [&](const Rule& rule) {
           return std::find(ids.begin(), ids.end(), rule.id) != ids.end();
         });
}

// Findings of one check about one body; nothing for checks of another scope.
std::vector<Finding> findings_of(const Check& check, const Body& body, const VerifyJob& job,
                                 std::vector<NotChecked>& not_checked) {
  CheckContext context(*job.profile, job.stop);
  if (const auto* run = std::get_if<MeshCheck>(&check.run)) (*run)(body.mesh(), context);
  if (const auto* run = std::get_if<SurfaceCheck>(&check.run)) (*run)(body.surface(), context);
  not_checked.insert(not_checked.end(), context.not_checked.begin(), context.not_checked.end());
  return std::move(context.out).take();
}

// How often the source has a defect, found out when a part has it.
class SourceDefects {
 public:
  SourceDefects(const VerifyJob& job, const Body& source) : job_(job), source_(source) {}
  std::uint64_t count(const Check& check, const std::string& rule) {
    auto& counts = counts_[&check];
    if (!counts) {
      counts.emplace();
      std::vector<NotChecked> ignored;
      for (const Finding& finding : findings_of(check, source_, job_, ignored))
        (*counts)[finding.rule] += finding.count;
    }
    return (*counts)[rule];
  }

 private:
  const VerifyJob& job_;
  const Body& source_;
  std::map<const Check*, std::optional<std::map<std::string, std::uint64_t>>> counts_;
};

}  // namespace

void check_part_meshes(const VerifyJob& job, const Comparison& comparison, VerifyOutcome& outcome) {
  if (!comparison.source) return;
  SourceDefects of_source(job, *comparison.source);
  for (const Check* check : all_checks()) {
    if (!has_one_of(*check, kOfParts, job)) continue;
    std::vector<NotChecked> not_checked;
    for (std::uint32_t i = 0; i < comparison.parts.size(); ++i) {
      if (comparison.parts[i].role == PartRole::kEmpty) continue;
      for (Finding& finding : findings_of(*check, *comparison.parts[i].body, job, not_checked)) {
        finding.message = say_part(comparison, i) + ": " + finding.message;
        if (finding.count <= of_source.count(*check, finding.rule)) {
          finding.severity = Severity::kInfo;
          finding.message += ". The source has as many";
        }
        outcome.findings.push_back(std::move(finding));
      }
    }
    add_not_checked(job, std::move(not_checked), outcome);
  }
}

void check_result_meshes(const VerifyJob& job, VerifyOutcome& outcome) {
  for (const ComparedFile& file : job.results) {
    if (file.asset == nullptr) continue;
    for (const Mesh& mesh : file.asset->scene.meshes) {
      const MeshFacts facts(mesh, job.stop);
      for (const Check* check : all_checks()) {
        const auto* run = std::get_if<MeshCheck>(&check->run);
        if (run == nullptr || !has_one_of(*check, kOfFiles, job)) continue;
        CheckContext context(*job.profile, job.stop);
        (*run)(facts, context);
        for (Finding& finding : std::move(context.out).take()) {
          if (job.results.size() > 1) finding.message = printable(file.path, 1000) + ": " + finding.message;
          finding.message += ". The faces that use them are left out of the comparison";
          outcome.findings.push_back(std::move(finding));
        }
      }
    }
  }
}

}  // namespace meshgate
