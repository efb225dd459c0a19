#pragma once
// A network and a clock that are plain code: nothing waits, every moment is known.
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
  [[nodiscard]] bool may_have_arrived(std::uint64_t /*id*/) const override { return false; }
  void wait(double seconds) override {
    if (waiting_.empty()) {
      time_.now += seconds;
      return;
    }
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    next.done(handler_(next.request));
  }
  void wake() override {}

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
