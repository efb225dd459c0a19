// Comparing findings with those that were accepted before.
#include "meshgate/baseline.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>
#include <span>

#include "gate/decide.h"
#include "gate/fingerprint.h"
#include "gate/paths.h"

namespace meshgate {
namespace {

namespace fs = std::filesystem;

constexpr double kSamePlace =
    1e-4;  // of the diagonal: above the rounding of text formats and of quantisation

std::vector<float3> positions_of(const Finding& finding) {
  std::vector<float3> positions;
  for (const Location& location : finding.locations) {
    if (const auto& place = shown_position(location)) positions.push_back(*place);
  }
  return positions;
}

bool is_near(float3 a, float3 b, double distance) {
  return std::hypot(static_cast<double>(a.x) - static_cast<double>(b.x),
                    static_cast<double>(a.y) - static_cast<double>(b.y),
                    static_cast<double>(a.z) - static_cast<double>(b.z)) <= distance;
}

/// Which positions of `now` have no partner in `before`; each of those serves once.
std::vector<bool> new_places(const std::vector<float3>& now, std::vector<float3> before, double distance) {
  std::vector<bool> is_new(now.size());
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto partner = std::find_if(before.begin(), before.end(),
                                      [&](float3 place) { return is_near(now[i], place, distance); });
    is_new[i] = partner == before.end();
    if (partner != before.end()) before.erase(partner);
  }
  return is_new;
}

bool is_complete(std::uint64_t count, const std::vector<float3>& positions) {
  return !positions.empty() && positions.size() == count;
}

/// The entries of one input, sorted by rule and element, on their way to its findings.
class Matching {
 public:
  Matching(std::span<const BaselineEntry> entries, std::span<const Finding> findings, double diagonal)
      : entries_(entries), findings_(findings), used_(entries.size()), found_(findings.size()) {
    distance_ = diagonal > 0 ? diagonal * kSamePlace : 1e-6;
    for (const Finding& finding : findings) places_.push_back(positions_of(finding));
    // From the strongest reason to the weakest: a re-export may rename, renumber and reorder elements, so the
    // same element path says little when another element has the same places.
    match_elements([&](std::size_t finding, const BaselineEntry& entry) {
      return (places_[finding].empty() && entry.positions.empty()) || shares_a_place(finding, entry);
    });
    match_rules(
        [&](std::size_t finding, const BaselineEntry& entry) { return shares_a_place(finding, entry); });
    match_rules([&](std::size_t finding, const BaselineEntry& entry) {
      return !is_comparable(finding, entry) && findings_[finding].count == entry.count;
    });
    match_elements([](std::size_t, const BaselineEntry&) { return true; });
    match_rules([&](std::size_t finding, const BaselineEntry& entry) {
      return !is_comparable(finding, entry) && findings_[finding].count <= entry.count;
    });
  }

  [[nodiscard]] const BaselineEntry* entry_of(std::size_t finding) const { return found_[finding]; }
  /// Those that no finding has.
  [[nodiscard]] std::vector<const BaselineEntry*> left() const {
    std::vector<const BaselineEntry*> left;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (!used_[i]) left.push_back(&entries_[i]);
    }
    return left;
  }
  [[nodiscard]] double distance() const { return distance_; }

 private:
  /// Among the entries of the same rule and element.
  template <class Same>
  void match_elements(Same same) {
    match(
        same, [](const BaselineEntry& entry) { return std::tie(entry.rule, entry.element); },
        [](const Finding& finding) { return std::tie(finding.rule, finding.element); });
  }

  /// Among the entries of the same rule.
  template <class Same>
  void match_rules(Same same) {
    match(
        same, [](const BaselineEntry& entry) { return std::tie(entry.rule); },
        [](const Finding& finding) { return std::tie(finding.rule); });
  }

  // Gives each finding without an entry the first free one that has its key and is the same.
  template <class Same, class KeyOfEntry, class KeyOfFinding>
  void match(Same same, KeyOfEntry key_of_entry, KeyOfFinding key_of_finding) {
    for (std::size_t i = 0; i < findings_.size(); ++i) {
      if (found_[i] != nullptr) continue;
      const auto key = key_of_finding(findings_[i]);
      auto entry = std::lower_bound(entries_.begin(), entries_.end(), key,
                                    [&](const BaselineEntry& candidate, const auto& wanted) {
                                      return key_of_entry(candidate) < wanted;
                                    });
      for (; entry != entries_.end() && key_of_entry(*entry) == key && budget_ > 0; ++entry) {
        const auto number = static_cast<std::size_t>(entry - entries_.begin());
        if (used_[number]) continue;
        --budget_;
        if (!same(i, *entry)) continue;
        used_[number] = true;
        found_[i] = &*entry;
        break;
      }
    }
  }

  [[nodiscard]] bool shares_a_place(std::size_t finding, const BaselineEntry& entry) const {
    const std::vector<float3>& now = places_[finding];
    return std::any_of(now.begin(), now.end(), [&](float3 place) {
      return std::any_of(entry.positions.begin(), entry.positions.end(),
                         [&](float3 before) { return is_near(place, before, distance_); });
    });
  }
  /// All places of both are known.
  [[nodiscard]] bool is_comparable(std::size_t finding, const BaselineEntry& entry) const {
    return is_complete(findings_[finding].count, places_[finding]) &&
           is_complete(entry.count, entry.positions);
  }

