#pragma once
// What the service answers. One tolerant parser: codes are numbers or texts, texts arrive in msg or message,
// refusals hide behind HTTP 200, data may be null, {} or a list.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hitem3d/remote_text.h"
#include "meshgate/endpoint.h"
#include "meshgate/result.h"

namespace meshgate {

/// What a refusal means for what to do next.
enum class ErrorClass { kNone, kAuth, kQuota, kParameter, kGeneration, kServer, kLimit, kUnknown };
std::string_view to_string(ErrorClass error);

/// A documented code.
struct ErrorCode {
  std::string_view code;
  ErrorClass error = ErrorClass::kUnknown;
  std::string_view meaning;
};
std::span<const ErrorCode> error_codes();

enum class RemoteState { kUnknown, kCreated, kQueueing, kProcessing, kSuccess, kFailed };
/// Returns "queueing" …; "unknown" for a state that the API does not document.
std::string_view to_string(RemoteState state);
/// kUnknown for a state that is not documented.
RemoteState parse_remote_state(std::string_view text);

/// One answer, as far as it was understood.
struct ApiReply {
  int http_status = 0;
  bool is_envelope = false;  ///< a JSON object with a code: the service itself answered
  bool is_page = false;      ///< HTML: of a proxy, of a network that wants a login
  std::string code;          ///< as text
  std::string message;       ///< printable, without the query strings of URLs
  ErrorClass error = ErrorClass::kUnknown;
  std::string token;              ///< a secret
  std::string task_id;            ///< as sent: not printable
  std::string other_id;           ///< of an answer without task_id: the one thing in it that is called an id
  bool is_other_id = false;       ///< task_id was taken from there
  std::string broken_task_id;     ///< named by an answer that is no whole JSON; printable
  std::string state;              ///< as sent
  std::vector<std::string> urls;  ///< signed: their query strings are secrets
  std::string odd_link;           ///< in place of an http(s) URL; printable, without query string
  std::string cover;              ///< of a preview picture; signed, too
  std::optional<double> balance;
};

/// Never fails: what is no answer of the API has the class of its HTTP status, or kUnknown.
/// `hidden`, and what signs the links in it, is masked in every text.
ApiReply parse_reply(int http_status, std::string_view body, const HiddenTexts& hidden = {});

/// Neither an answer of the API nor a refusal, as a login page of a network: nobody knows whether the service
/// has seen the request.
bool is_no_answer(const ApiReply& reply);

/// Whether nobody can tell from it what the service did: an error inside of it, a code that is not
/// documented, no answer of the API at all. A refusal is clear.
bool is_unclear(const ApiReply& reply);

/// The task that a callback is about; nothing when the body names none. Everything else in it is ignored: it
/// is an unauthenticated hint.
std::optional<std::string> parse_callback(std::string_view body);

/// What a request that is taken leaves at the service.
enum class Effect { kNone, kCreates };

/// The refusal as an Error, for people: what was asked ("creating the task"), what the service said, what to
/// do. Of an error inside of the service that met a create it says neither what was charged nor to try again:
/// the task may have been created just before.
Error error_of(const ApiReply& reply, std::string_view operation, Effect effect);

/// "The credits are refunded", unless the service said so itself.
std::string refund_text(std::string_view said);

}  // namespace meshgate
