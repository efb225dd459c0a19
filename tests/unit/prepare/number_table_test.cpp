#include "prepare/number_table.h"

#include <catch2/catch.hpp>

using namespace meshgate;

TEST_CASE("number table: keys keep their first number, and spread over tables of any size", "[prepare]") {
  NumberTable table;
  for (std::uint32_t key = 0; key < 10'000; ++key) CHECK(table.find_or_add(key * 977U, key) == key);
  for (std::uint32_t key = 0; key < 10'000; ++key) CHECK(table.find_or_add(key * 977U, 5) == key);
  // Half of the places of a table of 2^32 slots lie in its upper half.
  std::uint64_t upper = 0;
  for (std::uint32_t key = 0; key < 10'000; ++key) upper += NumberTable::hash(key) >> 31U & 1U;
  CHECK(upper > 4'500);
  CHECK(upper < 5'500);
}
