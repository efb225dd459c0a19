#pragma once
// One input inside an HTML report.
#include <string>
#include <vector>

#include "meshgate/report.h"

namespace meshgate {

/// The value of an id attribute for a rule: "rule-mesh-open-edge".
std::string rule_anchor(std::string_view rule);

/// <span class="tag error">error</span>
std::string tag_html(std::string_view name);

/// A row of the table of inputs. `anchor` is the id of its details, empty when they were left out.
std::string input_row_html(const InputReport& input, const std::string& anchor);

/// Everything about an input but its pictures, which are passed in as HTML.
std::string input_details_html(const InputReport& input, const std::string& anchor,
                               const std::string& pictures, bool open);

}  // namespace meshgate
