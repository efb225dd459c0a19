// Settings from the environment, credentials apart.
#include "jobs/environment.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

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

std::string default_journal_path() {
  if (const std::string path = environment_variable("MESHGATE_JOURNAL"); !path.empty()) return path;
  std::filesystem::path data = environment_variable("XDG_DATA_HOME");
  if (!data.is_absolute()) data = std::filesystem::path(environment_variable("HOME")) / ".local/share";
  return (data / "meshgate/journal.sqlite").string();
}

}  // namespace meshgate
