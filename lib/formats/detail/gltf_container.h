#pragma once
// The GLB container: a header and chunks around the JSON and the binary buffer.
#include <cstdint>
#include <optional>

#include "core/source.h"
#include "formats/detail/gltf_issues.h"

namespace meshgate {

/// Part of a file.
struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

/// What a GLB holds. Ranges lie within the file, also when the file was cut.
struct GlbContainer {
  std::optional<ByteRange> json;
  std::optional<ByteRange> bin;
};

/// Walks the chunks of a GLB 2 (glTF 2.0, section 4.4) and reports what is wrong with them. Chunks are walked
/// as far as the file goes; of two chunks of one type the first counts. O(chunks).
GlbContainer read_glb_container(const Source& source, GltfIssues& issues);

/// Whether `head` begins like a GLB: 100 with the magic, little when only the layout fits, else 0.
int sniff_glb(ByteView head);

}  // namespace meshgate
