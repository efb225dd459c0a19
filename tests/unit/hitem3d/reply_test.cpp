// Answers of the service in all the shapes that were seen, and some that were not.
#include <catch2/catch.hpp>

#include "hitem3d/reply.h"

using namespace meshgate;

TEST_CASE("replies: codes are numbers or texts, texts are msg or message, data may be anything",
          "[hitem3d]") {
  for (const char* body :
       {R"({"code":200,"data":{"task_id":"ab.split.0123456789"},"msg":"success"})",
        R"({"code":"200","data":{"task_id":"ab.split.0123456789","extra":[1]},"message":"success"})",
        R"({"code":200.0,"data":{"taskId":"ab.split.0123456789"},"more":{"x":null}})"}) {
    INFO(body);
    const ApiReply reply = parse_reply(200, body);
    CHECK(reply.error == ErrorClass::kNone);
    CHECK(reply.task_id == "ab.split.0123456789");
  }
  for (const char* body : {R"({"code":200,"data":null})", R"({"code":200,"data":{}})", R"({"code":200})",
                           R"({"code":200,"data":"text"})", R"({"code":200,"data":7})"}) {
    INFO(body);
    CHECK(parse_reply(200, body).error == ErrorClass::kNone);
    CHECK(parse_reply(200, body).task_id.empty());
  }
}

