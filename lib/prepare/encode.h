#pragma once
// Making the bytes of the output, and making them few enough.
#include "meshgate/format.h"
#include "prepare/run_steps.h"

namespace meshgate {

/// Encodes the workpiece in the format of the output. Where the bytes are above `context.byte_limit`, a step
/// that makes less of the asset (decimate, or one for textures or pictures) is run with an estimate, up to
/// kMostFittings times; its record is added. Each attempt decimates or scales what the steps before left, not
/// the result of another attempt; pictures are scaled to nearly the limit (see SideSearch). The result may
/// still be above the limit: the check of the output says so.
Result<Written> encode(const StepContext& context, const std::string& stem, Workpiece& work);

inline constexpr int kMostFittings = 6;

/// Bytes of all files of an output.
std::uint64_t written_bytes(const Written& written);

}  // namespace meshgate
