// The only file that includes SQLite.
#include "meshgate/journal.h"

#include <fmt/core.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include "core/random.h"
#include "core/text.h"
#include "jobs/event_json.h"
#include "jobs/journal_sql.h"
#include "jobs/known_files.h"
#include "jobs/process_id.h"
#include "jobs/reserve.h"

namespace meshgate {
namespace {

constexpr int kApplicationId = 0x4D47'4A31;  // "MGJ1"
constexpr int kVersion = 1;
constexpr int kBusyMs = 60'000;
constexpr double kForeignLease = 60;  // seconds that the lease of a process elsewhere holds

// A statement with its parameters, reset when it goes.
class Statement {
 public:
  Statement(sqlite3* db, const char* sql) : db_(db) {
    code_ = sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(statement_); }

  Statement& bind(const std::string& text) {
    if (code_ == SQLITE_OK)
      code_ = sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                                SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(double value) {
    if (code_ == SQLITE_OK) code_ = sqlite3_bind_double(statement_, ++bound_, value);
    return *this;
  }
  /// Whether there is a row; check ok() after the last one.
  bool step() {
    if (code_ != SQLITE_OK && code_ != SQLITE_ROW) return false;
    code_ = sqlite3_step(statement_);
    return code_ == SQLITE_ROW;
  }
  [[nodiscard]] bool ok() const { return code_ == SQLITE_OK || code_ == SQLITE_ROW || code_ == SQLITE_DONE; }
  [[nodiscard]] std::string text(int column) const {
    const unsigned char* value = sqlite3_column_text(statement_, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return value == nullptr ? std::string() : std::string(value, value + size);
  }
  [[nodiscard]] double number(int column) const { return sqlite3_column_double(statement_, column); }
  [[nodiscard]] std::int64_t whole(int column) const { return sqlite3_column_int64(statement_, column); }

 private:
  sqlite3* db_;
  sqlite3_stmt* statement_ = nullptr;
  int code_ = SQLITE_OK;
  int bound_ = 0;
};

}  // namespace

class Journal::Impl {
 public:
  Impl(sqlite3* db, std::string path) : db_(db), path_(std::move(path)) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() { sqlite3_close(db_); }

  [[nodiscard]] tl::unexpected<Error> failure() const {
    return fail(ErrorKind::kIo, fmt::format("{}: {}", path_, sqlite3_errmsg(db_)));
  }
  Result<bool> run(const char* sql) const {
    if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
    return true;
  }
  Result<std::int64_t> number_of(const char* sql) const {
    Statement statement(db_, sql);
    const std::int64_t value = statement.step() ? statement.whole(0) : 0;
    if (!statement.ok()) return failure();
    return value;
  }

  // Makes the tables of a new file; refuses a file that is not ours before anything in it is changed.
  Result<bool> prepare() {
    return exclusively([&]() -> Result<bool> {
      MG_TRY(const std::int64_t application, number_of("PRAGMA application_id"));
      MG_TRY(const std::int64_t tables, number_of("SELECT count(*) FROM sqlite_schema"));
      MG_TRY(const std::int64_t version, number_of("PRAGMA user_version"));
      if (application == 0 && tables == 0) {
        MG_TRY([[maybe_unused]] const bool made, run(kSchema));
        MG_TRY(
            [[maybe_unused]] const bool marked,
            run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}", kApplicationId, kVersion)
                    .c_str()));
        return run(kSchemeTable);
      }
      if (application != kApplicationId)
        return fail(ErrorKind::kConfig,
                    path_ + " is no journal of meshgate; name another one in MESHGATE_JOURNAL");
      if (version > kVersion)
        return fail(ErrorKind::kConfig,
                    path_ + " was written by a newer meshgate; use that one, or another journal");
      return run(kSchemeTable);
    });
  }

