// The only file that includes SQLite.
#include "jobs/database.h"

#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <utility>

namespace meshgate {
namespace {

constexpr int kBusyMs = 60'000;

std::string what_to_do(int code) {
  switch (code) {
    case SQLITE_FULL:
      return "; make room on the device, then `meshgate resume` goes on";
    case SQLITE_CORRUPT:
      return "; the file is damaged. Move it away together with its -wal file, and look at the service which "
             "tasks run before anything is sent again";
    case SQLITE_BUSY:
      return "; another process has held it for a minute. See what it does, then try again";
    case SQLITE_READONLY:
      return "; give its file and folder the right to be written, or name another in MESHGATE_JOURNAL";
    case SQLITE_IOERR:
      return "; look at the device, then `meshgate resume` goes on";
    default:
      return {};
  }
}

tl::unexpected<Error> no_journal(const std::string& path) {
  return fail(ErrorKind::kConfig, path + " is no journal of meshgate; name another one in MESHGATE_JOURNAL");
}

// A new file, and the folders above it, are the owner's alone: paths tell a lot.
Result<sqlite3*> open_file(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code error;
  const mode_t mask = ::umask(0077);
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  sqlite3* db = nullptr;
  int code = SQLITE_CANTOPEN;
  if (!error)
    code = sqlite3_open_v2(path.c_str(), &db,
                           SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout(db, kBusyMs);
    // The file appears with the first write.
    code = sqlite3_exec(db, "BEGIN IMMEDIATE; COMMIT", nullptr, nullptr, nullptr);
    if (code == SQLITE_BUSY) sqlite3_exec(db, "ROLLBACK", nullptr, nullptr, nullptr);  // it is there
  }
  ::umask(mask);
  if (code == SQLITE_OK || code == SQLITE_BUSY) return db;
  const std::string why = error ? error.message() : db != nullptr ? sqlite3_errmsg(db) : "cannot be opened";
  sqlite3_close(db);
  if (code == SQLITE_NOTADB) return no_journal(path);
  return fail(ErrorKind::kIo, fmt::format("the journal {}: {}{}", path, why, what_to_do(code)));
}

}  // namespace

Result<Database> Database::open(const std::string& path, const DatabaseSchema& schema) {
  MG_TRY(sqlite3 * db, open_file(path));
  Database database(db, path);
  MG_TRY([[maybe_unused]] const bool made, database.make_tables(schema));
  MG_TRY([[maybe_unused]] const bool logged, database.use_log());
  MG_TRY([[maybe_unused]] const bool set,
         database.run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"));
  // The log is there when something was read. From then on whoever deletes or replaces the files is noticed.
  MG_TRY([[maybe_unused]] const std::int64_t tables,
         database.number_of("SELECT count(*) FROM sqlite_schema"));
  database.files_.add(path);
  database.files_.add(path + "-wal");
  return database;
}

Database::Database(Database&& other) noexcept
    : db_(std::exchange(other.db_, nullptr)),
      path_(std::move(other.path_)),
      files_(std::move(other.files_)),
      displaced_(other.displaced_) {}

Database& Database::operator=(Database&& other) noexcept {
  std::swap(db_, other.db_);
  std::swap(path_, other.path_);
  std::swap(files_, other.files_);
  std::swap(displaced_, other.displaced_);
  return *this;
}

Database::~Database() { sqlite3_close(db_); }

tl::unexpected<Error> Database::failure() const {
  return fail(ErrorKind::kIo,
              fmt::format("{}: {}{}", path_, sqlite3_errmsg(db_), what_to_do(sqlite3_errcode(db_))));
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

// Another process that opens the file makes this fail at once, whatever the busy timeout says.
Result<bool> Database::use_log() const {
  constexpr int kTries = 1000, kPauseMs = 10;
  for (int i = 0; i < kTries; ++i) {
    const int code = sqlite3_exec(db_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (code == SQLITE_OK) return true;
    if (code != SQLITE_BUSY && code != SQLITE_LOCKED) break;
    sqlite3_sleep(kPauseMs);
  }
  return failure();
}

Result<bool> Database::begin() const {
  MG_TRY([[maybe_unused]] const bool there, be_in_place());
  return run("BEGIN IMMEDIATE");
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
