#pragma once
// One look at the numbers of an accessor: everything that its elements show on their own.
#include <array>
#include <cstdint>
#include <stop_token>

#include "formats/detail/gltf_document.h"

namespace meshgate {

/// What is asked of an accessor besides its smallest and greatest components.
struct GltfScanRequest {
  bool unit_vectors = false;   ///< the first three components have length 1 (NORMAL, TANGENT)
  bool signs = false;          ///< the fourth component is 1 or −1 (TANGENT)
  bool clamped = false;        ///< components are in 0…1 (COLOR_0)
  bool triangles = false;      ///< three scalars in a row are a triangle
  bool restarts = false;       ///< the greatest value of the type is forbidden
  bool times = false;          ///< not negative, strictly increasing (animation input)
  bool quaternions = false;    ///< four components have length 1
  bool spline = false;         ///< of three elements only the middle one is a value
  bool bind_matrices = false;  ///< last row is 0 0 0 1
};

/// The answer. Witnesses are vertices (elements); components of one element count once each where said.
struct GltfScan {
  std::uint64_t count = 0;       ///< elements looked at
  std::array<double, 16> min{};  ///< of the finite values, raw (not normalized)
  std::array<double, 16> max{};
  Tally non_finite;  ///< components
  Tally non_unit;
  Tally bad_sign;
  Tally not_clamped;  ///< components
  Tally restart;      ///< indices
  Tally negative_time;
  Tally not_increasing;
  Tally non_unit_quaternion;
  Tally bad_matrix;              ///< components
  std::uint64_t degenerate = 0;  ///< triangles that name a vertex twice
};

/// O(bytes), parallel, deterministic, each byte once while it is in the cache.
GltfScan scan_gltf_elements(const GltfAccessor& accessor, const GltfElements& elements,
                            const GltfScanRequest& request, const std::stop_token& stop);

/// Components outside of a bound; a second pass, only needed when min or max is.
std::uint64_t count_gltf_outside(const GltfAccessor& accessor, const GltfElements& elements,
                                 std::uint32_t component, double low, double high,
                                 const std::stop_token& stop);

/// Scalars above `limit`, as vertices. A second pass, only needed when max is.
Tally find_gltf_indices_above(const GltfAccessor& accessor, const GltfElements& elements, std::uint64_t limit,
                              const std::stop_token& stop);

}  // namespace meshgate
