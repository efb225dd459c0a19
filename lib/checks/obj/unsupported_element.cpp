#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "obj/unsupported-element",
    .summary = "statements of an OBJ that are not part of the triangle mesh",
    .severity = Severity::kWarning,
    .explanation =
        R"(The file has points (`p`), lines (`l`), curves or free-form surfaces (`curv`, `surf`, …), vertex weights other
than 1, or statements that OBJ does not know. They are counted and not read.

**Why it matters.** The service, slicers and most engines use the faces alone. What a designer modelled as a curve
or a free-form surface is missing in the result; loose lines and points are often left-overs.

**How to fix it.** Convert curves and surfaces to meshes before the export, delete loose edges and points, or ignore
this warning when nothing that you need is missing.

*Other tools:* Assimp makes point and line meshes of `p` and `l`; nearly all readers skip free-form surfaces.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_obj_unsupported_element{.rules = kRules, .run = {}};

}  // namespace meshgate
