#include "report/detail/html_pictures.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/base64.h"
#include "core/markup.h"
#include "core/text.h"

namespace meshgate {
namespace {

bool is_shown(const Picture& picture) {
  static constexpr std::array<std::string_view, 4> kTypes{"image/webp", "image/png", "image/svg+xml",
                                                          "image/jpeg"};
  return !picture.bytes.empty() && std::find(kTypes.begin(), kTypes.end(), picture.mime_type) != kTypes.end();
}

// The defect itself tells most, then the view that shows three sides.
std::optional<std::size_t> most_telling(const InputReport& input) {
  for (const std::string_view wanted : {"defect", "three-quarter", "image", ""}) {
    for (std::size_t i = 0; i < input.pictures.size(); ++i) {
      const Picture& picture = input.pictures[i];
      if (is_shown(picture) && (wanted.empty() || picture.name == wanted)) return i;
    }
  }
  return std::nullopt;
}

std::string figure(const Picture& picture) {
  const std::string caption = escape_markup(picture.caption.empty() ? picture.name : picture.caption, 500);
  // A size lets the page stand still while pictures are decoded; unknown is better than wrong.
  const std::string size = picture.width > 0 && picture.height > 0
                               ? fmt::format(" width=\"{}\" height=\"{}\"", picture.width, picture.height)
                               : std::string();
  return fmt::format(
      "<figure><img loading=\"lazy\" decoding=\"async\" alt=\"{0}\"{1} src=\"data:{2};base64,{3}\">"
      "<figcaption aria-hidden=\"true\">{0}</figcaption></figure>\n",
      caption, size, picture.mime_type, base64(picture.bytes));
}

}  // namespace

PicturePlan plan_pictures(const std::vector<const InputReport*>& inputs, std::size_t budget) {
  PicturePlan plan(inputs.size());
  const auto take = [&](std::size_t input, std::size_t picture) {
    const std::size_t size = base64_size(inputs[input]->pictures[picture].bytes.size());
    if (size > budget) return;
    budget -= size;
    plan[input].push_back(picture);
  };
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (const auto first = most_telling(*inputs[i])) take(i, *first);
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto first = most_telling(*inputs[i]);
    for (std::size_t k = 0; k < inputs[i]->pictures.size(); ++k) {
      if (first != k && is_shown(inputs[i]->pictures[k])) take(i, k);
    }
    std::sort(plan[i].begin(), plan[i].end());
  }
  return plan;
}

std::string pictures_html(const InputReport& input, const std::vector<std::size_t>& chosen) {
  const auto shown =
      static_cast<std::size_t>(std::count_if(input.pictures.begin(), input.pictures.end(), is_shown));
  if (shown == 0) return {};
  // Those of results have texts on them.
  const bool wide = input.kind == AssetKind::kResult;
  std::string html = fmt::format("<div class=\"pictures{}\">\n", wide ? " wide" : "");
  for (const std::size_t index : chosen) html += figure(input.pictures[index]);
  html += "</div>\n";
  if (chosen.size() < shown)
    html += fmt::format(
        "<p class=\"quiet\">{} left out to keep this file small; check this input alone to "
        "see all.</p>\n",
        count_of(shown - chosen.size(), "picture"));
  return html;
}

}  // namespace meshgate
