#pragma once
// A stand-in of the API for tests that must know exactly what was received when: counts, keeps order, and can
// be told to behave badly at one request. Loopback only. No geometry: the result is whatever bytes the test
// gives.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace meshgate::test {

/// How one request is answered.
struct ScriptedReply {
  int status = 200;
  std::string body;
  std::map<std::string, std::string> headers = {};
  bool drop = false;              ///< the connection is closed instead
  std::size_t cut_at = SIZE_MAX;  ///< the connection is closed after this many bytes of the body
};

/// An answer for ScriptedApi::before and after, which ask for a pointer.
std::unique_ptr<ScriptedReply> reply(int status, std::string body,
                                     std::map<std::string, std::string> headers = {});

/// What came in.
struct ScriptedRequest {
  std::string kind;  ///< "token", "create", "query", "balance", "download"
  int number = 0;    ///< of this kind, from 1
  std::string path;
  std::string authorization;
  std::string content;  ///< of the file, for "create"
  std::map<std::string, std::string> fields;
  std::map<std::string, std::string> headers;
};

/// The connection is closed instead of an answer.
std::unique_ptr<ScriptedReply> dropped();
/// For ScriptedApi::after: tasks are created, and no answer to it arrives.
std::unique_ptr<ScriptedReply> drop_created(const ScriptedRequest& request);

class ScriptedApi {
 public:
  ScriptedApi();
  ScriptedApi(const ScriptedApi&) = delete;
  ScriptedApi& operator=(const ScriptedApi&) = delete;
  ~ScriptedApi();

  [[nodiscard]] std::string base_url() const;

  /// Called before anything else; a reply takes the place of the usual one (nothing is created then). Set
  /// before the first request.
  std::function<std::unique_ptr<ScriptedReply>(const ScriptedRequest&)> before;
  /// Called when the usual reply is ready, after its effect (a task was created).
  std::function<std::unique_ptr<ScriptedReply>(const ScriptedRequest&)> after;
  std::string result = "solid result\nendsolid result\n";  ///< bytes of every result
  int queries_until_done = 2;                              ///< per task
  std::string result_query = "sign=PLANTED-SIGNATURE";

  /// Created tasks by the content of their file.
  [[nodiscard]] std::map<std::string, int> created() const;
  [[nodiscard]] int created_total() const;
  [[nodiscard]] int count(const std::string& kind) const;
  [[nodiscard]] int most_in_flight() const { return most_in_flight_; }

 private:
  struct Server;
  struct Task {
    int queries = 0;
    bool over = false;
  };
  ScriptedRequest note(std::string kind, const void* request);
  void answer(const std::string& kind, const void* request, void* response);
  ScriptedReply usual(const ScriptedRequest& request);

  mutable std::mutex mutex_;
  std::map<std::string, int> counts_, created_;
  std::map<std::string, Task> tasks_;
  std::atomic<int> in_flight_{0}, most_in_flight_{0};
  std::unique_ptr<Server> server_;
};

}  // namespace meshgate::test
