#include "formats/detail/usd_crate.h"

#include <fmt/core.h>

#include <algorithm>

namespace meshgate {
namespace {

constexpr unsigned kNewestMinor = 13;  // of version 0; what is newer may mean anything
constexpr std::size_t kMaxSections = 64;

}  // namespace

UsdCrate::UsdCrate(const Source& source, const UsdLimits& limits) : source_(source) {
  UsdBudget budget(limits.max_memory);
  read_contents();
  read_tokens(budget);
  read_strings();
  read_fields(budget);
  read_field_sets(budget);
  read_paths(budget);
  read_specs(budget);
  memory_ = budget.used();
}

UsdCrate::Section UsdCrate::section(std::string_view name) const {
  for (const auto& [known, place] : sections_) {
    if (known == name) return place;
  }
  throw UsdBroken{fmt::format("the section {} is missing", name)};
}

void UsdCrate::read_contents() {
  CrateCursor in = cursor(8);
  const ByteView version = in.take(8);
  const auto major = std::to_integer<unsigned>(version[0]);
  minor_ = std::to_integer<unsigned>(version[1]);
  patch_ = std::to_integer<unsigned>(version[2]);
  if (major != 0 || minor_ > kNewestMinor)
    throw UsdBroken{
        fmt::format("the crate is of version {}.{}.{}, newer than is known", major, minor_, patch_)};
  in.seek(in.get<std::uint64_t>());
  const std::uint64_t count = in.count(32);
  if (count > kMaxSections) throw UsdBroken{fmt::format("the crate has {} sections", count)};
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::string_view name = as_text(in.take(16));
    const Section place{in.get<std::uint64_t>(), in.get<std::uint64_t>()};
    if (place.start > source_.size() || place.size > source_.size() - place.start)
      throw UsdBroken{"a section lies beyond the end of the file"};
    sections_.emplace_back(name.substr(0, name.find('\0')), place);
  }
}

void UsdCrate::read_tokens(UsdBudget& budget) {
  CrateCursor in = cursor(section("TOKENS").start);
  const auto count = in.get<std::uint64_t>();
  std::string_view text;
  if (at_least(4)) {
    const auto size = in.get<std::uint64_t>();
    const ByteView packed = in.take(in.get<std::uint64_t>());
    // LZ4 packs at most 255 to 1.
    if (size / 256 > packed.size()) throw UsdBroken{"the section TOKENS promises too much"};
    budget.take(size, 1);
    token_bytes_.resize(size);
    if (unpack_crate_bytes(packed, token_bytes_) != size) throw UsdBroken{"the section TOKENS is damaged"};
    text = as_text(token_bytes_);
  } else {
    text = as_text(in.take(in.get<std::uint64_t>()));
  }
  if (count > text.size()) throw UsdBroken{"the section TOKENS holds fewer tokens than it says"};
  budget.take(count, sizeof(std::string_view));
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::size_t end = text.find('\0');
    if (end == std::string_view::npos) throw UsdBroken{"the section TOKENS holds fewer tokens than it says"};
    tokens_.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
}

void UsdCrate::read_strings() {
  CrateCursor in = cursor(section("STRINGS").start);
  const std::uint64_t count = in.count(4);
  strings_.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) strings_.push_back(in.get<std::uint32_t>());
}

void UsdCrate::read_fields(UsdBudget& budget) {
  CrateCursor in = cursor(section("FIELDS").start);
  if (!at_least(4)) {
    const std::uint64_t count = in.count(16);
    for (std::uint64_t i = 0; i < count; ++i) {
      in.take(4);
      const auto token = in.get<std::uint32_t>();
      fields_.push_back({token, in.get<std::uint64_t>()});
    }
    return;
  }
  const auto count = in.get<std::uint64_t>();
  const std::vector<std::int32_t> names = read_packed_int32(in, count, budget);
  const ByteView packed = in.take(in.get<std::uint64_t>());
  budget.take(count, 8 + sizeof(Field));
  std::vector<std::byte> reps(count * 8);
  if (count > 0 && unpack_crate_bytes(packed, reps) != reps.size())
    throw UsdBroken{"the section FIELDS is damaged"};
  for (std::uint64_t i = 0; i < count; ++i)
    fields_.push_back({static_cast<std::uint32_t>(names[i]), load_le<std::uint64_t>(reps.data() + 8 * i)});
}

void UsdCrate::read_field_sets(UsdBudget& budget) {
  CrateCursor in = cursor(section("FIELDSETS").start);
  if (!at_least(4)) {
    const std::uint64_t count = in.count(4);
    for (std::uint64_t i = 0; i < count; ++i) field_sets_.push_back(in.get<std::uint32_t>());
    return;
  }
  const auto count = in.get<std::uint64_t>();
  const std::vector<std::int32_t> values = read_packed_int32(in, count, budget);
  field_sets_.assign(values.begin(), values.end());
}

void UsdCrate::set_path(std::uint32_t index, std::uint32_t parent, std::uint32_t token_index,
                        bool is_property) {
  if (index >= paths_.size()) throw UsdBroken{"a path has a number beyond their count"};
  if (paths_[index].known) throw UsdBroken{"a path occurs twice"};
  paths_[index] = {parent, parent == kNone ? std::string_view("/") : token(token_index), is_property, true};
}

