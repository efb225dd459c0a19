#pragma once
// Voids within solids.
#include "asset/facts.h"
#include "verify/solids.h"

namespace meshgate {

/// A shell or solid that looks inwards inside of another one bounds a cavity of it and is no solid of its
/// own: it becomes part of the innermost one around it. Solids that touch others are asked one by one, up to
/// 64 that look inwards. O(F log F).
void keep_cavities(const SurfaceFacts& facts, Solids& solids);

}  // namespace meshgate
