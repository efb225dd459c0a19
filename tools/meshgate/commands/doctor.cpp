#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <ctime>
#include <filesystem>

#include "command.h"
#include "configured.h"
#include "tasks.h"
#include "terminal.h"

namespace meshgate {
namespace {

constexpr std::array<Option, 2> kOptions{{
    kCredentialsOption,
    {"--offline", "", "do not talk to the service"},
}};

constexpr std::string_view kDetails =
    "Looks at everything that a task needs: credentials (never shown), modes of files, clock, disk, journal, "
    "the service and "
    "the\nbalance. Asking for the balance costs nothing. Exit code 0 when nothing fails.\n";

// One line each; the worst decides the exit code.
class Findings {
 public:
  void ok(std::string_view what, const std::string& text) { say("ok", what, text); }
  void warn(std::string_view what, const std::string& text) { say("warn", what, text); }
  void fail(std::string_view what, const Error& error) {
    say("fail", what, describe(error));
    code_ = std::max(code_, exit_code(error.kind));
  }
  [[nodiscard]] int code() const { return code_; }

 private:
  static void say(std::string_view verdict, std::string_view what, const std::string& text) {
    write_stdout(fmt::format("{:<5} {:<12} {}\n", verdict, what, text));
  }
  int code_ = 0;
};

// `lead`: what the service's clock is ahead of ours.
void look_at_clock(std::optional<double> lead, Findings& findings) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  const std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", utc.tm_year + 1900,
                                       utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min);
  constexpr int kFirstYear = 2026;  // this program is not older
  constexpr double kFarApart = 60;  // seconds: leases of other machines hold for so long
  if (lead && std::abs(*lead) > kFarApart) {
    findings.warn("clock",
                  fmt::format("{}, {:.0f} s {} the service's: set it; deadlines, leases and the life "
                              "of tokens and links depend on it",
                              text, std::abs(*lead), *lead > 0 ? "behind" : "ahead of"));
  } else if (utc.tm_year + 1900 < kFirstYear) {
    findings.warn("clock", text + ": set it; certificates and deadlines depend on it");
  } else {
    findings.ok("clock", text + (lead ? ", as the service's" : ""));
  }
}

void look_at_disk(const std::string& what, const std::string& folder, Findings& findings) {
  struct statvfs status {};
  if (::statvfs(folder.c_str(), &status) != 0)
    return findings.warn(what, folder + ": cannot be asked for its free space");
  const double free = static_cast<double>(status.f_bavail) * static_cast<double>(status.f_frsize);
  constexpr double kEnough = 2e9;  // a few results with their temporary files
  const std::string text =
      fmt::format("{:.1f} GB free in {}", free / 1e9, folder == "." ? "the current folder" : folder);
  if (free < kEnough) {
    findings.warn(what, text + ": results may not fit");
  } else {
    findings.ok(what, text);
  }
}

// Before the credentials are read, as in every command that reads them.
void look_at_memory(Findings& findings) {
  if (hide_memory()) {
    findings.ok("core files",
                "switched off in commands that have credentials: a crash leaves none on the disk");
  } else {
    findings.warn("core files",
                  "the system does not let them be forbidden: a crash may leave credentials in one");
  }
}

// What commands read from the environment and the configuration beside credentials.
void look_at_settings(Findings& findings) {
  const auto poll = poll_seconds_from_environment();
  const auto stall = stall_seconds_from_environment();
  const auto configuration = configured(Arguments(), {});
  if (!poll) findings.fail("settings", poll.error());
  if (!stall) findings.fail("settings", stall.error());
  if (!configuration) findings.fail("settings", configuration.error());
}

// Without making it: whether it could be.
void look_for_place(const std::string& path, Findings& findings) {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::absolute(path, error).parent_path();
  while (!std::filesystem::exists(folder, error) && folder.has_relative_path()) folder = folder.parent_path();
  if (std::filesystem::is_directory(folder, error) && ::access(folder.c_str(), W_OK | X_OK) == 0)
    return findings.ok("journal", path + ": none yet; the first task makes it");
  findings.fail("journal", {ErrorKind::kIo,
                            fmt::format("{} cannot be made: {} may not be written to. Name another place in "
                                        "MESHGATE_JOURNAL",
                                        path, folder.string()),
                            {},
                            {},
                            {}});
}

