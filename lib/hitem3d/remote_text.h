#pragma once
// Texts of the service: what of them may be shown and stored.
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate {

/// Secrets of our own that a service may repeat.
using HiddenTexts = std::vector<std::string>;

/// Each of them replaced by "(hidden)", also where JSON has escaped a slash or an ASCII character. Hidden
/// texts of less than 4 characters hide nothing. Of a text of more than 16 KiB only the begin is returned.
std::string without_hidden(std::string_view text, const HiddenTexts& hidden);

/// What signs a link: the values in its query string that have 8 or more characters (short ones are words),
/// as they stand there, decoded, and encoded anew.
HiddenTexts secrets_of_link(std::string_view url);

/// The newest of many hidden texts, each once: memory is bounded, however many links a service sends.
class RecentSecrets {
 public:
  void add(const HiddenTexts& texts);
  void append_to(HiddenTexts& hidden) const;

 private:
  using Texts = std::set<std::string>;
  Texts texts_;
  std::deque<Texts::const_iterator> by_age_;
};

/// Text of a stranger made safe to print: no control characters, no query strings, fragments or users of
/// URLs, whether they are whole ones or begin with a host or a path, and no value that looks like a secret
/// behind a name as "signature"; at most `limit` bytes.
std::string scrubbed(std::string_view text, std::size_t limit = 300);

/// Whether an Authorization header can hold this token as one value: visible ASCII characters only.
bool is_header_token(std::string_view token);

}  // namespace meshgate
