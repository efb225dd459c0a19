// What the parameters of faults may be, one row each.
#include <fmt/core.h>

#include <array>
#include <charconv>
#include <cmath>

#include "core/text.h"
#include "sandbox/faults.h"

namespace meshgate::sandbox {
namespace {

struct ValueKind {
  std::string_view parameter;
  std::string_view fault;  ///< of one fault only; empty = of all others
  double min = 0, max = 0;
  double max_percent = 0;      ///< 0 = takes no %
  bool has_multiples = false;  ///< 10k, 10M, 10G
  bool is_whole = false;
  std::string_view doc;
};

constexpr double kFar = 1e6;
constexpr std::array<ValueKind, 10> kValues{{
    {"retry-after", "", 0, 86400, 0, false, true, "whole seconds from 0 to 86400"},
    {"seconds", "", 0, 86400, 0, false, false, "seconds from 0 to 86400"},
    {"at", "", 0, 1e12, 100, true, false, "bytes (also as 10k, 10M, 10G) or 0% to 100%"},
    {"bytes", "", 0, 1e12, 0, true, false, "bytes (also as 10k, 10M, 10G)"},
    {"part", "", 1, 1000, 0, false, true, "the number of a part, from 1"},
    {"by", "part-scaled", 0.001, 1000, 0, false, false, "a factor from 0.001 to 1000"},
    {"by", "", -kFar, kFar, 1000, false, false, "units of the model, or % of its diagonal"},
    {"depth", "", 0, kFar, 1000, false, false, "units of the model, or % of its diagonal, from 0"},
    {"clearance", "", -kFar, kFar, 1000, false, false, "units of the model, or % of its diagonal"},
    {"size", "", 0, kFar, 1000, false, false, "units of the model, or % of its diagonal, from 0"},
}};

const ValueKind* find_kind(const FaultKind& fault) {
  const ValueKind* found = nullptr;
  for (const ValueKind& kind : kValues) {
    if (kind.parameter != fault.parameter) continue;
    if (kind.fault == fault.name) return &kind;
    if (kind.fault.empty()) found = &kind;
  }
  return found;
}

bool is_allowed(const ValueKind& kind, std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || !std::isfinite(value) || (kind.is_whole && value != std::floor(value)))
    return false;
  const std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  const double sign = kind.min < 0 ? std::abs(value) : value;
  if (unit == "%") return kind.max_percent > 0 && sign >= 0 && sign <= kind.max_percent;
  const double factor = unit == "k" ? 1e3 : unit == "M" ? 1e6 : unit == "G" ? 1e9 : 1;
  if (!unit.empty() && (!kind.has_multiples || factor == 1)) return false;
  return value * factor >= kind.min && value * factor <= kind.max;
}

// ".bin"; it becomes a part of a URL's path.
bool is_suffix(std::string_view text) {
  constexpr std::size_t kLongest = 16;
  constexpr std::string_view kLetters = ".abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  return text.empty() || (text.size() <= kLongest && text.front() == '.' &&
                          text.find_first_not_of(kLetters) == std::string_view::npos);
}

}  // namespace

Result<bool> accept_value(const FaultKind& fault, std::string_view text) {
  const ValueKind* kind = find_kind(fault);
  const bool allowed = kind != nullptr ? is_allowed(*kind, text) : is_suffix(text);
  if (allowed) return true;
  return fail(ErrorKind::kUsage,
              fmt::format("fault script: {} of {} takes {}, not \"{}\"", fault.parameter, fault.name,
                          kind != nullptr ? kind->doc : "a suffix as .bin, of letters and digits, or nothing",
                          printable(text, 60)));
}

}  // namespace meshgate::sandbox
