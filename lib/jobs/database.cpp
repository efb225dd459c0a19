// The only file that includes SQLite.
#include "jobs/database.h"

#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <utility>

namespace meshgate {
namespace {

std::string what_to_do(int code) {
  switch (code) {
    case SQLITE_FULL:
      return "; make room on the device";
    case SQLITE_CORRUPT:
      return "; the file is damaged. Keep it: `sqlite3 FILE .recover` may save what it knows. With another "
             "file "
             "in MESHGATE_JOURNAL the same requests are sent and paid for again: look at the service's "
             "website "
             "first which tasks there are";
    case SQLITE_BUSY:
      return "; another process holds it, as a backup or an open sqlite3 does: see which (`fuser FILE`), "
             "then "
             "try again";
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return "; give its file and folder the right to be written, or name another place in MESHGATE_JOURNAL";
    case SQLITE_IOERR:
      return "; look whether the device is full, or fails";
    default:
      return {};
  }
}

tl::unexpected<Error> no_journal(const std::string& path) {
  return fail(ErrorKind::kConfig, path + " is no journal of meshgate; name another one in MESHGATE_JOURNAL");
}

bool has_bytes(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && status.st_size > 0;
}

}  // namespace

int Database::wait_for_others(void* patience, int tries) {
  // Processes of ours hold it for a moment only, so a little is waited after a stop, too.
  constexpr std::chrono::milliseconds kUsually{60'000}, kAfterStop{5'000}, kAtLeast{500};
  constexpr int kLongestPauseMs = 25;
  Patience& own = *static_cast<Patience*>(patience);
  const auto now = std::chrono::steady_clock::now();
  if (tries == 0) own.since = now;
  const bool is_stopped = own.stop.stop_requested();
  const bool is_short = own.may_end || own.is_over;
  if (now - own.since >= (!is_stopped ? kUsually : is_short ? kAtLeast : kAfterStop)) {
    own.is_over = own.is_over || (is_stopped && !own.may_end);
    return 0;
  }
  sqlite3_sleep(std::min(tries + 1, kLongestPauseMs));
  return 1;
}

Database::Database(std::string path, const std::stop_token& stop)
    : path_(std::move(path)), patience_(std::make_unique<Patience>()) {
  patience_->stop = stop;
}

// A new file, and the folders above it, are the owner's alone: paths tell a lot.
Result<bool> Database::open_file() {
  const std::filesystem::path folder = std::filesystem::path(path_).parent_path();
  std::error_code error;
  const mode_t mask = ::umask(0077);
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  // Names as ":memory:" and "file:x" mean something else to SQLite.
  const std::string name = path_.starts_with('/') ? path_ : "./" + path_;
  int code = SQLITE_CANTOPEN;
  if (!error)
    code = sqlite3_open_v2(name.c_str(), &db_,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_busy_handler(db_, wait_for_others, patience_.get());
    // A new file appears with the first write. When another process has just made it, it is there.
    if (!has_bytes(path_)) code = sqlite3_exec(db_, "BEGIN IMMEDIATE; COMMIT", nullptr, nullptr, nullptr);
    if (code == SQLITE_BUSY) {
      roll_back();
      code = SQLITE_OK;
    }
  }
  ::umask(mask);
  if (code == SQLITE_OK) return true;
  if (db_ != nullptr) return failure();
  return fail(ErrorKind::kIo, fmt::format("the journal {}: {}{}", path_,
                                          error ? error.message() : "cannot be opened", what_to_do(code)));
}

Result<Database> Database::open(const std::string& path, const DatabaseSchema& schema,
                                const std::stop_token& stop) {
  Database database(path, stop);
  MG_TRY([[maybe_unused]] const bool opened, database.open_file());
  MG_TRY(const bool complete, database.is_complete(schema));
  if (!complete) {
    MG_TRY([[maybe_unused]] const bool made, database.make_tables(schema));
  }
  MG_TRY([[maybe_unused]] const bool logged, database.use_log());
  MG_TRY([[maybe_unused]] const bool set,
         database.run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"));
  // The log is there when something was read. From then on whoever deletes or replaces the files is noticed.
  MG_TRY([[maybe_unused]] const std::int64_t tables,
         database.number_of("SELECT count(*) FROM sqlite_schema"));
  database.files_.add(path);
  database.files_.add(path + "-wal");
  database.patience_->may_end = false;
  return database;
}

Database::Database(Database&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)),
      path_(std::move(other.path_)),
      patience_(std::move(other.patience_)),
      files_(std::move(other.files_)),
      displaced_(other.displaced_) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(path_, other.path_);
  std::swap(patience_, other.patience_);
  std::swap(files_, other.files_);
  std::swap(displaced_, other.displaced_);
  return *this;
}

Database::~Database() { sqlite3_close(db_); }

tl::unexpected<Error> Database::failure() const {
  const int code = sqlite3_errcode(db_);
  if (code == SQLITE_NOTADB) return no_journal(path_);
  if (code == SQLITE_BUSY && patience_->may_end && patience_->stop.stop_requested())
    return fail(ErrorKind::kCancelled,
                path_ + ": stopped, while another process held the journal. Nothing was written");
  return fail(ErrorKind::kIo,
              fmt::format("the journal {}: {}{}", path_, sqlite3_errmsg(db_), what_to_do(code)));
}

