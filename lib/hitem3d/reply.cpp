#include "hitem3d/reply.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "core/url.h"
#include "hitem3d/remote_text.h"
#include "hitem3d/reply_id.h"

namespace meshgate {
namespace {

using Json = nlohmann::json;

constexpr std::array<ErrorCode, 22> kCodes{{
    {"200", ErrorClass::kNone, "ok"},
    {"401", ErrorClass::kAuth, "token expired or wrong"},
    {"40010000", ErrorClass::kAuth, "wrong credentials"},
    {"30010000", ErrorClass::kQuota, "balance not enough"},
    {"10031001", ErrorClass::kParameter, "file larger than the limit"},
    {"10031002", ErrorClass::kParameter, "face count out of range"},
    {"10031003", ErrorClass::kParameter, "resolution not valid for the model"},
    {"10031004", ErrorClass::kParameter, "format not valid"},
    {"10031005", ErrorClass::kParameter, "image type not supported"},
    {"10031006", ErrorClass::kParameter, "unknown model name"},
    {"10031007", ErrorClass::kParameter, "both images and multi_images"},
    {"10031008", ErrorClass::kParameter, "neither images nor multi_images"},
    {"10031009", ErrorClass::kParameter, "more than four views"},
    {"10031010", ErrorClass::kParameter, "empty upload, or not a form"},
    {"10031011", ErrorClass::kParameter, "mesh_url missing for request_type 2"},
    {"10031012", ErrorClass::kParameter, "mesh_url does not begin with http"},
    {"10031017", ErrorClass::kParameter, "the model cannot texture a mesh"},
    {"5001001", ErrorClass::kGeneration, "generation failed or timed out"},
    {"50010001", ErrorClass::kGeneration, "generation failed or timed out"},
    {"10000000", ErrorClass::kServer, "error inside of the service"},
    {"429", ErrorClass::kLimit, "too many requests or tasks at once"},
    {"403", ErrorClass::kAuth, "not allowed"},
}};

constexpr std::array<std::string_view, 6> kStates{"unknown",    "created", "queueing",
                                                  "processing", "success", "failed"};

// A URL, a list of them, an object of them, or objects that hold one: what a service may answer one day.
void collect_urls(const Json& value, std::vector<std::string>& urls, std::string& odd, int depth = 0) {
  constexpr int kMaxDepth = 3;
  if (depth > kMaxDepth) return;
  if (value.is_string()) {
    std::string url = tidy_url(value.get<std::string>());
    if (to_lower(url.substr(0, 4)) == "http") {
      urls.push_back(std::move(url));
    } else if (!url.empty()) {
      odd = printable(without_query(url), 200);
    }
  } else if (value.is_object() && value.contains("url")) {
    collect_urls(value.at("url"), urls, odd, depth + 1);
  } else if (value.is_array() || value.is_object()) {
    for (const Json& one : value) collect_urls(one, urls, odd, depth + 1);
  }
}

void read_data(const Json& data, std::string_view body, ApiReply& reply) {
  if (data.is_array()) return collect_urls(data, reply.urls, reply.odd_link);
  if (!data.is_object()) return;
  reply.token = field_text(data, {"accessToken", "access_token"});
  reply.task_id = task_id_of(data, body);
  reply.state = field_text(data, {"state", "status"});
  for (const char* name : {"url", "urls"}) {
    if (reply.urls.empty() && data.contains(name)) collect_urls(data.at(name), reply.urls, reply.odd_link);
  }
  if (data.contains("cover_url")) {
    std::vector<std::string> covers;
    std::string odd;
    collect_urls(data.at("cover_url"), covers, odd);
    if (!covers.empty()) reply.cover = std::move(covers.front());
  }
  const std::string balance = field_text(data, {"totalBalance"});
  if (!balance.empty()) {
    const Json number = Json::parse(balance, nullptr, false);
    if (number.is_number()) reply.balance = number.get<double>();
  }
}

// The API documents no such text. It has to speak of how many requests or tasks there may be, and to say no:
// "queued; your concurrency limit is 10" may be a yes.
bool refuses_for_concurrency(std::string_view message) {
  const std::string lower = to_lower(message);
  const auto has_one_of = [&](std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return lower.find(word) != std::string::npos; });
  };
  if (has_one_of({"success", "queued", "accepted", "created", "submitted"})) return false;
  if (has_one_of({"too many requests", "too many tasks"})) return true;
  return has_one_of({"concurren", "rate limit"}) &&
         has_one_of({"exceed", "reached", "too many", "maximum", "try again", "retry"});
}

