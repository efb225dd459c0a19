#include "formats/detail/gltf_issues.h"

#include "core/text.h"

namespace meshgate {
namespace {

// A hostile document may have a million broken meshes; people read the first hundred.
constexpr std::size_t kMaxElements = 100;
constexpr std::size_t kMaxPointer = 300;

}  // namespace

void GltfIssues::add(std::string_view rule, std::string_view pointer, std::string message) {
  Location location;
  location.kind = LocationKind::kJson;
  location.pointer = printable(pointer, kMaxPointer);  // names in it come from the file
  add_to_rule(rule, std::move(location), std::move(message));
}

void GltfIssues::add_at_byte(std::string_view rule, std::uint64_t offset, std::string message) {
  Location location;
  location.kind = LocationKind::kByte;
  location.byte_offset = offset;
  add_to_rule(rule, std::move(location), std::move(message));
}

void GltfIssues::add_to_rule(std::string_view rule, Location location, std::string message) {
  const auto [known, fresh] = by_rule_.try_emplace(rule, groups_.size());
  if (fresh) groups_.push_back({rule, {}, std::move(message)});
  groups_[known->second].where.tally.add(std::move(location));
}

void GltfIssues::add(std::string_view rule, Where where, std::string message) {
  if (where.tally.empty()) where.tally.count = 1;
  if (++elements_[rule] <= kMaxElements) {
    groups_.push_back({rule, std::move(where), std::move(message)});
    return;
  }
  const auto [known, fresh] = by_rule_.try_emplace(rule, groups_.size());
  if (fresh) groups_.push_back({rule, {}, "in further elements: " + message});
  groups_[known->second].where.tally.merge(std::move(where.tally));
}

FindingSink GltfIssues::take() {
  FindingSink sink;
  for (Group& group : groups_) {
    const auto whole_file = by_rule_.find(group.rule);
    const bool grouped = whole_file != by_rule_.end() && &groups_[whole_file->second] == &group;
    const std::uint64_t more = group.where.tally.count - 1;
    if (grouped && more > 0) {
      sink.report(group.rule, std::move(group.where), "{} (and {} of this kind)", group.message,
                  count_of(more, "more place", "more places"));
    } else {
      sink.report(group.rule, std::move(group.where), "{}", group.message);
    }
  }
  groups_.clear();
  by_rule_.clear();
  elements_.clear();
  return sink;
}

}  // namespace meshgate
