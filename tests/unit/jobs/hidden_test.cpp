// What signs a link is in no text, whoever repeats it: the same answer, a later one, or what comes from the
// link.
#include <catch2/catch.hpp>

#include "hitem3d/reply.h"
#include "support/fake_service.h"
#include "support/program_bench.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

constexpr const char* kSecret = "PLANT+ED4sig/Aa==";

std::string link() {
  return "http://127.0.0.1:1/result.glb?Expires=99&Signature=PLANT%2BED4sig%2FAa%3D%3D&x=abcdefgh";
}

HttpOutcome with_link(const std::string& rest) {
  return answer(R"({"code":200,"data":{"state":"success","url":")" + link() + "\"}" + rest + "}");
}

HttpOutcome deliver(const HttpRequest& request, const std::string& file) {
  HttpOutcome outcome = answer("", 200, {{"content-length", std::to_string(file.size())}});
  if (const auto taken = request.on_body(outcome.reply, as_bytes(file)); !taken)
    outcome.error = taken.error();
  return outcome;
}

// All that was told and written, apart from what came in place of a result, which is the user's.
void check_hidden(const FakeService& service, const std::vector<std::string>& told,
                  const JobOutcome& outcome) {
  REQUIRE(outcome.error);
  const std::string said = describe(*outcome.error);
  CHECK(said.find("(hidden)") != std::string::npos);
  for (const auto& file : std::filesystem::recursive_directory_iterator(service.folder.path()))
    if (file.path().extension() == ".unrecognised") std::filesystem::remove(file.path());
  std::string all = said + "\n" + all_bytes_below(service.folder.path());
  for (const std::string& one : told) all += one + "\n";
  INFO(all.substr(0, 2000));
  for (const char* part : {"PLANT", "abcdefgh", "tok3nABCDEF"}) CHECK(all.find(part) == std::string::npos);
}

/// Drives a job and hears all that is told meanwhile.
void check_drive(FakeService& service) {
  std::vector<std::string> told;
  JobOptions options;
  options.on_change = [&](const JobProgress& progress) { told.push_back(progress.note); };
  const JobOutcome outcome = service.drive(options);
  check_hidden(service, told, outcome);
}

}  // namespace

TEST_CASE("hidden: what comes from a link may repeat its signature, or the token", "[jobs]") {
  FakeService service;
  service.on_token = [] { return answer(R"({"code":200,"data":{"accessToken":"tok3nABCDEF"}})"); };
  service.on_query = [](int) { return with_link(""); };
  const std::string text =
      GENERATE(R"({"SignatureProvided":"PLANT+ED4sig\/Aa\u003d\u003d","msg":"token tok3nABCDEF"})",
               R"({"Signature":"PLANT+ED4sig/Aa==","x":"abcdefgh"})",
               R"({"said":"PLANT%2BED4sig%2FAa%3D%3D"})", R"({"said":"PLANT ED4sig/Aa=="})");
  service.on_download = [&](const HttpRequest& request) { return deliver(request, text); };
  check_drive(service);
}

TEST_CASE("hidden: an answer of the service may repeat the signature of a link", "[jobs]") {
  FakeService service;
  const bool is_same = GENERATE(true, false);
  service.on_query = [&](int number) {
    if (is_same)
      return answer(std::string(R"({"code":200,"msg":"cannot sign )") + kSecret +
                    R"( and abcdefgh","data":{"state":"failed","url":")" + link() + "\"}}");
    if (number == 1) return with_link("");
    return answer(std::string(R"({"code":777,"msg":"gone: with Signature )") + kSecret + "\"}");
  };
  service.on_download = [](const HttpRequest&) { return answer("", 404); };
  check_drive(service);
}

TEST_CASE("hidden: a redirect and an input's own link are signed, too", "[jobs]") {
  FakeService service;
  const bool is_redirect = GENERATE(true, false);
  service.on_query = [](int) { return success(); };
  int downloads = 0;
  service.on_download = [&](const HttpRequest& request) {
    if (is_redirect && ++downloads % 2 == 1) return answer("", 302, {{"location", link()}});
    return deliver(request, std::string(R"({"Signature":")") + kSecret + "\"}");
  };
  service.on_create = [&] {
    return is_redirect ? answer(R"({"code":200,"data":{"task_id":"a.b"}})")
                       : answer(std::string(R"({"code":10031004,"msg":"no file: )") + kSecret +
                                R"( told /callbacks/abcdefgh/"})");
  };
  Journal book = service.journal();
  Client client = service.client();
  JobSpec spec;
  spec.request = {
      "split", "", {}, {{"mesh_url", link()}, {"callback_url", "https://me.example/callbacks/abcdefgh/"}}};
  spec.folder = (service.folder.path() / "out").string();
  const auto outcomes = drive_jobs(book, client, {spec}, {});
  REQUIRE(outcomes);
  check_hidden(service, {}, outcomes->at(0));
}

TEST_CASE("hidden: what the API documents is understood, even when a link has it as a value", "[jobs]") {
  const HiddenTexts hidden = secrets_of_link("https://h/x?state=processing&code=10000000&y=requests");
  const ApiReply reply = parse_reply(
      200, R"({"code":10000000,"data":{"state":"processing"},"msg":"too many requests"})", hidden);
  CHECK(reply.error == ErrorClass::kServer);
  CHECK(reply.code == "10000000");
  CHECK(reply.state == "processing");
  CHECK(reply.message == "too many (hidden)");
}
