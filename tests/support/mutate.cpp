#include "support/mutate.h"

#include <algorithm>
#include <array>
#include <set>

namespace meshgate::test {
namespace {

/// SplitMix64: the same numbers with every standard library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

}  // namespace

std::vector<std::size_t> truncation_lengths(std::size_t size, std::size_t count) {
  std::set<std::size_t> lengths;
  const auto add = [&](std::size_t length) {
    if (length < size && lengths.size() < count) lengths.insert(length);
  };
  for (std::size_t back = 1; back <= std::min<std::size_t>(count / 8, 8); ++back)
    add(size - std::min(back, size));
  for (std::size_t length = 0; length < std::min<std::size_t>(100, count / 3); ++length) add(length);
  for (std::size_t power = 8; power < size; power *= 2) add(power), add(power - 1), add(power + 1);
  const std::size_t rest = count - lengths.size();
  for (std::size_t i = 1; i <= rest; ++i) add(size / (rest + 1) * i + size % (rest + 1) * i / (rest + 1));
  return {lengths.begin(), lengths.end()};
}

Mutant truncated(std::span<const std::byte> bytes, std::size_t length) {
  const auto kept = bytes.first(std::min(length, bytes.size()));
  return {"cut to " + std::to_string(length) + " bytes", {kept.begin(), kept.end()}};
}

Mutant flipped(std::span<const std::byte> bytes, std::uint64_t seed) {
  constexpr std::array kEdges{std::byte{0}, std::byte{0x7F}, std::byte{0x80}, std::byte{0xFF}};
  Mutant mutant{{}, {bytes.begin(), bytes.end()}};
  Random random(seed);
  const std::size_t changes = bytes.empty() ? 0 : 1 + random.below(8);
  const std::size_t reach = random.below(2) == 0 ? std::min<std::size_t>(512, bytes.size()) : bytes.size();
  for (std::size_t i = 0; i < changes; ++i) {
    std::byte& target = mutant.bytes[random.below(reach)];
    switch (random.below(3)) {
      case 0:
        target = kEdges[random.below(kEdges.size())];
        break;
      case 1:
        target ^= std::byte{1} << random.below(8);
        break;
      default:
        target = static_cast<std::byte>(random.below(256));
    }
  }
  mutant.how = "seed " + std::to_string(seed) + ": " + std::to_string(changes) + " bytes changed";
  return mutant;
}

}  // namespace meshgate::test
