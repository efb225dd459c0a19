#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include <array>
#include <ctime>
#include <filesystem>

#include "command.h"
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

void look_at_clock(Findings& findings) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  const std::string text = fmt::format("{:04}-{:02}-{:02} {:02}:{:02} UTC", utc.tm_year + 1900,
                                       utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min);
  constexpr int kFirstYear = 2026;  // this program is not older
  if (utc.tm_year + 1900 < kFirstYear) {
    findings.warn("clock", text + ": set it; certificates and deadlines depend on it");
  } else {
    findings.ok("clock", text);
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

void look_at_journal(Findings& findings) {
  const auto place = default_journal_path();
  if (!place) return findings.fail("journal", place.error());
  const std::string& path = *place;
  auto journal = Journal::open(path);
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
  std::string text =
      fmt::format("{}: {} job{}, {} to resume", path, jobs->size(), jobs->size() == 1 ? "" : "s", open);
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 077U) != 0)
    findings.warn("journal", fmt::format("{} can be read by others. Run: chmod 600 {}", path, path));
  if (unknown > 0)
    return findings.warn("journal",
                         text + fmt::format(", {} whose answer was lost: see `meshgate jobs`", unknown));
  findings.ok("journal", text);
}

void look_at_service(const Arguments& arguments, const std::stop_token& stop, Findings& findings) {
  auto client = open_client(arguments, stop);
  if (!client) {
    findings.fail("credentials", client.error());
    return findings.warn("service", "not asked, without credentials. `meshgate sandbox` needs no account");
  }
  findings.ok("credentials", arguments.has("--credentials") ? "present, file readable by its owner only"
                                                            : "present in the environment");
  findings.ok("service", client->base_url());
  if (arguments.has("--offline")) return;
  const auto balance = client->fetch_balance();
  if (!balance)
    return findings.fail(balance.error().kind == ErrorKind::kAuth ? "login" : "service", balance.error());
  constexpr double kCheapest = 10;  // credits of the cheapest task
  const std::string text = fmt::format("{:g} credits", *balance);
  if (*balance < kCheapest) {
    findings.warn("balance", text + ": not enough for a task");
  } else {
    findings.ok("balance", text);
  }
}

int run(const Arguments& arguments, const std::stop_token& stop) {
  Findings findings;
  look_at_clock(findings);
  look_at_disk("disk", ".", findings);
  std::error_code missing;
  const std::filesystem::path temporary = std::filesystem::temp_directory_path(missing);
  if (missing) {
    findings.fail("temporary",
                  Error{ErrorKind::kIo, "TMPDIR names no folder: unset it, or make the folder", {}, {}, {}});
  } else {
    look_at_disk("temporary", temporary.string(), findings);
  }
  look_at_journal(findings);
  look_at_memory(findings);
  look_at_service(arguments, stop, findings);
  return findings.code();
}

}  // namespace

extern const Command command_doctor{.name = "doctor",
                                    .summary = "look whether this machine is ready for tasks",
                                    .details = kDetails,
                                    .options = kOptions,
                                    .run = run};

}  // namespace meshgate
