#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "obj/unsafe-path",
    .summary = "a material library outside the model's folder",
    .severity = Severity::kError,
    .explanation =
        R"(An `mtllib` statement names a file by an absolute path, a drive letter, a network address, or with so many `..`
that it leaves the folder of the model (also through a link). meshgate does not open it.

**Why it matters.** The path means something only on the computer that exported the model, so the library is missing
everywhere else; and a service that followed such paths would hand out its own files.

**How to fix it.** Put the library beside the model and name it without a folder: `mtllib model.mtl`.)",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_obj_unsafe_path{.rules = kRules, .run = {}};

}  // namespace meshgate
