// The journal's questions and answers; the file below is jobs/database.h.
#include "meshgate/journal.h"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <ctime>
#include <optional>
#include <utility>

#include "core/random.h"
#include "core/text.h"
#include "jobs/database.h"
#include "jobs/event_json.h"
#include "jobs/journal_sql.h"
#include "jobs/process_id.h"
#include "jobs/reserve.h"

namespace meshgate {
namespace {

constexpr int kApplicationId = 0x4D47'4A31;  // "MGJ1"
constexpr int kVersion = 1;
constexpr double kForeignLease = 60;  // seconds that the lease of a process elsewhere holds

}  // namespace

class Journal::Impl {
 public:
  explicit Impl(Database opened) : db(std::move(opened)) {}

  Result<bool> insert_event(const std::string& job, std::string_view kind, double now,
                            const std::string& detail) const {
    Statement statement(db, "INSERT INTO event(job, at, kind, detail) VALUES(?, ?, ?, ?)");
    statement.bind(job).bind(now).bind(std::string(kind)).bind(detail).step();
    if (!statement.ok()) return db.failure();
    return true;
  }

  // On a full disk: the room that was kept goes, and the log is written from its begin.
  void make_room() const {
    free_reserve(reserve_path());
    db.shorten_log();
  }

  Result<std::vector<JobEvent>> events(const std::string& job) const {
    Statement statement(db, "SELECT id, at, kind, detail FROM event WHERE job = ? ORDER BY id");
    statement.bind(job);
    std::vector<JobEvent> events;
    while (statement.step())
      events.push_back({statement.whole(0), statement.number(1), statement.text(2), statement.text(3)});
    if (!statement.ok()) return db.failure();
    return events;
  }

  Result<std::vector<Job>> jobs(const char* where, const std::vector<std::string>& values) const {
    const std::string sql = std::string("SELECT id, account, key, request, folder, stem, created FROM job ") +
                            where + " ORDER BY rowid";
    Statement statement(db, sql.c_str());
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
    if (!statement.ok()) return db.failure();
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
    Statement statement(db, "SELECT owner, object, at FROM lease WHERE job = ?");
    const bool found = statement.bind(job).step();
    if (!statement.ok()) return db.failure();
    if (!found || (by_others && statement.text(1) == object_)) return false;
    const Liveness liveness = liveness_of(statement.text(0));
    return liveness == Liveness::kAlive ||
           (liveness == Liveness::kElsewhere && statement.number(2) + kForeignLease > now);
  }

