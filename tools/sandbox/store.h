#pragma once
// Tasks and money, in memory. Nothing survives the process, as nothing here is worth it.
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/endpoints.h"
#include "sandbox/faults.h"

namespace meshgate::sandbox {

/// What became of a task.
struct TaskOutcome {
  std::string failure;  ///< why it fails; empty = it does not
  std::string file, suffix;
  std::uint64_t bytes = 0;
  std::vector<std::pair<std::string, double>> facts;  ///< Product::facts
};

/// One task from its creation on.
struct Task {
  std::string id;
  TaskRequest request;
  std::string inputs;                                   ///< digests of the input files or the URL, joined
  std::string parameters;                               ///< "format=2&joint=ball&…", sorted
  std::vector<Fault> faults;                            ///< of the stages kCreate and kResult
  double created_s = 0, queued_until_s = 0, due_s = 0;  ///< on the server's clock
  bool stuck = false;
  bool worked = false;  ///< what it makes is there, or is known to fail
  TaskOutcome outcome;
  double url_signed_s = 0;  ///< when the URL was made that `no-renewal` gives for ever
  bool closed = false;      ///< success or failed has been noticed: money and callbacks are done
};

/// States of the documentation.
std::string_view state_of(const Task& task, double now_s);
bool is_final(std::string_view state);

struct StoreLimits {
  std::size_t max_tasks = 10'000;  ///< older finished ones are forgotten
  int concurrent = 0;              ///< tasks that may be unfinished at once; 0 = any number
  double balance = 1000;
};

/// All tasks. Safe to use from several threads; `now_s` is the caller's clock.
class Store {
 public:
  enum class Refused { kNo, kLimit, kMoney };
  Store(const StoreLimits& limits, std::string seed);

  /// Gives the task an id, charges its price and keeps it.
  Refused add(Task& task, double now_s);
  [[nodiscard]] std::optional<Task> find(const std::string& id);
  /// What a task has made, or why it failed.
  void finish(const std::string& id, const TaskOutcome& outcome);
  /// Tasks that have come to an end since the last call, each once; refunds failed ones.
  std::vector<Task> take_closed(double now_s);
  /// Remembers when the URL of a task was first signed; returns that time.
  double first_signed(const std::string& id, double now_s);
  [[nodiscard]] double balance();
  void count(const std::string& what);
  /// Counters, for tests: tasks by input and parameters, most in flight, requests by endpoint.
  nlohmann::ordered_json stats(double now_s);

 private:
  struct Tally {
    int created = 0;
    std::string task;
  };
  [[nodiscard]] int in_flight(double now_s) const;
  void forget_old();

  std::mutex mutex_;
  StoreLimits limits_;
  std::string seed_;
  std::map<std::string, Task> tasks_;
  std::vector<std::string> order_;  ///< ids by age
  std::map<std::string, int> counters_;
  std::map<std::pair<std::string, std::string>, Tally> by_input_;
  std::uint64_t created_ = 0;
  int max_in_flight_ = 0;
  double balance_ = 0, charged_ = 0;
};

}  // namespace meshgate::sandbox
