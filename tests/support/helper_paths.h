#pragma once
#include <string>

namespace meshgate::test {

/// Programs that the build makes for tests.
std::string kill_helper_path();
std::string program_path();

}  // namespace meshgate::test
