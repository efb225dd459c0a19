#include "hitem3d/remote_text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/source.h"
#include "core/text.h"
#include "core/url.h"

namespace meshgate {
namespace {

constexpr std::string_view kMask = "(hidden)";
constexpr std::string_view kWordEnds = " \t\r\n\"'<>";
constexpr std::size_t kShortestValue = 8;  // shorter ones are words

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

// Whether a text in lower case ends in the name of something that signs or opens.
bool ends_in_secret_name(std::string_view text) {
  constexpr std::array<std::string_view, 15> kNames{
      "sign",        "signature",      "sig",           "token",  "access_token", "accesstoken",
      "secret",      "clientsecret",   "credential",    "policy", "auth_key",     "signatureprovided",
      "accesskeyid", "ossaccesskeyid", "awsaccesskeyid"};
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; };
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
    if (!text.ends_with(name)) return false;
    const std::string_view front = text.substr(0, text.size() - name.size());
    const bool is_escape = front.size() >= 3 && front[front.size() - 3] == '%';
    return front.empty() || is_escape || !is_letter(front.back());
  });
}

// Where in a word a value stands that signs or opens something: "sign=…", ";token%3D…". npos when nowhere.
std::size_t find_signature(std::string_view word) {
  const std::string text = to_lower(word);
  for (const std::string_view equals : {"=", "%3d"}) {
    for (std::size_t at = text.find(equals); at != std::string::npos; at = text.find(equals, at + 1)) {
      const bool is_named = ends_in_secret_name(std::string_view(text).substr(0, at));
      if (is_named && at + equals.size() < text.size()) return at + equals.size();
    }
  }
  return std::string_view::npos;
}

// A word behind "signature" may be a part of the sentence.
bool looks_secret(std::string_view word) {
  constexpr std::size_t kLong = 20;
  return word.size() >= kShortestValue &&
         (word.size() >= kLong || word.find_first_of("0123456789") != std::string_view::npos);
}

// Follows the words of a text: `"Signature" : "…"`, `Signature: …`. Whether the next word is such a value.
class NamedSecret {
 public:
  bool is_value(std::string_view word) {
    const bool separates = word.find_first_not_of(":=,") == std::string_view::npos;
    if (is_named_ && separates) return false;
    const bool found = is_named_ && looks_secret(word);
    is_named_ = !found && ends_in_secret_name(to_lower(word.substr(0, word.find_last_not_of(":=") + 1)));
    return found;
  }

 private:
  bool is_named_ = false;
};

// The rest of a word goes with its first signature: what follows may be another one.
std::string without_signature(std::string word) {
  const std::size_t at = find_signature(word);
  return at == std::string::npos ? word : word.substr(0, at) + std::string(kMask);
}

// "\/" and "\u003d" as JSON writes '/' and '='. Others stay: they are in no secret.
std::string without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    unsigned code = 0;
    constexpr std::string_view kAscii = "\\u00";
    constexpr std::size_t kLength = 6;
    if (rest.starts_with("\\/")) {
      plain += text[++i];
    } else if (rest.size() >= kLength && rest.starts_with(kAscii) &&
               std::from_chars(&rest[4], &rest[4] + 2, code, 16).ptr == &rest[4] + 2 && code > 0x20 &&
               code < 0x7F) {
      plain += static_cast<char>(code);
      i += kLength - 1;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace

std::string without_hidden(std::string_view text, const HiddenTexts& hidden) {
  constexpr std::size_t kShortest = 4, kLongestText = 1U << 14U;
  const std::string shown = without_escapes(text.substr(0, kLongestText));
  // Of the whole text: one may be a part of another, or overlap it.
  std::vector<bool> is_hidden(shown.size());
  for (const std::string& one : hidden) {
    if (one.size() < kShortest) continue;
    for (std::size_t at = shown.find(one); at != std::string::npos; at = shown.find(one, at + 1))
      std::fill_n(is_hidden.begin() + static_cast<std::ptrdiff_t>(at), one.size(), true);
  }
  std::string clean;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (!is_hidden[i]) {
      clean += shown[i];
    } else if (i == 0 || !is_hidden[i - 1]) {
      clean += kMask;
    }
  }
  return clean;
}

HiddenTexts secrets_of_link(std::string_view url) {
  HiddenTexts secrets;
  const auto add = [&](std::string text) {
    const bool is_new = std::find(secrets.begin(), secrets.end(), text) == secrets.end();
    if (text.size() >= kShortestValue && is_new) secrets.push_back(std::move(text));
  };
  const std::size_t mark = url.find('?');
  if (mark == std::string_view::npos) return secrets;
  const std::string_view query = url.substr(mark + 1, url.find('#', mark) - mark - 1);
  for (std::size_t at = 0; at < query.size();) {
    const std::size_t end = std::min(query.find_first_of("&;", at), query.size());
    const std::string_view pair = query.substr(at, end - at);
    const std::string value(pair.substr(pair.find('=') + 1));  // all of it without '='
    std::string plain = decode_percent(value).value_or(value);
    add(value);
    add(percent_encoded(plain));
    add(plain);
    std::replace(plain.begin(), plain.end(), '+', ' ');  // as forms are decoded
    add(std::move(plain));
    at = end + 1;
  }
  return secrets;
}

void RecentSecrets::add(const HiddenTexts& texts) {
  constexpr std::size_t kMost = 4000;
  for (const std::string& text : texts) {
    const auto [place, is_new] = texts_.insert(text);
    if (!is_new) continue;
    by_age_.push_back(place);
    if (by_age_.size() <= kMost) continue;
    texts_.erase(by_age_.front());
    by_age_.pop_front();
  }
}

void RecentSecrets::append_to(HiddenTexts& hidden) const {
  hidden.insert(hidden.end(), texts_.begin(), texts_.end());
}

std::string scrubbed(std::string_view text, std::size_t limit) {
  std::string clean;
  NamedSecret named;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(kWordEnds, at), text.size());
    const std::string_view word = text.substr(at, end - at);
    if (!word.empty())
      clean += named.is_value(word) ? std::string(kMask) : without_signature(without_query_of_word(word));
    if (end < text.size()) clean += text[end];
    at = end + 1;
  }
  return printable(clean, limit);
}

bool is_header_token(std::string_view token) {
  return !token.empty() && std::all_of(token.begin(), token.end(), is_visible);
}

}  // namespace meshgate
