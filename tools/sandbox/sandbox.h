#pragma once
// The stand-in of the Hitem3D API on loopback, as an object: for the command, and for tests in the same
// process.
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meshgate/result.h"
#include "sandbox/faults.h"
#include "sandbox/produce.h"

namespace meshgate::sandbox {

struct SandboxOptions {
  int port = 0;                    ///< 0 = any
  std::string client_id = "demo";  ///< what POST /auth/token accepts
  std::string client_secret = "demo";
  double task_s = 3;  ///< from creation to the end, when the work is done by then; half of it in the queue
  double url_life_s = 3600;
  double token_life_s = 86400;
  double balance = 1000;     ///< credits
  int concurrent = 0;        ///< unfinished tasks at once; 0 = any number
  bool any_format = false;   ///< a split into characters may be had in every format
  std::size_t threads = 64;  ///< connections served at once
  std::size_t workers = 1;   ///< tasks worked on at once
  std::vector<Fault> faults;
  ProduceOptions produce;
  std::string seed;  ///< of tokens, task ids and signatures; empty = from the system
  /// Seconds on any clock that does not go back; empty = the machine's.
  std::function<double()> now_s;
};

class Service;

/// A running server. Listens on 127.0.0.1 when start() returns; the destructor ends everything, running tasks
/// too, and removes its temporary folder.
class Sandbox {
 public:
  static Result<Sandbox> start(SandboxOptions options);
  Sandbox(Sandbox&&) noexcept;
  Sandbox& operator=(Sandbox&&) = delete;
  Sandbox(const Sandbox&) = delete;
  Sandbox& operator=(const Sandbox&) = delete;
  ~Sandbox();

  [[nodiscard]] int port() const;
  /// "http://127.0.0.1:PORT"
  [[nodiscard]] std::string base_url() const;
  /// What GET /sandbox/stats answers.
  [[nodiscard]] std::string stats_json() const;
  /// Waits until no task is being worked on (its time may not be over yet). For tests with a clock of their
  /// own.
  void wait_for_work() const;

 private:
  explicit Sandbox(std::unique_ptr<Service> service);
  std::unique_ptr<Service> service_;
};

}  // namespace meshgate::sandbox
