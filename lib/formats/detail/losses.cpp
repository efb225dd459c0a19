#include "formats/detail/losses.h"

#include <algorithm>

#include "core/text.h"

namespace meshgate {

void Losses::add(std::string_view one, std::string_view many, std::uint64_t count) {
  if (count == 0) return;
  auto kind = std::find_if(kinds_.begin(), kinds_.end(), [&](const Kind& k) { return k.one == one; });
  if (kind == kinds_.end()) kind = kinds_.insert(kinds_.end(), Kind{std::string(one), std::string(many), 0});
  kind->count += count;
}

void Losses::say(std::string text) {
  const bool known = std::any_of(kinds_.begin(), kinds_.end(), [&](const Kind& k) { return k.one == text; });
  if (!known) kinds_.push_back({std::move(text), {}, 0});
}

std::vector<std::string> Losses::take() && {
  std::vector<std::string> texts;
  for (const Kind& kind : kinds_)
    texts.push_back(kind.count == 0 ? kind.one : count_of(kind.count, kind.one, kind.many));
  return texts;
}

}  // namespace meshgate
