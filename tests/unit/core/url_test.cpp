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
  CHECK(origin_of(parse_url("http://[::1]:8080/").value()) == "http://[::1]:8080");
  // The port that is meant anyway.
  CHECK(origin_of(parse_url("http://[::1]:80/").value()) == "http://[::1]");
  CHECK(origin_of(parse_url("https://a.example:443/").value()) == "https://a.example");
  CHECK(origin_of(parse_url("https://a.example:80/").value()) == "https://a.example:80");
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

TEST_CASE("urls: blanks and what is no ASCII become what can be sent", "[core]") {
  CHECK(tidy_url(" https://c.example/my model.glb?s=a b\n") == "https://c.example/my%20model.glb?s=a%20b");
  CHECK(tidy_url("https://c.example/caf\xc3\xa9%20x") == "https://c.example/caf%C3%A9%20x");
  CHECK_FALSE(parse_url(tidy_url("https://c.example/a\nb")));
  CHECK(tidy_url(" \t").empty());
}

TEST_CASE("urls: a reference beside a URL, as RFC 3986 says", "[core]") {
  const auto to = [](std::string_view reference) { return resolve_url("http://a/b/c/d;p?q", reference); };
  // Its section 5.4, as far as it goes for the web.
  CHECK(to("g:h") == "g:h");
  CHECK(to("g") == "http://a/b/c/g");
  CHECK(to("./g") == "http://a/b/c/g");
  CHECK(to("g/") == "http://a/b/c/g/");
  CHECK(to("/g") == "http://a/g");
  CHECK(to("//g") == "http://g");
  CHECK(to("?y") == "http://a/b/c/d;p?y");
  CHECK(to("g?y") == "http://a/b/c/g?y");
  CHECK(to(";x") == "http://a/b/c/;x");
  CHECK(to("") == "http://a/b/c/d;p?q");
  CHECK(to(".") == "http://a/b/c/");
  CHECK(to("..") == "http://a/b/");
  CHECK(to("../g") == "http://a/b/g");
  CHECK(to("../..") == "http://a/");
  CHECK(to("../../../g") == "http://a/g");
  CHECK(to("/./g") == "http://a/g");
  CHECK(to("/../g") == "http://a/g");
  CHECK(to("g.") == "http://a/b/c/g.");
  CHECK(to("./../g") == "http://a/b/g");
  CHECK(to("g;x=1/../y") == "http://a/b/c/y");
  CHECK(to("g?y/../x") == "http://a/b/c/g?y/../x");
  CHECK(to("HTTPS://c/d") == "HTTPS://c/d");
  CHECK(resolve_url("https://a:8443", "x y") == "https://a:8443/x%20y");
  CHECK(resolve_url("no url", "x").empty());
}