TEST_CASE("replies: one URL, a list, an object or a bare list of them", "[hitem3d]") {
  const auto urls = [](const char* data) {
    return parse_reply(200, std::string(R"({"code":200,"data":)") + data + "}").urls;
  };
  CHECK(urls(R"({"state":"success","url":"https://c/a.glb?s=1"})") ==
        std::vector<std::string>{"https://c/a.glb?s=1"});
  CHECK(urls(R"({"url":["https://c/a.glb","https://c/b.glb"]})").size() == 2);
  CHECK(urls(R"({"url":{"head":"https://c/a.glb","body":"https://c/b.glb"}})").size() == 2);
  CHECK(urls(R"([{"url":"https://c/a.zip"}])").size() == 1);
  CHECK(urls(R"({"url":"","cover_url":"https://c/a.webp"})").empty());
  CHECK(
      parse_reply(200, R"({"code":200,"data":{"url":"https://c/a","cover_url":"https://c/a.webp"}})").cover ==
      "https://c/a.webp");
  CHECK(urls(R"({"url":"HTTPS://c/a.glb"})").size() == 1);
  std::string many;
  for (int i = 0; i < 1500; ++i) many += (i > 0 ? ",\"" : "\"") + ("https://c/" + std::to_string(i)) + "\"";
  CHECK(urls(("{\"url\":[" + many + "]}").c_str()).size() == 1500);  // none is dropped without a word
  CHECK(urls(R"({"url":" https://c/my model.glb\n"})") ==
        std::vector<std::string>{"https://c/my%20model.glb"});
  CHECK(urls(R"({"url":null})").empty());
  CHECK(urls(R"({"url":"javascript:alert"})").empty());
  CHECK(parse_reply(200, R"({"code":200,"data":{"url":"file:///etc/passwd?x=1"}})").odd_link ==
        "file:///etc/passwd");
  CHECK(parse_reply(200, R"({"code":200,"data":{"url":""}})").odd_link.empty());
}

TEST_CASE("replies: states, known and unknown; status instead of state", "[hitem3d]") {
  CHECK(parse_remote_state("queueing") == RemoteState::kQueueing);
  CHECK(parse_remote_state("SUCCESS") == RemoteState::kSuccess);
  CHECK(parse_remote_state("archived") == RemoteState::kUnknown);
  CHECK(parse_reply(200, R"({"code":200,"data":{"status":"failed"}})").state == "failed");
}

TEST_CASE("replies: every class of refusal has its kind, exit code 3 and advice", "[hitem3d]") {
  const auto refuse = [](int status, const char* body) { return parse_reply(status, body); };
  CHECK(refuse(200, R"({"code":40010000,"data":{},"msg":"bad"})").error == ErrorClass::kAuth);
  CHECK(refuse(200, R"({"code":"401","data":null,"message":"token expired"})").error == ErrorClass::kAuth);
  CHECK(refuse(401, "").error == ErrorClass::kAuth);
  CHECK(refuse(403, "<html>").error == ErrorClass::kAuth);
  CHECK(refuse(200, R"({"code":"30010000"})").error == ErrorClass::kQuota);
  CHECK(refuse(200, R"({"code":10031003})").error == ErrorClass::kParameter);
  CHECK(refuse(200, R"({"code":5001001})").error == ErrorClass::kGeneration);
  CHECK(refuse(200, R"({"code":"50010001"})").error == ErrorClass::kGeneration);
  CHECK(refuse(200, R"({"code":10000000})").error == ErrorClass::kServer);
  CHECK(refuse(502, "<html>bad gateway</html>").error == ErrorClass::kServer);
  CHECK(refuse(500, R"({"code":200,"data":{}})").error == ErrorClass::kServer);
  CHECK(refuse(429, "slow down").error == ErrorClass::kLimit);
  CHECK(refuse(200, R"({"code":777,"msg":"Concurrent task limit reached"})").error == ErrorClass::kLimit);
  CHECK(refuse(200, R"({"code":777,"msg":"what"})").error == ErrorClass::kUnknown);
  CHECK(refuse(200, "<html>login</html>").error == ErrorClass::kUnknown);
  CHECK(refuse(200, "").error == ErrorClass::kUnknown);
  CHECK(refuse(200, "[1,2").error == ErrorClass::kUnknown);
  for (const ErrorCode& code : error_codes()) {
    if (code.error == ErrorClass::kNone) continue;
    const Error error = error_of(parse_reply(200, "{\"code\":" + std::string(code.code) + "}"),
                                 "creating the task", Effect::kCreates);
    INFO(error.message);
    CHECK(exit_code(error.kind) == 3);
    CHECK(error.message.find(code.meaning) != std::string::npos);
    CHECK((error.message.find(". ") != std::string::npos) == (code.error != ErrorClass::kServer));
  }
  CHECK(error_of(parse_reply(200, R"({"code":"30010000","msg":"no"})"), "creating the task", Effect::kCreates)
            .message ==
        "creating the task: the service refused (code 30010000): balance not enough: no. Nothing was "
        "charged. Add API "
        "credits (they are separate from the website's), then `meshgate resume`");
  CHECK(error_of(parse_reply(502, "<html>"), "asking for the task", Effect::kNone).message ==
        "asking for the task: the service failed (HTTP 502, a web page): the answer is not one of the API");
}

TEST_CASE("replies: of an error inside of the service nothing is said about money", "[hitem3d]") {
  // Whether a create that ended so made a task is not known: who sent it says what that means. What only asks
  // costs nothing anyway.
  const auto [status, body] =
      GENERATE(std::pair{500, "{}"}, std::pair{503, "<html>busy</html>"},
               std::pair{200, R"({"code":10000000})"}, std::pair{500, R"({"code":"10000000"})"});
  for (const Effect effect : {Effect::kCreates, Effect::kNone}) {
    const std::string said = error_of(parse_reply(status, body), "x", effect).message;
    INFO(said);
    CHECK(said.find("charged") == std::string::npos);
    CHECK(said.find("refused") == std::string::npos);
    CHECK(said.find("again") == std::string::npos);
  }
}

TEST_CASE("replies: what is no answer of the API is no refusal", "[hitem3d]") {
  CHECK(error_of(parse_reply(200, "\n<!doctype html>"), "creating the task", Effect::kCreates).message ==
        "creating the task: what came back is no answer of the API (HTTP 200, a web page)");
  CHECK(error_of(parse_reply(200, "ok"), "x", Effect::kNone).message ==
        "x: what came back is no answer of the API (HTTP 200)");
  CHECK(error_of(parse_reply(403, "<html>"), "x", Effect::kNone)
            .message.starts_with("x: the service refused (HTTP 403, a web page): the answer is not one"));
}

TEST_CASE("replies: that a task failed is said once", "[hitem3d]") {
  const auto said = [](const char* body) {
    return error_of(parse_reply(200, body), "asking for the task", Effect::kNone).message;
  };
  CHECK(said(R"({"code":5001001,"msg":"generate failed, credits are refunded: no head"})") ==
        "the task failed (code 5001001): generate failed, credits are refunded: no head. Run it again, or "
        "change the input");
  CHECK(said(R"({"code":5001001})") ==
        "the task failed (code 5001001): generation failed or timed out. The credits are refunded. Run it "
        "again, or change the input");
}

TEST_CASE("replies: that credits come back is said once", "[hitem3d]") {
  for (const char* text : {"", "generate failed, credits are refunded: no"}) {
    const std::string said =
        error_of(parse_reply(200, std::string(R"({"code":5001001,"msg":")") + text + "\"}"), "x",
                 Effect::kNone)
            .message;
    INFO(said);
    CHECK(said.find("refunded") != std::string::npos);
    CHECK(said.find("refunded") == said.rfind("refunded"));
  }
}

TEST_CASE("replies: texts of the service are printed without control characters and URL signatures",
          "[hitem3d]") {
  const ApiReply reply = parse_reply(
      200, "{\"code\":1,\"msg\":\"\\u001b[31mget https://c.example.com/a.glb?sign=PLANTED now\"}");
  CHECK(reply.message == "\\x1b[31mget https://c.example.com/a.glb now");
  CHECK(scrubbed("see http://u:pw@h.example.com/x?y=1#z") == "see http://h.example.com/x");
}

TEST_CASE("replies: links in texts lose their secrets however they are written", "[hitem3d]") {
  for (const auto& [text, shown] : std::vector<std::pair<std::string, std::string>>{
           {"HTTPS://cdn.x/y.glb?Signature=PLANTED", "https://cdn.x/y.glb"},
           {"cdn.x/y?Signature=PLANTED", "cdn.x/y"},
           {"//cdn.x/y?Signature=PLANTED", "//cdn.x/y"},
           {"//me:PLANTED@cdn.x/y", "cdn.x/y"},
           {"/login?next=x&token=PLANTED", "/login"},
           {"(s3://bucket/y?PLANTED)", "(s3://bucket/y"},
           {"https:\\/\\/cdn.x\\/y?Signature=PLANTED", "https:\\/\\/cdn.x\\/y"},
           {"y#token=PLANTED", "y"},
           {"what? this #1 is C# ? yes?", "what? this #1 is C# ? yes?"}}) {
    INFO(text);
    CHECK(scrubbed(text) == shown);
  }
}

TEST_CASE("replies: our own secrets are masked in every text of the service", "[hitem3d]") {
  const HiddenTexts hidden{"PLANTED/T+=", "abc", ""};
  const ApiReply reply = parse_reply(
      200,
      R"({"code":"PLANTED\/T+=","msg":"bad header Token PLANTED\/T+= abc","data":{"state":"PLANTED/T+="}})",
      hidden);
  CHECK(reply.message == "bad header Token (hidden) abc");
  CHECK(reply.code == "(hidden)");
  CHECK(reply.state == "(hidden)");
  CHECK(is_header_token("abc.DEF-1/+="));
  for (const char* token : {"", "a\r\nX-Evil: 1", "a b", "a\x7f", "\xc3\xa9"})
    CHECK_FALSE(is_header_token(token));
}

TEST_CASE("replies: too many of something is no limit of tasks at once", "[hitem3d]") {
  const auto class_of = [](const std::string& message) {
    return parse_reply(200, R"({"code":10031099,"data":null,"msg":")" + message + "\"}").error;
  };
  for (const char* text : {"too many triangles in the mesh", "file is accessed too frequently written",
                           "concurrent modification of the record", "the rate of points is too low"})
    CHECK(class_of(text) == ErrorClass::kUnknown);
  for (const char* text : {"Too many requests", "too many tasks at once", "Rate limit exceeded",
                           "Concurrent task limit reached", "maximum concurrency of 10"})
    CHECK(class_of(text) == ErrorClass::kLimit);
}

TEST_CASE("replies: a yes under a status of refusal, or with a word of limits, is no clear refusal",
          "[hitem3d]") {
  for (const int status : {400, 401, 403, 404, 429, 302}) {
    for (const char* body : {R"({"code":200,"msg":"success","data":{}})", R"({"code":"0","msg":"success"})",
                             R"({"code":20000,"msg":"ok"})"}) {
      INFO(status << body);
      const ApiReply reply = parse_reply(status, body);
      CHECK(reply.error == ErrorClass::kUnknown);
      CHECK(is_unclear(reply));
    }
  }
  for (const char* body : {R"({"code":0,"msg":"success: queued, concurrency limit of 10 reached"})",
                           R"({"code":20000,"msg":"task queued; your concurrent limit is 10"})",
                           R"({"code":777,"msg":"created; concurrency limit reached"})",
                           R"({"code":777,"msg":"your concurrent limit is 10"})"})
    CHECK(is_unclear(parse_reply(200, body)));
  CHECK(parse_reply(429, R"({"code":777,"msg":"slow down"})").error == ErrorClass::kLimit);
  CHECK(parse_reply(401, R"({"code":777,"msg":"who are you"})").error == ErrorClass::kAuth);
}

TEST_CASE("replies: what is unclear, and what is a refusal", "[hitem3d]") {
  const auto unclear = [](int status, const char* body) { return is_unclear(parse_reply(status, body)); };
  for (const char* body : {R"({"code":500})", R"({"code":"504","msg":"too many requests"})",
                           R"({"code":777})", R"({"code":0})", R"({"code":10000000})", "ok", ""})
    CHECK(unclear(200, body));
  CHECK(unclear(404, R"({"code":200})"));
  CHECK(unclear(503, R"({"code":777,"msg":"too many requests"})"));
  for (const char* body : {R"({"code":10031004})", R"({"code":30010000})", R"({"code":40010000})",
                           R"({"code":429})", R"({"code":5001001})"})
    CHECK_FALSE(unclear(200, body));
  CHECK_FALSE(unclear(413, "<html>too large</html>"));
  CHECK_FALSE(unclear(400, R"({"code":400,"msg":"bad form"})"));
}

TEST_CASE("replies: the id of a task stays as it came", "[hitem3d]") {
  const auto id = [](const std::string& data) {
    return parse_reply(200, R"({"code":200,"data":)" + data + "}").task_id;
  };
  CHECK(id(R"({"task_id":"a/b\n\u202e"})") == "a/b\n\u202e");
  CHECK(id("{\"task_id\":\"" + std::string(300, 'x') + "\"}") == std::string(300, 'x'));
  CHECK(id(R"({"task_id":12345678901234567890123})") == "12345678901234567890123");
  CHECK(id(R"({"task_id":18446744073709551615})") == "18446744073709551615");
  CHECK(id(R"({"task_id":0})").empty());
  CHECK(id(R"({"task_id":null})").empty());
  CHECK(parse_reply(200, R"({"code":200,"task_id":"top"})").task_id == "top");
  CHECK(parse_reply(200, R"({"code":200,"data":{"task_id":"ab.1","sta)").broken_task_id == "ab.1");
  CHECK(parse_reply(200, R"({"code":200,"data":{"task_id":"ab.)").broken_task_id.empty());
}

TEST_CASE("replies: an id under another name counts when there is one only", "[hitem3d]") {
  const auto other = [](const std::string& data) {
    const ApiReply reply = parse_reply(200, R"({"code":200,"data":)" + data + R"(,"id":"request-1"})");
    CHECK(reply.task_id.empty());
    return reply.other_id;
  };
  CHECK(other(R"({"id":"ab.1"})") == "ab.1");
  CHECK(other(R"({"id":17})") == "17");
  CHECK(other(R"({"TaskID":"ab.1","id":"7"})") == "ab.1");
  CHECK(other(R"({"task-id":"ab.1","state":"queueing"})") == "ab.1");
  CHECK(other(R"([{"task_id":"ab.1"}])") == "ab.1");
  CHECK(other(R"({"tasks":[{"id":"ab.1"}]})") == "ab.1");
  CHECK(other(R"({"task":"ab.1"})") == "ab.1");
  CHECK(other(R"({"task_ids":["ab.1"]})") == "ab.1");
  CHECK(other(R"("ab.1")") == "ab.1");
  // Not clear, or none.
  CHECK(other(R"({"task_ids":["ab.1","ab.2"]})").empty());
  CHECK(other(R"([{"id":"ab.1"},{"id":"ab.2"}])").empty());
  CHECK(other(R"({"id":"ab.1","task":"ab.2"})").empty());
  CHECK(other(R"({"id":0})").empty());
  CHECK(other(R"({"id":null})").empty());
  CHECK(other(R"({"id":"two words"})").empty());
  CHECK(other(R"({"id":1.5})").empty());
  CHECK(other(R"("success")").empty());
  CHECK(other("null").empty());
  CHECK(parse_reply(200, R"({"code":200,"data":{"task_id":"ab.1","id":"7"}})").other_id.empty());
}

TEST_CASE("replies: a balance is a number or a text", "[hitem3d]") {
  CHECK(parse_reply(200, R"({"code":200,"data":{"totalBalance":12.5}})").balance == 12.5);
  CHECK(parse_reply(200, R"({"code":200,"data":{"totalBalance":"12.50"}})").balance == 12.5);
  CHECK_FALSE(parse_reply(200, R"({"code":200,"data":{}})").balance);
}

TEST_CASE("replies: a callback names a task and nothing more", "[hitem3d]") {
  CHECK(parse_callback(R"({"code":200,"data":{"task_id":"a.b.c","state":"success"}})") == "a.b.c");
  CHECK(parse_callback(R"({"task_id":"a.b.c","status":"failed"})") == "a.b.c");
  CHECK_FALSE(parse_callback("{}"));
  CHECK_FALSE(parse_callback("task_id=1"));
  CHECK_FALSE(parse_callback(std::string(100'000, '[')));
  CHECK_FALSE(parse_callback("{\"task_id\":\"" + std::string(300, 'a') + "\"}"));
}
