// Secrets cannot be shown by accident, and credentials are refused where others can read them.
#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "hitem3d/http_date.h"
#include "hitem3d/remote_text.h"
#include "meshgate/client.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) {
  out << value;
};

static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!Streamable<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<Secret, std::string_view>);

}  // namespace

TEST_CASE("credentials: a file that others can read is refused with the command that mends it", "[hitem3d]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "hitem3d.env").string();
  write_text(path, "# account\nHITEM3D_CLIENT_ID=PLANTED-ID\nHITEM3D_CLIENT_SECRET=PLANTED+/=secret\n");
  REQUIRE(::chmod(path.c_str(), 0640) == 0);
  const auto refused = read_credentials(path);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::kConfig);
  CHECK(refused.error().message == path + " can be read by others (mode 0640). Run: chmod 600 " + path);
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  const Credentials credentials = read_credentials(path).value();
  CHECK(credentials.client_secret.reveal() == "PLANTED+/=secret");
  CHECK(credentials.can_log_in());
  CHECK(read_credentials(path + ".absent").error().kind == ErrorKind::kNotFound);
  write_text(path, "PLANTED-SECRET-IN-THE-WRONG-PLACE\n");
  const auto wrong = read_credentials(path);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().message.find("PLANTED") == std::string::npos);
}

TEST_CASE("client: where credentials may be sent", "[hitem3d]") {
  const auto open = [](const std::string& url) {
    ClientOptions options;
    options.credentials = {Secret("id"), Secret("secret"), {}};
    options.base_url = url;
    return Client::open(std::move(options));
  };
  CHECK(open("https://api.example.com"));
  CHECK(open("http://127.0.0.1:8080"));
  CHECK(open("http://localhost:8080/"));
  // One place, one account, however the port is written.
  const std::string account = open("https://api.example.com")->account();
  CHECK(open("https://api.example.com:443")->account() == account);
  CHECK(open("https://API.example.com:0443/")->account() == account);
  CHECK(open("https://api.example.com:444")->account() != account);
  CHECK(open("http://127.0.0.1:080")->account() == open("http://127.0.0.1")->account());
  CHECK(open("http://127.0.0.1:443")->account() != open("http://127.0.0.1")->account());
  for (const char* url :
       {"http://api.example.com", "http://127.0.0.1.example.com", "ftp://h", "api.example.com",
        "https://api.example.com/open-api/v1", "https://user:pw@api.example.com"}) {
    INFO(url);
    const auto refused = open(url);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ErrorKind::kConfig);
    CHECK(refused.error().message.find("pw@") == std::string::npos);
  }
  ClientOptions none;
  CHECK(Client::open(none).error().kind == ErrorKind::kConfig);
}

TEST_CASE("hidden texts: one may be a part of another, or overlap it", "[hitem3d]") {
  CHECK(without_hidden("a abcdefgh b", {"abcd", "abcdefgh"}) == "a (hidden) b");
  CHECK(without_hidden("abcdefgh", {"abcdef", "defgh"}) == "(hidden)");
  CHECK(without_hidden("aaaaa", {"aaaa"}) == "(hidden)");
  CHECK(without_hidden("abc abcd", {"abc", "", "abcd"}) == "abc (hidden)");
  CHECK(without_hidden("https:\\/\\/h\\/x \\u003d\\u000a\\u00", {}) == "https://h/x =\\u000a\\u00");
  CHECK(without_hidden(std::string(1U << 20U, 'x'), {"xxxx"}) == "(hidden)");
}

TEST_CASE("links: what signs them, in the spellings of those who repeat it", "[hitem3d]") {
  using Texts = HiddenTexts;
  CHECK(secrets_of_link("https://h/abcdefgh").empty());
  CHECK(secrets_of_link("https://h/x?").empty());
  CHECK(secrets_of_link("https://h/x?a=1234567&b=&c").empty());
  CHECK(secrets_of_link("https://h/x?a=12345678;b=ABCDEFGH#fragment-1") == Texts{"12345678", "ABCDEFGH"});
  CHECK(secrets_of_link("https://h/x?abcd%2Fefgh") == Texts{"abcd%2Fefgh", "abcd/efgh"});
  CHECK(secrets_of_link("https://h/x?s=ab+cd/efg=") == Texts{"ab+cd/efg=", "ab%2Bcd%2Fefg%3D", "ab cd/efg="});
  CHECK(secrets_of_link("https://h/x?s=broken%2") == Texts{"broken%2", "broken%252"});
}

TEST_CASE("links: of very many the newest are remembered", "[hitem3d]") {
  RecentSecrets seen;
  constexpr int kMany = 20'000;
  for (int i = 0; i < kMany; ++i) seen.add({"secret-" + std::to_string(i), "always"});
  HiddenTexts hidden;
  seen.append_to(hidden);
  CHECK(hidden.size() == 4000);
  const auto has = [&](const std::string& text) {
    return std::find(hidden.begin(), hidden.end(), text) != hidden.end();
  };
  CHECK(has("secret-19999"));
  CHECK_FALSE(has("secret-0"));
}

TEST_CASE("texts of the service lose signatures in every spelling", "[hitem3d]") {
  for (const char* text :
       {"Signature: PLANTED4", "{\"Signature\":\"PLANTED4\"}", "{\"x\":1,\"signature\" : \"PLANTED4\"}",
        "SignatureProvided:  'PLANTED4'", "accessToken = PLANTEDPLANTEDPLANTED", "OSSAccessKeyId: PLANTED4",
        "with Signature PLANTED4sig gone"})
    CHECK(scrubbed(text).find("PLANTED") == std::string::npos);
  for (const char* text :
       {"invalid signature: mismatch", "token: expired", "{\"token\":null,\"code\":10031004}",
        "design: 12345678", "policy violated 10031004"})
    CHECK(scrubbed(text) == text);

  for (const char* text :
       {"see https%3A%2F%2Fh%2Fx%3Fsign%3DPLANTED", "https://h/x;sign=PLANTED", "sign=PLANTED",
        "bad token=PLANTED&x=1", "X-Amz-Signature=PLANTED", "(Signature=PLANTED)"})
    CHECK(scrubbed(text).find("PLANTED") == std::string::npos);
  for (const char* text : {"a=b", "design=good", "sign", "no signature", "x=1;y=2"})
    CHECK(scrubbed(text) == text);
}

TEST_CASE("dates of HTTP", "[hitem3d]") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == 784111777.0);
  CHECK(parse_http_date("Thu, 01 Jan 1970 00:00:00 GMT") == 0.0);
  CHECK(parse_http_date("Sat, 29 Feb 2020 23:59:60 GMT") == 1583020800.0);
  for (const char* text : {"", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 31 Feb 1994 08:49:37 GMT",
                           "Sun, 06 ovD 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                           "Sun, 06 Nov -994 08:49:37 GMT", "Sun, 06 Nov 1994 08:-9:37 GMT", "06 Nov 1994"})
    CHECK_FALSE(parse_http_date(text));
}
