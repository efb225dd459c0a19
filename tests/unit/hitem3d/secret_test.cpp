// Secrets cannot be shown by accident, and credentials are refused where others can read them.
#include <fmt/core.h>
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include <sstream>
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

TEST_CASE("texts of the service lose signatures in every spelling", "[hitem3d]") {
  for (const char* text :
       {"see https%3A%2F%2Fh%2Fx%3Fsign%3DPLANTED", "https://h/x;sign=PLANTED", "sign=PLANTED",
        "bad token=PLANTED&x=1", "X-Amz-Signature=PLANTED", "(Signature=PLANTED)"})
    CHECK(scrubbed(text).find("PLANTED") == std::string::npos);
  for (const char* text : {"a=b", "design=good", "sign", "no signature", "x=1;y=2"})
    CHECK(scrubbed(text) == text);
}
