#pragma once
// Stored normals of STL facets against those that the corners give; binary and ASCII.
#include <cstdint>
#include <vector>

#include "asset/finding_sink.h"
#include "meshgate/geometry.h"

namespace meshgate {

/// A facet normal is wrong when it is off by more than 20°: exporters round normals of tiny triangles freely.
inline constexpr double kStlNormalCosine = 0.94;

enum class NormalVerdict { kAgrees, kOff, kOpposite };

/// Compares a stored normal with the order of the corners. A zero normal means "compute it" and agrees; so
/// does everything about a facet without area or with numbers that are not finite, which other rules report.
inline NormalVerdict compare_normal(float3 stored, float3 a, float3 b, float3 c) {
  const float ux = b.x - a.x, uy = b.y - a.y, uz = b.z - a.z;
  const float vx = c.x - a.x, vy = c.y - a.y, vz = c.z - a.z;
  const float nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
  const float nn = nx * nx + ny * ny + nz * nz;
  const float ss = stored.x * stored.x + stored.y * stored.y + stored.z * stored.z;
  const float projection = nx * stored.x + ny * stored.y + nz * stored.z;
  constexpr auto kCosine2 = static_cast<float>(kStlNormalCosine * kStlNormalCosine);
  if (!(nn > 1e-30F && ss > 1e-12F && nn < 1e30F && ss < 1e30F)) return NormalVerdict::kAgrees;
  if (projection < 0) return NormalVerdict::kOpposite;
  return projection * projection < kCosine2 * nn * ss ? NormalVerdict::kOff : NormalVerdict::kAgrees;
}

/// Wrong normals of some facets. Fill and merge in file order.
struct NormalScan {
  Tally mismatch;
  std::uint64_t opposite = 0;  ///< of these, the ones that point to the other side

  /// `make_location` is called only while a witness is still wanted.
  template <class MakeLocation>
  void add(NormalVerdict verdict, MakeLocation make_location) {
    if (verdict == NormalVerdict::kAgrees) return;
    if (verdict == NormalVerdict::kOpposite) ++opposite;
    mismatch.add(make_location);
  }
};

/// Reports stl/normal-mismatch for the parts of a file, given in its order.
void note_stl_normals(std::vector<NormalScan>& scans, std::uint64_t facets, FindingSink& notes);

}  // namespace meshgate
