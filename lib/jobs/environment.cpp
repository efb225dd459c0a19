// Settings from the environment, credentials apart.
#include "jobs/environment.h"

#include <fmt/core.h>

#include <pwd.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "core/text.h"
#include "meshgate/jobs.h"

namespace meshgate {

std::string environment_variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

namespace {

Result<double> seconds_from(const char* name, double fallback, double least) {
  constexpr double kMost = 3600;
  const std::string text = environment_variable(name);
  if (text.empty()) return fallback;
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size() && seconds >= least && seconds <= kMost)
    return seconds;
  return fail(ErrorKind::kConfig, fmt::format("{} takes a number from {} to {}, not \"{}\"", name, least,
                                              kMost, printable(text)));
}

// Services and containers often run without HOME.
Result<std::filesystem::path> home_folder() {
  std::filesystem::path home = environment_variable("HOME");
  if (home.is_absolute()) return home;
  constexpr std::size_t kLongest = 1U << 16U;
  std::vector<char> buffer(kLongest);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    home = found->pw_dir == nullptr ? "" : found->pw_dir;
  if (home.is_absolute()) return home;
  return fail(ErrorKind::kConfig,
              "there is no place for the journal: neither HOME nor the system's user list names a home. Set "
              "MESHGATE_JOURNAL to a file that stays, as /var/lib/meshgate/journal.sqlite");
}

}  // namespace

std::string base_url_from_environment() {
  const std::string given = environment_variable("HITEM3D_BASE_URL");
  return given.empty() ? ClientOptions{}.base_url : given;
}

Result<double> poll_seconds_from_environment() {
  return seconds_from("MESHGATE_POLL_SECONDS", JobOptions{}.poll_s, 0.001);
}

Result<double> stall_seconds_from_environment() {
  return seconds_from("MESHGATE_STALL_SECONDS", ClientOptions{}.stall_s, 0.01);
}

Result<std::string> default_journal_path() {
  if (const std::string path = environment_variable("MESHGATE_JOURNAL"); !path.empty()) return path;
  std::filesystem::path data = environment_variable("XDG_DATA_HOME");
  if (!data.is_absolute()) {
    MG_TRY(const std::filesystem::path home, home_folder());
    data = home / ".local/share";
  }
  return (data / "meshgate/journal.sqlite").string();
}

}  // namespace meshgate
