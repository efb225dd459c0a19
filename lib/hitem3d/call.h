#pragma once
// One API call as a state machine without input and output: it says which request comes next, and takes what
// came back. The blocking client and the driver of many tasks run the same machine.
#include <optional>
#include <string_view>

#include "hitem3d/reply.h"
#include "hitem3d/session.h"

namespace meshgate {

/// What is to be called.
struct Operation {
  std::string_view name;  ///< for messages: "creating the task"
  std::string_view path;  ///< of the endpoint: the working scheme is remembered by it
  AuthScheme scheme = AuthScheme::kBearer;
  HttpRequest request;  ///< without authorization
  Effect effect = Effect::kNone;
  bool is_large = false;  ///< the token is made fresh first: the upload should not be spent on an old one
};

/// What came of a call.
struct CallResult {
  std::optional<Error> error;
  ErrorClass error_class = ErrorClass::kNone;  ///< kNone with an error: the network failed
  bool may_have_arrived = false;               ///< no answer, but the request may have been accepted
  bool is_unsent = false;                      ///< no token was to be had: the request itself never left
  ApiReply reply;
};

class Call {
 public:
  Call(Session& session, Operation operation);
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
  ~Call();

  /// The next request to send; nothing when the call is over, or has to wait for another call's token.
  std::optional<HttpRequest> next();
  void take(HttpOutcome outcome);
  [[nodiscard]] bool is_over() const { return step_ == Step::kOver; }
  /// The next request is for a token, not yet the call's own.
  [[nodiscard]] bool wants_token() const { return step_ == Step::kPrepare && needs_token(); }
  /// The call's own request is on its way.
  [[nodiscard]] bool is_sent() const { return step_ == Step::kSent; }
  [[nodiscard]] CallResult& result() { return result_; }

 private:
  enum class Step { kPrepare, kTokenSent, kSent, kOver };

  [[nodiscard]] bool needs_token() const;
  void take_token(HttpOutcome outcome);
  void take_reply(HttpOutcome outcome);
  bool try_other_authorization();
  void finish(CallResult result);
  void fail_unsent(Error error, ErrorClass error_class);

  Session& session_;
  Operation operation_;
  Step step_ = Step::kPrepare;
  bool refresh_wanted_ = false;  // the service refused the token that we have
  bool refreshed_ = false;
  bool switched_ = false;
  AuthScheme scheme_;
  unsigned used_generation_ = 0;
  CallResult result_;
};

/// GET /balance.
Operation balance_operation(const Session& session);
/// POST of a task. The form must be complete; what is secret in it no text repeats from now on.
Operation create_operation(Session& session, const Endpoint& endpoint, std::vector<FormField> form);
/// GET of a task's state.
Operation query_operation(const Session& session, const Endpoint& endpoint, std::string_view task_id);

/// Runs a call to its end.
CallResult run_call(Session& session, Operation operation);

}  // namespace meshgate
