#include "core/buffer.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <random>
#include <vector>

namespace meshgate {
namespace {

struct Block {
  Buffer<std::uint64_t> values;
  std::uint64_t mark;
};

void fill(const Block& block) {
  for (std::size_t i = 0; i < block.values.size(); i += 64) block.values[i] = block.mark + i;
}
bool holds(const Block& block) {
  for (std::size_t i = 0; i < block.values.size(); i += 64) {
    if (block.values[i] != block.mark + i) return false;
  }
  return true;
}

}  // namespace

// Blocks of all sizes come and go, so that kept ones are cut, joined and moved; no two that live share a
// byte.
TEST_CASE("large buffers keep what was written while others come and go", "[buffer]") {
  std::mt19937 random(7);
  std::vector<Block> blocks;
  for (std::uint64_t turn = 1; turn <= 200; ++turn) {
    if (blocks.size() > 6 || (!blocks.empty() && random() % 3 == 0)) {
      const std::size_t gone = random() % blocks.size();
      REQUIRE(holds(blocks[gone]));
      blocks.erase(blocks.begin() + static_cast<std::ptrdiff_t>(gone));
      continue;
    }
    const std::size_t bytes = (std::size_t{1} << 22U) + random() % (std::size_t{1} << 24U);
    blocks.push_back({Buffer<std::uint64_t>(bytes / sizeof(std::uint64_t)), turn << 40U});
    fill(blocks.back());
  }
  for (const Block& block : blocks) CHECK(holds(block));
}

TEST_CASE("a buffer larger than all that was given back holds together", "[buffer]") {
  constexpr std::size_t kSmall = (std::size_t{6} << 20U) / sizeof(std::uint64_t);
  {
    std::vector<Block> small;
    for (std::uint64_t i = 1; i <= 4; ++i) {
      small.push_back({Buffer<std::uint64_t>(kSmall), i << 40U});
      fill(small.back());
    }
    small.erase(small.begin() + 1);  // so that those given back are not one block
    const Block large{Buffer<std::uint64_t>(3 * kSmall), std::uint64_t{9} << 40U};
    fill(large);
    CHECK(holds(large));
    for (const Block& block : small) CHECK(holds(block));
  }
  const Block all{Buffer<std::uint64_t>(8 * kSmall), std::uint64_t{10} << 40U};
  fill(all);
  CHECK(holds(all));
}

}  // namespace meshgate