  std::span<const BaselineEntry> entries_;
  std::span<const Finding> findings_;
  std::vector<bool> used_;
  std::vector<const BaselineEntry*> found_;
  std::vector<std::vector<float3>> places_;  // one entry a finding
  double distance_ = 0;
  // Comparisons of one input; beyond them what is left counts as new. Thousands of elements that were all
  // renamed would cost the square of their number.
  std::size_t budget_ = 2'000'000;
};

void show_first(Finding& finding, const std::vector<bool>& is_new) {
  std::vector<Location> sorted;
  for (const bool wanted : {true, false}) {
    for (std::size_t i = 0; i < is_new.size(); ++i) {
      if (is_new[i] == wanted) sorted.push_back(finding.locations[i]);
    }
  }
  finding.locations = std::move(sorted);
}

/// How many occurrences of a finding are new; witnesses that certainly are come first.
std::uint64_t count_new(Finding& finding, const BaselineEntry& entry, double distance) {
  const std::uint64_t more = finding.count > entry.count ? finding.count - entry.count : 0;
  const std::vector<float3> now = positions_of(finding);
  if (!is_complete(entry.count, entry.positions) || now.size() != finding.locations.size()) return more;
  const std::vector<bool> is_new = new_places(now, entry.positions, distance);
  show_first(finding, is_new);
  return std::max(more, static_cast<std::uint64_t>(std::count(is_new.begin(), is_new.end(), true)));
}

bool is_before(const BaselineEntry& a, const BaselineEntry& b) {
  return std::tie(a.path, a.rule, a.element) < std::tie(b.path, b.rule, b.element);
}

BaselineEntry entry_of(const Finding& finding, const std::string& path) {
  return {path, finding.rule, finding.element, finding.count, finding.fingerprint, positions_of(finding)};
}

}  // namespace

std::vector<FixedFinding> apply_baseline(const Baseline& baseline, InputReport& input) {
  const std::string path = seen_from(baseline.folder, input.path);
  BaselineEntry key;
  key.path = path;
  const auto first = std::lower_bound(baseline.entries.begin(), baseline.entries.end(), key, is_before);
  const auto end = std::find_if(first, baseline.entries.end(),
                                [&](const BaselineEntry& entry) { return entry.path != path; });
  const Matching matching({first, end}, input.findings, diagonal_of(input));
  std::vector<FixedFinding> fixed;
  for (const BaselineEntry* entry : matching.left())
    fixed.push_back({input.path, entry->rule, entry->element, entry->count, 0});
  std::vector<Finding> kept;
  for (std::size_t i = 0; i < input.findings.size(); ++i) {
    Finding& finding = input.findings[i];
    const BaselineEntry* entry = matching.entry_of(i);
    const std::uint64_t fresh =
        entry == nullptr ? finding.count : count_new(finding, *entry, matching.distance());
    if (entry != nullptr && finding.count < entry->count)
      fixed.push_back({input.path, entry->rule, entry->element, entry->count, finding.count});
    if (entry != nullptr && fresh == 0) {
      input.muted.push_back({std::move(finding), MutedBy::kBaseline, {}});
      continue;
    }
    if (entry != nullptr) {
      finding.message += fmt::format(". New since the baseline: {} of {}", fresh, finding.count);
      finding.evidence.emplace_back("new", static_cast<std::int64_t>(fresh));
      finding.evidence.emplace_back("baseline_count", static_cast<std::int64_t>(entry->count));
    }
    kept.push_back(std::move(finding));
  }
  input.findings = std::move(kept);
  settle_findings(input);
  std::sort(fixed.begin(), fixed.end(), [](const FixedFinding& a, const FixedFinding& b) {
    return std::tie(a.rule, a.element) < std::tie(b.rule, b.element);
  });
  return fixed;
}

Baseline make_baseline(const Report& report, const std::string& folder, const Baseline* previous) {
  Baseline baseline;
  baseline.folder = folder;
  // What this run knows of a path and a rule replaces what was known before.
  std::set<std::pair<std::string, std::string>> decided;
  for (const InputReport& input : report.inputs) {
    const std::string path = seen_from(folder, input.path);
    const auto add = [&](const Finding& finding) {
      // The gate's own findings are about the configuration: they come after the baseline and would seem
      // fixed.
      if (finding.rule.starts_with("gate/")) return;
      baseline.entries.push_back(entry_of(finding, path));
      decided.emplace(path, finding.rule);
    };
    for (const Finding& finding : input.findings) add(finding);
    for (const MutedFinding& muted : input.muted) {
      if (muted.by == MutedBy::kBaseline) add(muted.finding);
    }
  }
  for (const FixedFinding& fixed : report.fixed) decided.emplace(seen_from(folder, fixed.path), fixed.rule);
  if (previous != nullptr) {
    for (const BaselineEntry& entry : previous->entries) {
      BaselineEntry moved = entry;
      moved.path = seen_from(folder, (fs::path(previous->folder) / entry.path).string());
      if (decided.count({moved.path, moved.rule}) == 0) baseline.entries.push_back(std::move(moved));
    }
  }
  std::sort(baseline.entries.begin(), baseline.entries.end(), is_before);
  return baseline;
}

}  // namespace meshgate
