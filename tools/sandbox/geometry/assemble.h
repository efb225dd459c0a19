#pragma once
// Parts as a scene, and a scene as the file that was asked for.
#include <span>

#include "meshgate/asset.h"
#include "sandbox/geometry/split.h"
#include "sandbox/produce.h"

namespace meshgate::sandbox {

/// One node with one mesh a part. Materials, pictures and texture coordinates are those of the source; what
/// the sandbox made has a material of its own when the source has materials.
Asset assemble(std::span<const Part> parts, const Scene& source);

/// Files without nodes would weld parts together where they touch: moves each part's caps by one step of
/// float towards its own inside.
void part_ways(std::span<Part> parts);

/// The asset in the format of a suffix (".glb", ".zip" for OBJ with its files …).
Result<Product> encode(const Asset& asset, std::string_view suffix, const std::stop_token& stop);

}  // namespace meshgate::sandbox
