#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "core/buffer.h"
#include "core/publish.h"
#include "meshgate/output.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;
namespace fs = std::filesystem;

namespace {

std::size_t entries_of(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("output: a file is replaced as a whole", "[core]") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "a.json";
  REQUIRE(write_file(path.string(), std::string_view("a longer text")));
  REQUIRE(write_file(path.string(), std::string_view("short")));
  CHECK(read_text(path) == "short");
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("output: what cannot be written is an error, and leaves nothing", "[core]") {
  const TemporaryFolder folder;
  CHECK(write_file((folder.path() / "absent" / "a.json").string(), std::string_view("x")).error().kind ==
        ErrorKind::kIo);
  fs::create_directory(folder.path() / "sub");
  CHECK(write_file((folder.path() / "sub").string(), std::string_view("x")).error().kind == ErrorKind::kIo);
  CHECK(fs::is_directory(folder.path() / "sub"));
  CHECK(entries_of(folder.path()) == 1);
}

TEST_CASE("output: a link stays a link", "[core]") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "sub");
  const fs::path target = folder.path() / "sub" / "report.json", link = folder.path() / "latest.json";
  fs::create_symlink("sub/report.json", link);
  for (const std::string_view text : {"first", "second"}) {
    REQUIRE(write_file(link.string(), text));
    CHECK(fs::is_symlink(link));
    CHECK(read_text(target) == text);
  }
}

TEST_CASE("output: pipes and devices are written to, not replaced", "[core]") {
  const TemporaryFolder folder;
  const fs::path pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  const int reader = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(reader >= 0);
  REQUIRE(write_file(pipe.string(), std::string_view("through")));
  CHECK(fs::is_fifo(pipe));
  std::array<char, 16> got{};
  CHECK(::read(reader, got.data(), got.size()) == 7);
  CHECK(std::string_view(got.data()) == "through");
  ::close(reader);
  // Who waits for a reader that never comes cannot even be stopped.
  const Result<bool> unread = write_file(pipe.string(), std::string_view("nobody"));
  REQUIRE_FALSE(unread);
  CHECK(unread.error().message.find("nobody reads this pipe") != std::string::npos);

  // A link, so that a mistake costs the link and not the machine's device.
  const fs::path null = folder.path() / "null";
  fs::create_symlink("/dev/null", null);
  CHECK(write_file(null.string(), std::string_view("x")));
  CHECK(fs::is_character_file(null));
  const fs::path full = folder.path() / "full";
  fs::create_symlink("/dev/full", full);
  CHECK_FALSE(write_file(full.string(), std::string_view("x")));
}

TEST_CASE("output: large files are the bytes, whatever their size and place in memory", "[core]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "large.bin").string();
  constexpr std::size_t kLarge = std::size_t{9} << 20U;
  const Buffer<std::byte> memory(kLarge + 8192);
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<std::byte>(i * 2654435761U >> 13U);
  for (const std::size_t begin : {std::size_t{0}, std::size_t{1}, std::size_t{4096}}) {
    for (const std::size_t size : {kLarge, kLarge + 1, kLarge - 4095}) {
      const auto bytes = memory.span().subspan(begin, size);
      REQUIRE(write_file(path, bytes));
      std::ifstream file(path, std::ios::binary);
      std::vector<char> got(size + 1);
      file.read(got.data(), static_cast<std::streamsize>(got.size()));
      REQUIRE(static_cast<std::size_t>(file.gcount()) == size);
      CHECK(std::memcmp(got.data(), bytes.data(), size) == 0);
    }
  }
}

TEST_CASE("output: a staged file has no name until it is published, and is gone when it is not", "[core]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.glb").string();
  const Array<std::byte> bytes(std::vector<std::byte>(100'000, std::byte{7}));
  {
    const StagedFile dropped(path, bytes);
    CHECK_FALSE(fs::exists(path));
  }
  CHECK(entries_of(folder.path()) == 0);
  {
    StagedFile staged(path, bytes);
    REQUIRE(staged.publish(path, NameTaken::kReplace));
  }
  CHECK(fs::file_size(path) == 100'000);
  CHECK(entries_of(folder.path()) == 1);
  SECTION("under another name of the same folder") {
    StagedFile staged(path, bytes);
    REQUIRE(staged.publish((folder.path() / "a.refused.glb").string(), NameTaken::kRefuse));
    CHECK(entries_of(folder.path()) == 2);
  }
  SECTION("a folder that is not there") {
    StagedFile staged((folder.path() / "absent" / "a.glb").string(), bytes);
    CHECK(staged.publish((folder.path() / "absent" / "a.glb").string(), NameTaken::kReplace).error().kind ==
          ErrorKind::kIo);
  }
  SECTION("a name that cannot be had") {
    fs::create_directories(folder.path() / "b" / "c");
    StagedFile staged(path, bytes);
    CHECK(staged.publish((folder.path() / "b").string(), NameTaken::kReplace).error().kind == ErrorKind::kIo);
    CHECK(entries_of(folder.path()) == 2);
  }
  SECTION("a name that is taken, and must not be replaced") {
    write_text(path, "mine");
    StagedFile staged(path, bytes);
    CHECK(staged.publish(path, NameTaken::kRefuse).error().kind == ErrorKind::kUsage);
    CHECK(read_text(path) == "mine");
    CHECK(entries_of(folder.path()) == 1);
  }
}

TEST_CASE("output: files that belong together get their names when all are written", "[core]") {
  const TemporaryFolder folder;
  const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
  const std::vector<std::byte> bytes(100, std::byte{7});
  write_text(at("a"), "old");
  SECTION("all") {
    REQUIRE(write_together({{at("b"), bytes}, {at("a"), bytes}}, NameTaken::kReplace));
    CHECK(fs::file_size(at("a")) == 100);
    CHECK(fs::file_size(at("b")) == 100);
  }
  SECTION("one that cannot be written leaves the others as they were") {
    CHECK_FALSE(write_together({{at("a"), bytes}, {at("absent/b"), bytes}}, NameTaken::kReplace));
    CHECK(read_text(at("a")) == "old");
    CHECK(entries_of(folder.path()) == 1);
  }
  SECTION("a name that is taken takes back those that were given") {
    CHECK(write_together({{at("b"), bytes}, {at("a"), bytes}, {at("c"), bytes}}, NameTaken::kRefuse)
              .error()
              .kind == ErrorKind::kUsage);
    CHECK(read_text(at("a")) == "old");
    CHECK(entries_of(folder.path()) == 1);
  }
}

TEST_CASE("output: a name as long as names can be", "[core]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / (std::string(251, 'n') + ".stl")).string();
  REQUIRE(write_file(path, std::string_view("x")));
  CHECK(read_text(path) == "x");
}
