#pragma once
// Verification by what was asked for: one file an expectation's kind measures and runs its rules.
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "checks/check.h"
#include "gate/decide.h"
#include "meshgate/verify.h"
#include "verify/comparison.h"

namespace meshgate {

/// What a branch works on: the files as read.
struct VerifyJob {
  const VerifyOptions* options = nullptr;
  const Profile* profile = nullptr;
  const Asset* source = nullptr;
  std::vector<ComparedFile> results;  ///< in the order given
  std::stop_token stop;
};

/// What a branch found out.
struct VerifyOutcome {
  std::vector<Finding> findings;
  std::vector<NotChecked> not_checked;
  std::vector<std::pair<std::string, MetricValue>> metrics;
  std::vector<Picture> pictures = {};  ///< when the options want them
};

/// Measures the results against the source and runs the rules. kUsage when files are of the wrong kind.
/// Throws Cancelled and std::bad_alloc.
using VerifyBranch = Result<VerifyOutcome> (*)(const VerifyJob& job);
Result<VerifyOutcome> verify_parts(const VerifyJob& job);  // split and none
Result<VerifyOutcome> verify_segments(const VerifyJob& job);
Result<VerifyOutcome> verify_depth(const VerifyJob& job);

/// Whether a check has a rule that the options want.
inline bool is_wanted_check(const Check& check, const VerifyJob& job) {
  for (const Rule& rule : check.rules) {
    if (is_wanted(*job.profile, job.options->check, rule.id)) return true;
  }
  return false;
}

/// Adds rules that could not be decided, each once.
inline void add_not_checked(const VerifyJob& job, std::vector<NotChecked> rules, VerifyOutcome& outcome) {
  for (NotChecked& rule : rules) {
    const bool known = std::any_of(outcome.not_checked.begin(), outcome.not_checked.end(),
                                   [&](const NotChecked& other) { return other.rule == rule.rule; });
    if (!known && is_wanted(*job.profile, job.options->check, rule.rule))
      outcome.not_checked.push_back(std::move(rule));
  }
}

/// Runs the checks of one scope that are wanted and for which `applies(check)` holds, in their order.
template <class Scope, class Subject, class Applies>
void run_checks(const VerifyJob& job, const Subject& subject, VerifyOutcome& outcome, Applies applies) {
  for (const Check* check : all_checks()) {
    const Scope* run = std::get_if<Scope>(&check->run);
    if (run == nullptr || !is_wanted_check(*check, job) || !applies(*check)) continue;
    CheckContext context(*job.profile, job.stop);
    (*run)(subject, context);
    for (Finding& finding : std::move(context.out).take()) outcome.findings.push_back(std::move(finding));
    add_not_checked(job, std::move(context.not_checked), outcome);
  }
}

/// Runs those mesh rules on each part of a split that say whether it can be printed, and that no rule of
/// parts/ stands for. What the source has as well is only told (info).
void check_part_meshes(const VerifyJob& job, const Comparison& comparison, VerifyOutcome& outcome);

/// Tells vertices and indices of the results that keep faces out of the comparison.
void check_result_meshes(const VerifyJob& job, VerifyOutcome& outcome);

/// The options of a comparison that profile and command line give. `mm_per_unit` is set when the size of the
/// print is known.
ComparisonOptions comparison_options(const VerifyJob& job);

/// kMalformed when the source has no surface of finite extent: nothing can be compared with it.
Result<bool> require_surface(const Comparison& comparison);

/// Numbers of a comparison, those of each part and joint as "parts/1/volume"
/// (docs/reference/verification.md).
void add_comparison_metrics(const Comparison& comparison, VerifyOutcome& outcome);

/// Pictures of a comparison when the options want some. They are an extra: none when time or memory are over.
std::vector<Picture> pictures_of(const VerifyJob& job, const Comparison& comparison);

}  // namespace meshgate