// "0", "200", "20000": what APIs mean by such a code is yes, whatever else the answer says.
bool is_yes_code(std::string_view code) {
  return code.starts_with('2') || (!code.empty() && code.find_first_not_of('0') == std::string_view::npos);
}

ErrorClass class_of_status(int status) {
  if (status == 401 || status == 403) return ErrorClass::kAuth;
  if (status == 429) return ErrorClass::kLimit;
  return status >= 500 ? ErrorClass::kServer : ErrorClass::kUnknown;
}

// What HTTP means by it, written into the body.
bool is_server_code(std::string_view code) {
  return code.size() == 3 && code.front() == '5' &&
         code.find_first_not_of("0123456789") == std::string_view::npos;
}

ErrorClass class_of(const ApiReply& reply) {
  if (!reply.is_envelope) return class_of_status(reply.http_status);
  const bool success_status = reply.http_status >= 200 && reply.http_status < 300;
  if (reply.code == "200" && success_status) return ErrorClass::kNone;
  for (const ErrorCode& known : error_codes()) {
    if (known.code == reply.code && known.error != ErrorClass::kNone) return known.error;
  }
  if (is_server_code(reply.code) || reply.http_status >= 500) return ErrorClass::kServer;
  // A yes under a status of refusal, or with a text that sounds like one, is no clear refusal.
  if (is_yes_code(reply.code)) return ErrorClass::kUnknown;
  if (refuses_for_concurrency(reply.message)) return ErrorClass::kLimit;
  return success_status ? ErrorClass::kUnknown : class_of_status(reply.http_status);
}

ErrorKind kind_of(ErrorClass error) {
  if (error == ErrorClass::kAuth) return ErrorKind::kAuth;
  return error == ErrorClass::kQuota ? ErrorKind::kQuota : ErrorKind::kRemote;
}

std::string advice_of(const ApiReply& reply, Effect effect) {
  switch (reply.error) {
    case ErrorClass::kAuth:
      return "Check HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET, or the file that --credentials names; an "
             "access token lives for a day";
    case ErrorClass::kQuota:
      return "Nothing was charged. Add API credits (they are separate from the website's), then `meshgate "
             "resume`";
    case ErrorClass::kParameter:
      return effect == Effect::kCreates ? "Nothing was charged. Change the parameter or the file" : "";
    case ErrorClass::kGeneration: {
      const std::string refund = refund_text(reply.message);
      return (refund.empty() ? "" : refund + ". ") + "Run it again, or change the input";
    }
    case ErrorClass::kLimit:
      return effect == Effect::kCreates ? "Nothing was created" : "";
    case ErrorClass::kServer:
    case ErrorClass::kNone:
    case ErrorClass::kUnknown:
      break;
  }
  return {};
}

std::string_view outcome_text(const ApiReply& reply) {
  if (reply.error == ErrorClass::kGeneration) return "the task failed";
  if (reply.error == ErrorClass::kServer) return "the service failed";
  if (is_unclear(reply) && reply.is_envelope)
    return "the service answered what its documentation does not know";
  return is_no_answer(reply) ? "what came back is no answer of the API" : "the service refused";
}

// In the language of the reader, and then in the service's own words.
std::string meaning_of(const ApiReply& reply) {
  if (is_no_answer(reply)) return {};
  // What a bare status says; a page in front of it may say anything.
  if (!reply.is_envelope)
    return reply.error == ErrorClass::kLimit ? "too many requests or tasks at once"
                                             : "the answer is not one of the API";
  std::string said;
  for (const ErrorCode& known : kCodes) {
    const bool is_said = reply.error == ErrorClass::kGeneration && !reply.message.empty();
    if (known.code == reply.code && reply.code != "200" && !is_said) said = known.meaning;
  }
  if (!reply.message.empty() && reply.message != said) said += (said.empty() ? "" : ": ") + reply.message;
  return said;
}