void UsdCrate::read_paths(UsdBudget& budget) {
  CrateCursor in = cursor(section("PATHS").start);
  const auto count = in.get<std::uint64_t>();
  // Packed, eight paths take a byte at the least; that is 2048 to 1 after LZ4.
  if (count / 2048 > source_.size()) throw UsdBroken{"the section PATHS promises too much"};
  budget.take(count, sizeof(Path));
  paths_.resize(count);
  if (at_least(4)) {
    read_packed_paths(in, budget);
  } else {
    read_tree_paths(in);
  }
}

// Paths in depth-first order. A jump of 0 means: the next is a sibling; −1: a child; −2: neither; above: a
// child, and the sibling comes that many later.
void UsdCrate::read_packed_paths(CrateCursor& in, UsdBudget& budget) {
  const auto count = in.get<std::uint64_t>();
  if (count > paths_.size()) throw UsdBroken{"the section PATHS holds more paths than it says"};
  const std::vector<std::int32_t> numbers = read_packed_int32(in, count, budget);
  const std::vector<std::int32_t> elements = read_packed_int32(in, count, budget);
  const std::vector<std::int32_t> jumps = read_packed_int32(in, count, budget);
  struct Work {
    std::uint64_t at;
    std::uint32_t parent;
  };
  std::vector<Work> open;
  if (count > 0) open.push_back({0, kNone});
  while (!open.empty()) {
    auto [at, parent] = open.back();
    open.pop_back();
    for (;;) {
      if (at >= count) throw UsdBroken{"the tree of paths leaves its section"};
      const auto number = static_cast<std::uint32_t>(numbers[at]);
      const std::int64_t element = elements[at];
      set_path(number, parent, static_cast<std::uint32_t>(element < 0 ? -element : element), element < 0);
      const std::int32_t jump = jumps[at];
      if (jump < -2) throw UsdBroken{"the tree of paths is damaged"};
      if (jump == -2) break;
      if (jump > 0) open.push_back({at + static_cast<std::uint64_t>(jump), parent});
      if (jump != 0) parent = number;
      ++at;
    }
  }
}

// Before 0.4 a path is a record of its own: number, token, and what follows it.
void UsdCrate::read_tree_paths(CrateCursor& in) {
  const bool padded = minor_ == 0 && patch_ <= 1;
  constexpr unsigned kHasChild = 1, kHasSibling = 2, kIsProperty = 4;
  struct Work {
    std::uint64_t at;
    std::uint32_t parent;
  };
  std::vector<Work> open;
  if (!paths_.empty()) open.push_back({in.at(), kNone});
  while (!open.empty()) {
    auto [at, parent] = open.back();
    open.pop_back();
    in.seek(at);
    for (;;) {
      if (padded) in.take(4);
      const auto number = in.get<std::uint32_t>();
      const auto element = in.get<std::uint32_t>();
      const auto bits = in.get<std::uint8_t>();
      if (padded) in.take(3);
      set_path(number, parent, element, (bits & kIsProperty) != 0);
      if ((bits & (kHasChild | kHasSibling)) == 0) break;
      if ((bits & kHasChild) != 0) {
        // Where the sibling is stands here only when there are both.
        if ((bits & kHasSibling) != 0) open.push_back({in.get<std::uint64_t>(), parent});
        parent = number;
      }
    }
  }
}

void UsdCrate::read_specs(UsdBudget& budget) {
  CrateCursor in = cursor(section("SPECS").start);
  if (!at_least(4)) {
    const bool padded = minor_ == 0 && patch_ <= 1;
    const std::uint64_t count = in.count(padded ? 16 : 12);
    for (std::uint64_t i = 0; i < count; ++i) {
      if (padded) in.take(4);
      Spec spec;
      spec.path = in.get<std::uint32_t>();
      spec.field_set = in.get<std::uint32_t>();
      spec.type = in.get<std::uint32_t>();
      specs_.push_back(spec);
    }
    return;
  }
  const auto count = in.get<std::uint64_t>();
  const std::vector<std::int32_t> paths = read_packed_int32(in, count, budget);
  const std::vector<std::int32_t> sets = read_packed_int32(in, count, budget);
  const std::vector<std::int32_t> types = read_packed_int32(in, count, budget);
  budget.take(count, sizeof(Spec));
  for (std::uint64_t i = 0; i < count; ++i) {
    specs_.push_back({static_cast<std::uint32_t>(paths[i]), static_cast<std::uint32_t>(sets[i]),
                      static_cast<std::uint32_t>(types[i])});
  }
}

std::string_view UsdCrate::token(std::uint64_t index) const {
  if (index >= tokens_.size()) throw UsdBroken{"a token has a number beyond their count"};
  return tokens_[index];
}

std::string_view UsdCrate::string(std::uint64_t index) const {
  if (index >= strings_.size()) throw UsdBroken{"a string has a number beyond their count"};
  return token(strings_[index]);
}

std::string UsdCrate::path_text(std::uint32_t index) const {
  std::vector<const Path*> steps;
  while (index != kNone) {
    if (index >= paths_.size() || !paths_[index].known || steps.size() > kUsdMaxDepth)
      throw UsdBroken{"a path does not exist or is nested too deeply"};
    steps.push_back(&paths_[index]);
    index = paths_[index].parent;
  }
  std::string text;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    const Path& path = **step;
    if (path.parent == kNone) continue;
    const bool plain = path.element.starts_with('{') || path.element.starts_with('[');
    if (path.is_property) {
      text += '.';
    } else if (!plain && !(text.ends_with('}'))) {
      text += '/';
    }
    text += path.element;
  }
  return text.empty() ? "/" : text;
}

}  // namespace meshgate
