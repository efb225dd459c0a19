#pragma once
// How readers and checks say what is wrong: one finding per rule and element, with a count and witnesses.
#include <fmt/core.h>

#include <string>
#include <utility>
#include <vector>

#include "meshgate/finding.h"

namespace meshgate {

/// Counts occurrences and keeps the first kMaxWitnesses of them. Fill in file order, or merge parts in
/// file order: then the result does not depend on threads.
struct Tally {
  std::uint64_t count = 0;
  std::vector<Location> witnesses;

  /// Counts one more. `make_location` is called only while a witness is still wanted.
  template <class MakeLocation>
  void add(MakeLocation make_location) {
    if (witnesses.size() < kMaxWitnesses) witnesses.push_back(make_location());
    ++count;
  }
  void add(Location location) {
    add([&] { return std::move(location); });
  }
  void merge(Tally later) {
    count += later.count;
    for (Location& location : later.witnesses) {
      if (witnesses.size() == kMaxWitnesses) break;
      witnesses.push_back(std::move(location));
    }
  }
  [[nodiscard]] bool empty() const { return count == 0; }
};

/// What a finding is about. An empty tally means: once, nowhere in particular.
struct Where {
  std::string element = {};
  Tally tally = {};
  Evidence evidence = {};
  /// Below the rule's own severity for a mild case, as 99 % where 98 % is an error.
  Severity at_most = Severity::kError;
};

inline Where at(std::string element, Location location) {
  Where where;
  where.element = std::move(element);
  where.tally.add(std::move(location));
  return where;
}
inline Where at_byte(std::uint64_t offset, std::string element = {}) {
  Location location;
  location.kind = LocationKind::kByte;
  location.byte_offset = offset;
  return at(std::move(element), std::move(location));
}
inline Where at_line(std::uint64_t line, std::string element = {}) {
  Location location;
  location.kind = LocationKind::kLine;
  location.line = line;
  return at(std::move(element), std::move(location));
}
inline Where at_pointer(std::string pointer, std::string element = {}) {
  Location location;
  location.kind = LocationKind::kJson;
  location.pointer = std::move(pointer);
  return at(std::move(element), std::move(location));
}

/// Collects findings without severity; the gate adds that.
class FindingSink {
 public:
  /// Reports once. The rule must be registered: a wrong id is a bug that the gate stops at.
  template <class... Args>
  void report(std::string_view rule, Where where, fmt::format_string<Args...> format, Args&&... args) {
    add(rule, std::move(where), fmt::format(format, std::forward<Args>(args)...));
  }
  /// Adds what another sink collected, in its order.
  void append(FindingSink other) {
    for (Finding& finding : other.findings_) findings_.push_back(std::move(finding));
  }
  [[nodiscard]] const std::vector<Finding>& findings() const { return findings_; }
  [[nodiscard]] std::vector<Finding> take() && { return std::move(findings_); }

 private:
  void add(std::string_view rule, Where where, std::string message) {
    Finding finding;
    finding.rule = rule;
    finding.element = std::move(where.element);
    finding.message = std::move(message);
    finding.count = where.tally.empty() ? 1 : where.tally.count;
    finding.locations = std::move(where.tally.witnesses);
    finding.evidence = std::move(where.evidence);
    finding.severity = where.at_most;
    findings_.push_back(std::move(finding));
  }
  std::vector<Finding> findings_;
};

}  // namespace meshgate
