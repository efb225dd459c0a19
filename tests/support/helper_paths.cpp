#include "support/helper_paths.h"

namespace meshgate::test {

std::string kill_helper_path() { return MESHGATE_KILL_HELPER; }
std::string program_path() { return MESHGATE_PROGRAM; }

}  // namespace meshgate::test
