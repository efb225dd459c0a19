#pragma once
// Making the bytes of the output, and making them few enough.
#include "meshgate/format.h"
#include "prepare/run_steps.h"

namespace meshgate {

/// Encodes the workpiece in the format of the output. Where the bytes are above `context.byte_limit`, a step
/// that makes less of the asset (decimate, or one for textures or pictures) is run until they are just below
/// it (see SizeSearch); its record is added. Each try decimates or scales what the steps before left, not the
/// result of another try. The result may still be above the limit: then it is the smallest that was found.
Result<Written> encode(const StepContext& context, const std::string& stem, Workpiece& work);

/// Triangles and pictures in turn.
inline constexpr int kMostFittings = 3;

/// Bytes of all files of an output.
std::uint64_t written_bytes(const Written& written);

}  // namespace meshgate