bool Database::lacks_room() const {
  const int code = sqlite3_errcode(db_);
  return code == SQLITE_FULL || code == SQLITE_IOERR;
}

Result<bool> Database::run(const char* sql) const {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
  return true;
}

Result<std::int64_t> Database::number_of(const char* sql) const {
  Statement statement(*this, sql);
  const std::int64_t value = statement.step() ? statement.whole(0) : 0;
  if (!statement.ok()) return failure();
  return value;
}

Result<bool> Database::is_complete(const DatabaseSchema& schema) const {
  MG_TRY(const std::int64_t application, number_of("PRAGMA application_id"));
  MG_TRY(const std::int64_t version, number_of("PRAGMA user_version"));
  if (application != schema.application_id || version != schema.version) return false;
  Statement statement(*this, "SELECT count(*) FROM sqlite_schema WHERE name = ?");
  const bool is_there = statement.bind(std::string(schema.last_table)).step() && statement.whole(0) > 0;
  if (!statement.ok()) return failure();
  return is_there;
}

Result<bool> Database::make_tables(const DatabaseSchema& schema) {
  return exclusively([&]() -> Result<bool> {
    MG_TRY(const std::int64_t application, number_of("PRAGMA application_id"));
    MG_TRY(const std::int64_t tables, number_of("SELECT count(*) FROM sqlite_schema"));
    MG_TRY(const std::int64_t version, number_of("PRAGMA user_version"));
    if (application == 0 && tables == 0) {
      MG_TRY([[maybe_unused]] const bool made, run(schema.tables));
      const std::string marks = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}",
                                            schema.application_id, schema.version);
      MG_TRY([[maybe_unused]] const bool marked, run(marks.c_str()));
      return run(schema.later_tables);
    }
    if (application != schema.application_id) return no_journal(path_);
    if (version > schema.version)
      return fail(ErrorKind::kConfig,
                  path_ + " was written by a newer meshgate; use that one, or another journal");
    return run(schema.later_tables);
  });
}

// Another process that opens the file makes this fail at once, whatever the busy handler says.
Result<bool> Database::use_log() const {
  constexpr int kTries = 1000, kPauseMs = 10;
  for (int i = 0; i < kTries; ++i) {
    const int code = sqlite3_exec(db_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return true;
    if ((code != SQLITE_BUSY && code != SQLITE_LOCKED) || patience_->stop.stop_requested()) break;
    sqlite3_sleep(kPauseMs);
  }
  return failure();
}

Result<bool> Database::begin() const {
  MG_TRY([[maybe_unused]] const bool there, be_in_place());
  // SQLite lets it begin, and refuses the first change.
  if (sqlite3_db_readonly(db_, "main") == 1)
    return fail(ErrorKind::kIo, fmt::format("the journal {}: it may not be written to{}", path_,
                                            what_to_do(SQLITE_READONLY)));
  const bool before = std::exchange(patience_->may_end, true);
  auto begun = run("BEGIN IMMEDIATE");
  patience_->may_end = before;
  return begun;
}

Result<bool> Database::commit() const {
  auto committed = run("COMMIT");
  if (!committed) roll_back();
  return committed;
}

void Database::roll_back() const { sqlite3_exec(db_, "ROLLBACK", nullptr, nullptr, nullptr); }

Result<bool> Database::be_in_place() const {
  const auto displaced = files_.find_displaced();
  if (!displaced) return true;
  displaced_ = true;
  return fail(
      ErrorKind::kIo,
      fmt::format("{}: the journal was deleted, moved or replaced while it was in use: other processes "
                  "do not see what is written there, and could pay again for what runs",
                  *displaced));
}

void Database::shorten_log() const {
  sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

Statement::Statement(const Database& database, const char* sql) {
  code_ = sqlite3_prepare_v2(database.db_, sql, -1, &statement_, nullptr);
}

Statement::~Statement() { sqlite3_finalize(statement_); }

Statement& Statement::bind(const std::string& text) {
  if (code_ == SQLITE_OK)
    code_ =
        sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  return *this;
}

Statement& Statement::bind(double value) {
  if (code_ == SQLITE_OK) code_ = sqlite3_bind_double(statement_, ++bound_, value);
  return *this;
}

bool Statement::step() {
  if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
  code_ = sqlite3_step(statement_);
  return code_ == SQLITE_ROW;
}

bool Statement::ok() const { return code_ == SQLITE_OK || code_ == SQLITE_ROW || code_ == SQLITE_DONE; }

std::string Statement::text(int column) const {
  const unsigned char* value = sqlite3_column_text(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return value == nullptr ? std::string() : std::string(value, value + size);
}

double Statement::number(int column) const { return sqlite3_column_double(statement_, column); }

std::int64_t Statement::whole(int column) const { return sqlite3_column_int64(statement_, column); }

}  // namespace meshgate
