#pragma once
// Writing an asset and reading what came of it.
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/format.h"
#include "support/files.h"

namespace meshgate::test {

/// What a writer made; fails the test when it made nothing.
Written written_as(const Asset& asset, std::string_view format, const WriteOptions& options = {});

/// Puts an output into `folder` and reads it with its companions; checks the invariants of what is read.
Asset read_back(const Written& written, const TemporaryFolder& folder, const ReadOptions& options = {});

/// Three positions a face, in face order, through the instances of the scene that is shown.
std::vector<float3> shown_corners(const Asset& asset);

/// Corner values of a mesh's first coordinate set, v counted from above; NaN where a corner has none.
std::vector<float2> uv_corners(const Scene& scene, const Mesh& mesh);

/// The gate's findings of family gltf/ that are errors or warnings, in words.
std::vector<std::string> gltf_complaints(const Written& written);

}  // namespace meshgate::test
