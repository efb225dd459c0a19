#include "report/detail/shell_word.h"

#include <algorithm>
#include <string_view>

#include "core/text.h"

namespace meshgate {

std::string shell_word(const std::string& path) {
  static constexpr std::string_view kSafe = "/._-+,:@%=";
  const bool plain =
      !path.empty() && path.front() != '-' && std::all_of(path.begin(), path.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kSafe.find(c) != std::string_view::npos;
      });
  if (plain) return path;
  std::string quoted = path.starts_with('-') ? "'./" : "'";
  for (const char c : path) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return printable(quoted + "'", 1000);
}

}  // namespace meshgate
