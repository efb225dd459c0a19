#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 1> kRules{{{
    .id = "texture/unsafe-path",
    .summary = "a picture outside the model's folder",
    .severity = Severity::kWarning,
    .explanation =
        R"(The model names a picture by an absolute path, a drive letter, a network address, or with so many `..` that it leaves
the folder of the model (also through a link). meshgate does not open it.

**Why it matters.** The path means something only on the computer that exported the model, so the picture is missing
everywhere else; and a service that followed such paths would hand out its own files.

**How to fix it.** Put the picture beside the model and name it without a folder, or embed it. (`meshgate` cannot: it
does not open such a path.))",
    .since = "0.1",
}}};

}  // namespace

extern const Check check_texture_unsafe_path{.rules = kRules, .run = {}};

}  // namespace meshgate
