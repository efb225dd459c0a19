#pragma once
// An SQLite file that several processes share, every change flushed to the device.
#include <chrono>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>

#include "jobs/known_files.h"
#include "meshgate/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace meshgate {

/// What makes a file ours.
struct DatabaseSchema {
  int application_id = 0;
  int version = 0;
  const char* tables = nullptr;  ///< SQL that makes those of a new file
  const char* later_tables =
      nullptr;  ///< SQL that makes what came later than the version, when it is not there
  const char* last_table = nullptr;  ///< name of the table that came last
};

/// One connection. Not thread-safe. Calls fail with kIo, saying why and what to do.
class Database {
 public:
  /// Opens or makes it, readable by its owner only. A file that is complete is only read. kConfig for a file
  /// that is not ours, or of a newer version: nothing in it is changed. `stop` ends the waits for other
  /// processes, here and in exclusively(), with kCancelled; after it other writes wait a few seconds only.
  static Result<Database> open(const std::string& path, const DatabaseSchema& schema,
                               const std::stop_token& stop = {});
  Database(Database&& other) noexcept;
  Database& operator=(Database&& other) noexcept;
  ~Database();

  Result<bool> run(const char* sql) const;
  Result<std::int64_t> number_of(const char* sql) const;
  /// All that `work` does or nothing, alone among all processes. Waits up to a minute for the others.
  template <class Work>
  auto exclusively(Work work) const -> decltype(work()) {
    MG_TRY([[maybe_unused]] const bool begun, begin());
    auto result = work();
    if (!result) {
      roll_back();
      return result;
    }
    MG_TRY([[maybe_unused]] const bool committed, commit());
    return result;
  }

  /// What is written into a file that has no name any more is seen by no other process, and gone with this
  /// one: fails when the file is no longer where it was opened.
  Result<bool> be_in_place() const;
  /// Whether be_in_place() ever failed.
  [[nodiscard]] bool is_displaced() const { return displaced_; }
  /// Moves what the log holds into the file, so that the log is written from its begin.
  void shorten_log() const;
  /// Whether the last failure may be a full device.
  [[nodiscard]] bool lacks_room() const;
  /// The reason of the last failure, with what to do.
  [[nodiscard]] tl::unexpected<Error> failure() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  friend class Statement;
  // What SQLite asks when another process holds the file; it stays where it is when the database is moved.
  struct Patience {
    std::stop_token stop;
    bool may_end = true;   // nothing is lost when the wait is given up
    bool is_over = false;  // a wait after a stop was in vain: the next ones are not made
    std::chrono::steady_clock::time_point since;
  };
  static int wait_for_others(void* patience, int tries);
  Database(std::string path, const std::stop_token& stop);
  Result<bool> open_file();
  [[nodiscard]] Result<bool> is_complete(const DatabaseSchema& schema) const;
  Result<bool> make_tables(const DatabaseSchema& schema);
  Result<bool> use_log() const;
  Result<bool> begin() const;
  Result<bool> commit() const;
  void roll_back() const;

  sqlite3* db_ = nullptr;
  std::string path_;
  std::unique_ptr<Patience> patience_;
  KnownFiles files_;
  mutable bool displaced_ = false;
};

/// A statement with its parameters, gone with the object.
class Statement {
 public:
  Statement(const Database& database, const char* sql);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement();

  /// The next parameter.
  Statement& bind(const std::string& text);
  Statement& bind(double value);
  /// Whether there is a row; check ok() after the last one.
  bool step();
  [[nodiscard]] bool ok() const;
  /// Of the row, by column from 0.
  [[nodiscard]] std::string text(int column) const;
  [[nodiscard]] double number(int column) const;
  [[nodiscard]] std::int64_t whole(int column) const;

 private:
  sqlite3_stmt* statement_ = nullptr;
  int code_ = 0;
  int bound_ = 0;
};

}  // namespace meshgate
