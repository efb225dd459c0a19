#pragma once
// Whether what a file gives names to ends where a body does.
#include <cstdint>
#include <span>
#include <stop_token>

#include "verify/wedges.h"

namespace meshgate {

/// Whether none of the pieces that faces belong to goes on in another: an edge of which a piece has one face
/// is open, or that face lies on one of another piece, as where the cut between two parts ends at the rim of
/// a hole. Slivers do not tell. Expected O(F), parallel but for edges of three faces or more.
bool pieces_end_at_rims(const Surface& surface, const Topology& topology,
                        std::span<const std::uint32_t> piece_of_face, const std::stop_token& stop);

}  // namespace meshgate
