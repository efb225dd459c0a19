// Answers to a create that are no HTTP, or break off: all of the request was read, so it may have been paid.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <string>
#include <thread>

#include "support/remote.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

/// Reads each request whole and answers with bytes; loopback only.
class RawServer {
 public:
  explicit RawServer(std::string to_create) : to_create_(std::move(to_create)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(socket_, 16) == 0);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;
  ~RawServer() {
    ::shutdown(socket_, SHUT_RDWR);  // ends accept
    thread_.join();
    ::close(socket_);
  }

  [[nodiscard]] std::string base_url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  [[nodiscard]] int creates() const { return creates_; }

 private:
  void serve() {
    for (int peer = 0; (peer = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0; ::close(peer)) {
      const std::string request = read_request(peer);
      const bool creates = request.find("/create-task ") != std::string::npos;
      creates_ += creates;
      const std::string token = R"({"code":200,"data":{"accessToken":"t"}})";
      const std::string answer = creates ? to_create_
                                         : "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " +
                                               std::to_string(token.size()) + "\r\n\r\n" + token;
      [[maybe_unused]] const auto sent = ::send(peer, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
  }

  static std::string read_request(int peer) {
    std::string text;
    std::size_t whole = std::string::npos;
    char piece[4096];
    while (whole == std::string::npos || text.size() < whole) {
      const ssize_t got = ::recv(peer, piece, sizeof piece, 0);
      if (got <= 0) break;
      text.append(piece, static_cast<std::size_t>(got));
      const std::size_t end = text.find("\r\n\r\n");
      if (end == std::string::npos || whole != std::string::npos) continue;
      const std::size_t length = text.find("Content-Length: ");
      whole = end + 4 + (length < end ? std::stoul(text.substr(length + 16)) : 0);
    }
    return text;
  }

  std::string to_create_;
  int socket_ = -1;
  int port_ = 0;
  std::atomic<int> creates_{0};
  std::thread thread_;
};

}  // namespace

TEST_CASE("remote: an answer to a create that is no HTTP makes the job unknown, and is paid once",
          "[remote]") {
  const std::string accepted = R"({"code":200,"data":{"task_id":"t1"}})";
  const std::string answer = GENERATE_COPY(
      std::string("\x15\x03\x01\x02\x02\x28 nonsense"), std::string("HTTP/1.1 abc\r\n\r\n"),
      std::string("HTTP/1.1 9999 X\r\n\r\n"), "HTTP/3 200 OK\r\n\r\n" + accepted, accepted,
      "\r\nHTTP/1.1 200 OK\r\nContent-Length: 36\r\n\r\n" + accepted, std::string("<html>no</html>"),
      std::string("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"code\":200,\"data\":{"));
  const RawServer server(answer);
  const RemoteBench bench(server.base_url());
  for (int i = 0; i < 2; ++i) {
    const auto outcomes = bench.drive({bench.split("cube")});
    REQUIRE(outcomes[0].error);
    INFO(answer << '\n' << outcomes[0].error->message);
    CHECK(outcomes[0].job.state == JobState::kUnknown);
    CHECK(outcomes[0].error->message.find("Nothing was") == std::string::npos);
  }
  CHECK(server.creates() == 1);
}