  Result<bool> take_lease(const std::string& job, double now) const {
    MG_TRY(const bool taken, is_leased(job, now, true));
    if (taken) return false;
    Statement statement(db, "INSERT OR REPLACE INTO lease(job, owner, object, at) VALUES(?, ?, ?, ?)");
    statement.bind(job).bind(owner).bind(object_).bind(now).step();
    if (!statement.ok()) return db.failure();
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
    Statement running(db, kRunning);
    running.bind(now - task_life_s).bind(account);
    std::vector<HeldSlot> slots;
    while (running.step())
      slots.push_back({running.text(0), running.number(1) + task_life_s, running.whole(2) != 0});
    if (!running.ok()) return db.failure();
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
  [[nodiscard]] std::string reserve_path() const { return db.path() + "-reserve"; }
  [[nodiscard]] const std::string& object() const { return object_; }

  Database db;
  std::function<void(std::string_view, bool)> observer;
  std::string owner = this_process();

 private:
  const std::string object_ = random_hex(8);
};

Result<Journal> Journal::open(const std::string& path, const std::stop_token& stop) {
  const DatabaseSchema schema{.application_id = kApplicationId,
                              .version = kVersion,
                              .tables = kSchema,
                              .later_tables = kLaterTables,
                              .last_table = kLastTable};
  MG_TRY(Database database, Database::open(path, schema, stop));
  return Journal(std::make_unique<Impl>(std::move(database)));
}

Journal::Journal(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Journal::Journal(Journal&&) noexcept = default;
Journal& Journal::operator=(Journal&&) noexcept = default;
Journal::~Journal() = default;

Result<std::string> Journal::plan(const Job& job, double now) {
  constexpr std::size_t kIdBytes = 4;
  const std::string id = random_hex(kIdBytes);
  impl_->tell("planned", false);
  const auto planned = impl_->db.exclusively([&]() -> Result<bool> {
    Statement statement(
        impl_->db,
        "INSERT INTO job(id, account, key, request, folder, stem, created) VALUES(?, ?, ?, ?, ?, ?, ?)");
    statement.bind(id).bind(job.account).bind(job.key).bind(request_json(job.request));
    statement.bind(job.folder).bind(job.stem).bind(now).step();
    if (!statement.ok()) return impl_->db.failure();
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
  if (!appended && impl_->db.lacks_room()) {
    impl_->make_room();
    appended = impl_->insert_event(job, kind, now, detail);
  }
  if (!appended) return appended;
  impl_->tell(kind, true);
  // Behind the writing: where a moved file is, what happened is known there.
  return impl_->db.be_in_place();
}

Result<std::string> Journal::rescue() {
  constexpr std::size_t kRandom = 4;
  const std::string copy = fmt::format("{}-rescued-{}", path(), random_hex(kRandom));
  const mode_t mask = ::umask(0077);
  Statement statement(impl_->db, "VACUUM INTO ?");
  statement.bind(copy).step();
  ::umask(mask);
  if (!statement.ok()) return impl_->db.failure();
  return copy;
}

bool Journal::is_displaced() const { return impl_->db.is_displaced(); }

Result<ClaimResult> Journal::claim_submission(const std::string& job, const ClaimOptions& options) {
  impl_->tell("submitting", false);
  auto result = impl_->db.exclusively([&] { return impl_->claim(job, options); });
  if (result && result->claim == Claim::kGranted) impl_->tell("submitting", true);
  return result;
}

Result<bool> Journal::be_ready() {
  return impl_->db.exclusively([&] { return keep_reserve(impl_->reserve_path()); });
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
    Statement statement(impl_->db,
                        "SELECT DISTINCT job FROM event WHERE kind = 'submitted' AND "
                        "json_extract(detail, '$.task_id') = ?");
    statement.bind(task_id);
    while (statement.step()) ids.push_back(statement.text(0));
    if (!statement.ok()) return impl_->db.failure();
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

Result<std::vector<Job>> Journal::find_same_of_others(const std::string& account, const std::string& host,
                                                      const std::string& key) {
  return impl_->jobs(kOfOthers, {key, account, host, account, host, host});
}

Result<std::vector<JobEvent>> Journal::events(const std::string& job) { return impl_->events(job); }

Result<bool> Journal::lease(const std::string& job, double now) {
  return impl_->db.exclusively([&] { return impl_->take_lease(job, now); });
}

Result<bool> Journal::release(const std::string& job) {
  Statement statement(impl_->db, "DELETE FROM lease WHERE job = ? AND object = ?");
  statement.bind(job).bind(impl_->object()).step();
  if (!statement.ok()) return impl_->db.failure();
  return true;
}

Result<std::map<std::string, std::string>> Journal::schemes(const std::string& account) {
  Statement statement(impl_->db, "SELECT endpoint, scheme FROM scheme WHERE account = ?");
  statement.bind(account);
  std::map<std::string, std::string> schemes;
  while (statement.step()) schemes[statement.text(0)] = statement.text(1);
  if (!statement.ok()) return impl_->db.failure();
  return schemes;
}

Result<bool> Journal::remember_scheme(const std::string& account, const std::string& endpoint,
                                      const std::string& scheme) {
  Statement statement(impl_->db, "INSERT OR REPLACE INTO scheme(account, endpoint, scheme) VALUES(?, ?, ?)");
  statement.bind(account).bind(endpoint).bind(scheme).step();
  if (!statement.ok()) return impl_->db.failure();
  return true;
}

Result<bool> Journal::remember_account(const std::string& account, const std::string& host) {
  {
    Statement known(impl_->db, "SELECT 1 FROM account WHERE account = ?");
    if (known.bind(account).step()) return true;
    if (!known.ok()) return impl_->db.failure();
  }
  Statement statement(impl_->db, "INSERT OR IGNORE INTO account(account, host) VALUES(?, ?)");
  statement.bind(account).bind(host).step();
  if (!statement.ok()) return impl_->db.failure();
  return true;
}

void Journal::act_as(std::string process) { impl_->owner = std::move(process); }

void Journal::observe(std::function<void(std::string_view kind, bool written)> observer) {
  impl_->observer = std::move(observer);
}

const std::string& Journal::path() const { return impl_->db.path(); }

}  // namespace meshgate
