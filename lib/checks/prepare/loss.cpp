#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "prepare/loss",
    .summary = "the prepared file cannot hold everything of the input",
    .severity = Severity::kInfo,
    .explanation =
        R"(Only in reports of `meshgate prepare`. The input has something that the format of the output, or meshgate's writer for
it, has no place for: colours and textures in an STL, a skeleton or animations in an OBJ. One finding for each kind of
thing, which is named with its number.

**Why it matters.** What a slicer or a splitter never looks at can go; what an engine shows must not go unnoticed.

**How to fix it.** Let `meshgate prepare` write another format (`-o model.glb` holds the most), or keep the original
beside the output.)",
    .since = "0.1",
}}};

}  // namespace

// `prepare` finds it when it writes.
extern const Check check_prepare_loss{.rules = kRules, .run = {}};

}  // namespace meshgate
