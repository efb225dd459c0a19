#include <catch2/catch.hpp>

#include "core/url.h"

using namespace meshgate;

TEST_CASE("urls: parts of an absolute http URL", "[core]") {
  const Url url = parse_url("HTTPS://Files.Example.com:8443/a/b.glb?sign=1&x=2#top").value();
  CHECK(url.scheme == "https");
  CHECK(url.host == "files.example.com");
  CHECK(url.port == "8443");
  CHECK(url.path == "/a/b.glb");
  CHECK(url.query == "sign=1&x=2");
  CHECK(origin_of(url) == "https://files.example.com:8443");
  CHECK(origin_of(parse_url("http://[::1]:80/").value()) == "http://[::1]:80");
  CHECK(parse_url("http://h").value().path.empty());
  CHECK(parse_url("http://h?q").value().query == "q");
}

TEST_CASE("urls: what is refused", "[core]") {
  for (const char* text : {"", "a.glb", "ftp://h/a", "http://", "http:///a", "http://user:pw@h/a",
                           "http://h:0/", "http://h:99999/", "http://h:x/", "http://h/a b", "http://h/\n",
                           "http://[::1/a", "http://h\\@evil/", "file:///etc/passwd", "http://-h/"}) {
    INFO(text);
    CHECK_FALSE(parse_url(text));
  }
}

TEST_CASE("urls: shown without what may be secret", "[core]") {
  CHECK(without_query("https://h/a?sign=x#y") == "https://h/a");
  CHECK(without_query("https://u:pw@h/a?sign=x") == "https://h/a");
  CHECK(without_query("no url?secret") == "no url");
}

TEST_CASE("urls: this machine", "[core]") {
  for (const char* host : {"localhost", "127.0.0.1", "127.8.9.1", "::1"}) CHECK(is_loopback(host));
  for (const char* host :
       {"127.example.com", "10.0.0.1", "localhost.example.com", "127.0.0.1.example.com", ""})
    CHECK_FALSE(is_loopback(host));
}

TEST_CASE("urls: percent encoding", "[core]") {
  CHECK(percent_encoded("a.b-c_d~/ü?") == "a.b-c_d~%2F%C3%BC%3F");
}
