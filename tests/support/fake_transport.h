#pragma once
// A network and a clock that are plain code: nothing waits, every moment is known.
#include <algorithm>
#include <deque>
#include <functional>
#include <memory>

#include "hitem3d/transport.h"
#include "meshgate/clock.h"

namespace meshgate::test {

/// Time that only wait() moves.
struct FakeTime {
  double now = 1'000'000;
  double random = 0.5;  ///< what chance gives
  [[nodiscard]] Clock clock() {
    return {[this] { return now; }, [this] { return now; }, [this] { return random; }};
  }
};

/// Answers by a function; the answer is there at the next wait().
class FakeTransport : public Transport {
 public:
  using Handler = std::function<HttpOutcome(const HttpRequest&)>;
  FakeTransport(FakeTime& time, Handler handler) : time_(time), handler_(std::move(handler)) {}

  std::uint64_t start(HttpRequest request, Done done) override {
    waiting_.push_back({++last_id_, std::move(request), std::move(done)});
    return last_id_;
  }
  void cancel(std::uint64_t id) override {
    std::erase_if(waiting_, [&](const Waiting& one) { return one.id == id; });
  }
  [[nodiscard]] bool may_have_arrived(std::uint64_t /*id*/) const override { return all_arrives; }
  void wait(double seconds) override {
    const auto next = std::find_if(waiting_.begin(), waiting_.end(),
                                   [&](const Waiting& one) { return !hangs || !hangs(one.request); });
    if (next == waiting_.end()) {
      time_.now += seconds;
      return;
    }
    Waiting one = std::move(*next);
    waiting_.erase(next);
    one.done(handler_(one.request));
  }
  void wake() override {}

  std::function<bool(const HttpRequest&)> hangs;  ///< no answer comes as long as it says so
  bool all_arrives = false;                       ///< what may_have_arrived says

 private:
  struct Waiting {
    std::uint64_t id;
    HttpRequest request;
    Done done;
  };
  FakeTime& time_;
  Handler handler_;
  std::deque<Waiting> waiting_;
  std::uint64_t last_id_ = 0;
};

}  // namespace meshgate::test
