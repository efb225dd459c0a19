#pragma once
// Pictures inside an HTML report, as data: URIs within a budget.
#include <string>
#include <vector>

#include "meshgate/report.h"

namespace meshgate {

/// Which pictures of the inputs fit: for each input the indices into InputReport::pictures, in order.
using PicturePlan = std::vector<std::vector<std::size_t>>;

/// Shares out `budget` bytes of base64. Inputs that come first are served first, but each gets its most
/// telling picture before any gets a second one. Pictures of a type that browsers do not show are left out.
PicturePlan plan_pictures(const std::vector<const InputReport*>& inputs, std::size_t budget);

/// The pictures that the plan chose, with captions, and a note when some are missing; empty without any.
std::string pictures_html(const InputReport& input, const std::vector<std::size_t>& chosen);

}  // namespace meshgate
