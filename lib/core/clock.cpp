#include "meshgate/clock.h"

#include <sys/random.h>

#include <chrono>
#include <memory>
#include <random>
#include <stdexcept>

#include "core/random.h"

namespace meshgate {

Clock system_clock() {
  const auto engine = std::make_shared<std::minstd_rand>(std::random_device{}());
  return {[] {
            return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
          },
          [] {
            return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
          },
          [engine] { return std::uniform_real_distribution<double>()(*engine); }};
}

std::string random_hex(std::size_t bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string raw(bytes, '\0');
  if (::getrandom(raw.data(), raw.size(), 0) != static_cast<ssize_t>(raw.size()))
    throw std::runtime_error("the system gives no random bytes");
  std::string hex;
  for (const char c : raw) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

}  // namespace meshgate
