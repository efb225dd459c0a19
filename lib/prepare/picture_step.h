#pragma once
// What steps on pictures share.
#include <string>

#include "asset/facts.h"
#include "prepare/step_context.h"

namespace meshgate {

/// A result whose asset has this picture instead of its own; one change.
StepResult with_picture(const AssetFacts& facts, Image image, std::string done);

/// "4 000 × 3 000".
std::string size_text(std::uint32_t width, std::uint32_t height);

}  // namespace meshgate
