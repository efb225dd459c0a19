#pragma once
// The Markdown of rule explanations as HTML.
#include <string>
#include <string_view>

namespace meshgate {

/// Paragraphs, lists with "- ", **strong**, *emphasis* and `code`: what explanations of rules use. All else
/// is text, and markup in it is escaped. Linear in the length.
std::string markdown_to_html(std::string_view markdown);

}  // namespace meshgate
