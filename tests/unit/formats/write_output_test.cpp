// Putting the files of an output on disk.
#include <catch2/catch.hpp>
#include <filesystem>

#include "meshgate/format.h"
#include "support/files.h"

namespace fs = std::filesystem;
using namespace meshgate;
using namespace meshgate::test;

namespace {

Written output_of(const std::vector<std::string>& names) {
  Written written;
  for (const std::string& name : names) {
    std::vector<std::byte> bytes;
    for (const char c : name) bytes.push_back(static_cast<std::byte>(c));
    written.files.push_back({name, std::move(bytes)});
  }
  return written;
}

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(std::distance(fs::recursive_directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("write_output: the main file and those beside it", "[output]") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "other.obj").string();
  REQUIRE(write_output(path, output_of({"a.obj", "a.mtl", "pictures/wood.png"}), Existing::kRefuse));
  CHECK(read_text(path) == "a.obj");
  CHECK(read_text(folder.path() / "a.mtl") == "a.mtl");
  CHECK(read_text(folder.path() / "pictures" / "wood.png") == "pictures/wood.png");
}

TEST_CASE("write_output: nothing is written when one file is there already", "[output]") {
  for (const char* taken : {"a.obj", "a.mtl"}) {
    const TemporaryFolder folder;
    write_text(folder.path() / taken, "mine");
    const std::string path = (folder.path() / "a.obj").string();
    const Written written = output_of({"a.obj", "a.mtl", "b.png"});
    const Result<bool> done = write_output(path, written, Existing::kRefuse);
    REQUIRE_FALSE(done);
    CHECK(done.error().kind == ErrorKind::kUsage);
    CHECK(done.error().message.find(taken) != std::string::npos);
    CHECK(entries(folder.path()) == 1);
    CHECK(read_text(folder.path() / taken) == "mine");
    CHECK(write_output(path, written, Existing::kReplace));
    CHECK(read_text(folder.path() / taken) == taken);
  }
}

TEST_CASE("write_output: never outside of the output's folder", "[output]") {
  const TemporaryFolder outside;
  for (const std::string name :
       {"../a.mtl", "/tmp/meshgate-escape", "x/../../a.mtl", "link/a.mtl", "a.link", "C:\\a.mtl"}) {
    const TemporaryFolder folder;
    fs::create_directory_symlink(outside.path(), folder.path() / "link");
    fs::create_symlink(outside.path() / "target", folder.path() / "a.link");
    INFO(name);
    const std::string path = (folder.path() / "a.obj").string();
    const Result<bool> done = write_output(path, output_of({"a.obj", name}), Existing::kReplace);
    REQUIRE_FALSE(done);
    CHECK(done.error().kind == ErrorKind::kUsage);
    CHECK_FALSE(fs::exists(path));
    CHECK(entries(outside.path()) == 0);
  }
}

TEST_CASE("write_output: a companion may not be the output itself", "[output]") {
  const TemporaryFolder folder;
  write_text(folder.path() / "a.obj", "old");
  const std::string path = (folder.path() / "a.obj").string();
  CHECK_FALSE(write_output(path, output_of({"model.obj", "a.obj"}), Existing::kReplace));
  CHECK(read_text(path) == "old");
}

TEST_CASE("write_output: a companion that cannot be written leaves everything as it was", "[output]") {
  for (const Existing existing : {Existing::kRefuse, Existing::kReplace}) {
    const TemporaryFolder folder;
    const bool replaces = existing == Existing::kReplace;
    if (replaces) write_text(folder.path() / "a.obj", "old");
    write_text(folder.path() / "file", "no folder");
    const std::string path = (folder.path() / "a.obj").string();
    CHECK_FALSE(write_output(path, output_of({"a.obj", "a.mtl", "file/b.png"}), existing));
    CHECK(entries(folder.path()) == (replaces ? 2 : 1));
    if (replaces) CHECK(read_text(path) == "old");
  }
}

TEST_CASE("write_output: a folder in a companion's place leaves everything as it was", "[output]") {
  const TemporaryFolder folder;
  write_text(folder.path() / "a.mtl", "old");
  std::filesystem::create_directory(folder.path() / "b.png");
  const Result<bool> done = write_output((folder.path() / "a.obj").string(),
                                         output_of({"a.obj", "a.mtl", "b.png"}), Existing::kReplace);
  REQUIRE_FALSE(done);
  CHECK(done.error().kind == ErrorKind::kUsage);
  CHECK(read_text(folder.path() / "a.mtl") == "old");
  CHECK(entries(folder.path()) == 2);
}
