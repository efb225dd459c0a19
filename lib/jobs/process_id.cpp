#include "jobs/process_id.h"

#include <fmt/core.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>

namespace meshgate {
namespace {

// Field 22 of /proc/PID/stat, behind the name in parentheses, which may hold anything.
std::string start_time(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t end = line.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream rest(line.substr(end + 1));
  std::string field;
  constexpr int kStart = 20;  // counted from the field behind the name
  for (int i = 0; i < kStart; ++i) rest >> field;
  // A zombie has ended; only its parent has not noticed.
  const bool zombie = line.substr(end + 1).find_first_of("ZX") == 1;
  return zombie ? std::string() : field;
}

// Process ids mean something only within one namespace of one boot.
std::string machine() {
  std::array<char, 256> host{};
  ::gethostname(host.data(), host.size() - 1);
  std::string boot;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id") >> std::ws, boot);
  std::array<char, 64> space{};
  const ssize_t size = ::readlink("/proc/self/ns/pid", space.data(), space.size() - 1);
  return fmt::format("{}/{}/{}", host.data(), boot, size > 0 ? space.data() : "");
}

}  // namespace

std::string this_process() {
  const std::string pid = std::to_string(::getpid());
  return fmt::format("{} {} {}", machine(), pid, start_time(pid));
}

Liveness liveness_of(const std::string& process) {
  std::istringstream parts(process);
  std::string where, pid, start;
  parts >> where >> pid >> start;
  if (where != machine()) return Liveness::kElsewhere;
  return !start.empty() && start_time(pid) == start ? Liveness::kAlive : Liveness::kDead;
}

}  // namespace meshgate
