#include "hitem3d/remote_text.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "core/url.h"

namespace meshgate {
namespace {

constexpr std::string_view kMask = "(hidden)";
constexpr std::string_view kWordEnds = " \t\r\n\"'<>";

bool is_visible(char c) { return c > 0x20 && c < 0x7F; }

// Signed links are not always whole: "cdn.example.com/a?sign=…", "/login?token=…". A question mark or a hash
// within a word begins what may be a secret; one at its end is punctuation.
std::string without_query_of_word(std::string_view word) {
  const std::size_t mark = word.find("://");
  if (mark != std::string_view::npos) {
    const std::string before = to_lower(word.substr(0, mark));
    const std::size_t last = before.find_last_not_of("abcdefghijklmnopqrstuvwxyz0123456789+.-");
    const std::size_t scheme = last == std::string::npos ? 0 : last + 1;
    return std::string(word.substr(0, scheme)) + without_query(word.substr(scheme));
  }
  const std::size_t query = word.find_first_of("?#");
  const bool is_cut = query != std::string_view::npos && query + 1 < word.size() &&
                      (word[query] == '?' || word.find('=', query) != std::string_view::npos);
  return word.starts_with("//") ? without_query(word)
                                : std::string(word.substr(0, is_cut ? query : word.size()));
}

// Where in a word a value stands that signs or opens something: "sign=…", ";token%3D…". npos when nowhere.
std::size_t find_signature(std::string_view word) {
  constexpr std::array<std::string_view, 9> kNames{
      "sign", "signature", "sig", "token", "access_token", "secret", "credential", "policy", "auth_key"};
  const std::string text = to_lower(word);
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  for (const std::string_view equals : {"=", "%3d"}) {
    for (std::size_t at = text.find(equals); at != std::string::npos; at = text.find(equals, at + 1)) {
      const std::string_view before = std::string_view(text).substr(0, at);
      const bool is_named = std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
        if (!before.ends_with(name)) return false;
        const std::string_view front = before.substr(0, before.size() - name.size());
        const bool is_escape = front.size() >= 3 && front[front.size() - 3] == '%';
        return front.empty() || is_escape || !is_letter(front.back());
      });
      if (is_named && at + equals.size() < text.size()) return at + equals.size();
    }
  }
  return std::string_view::npos;
}

// The rest of a word goes with its first signature: what follows may be another one.
std::string without_signature(std::string word) {
  const std::size_t at = find_signature(word);
  return at == std::string::npos ? word : word.substr(0, at) + std::string(kMask);
}

}  // namespace

std::string without_hidden(std::string text, const HiddenTexts& hidden) {
  constexpr std::size_t kShortest = 4;
  for (const std::string& one : hidden) {
    if (one.size() < kShortest) continue;
    for (std::size_t at = text.find(one); at != std::string::npos; at = text.find(one, at + kMask.size()))
      text.replace(at, one.size(), kMask);
  }
  return text;
}

std::string scrubbed(std::string_view text, std::size_t limit) {
  std::string clean;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kWordEnds, at), text.size());
    clean += without_signature(without_query_of_word(text.substr(at, end - at)));
    if (end < text.size()) clean += text[end];
    at = end + 1;
  }
  return printable(clean, limit);
}

bool is_header_token(std::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), is_visible);
}

}  // namespace meshgate
