#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "texture/missing-file",
    .summary = "a picture that the model uses is not there",
    .severity = Severity::kWarning,
    .explanation =
        R"(The model names a picture by a path, and there is no readable file at that place (relative to the model's folder).

**Why it matters.** The model is shown without its texture, in plain colours; some programs refuse it. A service that
receives one file never sees the pictures beside it, so that parts come back without colours. Slicers for one colour do
not look.

**How to fix it.** Put the pictures where the model looks for them, or embed them: `meshgate prepare -o model.glb`.)",
    .fix = "embed-textures",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_texture_missing_file{.rules = kRules, .run = {}};

}  // namespace meshgate