void look_at_journal(const std::stop_token& stop, Findings& findings) {
  const auto place = default_journal_path();
  if (!place) return findings.fail("journal", place.error());
  const std::string& path = *place;
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return look_for_place(path, findings);
  auto journal = Journal::open(path, stop);
  if (!journal) return findings.fail("journal", journal.error());
  const auto jobs = journal->list();
  if (!jobs) return findings.fail("journal", jobs.error());
  std::size_t open = 0, unknown = 0;
  for (const Job& job : *jobs) {
    if (job.state == JobState::kSubmitted || job.state == JobState::kPlanned ||
        job.state == JobState::kSucceeded || (job.state == JobState::kRefused && job.can_retry))
      ++open;
    if (job.state == JobState::kUnknown) ++unknown;
  }
  const std::string text =
      fmt::format("{}: {} job{}, {} to resume", path, jobs->size(), jobs->size() == 1 ? "" : "s", open);
  if ((status.st_mode & 077U) != 0)
    findings.warn("journal", fmt::format("{} can be read by others. Run: chmod 600 {}", path, path));
  if (const auto ready = journal->be_ready(); !ready) return findings.fail("journal", ready.error());
  if (unknown > 0)
    return findings.warn("journal",
                         text + fmt::format(", {} whose answer was lost: see `meshgate jobs`", unknown));
  findings.ok("journal", text);
}

// Whether an address is acceptable, whoever asks.
Result<bool> accept_address() {
  ClientOptions options;
  options.base_url = base_url_from_environment();
  options.credentials.access_token = Secret("any");
  MG_TRY([[maybe_unused]] const Client client, Client::open(std::move(options)));
  return true;
}

// Returns what its clock is ahead of ours, when it answered.
std::optional<double> look_at_service(const Arguments& arguments, const std::stop_token& stop,
                                      Findings& findings) {
  if (const auto address = accept_address(); !address) {
    findings.fail("service", address.error());
    return {};
  }
  if (!stall_seconds_from_environment()) return {};  // that was told
  auto client = open_client(arguments, stop);
  if (!client) {
    findings.fail("credentials", client.error());
    findings.warn("service", "not asked, without credentials. `meshgate sandbox` needs no account");
    return {};
  }
  findings.ok("credentials", arguments.has("--credentials") ? "present, file readable by its owner only"
                                                            : "present in the environment");
  findings.ok("service", client->base_url());
  if (arguments.has("--offline")) return {};
  const auto balance = client->fetch_balance();
  constexpr double kCheapest = 10;  // credits of the cheapest task
  if (!balance) {
    findings.fail(balance.error().kind == ErrorKind::kAuth ? "login" : "service", balance.error());
  } else if (*balance < kCheapest) {
    findings.warn("balance", fmt::format("{:g} credits: not enough for a task", *balance));
  } else {
    findings.ok("balance", fmt::format("{:g} credits", *balance));
  }
  return client->clock_lead();
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  Findings findings;
  look_at_disk("disk", ".", findings);
  std::error_code missing;
  const std::filesystem::path temporary = std::filesystem::temp_directory_path(missing);
  if (missing) {
    findings.fail("temporary",
                  Error{ErrorKind::kIo, "TMPDIR names no folder: unset it, or make the folder", {}, {}, {}});
  } else {
    look_at_disk("temporary", temporary.string(), findings);
  }
  look_at_settings(findings);
  look_at_journal(stop, findings);
  look_at_memory(findings);
  look_at_clock(look_at_service(arguments, stop, findings), findings);
  return findings.code();
}

}  // namespace

extern const Command command_doctor{.name = "doctor",
                                    .summary = "look whether this machine is ready for tasks",
                                    .details = kDetails,
                                    .options = kOptions,
                                    .run = run};

}  // namespace meshgate
