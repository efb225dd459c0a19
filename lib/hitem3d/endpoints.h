#pragma once
// What several endpoints share.
#include <array>

#include "meshgate/endpoint.h"

namespace meshgate {

/// When the provider's pages were read.
inline constexpr std::string_view kLookedUp = "2026-11-01";

inline constexpr std::array<Choice, 3> kLevels{{{"low", "low"}, {"medium", "medium"}, {"high", "high"}}};

inline constexpr TaskField kCallbackField{
    .name = "callback_url", .type = FieldType::kUrl, .doc = "where the service reports the end of the task"};

/// Whether a condition holds for a wire value of its field.
bool holds(const Condition& condition, std::string_view value);

}  // namespace meshgate
