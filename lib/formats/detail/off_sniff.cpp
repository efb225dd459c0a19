#include "formats/detail/off_sniff.h"

#include <algorithm>

#include "formats/detail/text_words.h"

namespace meshgate {

bool is_off_header(std::string_view text) {
  std::string_view rest = text;
  std::string_view word = next_word(rest);
  if (word.data() != text.data() || word.size() < 3 || word.substr(word.size() - 3) != "OFF") return false;
  word.remove_suffix(3);
  if (word.substr(0, 2) == "ST") word.remove_prefix(2);
  if (!std::all_of(word.begin(), word.end(),
                   [](char c) { return c == 'C' || c == 'N' || c == '4' || c == 'n'; }))
    return false;
  const std::string_view next = next_word(rest);
  return next.empty() || next.front() == '#' || (next.front() >= '0' && next.front() <= '9') ||
         next == "BINARY";
}

}  // namespace meshgate
