#pragma once
// How far each part is off the place that it was cut from, below the tolerance too.
#include <optional>

#include "verify/comparison.h"

namespace meshgate {

/// What is left between a part, where it lies, and its place in the source: its skin is laid onto it by a
/// rigid move. Needs the part's surface and source->prepare_queries().
PartOffset measure_offset(const Comparison& comparison, std::uint32_t part);

/// What lays most parts, by area, onto their places at once: the offset of the largest one, when the others
/// are off alike. Only the largest parts are asked. Needs what measure_offset needs.
std::optional<Similarity> most_common_offset(const Comparison& comparison);

/// Fills Part::offset of all parts that belong to the source and were not put back. Parallel.
void measure_offsets(Comparison& comparison);

}  // namespace meshgate
