#pragma once
// The steps that comparisons of parts and of segments share.
#include "verify/comparison.h"

namespace meshgate {

/// The source's body, samples and diagonal; no parts yet.
Comparison start_comparison(const Asset& source, std::vector<ComparedFile> files,
                            const ComparisonOptions& options);

/// Adds meshes of a file as parts.
void add_parts(Comparison& comparison, std::vector<FlatMesh> meshes, const ComparedFile& file);

/// Adds the parts of all files that could be read; each file as one part for a plain comparison.
void add_result_parts(Comparison& comparison);

/// Samples all parts and finds where they lie to the source.
void measure_surfaces(Comparison& comparison);

/// Distances from the source's samples to the parts.
void measure_source(Comparison& comparison);

}  // namespace meshgate
