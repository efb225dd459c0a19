#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "usd/unsupported-element",
    .summary = "a USD stage has what does not become triangles",
    .severity = Severity::kWarning,
    .explanation =
        R"(The stage has prims or properties that are correct and not used: curves, points, implicit shapes (spheres, cubes),
point instancers, volumes, shaders other than `UsdPreviewSurface`, subdivision schemes (the cage is read), faces marked as
holes, values that fit no element of their mesh.

**Why it matters.** The service takes triangle meshes. What is listed here is missing in what was measured, or looks
different.

**How to fix it.** Convert it to meshes with `UsdPreviewSurface` materials before export; ignore the rule when nothing of
it matters.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_usd_unsupported_element{.rules = kRules, .run = {}};

}  // namespace meshgate
