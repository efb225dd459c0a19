#pragma once
// Damaged variants of a file, the same in every run.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace meshgate::test {

/// One damaged variant and how it was made.
struct Mutant {
  std::string how;  ///< "cut to 84 bytes", "seed 7: 3 bytes changed"
  std::vector<std::byte> bytes;
};

/// Lengths to cut a file of `size` bytes to: the first 100, those around powers of two, and evenly spread
/// ones; at most `count`, ascending, all below `size`.
std::vector<std::size_t> truncation_lengths(std::size_t size, std::size_t count);

Mutant truncated(std::span<const std::byte> bytes, std::size_t length);

/// Changes 1 to 8 bytes. Half of the seeds aim at the first 512 bytes, where headers are. Values are random,
/// or those at which sizes and signs change (0, 0x7F, 0x80, 0xFF), or a single flipped bit.
Mutant flipped(std::span<const std::byte> bytes, std::uint64_t seed);

}  // namespace meshgate::test
