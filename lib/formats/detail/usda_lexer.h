#pragma once
// Words of a text layer of USD.
#include <cstdint>
#include <string>
#include <string_view>

#include "formats/detail/usd_crate_coding.h"

namespace meshgate {

struct UsdaToken {
  enum class Kind : std::uint8_t {
    kEnd,
    kWord,    ///< identifier with its namespaces and suffix: "primvars:st.timeSamples"
    kNumber,  ///< also inf, -inf and nan
    kText,    ///< between quotes, still escaped
    kAsset,   ///< between @ or @@@
    kPath,    ///< between < and >
    kSign,    ///< one of ( ) [ ] { } = , ; : and whatever else is a character
  };
  Kind kind = Kind::kEnd;
  std::string_view text;
  double number = 0;
};

class UsdaLexer {
 public:
  explicit UsdaLexer(std::string_view text) : text_(text) {}
  /// The next word; throws UsdBroken for a text or path that never ends.
  UsdaToken next();
  /// Goes on behind the end of this line.
  void skip_line();
  /// Of the last word, from 1.
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  void skip_blanks();
  std::string_view until(std::string_view end, bool one_line, std::string_view what);
  UsdaToken quoted();

  std::string_view text_;
  std::size_t at_ = 0;
  std::uint64_t line_ = 1;
};

/// Resolves \n, \t, \\, \", \' and the like.
std::string unescape_usda(std::string_view text);

}  // namespace meshgate
