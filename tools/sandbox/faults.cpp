#include "sandbox/faults.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.h"

namespace meshgate::sandbox {
namespace {

constexpr std::array<std::string_view, 18> kEndpoints{"any",
                                                      "token",
                                                      "balance",
                                                      "create",
                                                      "query",
                                                      "download",
                                                      "callback",
                                                      "split",
                                                      "segmentation",
                                                      "depth",
                                                      "generate",
                                                      "split.create",
                                                      "split.query",
                                                      "segmentation.create",
                                                      "segmentation.query",
                                                      "depth.create",
                                                      "depth.query",
                                                      "generate.create"};

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

tl::unexpected<Error> unknown(std::string_view what, std::string_view name,
                              const std::vector<std::string_view>& known) {
  std::string text = fmt::format("fault script: unknown {} \"{}\"", what, printable(name, 60));
  const std::string_view near = nearest_name(name, known);
  if (!near.empty()) text += fmt::format("; did you mean \"{}\"?", near);
  std::string all;
  for (const std::string_view one : known) all += (all.empty() ? "" : ", ") + std::string(one);
  text += fmt::format("{} Known: {}", near.empty() ? "." : "", all);
  return fail(ErrorKind::kUsage, text);
}

Result<int> parse_count(std::string_view key, std::string_view text, int min) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc() && end == text.data() + text.size() && value >= min) return value;
  return fail(ErrorKind::kUsage, fmt::format("fault script: {} takes a whole number from {}, not \"{}\"", key,
                                             min, printable(text, 60)));
}

Result<bool> set_parameter(std::string_view text, Fault& fault) {
  const std::size_t equals = text.find('=');
  const std::string_view own = fault.kind->parameter;
  const std::string_view key = equals == std::string_view::npos ? own : trim(text.substr(0, equals));
  const std::string_view value = equals == std::string_view::npos ? text : trim(text.substr(equals + 1));
  if (key == "n") {
    MG_TRY(fault.times, parse_count(key, value, 0));
  } else if (key == "from") {
    MG_TRY(fault.from, parse_count(key, value, 1));
  } else if (key == "on") {
    const std::vector<std::string_view> known(kEndpoints.begin(), kEndpoints.end());
    if (std::find(known.begin(), known.end(), value) == known.end()) return unknown("endpoint", value, known);
    fault.on = value;
  } else if (!own.empty() && key == own) {
    MG_TRY([[maybe_unused]] const bool accepted, accept_value(*fault.kind, value));
    fault.value = value;
  } else if (key.empty()) {
    return fail(ErrorKind::kUsage, fmt::format("fault script: {} has no parameter for \"{}\"",
                                               fault.kind->name, printable(value, 60)));
  } else {
    return unknown(fmt::format("parameter of {}", fault.kind->name), key,
                   own.empty() ? std::vector<std::string_view>{"n", "from", "on"}
                               : std::vector<std::string_view>{"n", "from", "on", own});
  }
  return true;
}

Result<Fault> parse_rule(std::string_view text) {
  const std::size_t colon = std::min(text.find(':'), text.size());
  std::string_view name = trim(text.substr(0, colon));
  if (name == "500-then-200") name = "500";
  Fault fault;
  std::vector<std::string_view> names;
  for (const FaultKind& kind : fault_kinds()) {
    names.push_back(kind.name);
    if (kind.name == name) fault.kind = &kind;
  }
  if (fault.kind == nullptr) return unknown("fault", name, names);
  fault.on = fault.kind->on;
  fault.times = fault.kind->times;
  fault.value = fault.kind->fallback;
  std::string_view parameters = text.substr(std::min(colon + 1, text.size()));
  while (!parameters.empty()) {
    const std::size_t comma = std::min(parameters.find(','), parameters.size());
    MG_TRY([[maybe_unused]] const bool set, set_parameter(trim(parameters.substr(0, comma)), fault));
    parameters.remove_prefix(std::min(comma + 1, parameters.size()));
  }
  return fault;
}

}  // namespace

Fault::Amount Fault::amount() const {
  Amount amount;
  const char* end = value.data() + value.size();
  const auto [rest, error] = std::from_chars(value.data(), end, amount.value);
  if (error != std::errc() || rest == end) return amount;
  switch (*rest) {
    case '%':
      return {amount.value / 100, true};
    case 'k':
      return {amount.value * 1e3, false};
    case 'M':
      return {amount.value * 1e6, false};
    case 'G':
      return {amount.value * 1e9, false};
    default:
      return amount;
  }
}

Result<std::vector<Fault>> parse_faults(std::string_view script) {
  std::vector<Fault> faults;
  while (!script.empty()) {
    const std::size_t line_end = std::min(script.find('\n'), script.size());
    std::string_view line = script.substr(0, line_end);
    script.remove_prefix(std::min(line_end + 1, script.size()));
    line = line.substr(0, line.find('#'));
    while (!line.empty()) {
      const std::size_t end = std::min(line.find(';'), line.size());
      const std::string_view rule = trim(line.substr(0, end));
      line.remove_prefix(std::min(end + 1, line.size()));
      if (rule.empty()) continue;
      MG_TRY(faults.emplace_back(), parse_rule(rule));
    }
  }
  return faults;
}

FaultPlan::FaultPlan(std::vector<Fault> faults) : faults_(std::move(faults)), seen_(faults_.size(), 0) {}

bool FaultPlan::hits(std::size_t rule, std::string_view endpoint) {
  const Fault& fault = faults_[rule];
  const std::size_t dot = std::min(endpoint.find('.'), endpoint.size());
  const std::string_view task = endpoint.substr(0, dot);
  const std::string_view step = endpoint.substr(std::min(dot + 1, endpoint.size()));
  if (fault.on != "any" && fault.on != endpoint && fault.on != task && fault.on != step) return false;
  const int number = ++seen_[rule];
  return number >= fault.from && (fault.times == 0 || number < fault.from + fault.times);
}

std::optional<Fault> FaultPlan::take(std::string_view kind, std::string_view endpoint) {
  const std::scoped_lock lock(mutex_);
  std::optional<Fault> hit;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    if (faults_[i].kind->name == kind && hits(i, endpoint) && !hit) hit = faults_[i];
  }
  return hit;
}

std::vector<Fault> FaultPlan::take_all(FaultStage stage, std::string_view endpoint) {
  const std::scoped_lock lock(mutex_);
  std::vector<Fault> all;
  for (std::size_t i = 0; i < faults_.size(); ++i) {
    if (faults_[i].kind->stage == stage && hits(i, endpoint)) all.push_back(faults_[i]);
  }
  return all;
}

}  // namespace meshgate::sandbox
