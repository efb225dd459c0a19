#pragma once
// A step of prepare: one kind of change, from an immutable asset to a new one.
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/asset.h"
#include "meshgate/result.h"
#include "meshgate/rule.h"

namespace meshgate {

class AssetFacts;
struct CheckedAsset;
struct StepContext;

/// What came of a step.
struct StepResult {
  std::optional<Asset> asset;        ///< the new asset; absent = nothing was to be done
  std::uint64_t count = 0;           ///< things changed; 0 = nothing to do
  std::string done;                  ///< "removed 12 faces without an area"; empty when nothing was done
  Evidence numbers;                  ///< the counts by name, for machines
  std::vector<std::string> lost;     ///< what the new asset does not hold any more
  std::vector<std::string> refused;  ///< what could not be done safely, each with the reason
  /// Upper bound of how far a point of the surface moved, in units of the file; absent = it has to be
  /// measured.
  std::optional<double> moved;
  /// An asset with the same meshes of which the step knows facts already; may be null.
  std::shared_ptr<const CheckedAsset> known = nullptr;
};

/// When a step is part of a plan.
enum class StepUse {
  kAutomatic,  ///< when a finding or an option asks for it
  kOptIn,      ///< only when it is asked for by name: what is right only a person knows
};

/// Record of one step. Adding a step is adding one file in prepare/steps/. The rules that it mends are those
/// whose Rule::fix names it.
struct Step {
  std::string_view id;       ///< "drop-degenerate": what Rule::fix says
  std::string_view summary;  ///< one line, without a full stop
  /// Markdown: what is changed and how, what stays, when it refuses.
  std::string_view explanation;
  std::span<const Parameter> parameters = {};
  std::string_view loses = {};  ///< what may be lost, for the page; empty = nothing
  AssetKind kind = AssetKind::kMesh;
  StepUse use = StepUse::kAutomatic;
  int order = 0;  ///< place in a plan: ascending; unique within a kind
  /// The step moves the surface on purpose, as decimate does: the limit of the drift is the wider one.
  bool approximates = false;
  /// What the step changes was asked for (unit, axes, a closed hole, a piece taken away): the distance is
  /// measured from its result on.
  bool sets_reference = false;
  /// Each triangle stays where it was, bit for bit: the step changes pictures or the container only.
  bool keeps_triangles = false;
  /// Why options (rather than findings) ask for the step, as "--target-triangles 1000"; empty = they do not.
  /// Null = only findings and its name do.
  std::string (*wanted)(const AssetFacts& facts, const StepContext& context) = nullptr;
  /// Runs the step. Deterministic for any number of threads; idempotent: a second run has nothing to do.
  /// Errors are of the environment only (kCancelled, kLimit); what cannot be mended is `refused`.
  Result<StepResult> (*run)(const AssetFacts& facts, const StepContext& context) = nullptr;
};

/// All steps, by kind and order.
std::span<const Step* const> all_steps();

/// Returns the step with this id or null. Pictures and models may share an id ("convert"): the one of `kind`.
const Step* find_step(std::string_view id, AssetKind kind);

/// The rules that a step mends, by id.
std::vector<const Rule*> rules_mended_by(const Step& step);

}  // namespace meshgate
