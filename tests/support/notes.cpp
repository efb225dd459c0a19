#include "support/notes.h"

#include <algorithm>

namespace meshgate::test {

const Finding* find_note(const Asset& asset, std::string_view rule) {
  const auto found = std::find_if(asset.notes.begin(), asset.notes.end(),
                                  [&](const Finding& finding) { return finding.rule == rule; });
  return found == asset.notes.end() ? nullptr : &*found;
}

bool has_note(const Asset& asset, std::string_view rule) { return find_note(asset, rule) != nullptr; }

std::vector<std::uint64_t> lines_of(const Finding& finding) {
  std::vector<std::uint64_t> lines;
  for (const Location& location : finding.locations) lines.push_back(location.line.value_or(0));
  return lines;
}

}  // namespace meshgate::test
