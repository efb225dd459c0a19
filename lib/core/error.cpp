#include <array>

#include "meshgate/result.h"

namespace meshgate {
namespace {

struct KindFacts {
  std::string_view name;
  int exit_code;
  bool retryable;
};

// Indexed by ErrorKind; the contract's exit codes.
constexpr std::array<KindFacts, 12> kKinds{{
    {"usage", 2, false},
    {"config", 2, false},
    {"not-found", 2, false},
    {"io", 2, true},
    {"unsupported", 2, false},
    {"malformed", 2, false},
    {"limit", 2, false},
    {"network", 3, true},
    {"auth", 3, false},
    {"quota", 3, false},
    {"remote", 3, false},
    {"cancelled", 4, true},
}};

const KindFacts& facts(ErrorKind kind) { return kKinds.at(static_cast<std::size_t>(kind)); }

}  // namespace

std::string_view to_string(ErrorKind kind) { return facts(kind).name; }
int exit_code(ErrorKind kind) { return facts(kind).exit_code; }
bool is_retryable(ErrorKind kind) { return facts(kind).retryable; }

Error Error::with_context(std::string where) && {
  context.push_back(std::move(where));
  return std::move(*this);
}

std::string describe(const Error& error) {
  std::string text = error.message;
  for (const std::string& where : error.context) text += " (" + where + ")";
  return text;
}

}  // namespace meshgate
