#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "stl/normal-mismatch",
    .summary = "stored facet normals disagree with the corners",
    .severity = Severity::kWarning,
    .explanation = R"(Each facet of an STL stores a normal besides its three corners. By convention the corners run counter-clockwise
around it when seen from outside. Here the stored normal is more than 20° off the one that the corners give. A zero
normal means "not stated" and is not counted, nor are triangles without an area.

**Why it matters.** Programs use either the stored normal or the corners' order. When they disagree, the model looks
right in one program and inside out in the next.

**How to fix it.** Recompute the normals from the corners. When most normals point the other way, the corners are
probably the wrong ones: orient the model.

*Other tools:* admesh counts these as "normals fixed" and repairs them silently.)",
    .fix = "orient",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_stl_normal_mismatch{.rules = kRules, .run = {}};

}  // namespace meshgate
