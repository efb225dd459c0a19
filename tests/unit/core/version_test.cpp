#include "meshgate/version.h"

#include <catch2/catch.hpp>

using namespace meshgate;

TEST_CASE("version: every library has one", "[core]") {
  for (const auto& [name, number] : library_versions()) {
    INFO(name);
    CHECK(number.find_first_of("123456789") != std::string::npos);
  }
}
