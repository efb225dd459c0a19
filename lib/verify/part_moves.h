#pragma once
// What putting a part elsewhere takes: points of it, whether it fits among the others there, and doing it.
#include <cstdint>
#include <memory>
#include <vector>

#include "verify/comparison.h"

namespace meshgate {

/// About `most` of the chosen samples of a body, spread evenly, with normals.
OrientedPoints oriented_points(const Body& body, const SurfaceSamples& samples,
                               const std::vector<std::uint32_t>& chosen, std::size_t most);
/// New samples of a body with normals.
OrientedPoints oriented_points(const Body& body, std::size_t count, std::uint64_t seed,
                               const std::stop_token& stop);

/// A part's body under a pose.
std::unique_ptr<Body> moved_body(const Part& part, const Similarity& pose, const std::stop_token& stop);

/// Notes on a part's body in a new place whether it is a sheet there: open_rims.h.
void mark_sheet(const Comparison& comparison, Body& body);

/// Area of the samples of a part that lie on the source, square units.
double on_source_area(const PartSurface& surface);

/// Whether a part may lie where it does not belong: a good part of it is outside of the source, or hardly any
/// of its surface is the source's.
bool is_suspicious(const Part& part);

/// The largest of some parts, by area, `most` of them.
std::vector<std::uint32_t> largest_of(const Comparison& comparison, std::vector<std::uint32_t> parts,
                                      std::size_t most);

/// Whether a part would share no more than 2 % of its samples, or of another part's, with one of the parts
/// numbered in `others`: a body that only resembles the source there, as a ball the tip of an arm, has its
/// other side in the part beside it. `body` and `samples` are those of the part in its new place.
bool fits_among(const Comparison& comparison, const std::vector<std::uint32_t>& others, const Body& body,
                const SurfaceSamples& samples);

/// Puts a part there. What it pushed into where it lay, when it was moved a little only, is measured first.
void put_part(Comparison& comparison, std::uint32_t part, std::unique_ptr<Body> body, const Similarity& pose);

}  // namespace meshgate
