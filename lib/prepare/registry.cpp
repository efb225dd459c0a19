// Looking up steps. The registry is sorted by file name; plans go by kind and order.
#include <algorithm>

#include "prepare/step_registry.h"

namespace meshgate {

std::span<const Step* const> all_steps() {
  static const std::vector<const Step*> kSorted = [] {
    const auto entries = registered_steps();
    std::vector<const Step*> steps(entries.begin(), entries.end());
    std::sort(steps.begin(), steps.end(), [](const Step* a, const Step* b) {
      return a->kind != b->kind ? a->kind < b->kind : a->order < b->order;
    });
    return steps;
  }();
  return kSorted;
}

const Step* find_step(std::string_view id, AssetKind kind) {
  const auto steps = all_steps();
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [&](const Step* step) { return step->id == id && step->kind == kind; });
  return found == steps.end() ? nullptr : *found;
}

std::vector<const Rule*> rules_mended_by(const Step& step) {
  std::vector<const Rule*> rules;
  for (const Rule* rule : all_rules()) {
    const bool of_pictures = rule->id.starts_with("image/");
    const bool of_files = rule->id.starts_with("file/");
    if (rule->fix == step.id && (of_files || of_pictures == (step.kind == AssetKind::kImage)))
      rules.push_back(rule);
  }
  return rules;
}

}  // namespace meshgate
