#include <array>

#include "checks/check.h"

namespace meshgate {
namespace {

constexpr std::array<Parameter, 1> kParameters{{
    {"max-megapixels", 268.435456, 0.001, 4096, "megapixels", "pictures with more pixels are not decoded"},
}};

constexpr std::array<Rule, 1> kRules{{{
    .id = "image/too-many-pixels",
    .summary = "x",
    .severity = Severity::kError,
    .explanation = R"(x)",
    .parameters = kParameters,
    .since = "0.1",
}}};

}  // namespace

extern const Check check_image_too_many_pixels{.rules = kRules, .run = {}};

}  // namespace meshgate
