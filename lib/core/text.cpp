#include "core/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <numeric>

namespace meshgate {
namespace {

// Length of the valid UTF-8 sequence at the start of `text`, 0 when it is not valid.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xC2 && lead <= 0xDF   ? 2
                           : (lead & 0xF0U) == 0xE0       ? 3
                           : lead >= 0xF0 && lead <= 0xF4 ? 4
                                                          : 0;
  if (size == 0 || text.size() < size) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return 0;
  }
  // Overlong forms, surrogates and values beyond U+10FFFF are not UTF-8.
  if ((lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) > 0x9F)) return 0;
  if ((lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) > 0x8F)) return 0;
  return size;
}

// C1 control characters (a terminal may take U+009B for ESC [), line and paragraph separators, and the marks
// that turn the direction of writing, which make a name look like another.
bool is_deceptive(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 2)
    return (byte(0) == 0xC2 && byte(1) < 0xA0) || (byte(0) == 0xD8 && byte(1) == 0x9C);
  if (sequence.size() != 3 || byte(0) != 0xE2) return false;
  return (byte(1) == 0x80 && (byte(2) == 0x8E || byte(2) == 0x8F || (byte(2) >= 0xA8 && byte(2) <= 0xAE))) ||
         (byte(1) == 0x81 && byte(2) >= 0xA6 && byte(2) <= 0xA9);
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i] == b[j] ? 0U : 1U);
      diagonal = row[j + 1];
      row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

std::string suffix_of(std::string_view path) {
  const std::size_t slash = path.find_last_of('/');
  const std::string_view name = slash == std::string_view::npos ? path : path.substr(slash + 1);
  const std::size_t dot = name.find_last_of('.');
  return dot == std::string_view::npos || dot == 0 ? std::string() : to_lower(name.substr(dot));
}

std::string group_digits(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, " ");
  return digits;
}

std::string count_of(std::uint64_t count, std::string_view singular, std::string_view plural) {
  std::string noun(count == 1 || plural.empty() ? singular : plural);
  if (count != 1 && plural.empty()) noun += 's';
  return group_digits(count) + ' ' + noun;
}

std::string format_bytes(std::uint64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", value / 1e3);
  if (bytes < 1'000'000'000) return fmt::format("{:.1f} MB", value / 1e6);
  return fmt::format("{:.2f} GB", value / 1e9);
}

std::string printable(std::string_view text, std::size_t limit) {
  std::string safe;
  for (std::size_t i = 0; i < text.size();) {
    if (safe.size() >= limit) return safe + "…";
    const std::size_t size = utf8_length(text.substr(i));
    const auto byte = static_cast<unsigned char>(text[i]);
    if (size == 0 || byte < 0x20 || byte == 0x7F) {
      safe += fmt::format("\\x{:02x}", byte);
      ++i;
    } else if (is_deceptive(text.substr(i, size))) {
      for (const char c : text.substr(i, size))
        safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
      i += size;
    } else {
      safe += text.substr(i, size);
      i += size;
    }
  }
  return safe;
}

bool glob_matches(std::string_view pattern, std::string_view text) {
  // Iterative with one point of return for each kind of star: linear in practice, quadratic at worst.
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, star_text = 0;
  std::size_t globstar = std::string_view::npos, globstar_text = 0;
  while (t < text.size()) {
    if (p + 1 < pattern.size() && pattern[p] == '*' && pattern[p + 1] == '*') {
      globstar = p;
      globstar_text = t;
      star = std::string_view::npos;
      p += 2;
      if (p < pattern.size() && pattern[p] == '/' && (t == 0 || text[t - 1] == '/'))
        ++p;  // "**/x" matches "x"
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && ((pattern[p] == '?' && text[t] != '/') || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos && text[star_text] != '/') {
      t = ++star_text;
      p = star + 1;
    } else if (globstar != std::string_view::npos) {
      star = std::string_view::npos;
      t = ++globstar_text;
      p = globstar + 2;
      if (p < pattern.size() && pattern[p] == '/' && text[t - 1] == '/') ++p;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string_view nearest_name(std::string_view name, const std::vector<std::string_view>& candidates) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    // A name that was not written to its end is near, however much is missing.
    const bool begun = name.size() >= 5 && candidate.substr(0, name.size()) == name;
    const std::size_t distance = begun ? 1 : edit_distance(name, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

}  // namespace meshgate