  // Another process that opens the file makes this fail at once, whatever the busy timeout says.
  Result<bool> use_wal() const {
    constexpr int kTries = 1000, kPauseMs = 10;
    for (int i = 0; i < kTries; ++i) {
      const int code = sqlite3_exec(db_, "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
      if (code == SQLITE_OK) return true;
      if (code != SQLITE_BUSY && code != SQLITE_LOCKED) break;
      sqlite3_sleep(kPauseMs);
    }
    return failure();
  }

  // From now on whoever deletes or replaces the files is noticed.
  void recognise() {
    files_.add(path_);
    files_.add(path_ + "-wal");
  }

  // What is written into a file that has no name any more is seen by no other process, and gone with this
  // one.
  Result<bool> be_in_place() const {
    const auto displaced = files_.find_displaced();
    if (!displaced) return true;
    displaced_ = true;
    return fail(
        ErrorKind::kIo,
        fmt::format("{}: the journal was deleted, moved or replaced while it was in use: other processes "
                    "do not see what is written there, and could pay again for what runs",
                    *displaced));
  }
  [[nodiscard]] bool is_displaced() const { return displaced_; }

  // All or nothing, alone among all processes.
  template <class Work>
  auto exclusively(Work work) -> decltype(work()) {
    MG_TRY([[maybe_unused]] const bool there, be_in_place());
    MG_TRY([[maybe_unused]] const bool begun, run("BEGIN IMMEDIATE"));
    auto result = work();
    if (!result) {
      static_cast<void>(run("ROLLBACK").has_value());
      return result;
    }
    if (auto committed = run("COMMIT"); !committed) {
      static_cast<void>(run("ROLLBACK").has_value());
      return fail(committed.error());
    }
    return result;
  }

  Result<bool> insert_event(const std::string& job, std::string_view kind, double now,
                            const std::string& detail) const {
    Statement statement(db_, "INSERT INTO event(job, at, kind, detail) VALUES(?, ?, ?, ?)");
    statement.bind(job).bind(now).bind(std::string(kind)).bind(detail).step();
    if (!statement.ok()) return failure();
    return true;
  }

  // On a full disk: the room that was kept goes, and what the log holds moves into the file, so that the log
  // is written from its begin.
  void make_room() const {
    free_reserve(reserve_path());
    sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }

  Result<std::vector<JobEvent>> events(const std::string& job) const {
    Statement statement(db_, "SELECT id, at, kind, detail FROM event WHERE job = ? ORDER BY id");
    statement.bind(job);
    std::vector<JobEvent> events;
    while (statement.step())
      events.push_back({statement.whole(0), statement.number(1), statement.text(2), statement.text(3)});
    if (!statement.ok()) return failure();
    return events;
  }

  Result<std::vector<Job>> jobs(const char* where, const std::vector<std::string>& values) const {
    const std::string sql = std::string("SELECT id, account, key, request, folder, stem, created FROM job ") +
                            where + " ORDER BY rowid";
    Statement statement(db_, sql.c_str());
    for (const std::string& value : values) statement.bind(value);
    std::vector<Job> jobs;
    while (statement.step()) {
      Job job;
      job.id = statement.text(0);
      job.account = statement.text(1);
      job.key = statement.text(2);
      job.request = parse_task_request(statement.text(3));
      job.folder = statement.text(4);
      job.stem = statement.text(5);
      job.created_at = job.changed_at = statement.number(6);
      jobs.push_back(std::move(job));
    }
    if (!statement.ok()) return failure();
    for (Job& job : jobs) {
      MG_TRY(job, with_history(job));
    }
    return jobs;
  }

  // A submission whose process is gone is unknown. That process may have written on until it went: its events
  // are read again after it was seen to be gone, and only what is then still the last one counts.
  Result<Job> with_history(const Job& job) const {
    for (std::int64_t last = -1;;) {
      MG_TRY(const std::vector<JobEvent> history, events(job.id));
      Job folded = fold_events(job, history);
      if (folded.state != JobState::kSubmitting) return folded;
      MG_TRY(const bool alive, is_leased(job.id, static_cast<double>(std::time(nullptr))));
      if (alive) return folded;
      if (std::exchange(last, history.back().id) == history.back().id) {
        folded.state = JobState::kUnknown;
        folded.answer_lost = true;
        return folded;
      }
    }
  }

  // Whether a living process holds the lease. `now` is used for processes elsewhere only.
  Result<bool> is_leased(const std::string& job, double now, bool by_others = false) const {
    Statement statement(db_, "SELECT owner, object, at FROM lease WHERE job = ?");
    const bool found = statement.bind(job).step();
    if (!statement.ok()) return failure();
    if (!found || (by_others && statement.text(1) == object_)) return false;
    const Liveness liveness = liveness_of(statement.text(0));
    return liveness == Liveness::kAlive ||
           (liveness == Liveness::kElsewhere && statement.number(2) + kForeignLease > now);
  }

  Result<bool> take_lease(const std::string& job, double now) const {
    MG_TRY(const bool taken, is_leased(job, now, true));
    if (taken) return false;
    Statement statement(db_, "INSERT OR REPLACE INTO lease(job, owner, object, at) VALUES(?, ?, ?, ?)");
    statement.bind(job).bind(owner).bind(object_).bind(now).step();
    if (!statement.ok()) return failure();
    return true;
  }

  Result<ClaimResult> claim(const std::string& id, const ClaimOptions& options) const {
    MG_TRY(const std::vector<Job> found, jobs("WHERE id = ?", {id}));
    if (found.empty()) return fail(ErrorKind::kNotFound, "no job " + id);
    const Job& own = found.front();
    if (own.state == JobState::kUnknown && !options.force) return ClaimResult{Claim::kUnknown, id, {}};
    const bool sendable =
        own.state == JobState::kPlanned || own.state == JobState::kRefused || own.state == JobState::kUnknown;
    if (!sendable) return ClaimResult{Claim::kTaken, id, {}};
    MG_TRY(const std::vector<Job> same, jobs("WHERE account = ? AND key = ?", {own.account, own.key}));
    std::vector<std::string> replaced;
    for (const Job& job : same) {
      if (job.id == id) continue;
      const bool done = job.state == JobState::kSubmitting || job.state == JobState::kSubmitted ||
                        job.state == JobState::kSucceeded || job.state == JobState::kFetched;
      if (done && !job.source_changed && !options.again && !own.again)
        return ClaimResult{Claim::kReuse, job.id, {}};
      if (job.state != JobState::kUnknown) continue;
      if (!options.force) return ClaimResult{Claim::kUnknown, job.id, {}};
      replaced.push_back(job.id);
    }
    MG_TRY(ClaimResult busy, look_for_slot(own, replaced, options));
    if (busy.claim == Claim::kBusy) return busy;
    MG_TRY([[maybe_unused]] const bool kept, keep_reserve(reserve_path()));
    MG_TRY(const bool leased, take_lease(id, options.now));
    if (!leased) return ClaimResult{Claim::kTaken, id, {}};
    // Not before it is certain that the request is sent: until then they protect it from being paid twice.
    for (const std::string& job : replaced) {
      MG_TRY([[maybe_unused]] const bool told,
             insert_event(job, "abandoned", options.now, event_detail({{"for", id}})));
    }
    MG_TRY([[maybe_unused]] const bool noted, insert_event(id, "submitting", options.now, "{}"));
    return ClaimResult{Claim::kGranted, id, {}};
  }

  Result<std::vector<HeldSlot>> slots(double now, const std::string& account, double task_life_s) const {
    Statement running(db_, kRunning);
    running.bind(now - task_life_s).bind(account);
    std::vector<HeldSlot> slots;
    while (running.step())
      slots.push_back({running.text(0), running.number(1) + task_life_s, running.whole(2) != 0});
    if (!running.ok()) return failure();
    return slots;
  }

  // kGranted, or kBusy with the jobs whose lost answers take slots. What `own` replaces takes none.
  Result<ClaimResult> look_for_slot(const Job& own, const std::vector<std::string>& replaced,
                                    const ClaimOptions& options) const {
    MG_TRY(std::vector<HeldSlot> held, slots(options.now, own.account, options.task_life_s));
    std::erase_if(held, [&](const HeldSlot& slot) {
      return slot.job == own.id || std::find(replaced.begin(), replaced.end(), slot.job) != replaced.end();
    });
    ClaimResult result;
    const bool is_free = static_cast<int>(held.size()) < options.limit;
    result.claim = is_free ? Claim::kGranted : Claim::kBusy;
    if (is_free) return result;
    for (HeldSlot& slot : held) {
      if (slot.is_confirmed) continue;
      MG_TRY(const std::vector<Job> found, jobs("WHERE id = ?", {slot.job}));
      if (found.front().state == JobState::kUnknown) result.lost.push_back(std::move(slot));
    }
    return result;
  }

  void tell(std::string_view kind, bool written) const {
    if (observer) observer(kind, written);
  }
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string reserve_path() const { return path_ + "-reserve"; }
  [[nodiscard]] const std::string& object() const { return object_; }
  [[nodiscard]] sqlite3* db() const { return db_; }

  std::function<void(std::string_view, bool)> observer;
  std::string owner = this_process();

 private:
  sqlite3* db_;
  std::string path_;
  KnownFiles files_;
  mutable bool displaced_ = false;
  const std::string object_ = random_hex(8);
};

namespace {

// A new journal, and the folders above it, are the owner's alone: paths tell a lot.
Result<sqlite3*> open_database(const std::string& path) {
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
  return fail(code == SQLITE_NOTADB ? ErrorKind::kConfig : ErrorKind::kIo,
              code == SQLITE_NOTADB
                  ? path + " is no journal of meshgate; name another one in MESHGATE_JOURNAL"
                  : fmt::format("the journal {}: {}", path, why));
}

}  // namespace

Result<Journal> Journal::open(const std::string& path) {
  MG_TRY(sqlite3 * db, open_database(path));
  Journal journal(std::make_unique<Impl>(db, path));
  Impl& impl = *journal.impl_;
  MG_TRY([[maybe_unused]] const bool prepared, impl.prepare());
  MG_TRY([[maybe_unused]] const bool logged, impl.use_wal());
  MG_TRY([[maybe_unused]] const bool set, impl.run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"));
  // The log is there when something was read.
  MG_TRY([[maybe_unused]] const std::int64_t jobs, impl.number_of("SELECT count(*) FROM job"));
  impl.recognise();
  return journal;
}

Journal::Journal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

Result<std::string> Journal::plan(const Job& job, double now) {
  constexpr std::size_t kIdBytes = 4;
  const std::string id = random_hex(kIdBytes);
  impl_->tell("planned", false);
  const auto planned = impl_->exclusively([&]() -> Result<bool> {
    Statement statement(
        impl_->db(),
        "INSERT INTO job(id, account, key, request, folder, stem, created) VALUES(?, ?, ?, ?, ?, ?, ?)");
    statement.bind(id).bind(job.account).bind(job.key).bind(request_json(job.request));
    statement.bind(job.folder).bind(job.stem).bind(now).step();
    if (!statement.ok()) return impl_->failure();
    return impl_->insert_event(id, "planned", now,
                               job.again ? event_detail({{"again", "yes"}}) : std::string("{}"));
  });
  if (!planned) return fail(planned.error());
  impl_->tell("planned", true);
  return id;
}

Result<bool> Journal::append(const std::string& job, std::string_view kind, double now,
                             const std::string& detail) {
  impl_->tell(kind, false);
  auto appended = impl_->insert_event(job, kind, now, detail);
  if (!appended) {
    impl_->make_room();
    appended = impl_->insert_event(job, kind, now, detail);
  }
  if (!appended) return appended;
  impl_->tell(kind, true);
  // Behind the writing: where a moved file is, what happened is known there.
  return impl_->be_in_place();
}

Result<std::string> Journal::rescue() {
  constexpr std::size_t kRandom = 4;
  const std::string copy = fmt::format("{}-rescued-{}", path(), random_hex(kRandom));
  const mode_t mask = ::umask(0077);
  Statement statement(impl_->db(), "VACUUM INTO ?");
  statement.bind(copy).step();
  ::umask(mask);
  if (!statement.ok()) return impl_->failure();
  return copy;
}

bool Journal::is_displaced() const { return impl_->is_displaced(); }

Result<ClaimResult> Journal::claim_submission(const std::string& job, const ClaimOptions& options) {
  impl_->tell("submitting", false);
  auto result = impl_->exclusively([&] { return impl_->claim(job, options); });
  if (result && result->claim == Claim::kGranted) impl_->tell("submitting", true);
  return result;
}

Result<std::vector<HeldSlot>> Journal::slots(double now, const std::string& account, double task_life_s) {
  return impl_->slots(now, account, task_life_s);
}

Result<Job> Journal::load(const std::string& id) {
  MG_TRY(std::vector<Job> jobs, impl_->jobs("WHERE id = ?", {id}));
  if (jobs.empty())
    return fail(ErrorKind::kNotFound, "no job " + printable(id) + "; `meshgate jobs` lists them");
  return std::move(jobs.front());
}

Result<Job> Journal::find(const std::string& id) {
  if (id.empty()) return fail(ErrorKind::kUsage, "the id of the job is empty; `meshgate jobs` lists them");
  MG_TRY(std::vector<Job> jobs, list());
  std::vector<const Job*> found;
  for (const Job& job : jobs) {
    if (job.id == id) return job;
    if (job.task_id == id || job.id.starts_with(id)) found.push_back(&job);
  }
  if (found.size() == 1) return *found.front();
  if (found.empty())
    return fail(ErrorKind::kNotFound, "no job " + printable(id) + "; `meshgate jobs` lists them");
  constexpr std::size_t kShown = 4;
  std::string ids;
  for (std::size_t i = 0; i < std::min(kShown, found.size()); ++i)
    ids += (ids.empty() ? "" : ", ") + found[i]->id;
  return fail(ErrorKind::kUsage, fmt::format("{} fits {} jobs ({}{}); give the id of one", printable(id),
                                             found.size(), ids, found.size() > kShown ? ", …" : ""));
}

Result<std::optional<Job>> Journal::find_task(const std::string& task_id) {
  std::vector<std::string> ids;
  {
    Statement statement(impl_->db(),
                        "SELECT DISTINCT job FROM event WHERE kind = 'submitted' AND "
                        "json_extract(detail, '$.task_id') = ?");
    statement.bind(task_id);
    while (statement.step()) ids.push_back(statement.text(0));
    if (!statement.ok()) return impl_->failure();
  }
  for (const std::string& id : ids) {
    MG_TRY(Job job, load(id));
    if (job.task_id == task_id) return std::optional<Job>(std::move(job));
  }
  return std::optional<Job>();
}

Result<std::vector<Job>> Journal::list() { return impl_->jobs("", {}); }

Result<std::vector<Job>> Journal::find_same(const std::string& account, const std::string& key) {
  return impl_->jobs("WHERE account = ? AND key = ?", {account, key});
}

Result<std::vector<JobEvent>> Journal::events(const std::string& job) { return impl_->events(job); }

Result<bool> Journal::lease(const std::string& job, double now) {
  return impl_->exclusively([&] { return impl_->take_lease(job, now); });
}

Result<bool> Journal::release(const std::string& job) {
  Statement statement(impl_->db(), "DELETE FROM lease WHERE job = ? AND object = ?");
  statement.bind(job).bind(impl_->object()).step();
  if (!statement.ok()) return impl_->failure();
  return true;
}

Result<std::map<std::string, std::string>> Journal::schemes(const std::string& account) {
  Statement statement(impl_->db(), "SELECT endpoint, scheme FROM scheme WHERE account = ?");
  statement.bind(account);
  std::map<std::string, std::string> schemes;
  while (statement.step()) schemes[statement.text(0)] = statement.text(1);
  if (!statement.ok()) return impl_->failure();
  return schemes;
}

Result<bool> Journal::remember_scheme(const std::string& account, const std::string& endpoint,
                                      const std::string& scheme) {
  Statement statement(impl_->db(),
                      "INSERT OR REPLACE INTO scheme(account, endpoint, scheme) VALUES(?, ?, ?)");
  statement.bind(account).bind(endpoint).bind(scheme).step();
  if (!statement.ok()) return impl_->failure();
  return true;
}

void Journal::act_as(std::string process) { impl_->owner = std::move(process); }

void Journal::observe(std::function<void(std::string_view kind, bool written)> observer) {
  impl_->observer = std::move(observer);
}

const std::string& Journal::path() const { return impl_->path(); }

}  // namespace meshgate