// After it was understood: a hidden text may happen to be a word of the API. The links of the very same reply
// count. What is documented is no secret.
void hide(HiddenTexts hidden, ApiReply& reply) {
  const auto hide_link = [&](const std::string& url) {
    for (std::string& secret : secrets_of_link(url)) hidden.push_back(std::move(secret));
  };
  for (const std::string& url : reply.urls) hide_link(url);
  hide_link(reply.cover);
  const bool is_known = std::any_of(kCodes.begin(), kCodes.end(),
                                    [&](const ErrorCode& code) { return code.code == reply.code; });
  if (!is_known) reply.code = without_hidden(reply.code, hidden);
  if (parse_remote_state(reply.state) == RemoteState::kUnknown)
    reply.state = without_hidden(reply.state, hidden);
  reply.message = scrubbed(without_hidden(reply.message, hidden));
  reply.odd_link = without_hidden(reply.odd_link, hidden);
}

}  // namespace

std::string_view to_string(ErrorClass error) {
  constexpr std::array<std::string_view, 8> kNames{"none",       "auth",   "quota", "parameter",
                                                   "generation", "server", "limit", "unknown"};
  return kNames.at(static_cast<std::size_t>(error));
}

std::span<const ErrorCode> error_codes() { return kCodes; }

std::string_view to_string(RemoteState state) { return kStates.at(static_cast<std::size_t>(state)); }

RemoteState parse_remote_state(std::string_view text) {
  const auto found = std::find(kStates.begin(), kStates.end(), to_lower(text));
  return found == kStates.end() ? RemoteState::kUnknown : static_cast<RemoteState>(found - kStates.begin());
}

bool is_no_answer(const ApiReply& reply) { return !reply.is_envelope && reply.http_status < 400; }

bool is_unclear(const ApiReply& reply) {
  if (reply.error == ErrorClass::kServer) return true;
  // With a status that says no.
  const bool is_contradiction = is_yes_code(reply.code);
  return reply.error == ErrorClass::kUnknown && (reply.http_status < 400 || is_contradiction);
}

ApiReply parse_reply(int http_status, std::string_view body, const HiddenTexts& hidden) {
  ApiReply reply;
  reply.http_status = http_status;
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  reply.is_page = first != std::string_view::npos && body[first] == '<';
  const Json json = Json::parse(body, nullptr, false);
  if (json.is_object()) {
    reply.code = field_text(json, {"code"});
    reply.is_envelope = !reply.code.empty();
    reply.message = field_text(json, {"msg", "message"});
    if (json.contains("data")) read_data(json.at("data"), body, reply);
    if (reply.task_id.empty()) reply.task_id = task_id_of(json, body);
  }
  if (reply.task_id.empty() && json.is_object()) reply.other_id = other_task_id(json);
  if (json.is_discarded()) reply.broken_task_id = id_in_broken(body);
  reply.error = class_of(reply);
  hide(hidden, reply);
  return reply;
}

std::optional<std::string> parse_callback(std::string_view body) {
  const Json json = Json::parse(body, nullptr, false);
  std::string id = task_id_of(json, body);
  if (id.empty() && json.is_object() && json.contains("data")) id = task_id_of(json.at("data"), body);
  constexpr std::size_t kMaxId = 200;
  if (id.empty() || id.size() > kMaxId) return std::nullopt;
  return id;
}

std::string refund_text(std::string_view said) {
  return to_lower(said).find("refund") == std::string::npos ? "The credits are refunded" : "";
}

Error error_of(const ApiReply& reply, std::string_view operation, Effect effect) {
  const std::string said = meaning_of(reply);
  std::string code = reply.is_envelope ? "code " + printable(reply.code, 40) : std::string();
  if (reply.http_status != 200 || code.empty())
    code += fmt::format("{}HTTP {}", code.empty() ? "" : ", ", reply.http_status);
  if (reply.is_page) code += ", a web page";
  // That a task failed is no failure of asking for it.
  const bool is_news = reply.error == ErrorClass::kGeneration && effect == Effect::kNone;
  Error error{kind_of(reply.error),
              fmt::format("{}{}{} ({}){}{}", is_news ? "" : operation, is_news ? "" : ": ",
                          outcome_text(reply), code, said.empty() ? "" : ": ", said),
              {},
              {},
              {}};
  if (const std::string advice = advice_of(reply, effect); !advice.empty())
    error.message += fmt::format(". {}", advice);
  error.http_status = reply.http_status;
  return error;
}

}  // namespace meshgate
