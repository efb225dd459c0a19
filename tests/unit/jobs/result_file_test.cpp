// Results get their names without ever taking one that is in use.
#include <atomic>
#include <catch2/catch.hpp>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <thread>

#include "core/publish.h"
#include "jobs/result_file.h"
#include "support/file_size_limit.h"
#include "support/files.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("results: a name in use is never taken, not even at the same moment", "[jobs]") {
  const TemporaryFolder folder;
  constexpr int kThreads = 8, kRounds = 40;
  std::atomic<int> ready{0};
  std::vector<std::thread> threads;
  std::vector<std::string> problems(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string part = (folder.path() / ("." + std::to_string(i) + ".part")).string();
        // Not write_text: Catch is for one thread.
        std::ofstream(part) << "solid " << i << "\nendsolid\n";
        ++ready;
        while (ready < kThreads * (round + 1)) std::this_thread::yield();
        const auto file = publish_result(part, (folder.path() / ("r" + std::to_string(round))).string(), {});
        if (!file) problems[static_cast<std::size_t>(i)] = describe(file.error());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& problem : problems) CHECK(problem.empty());
  // Everybody's result of every round is there.
  std::map<std::string, int> contents;
  for (const auto& file : std::filesystem::directory_iterator(folder.path()))
    ++contents[read_text(file.path())];
  CHECK(contents.size() == kThreads);
  for (const auto& [content, times] : contents) CHECK(times == kRounds);
}

TEST_CASE("results: publishing says whether the name was free, and leaves what is there", "[jobs]") {
  const TemporaryFolder folder;
  const std::string part = (folder.path() / "part").string(), path = (folder.path() / "name").string();
  write_text(part, "new");
  write_text(path, "old");
  CHECK(publish_new_file(part, path) == false);
  CHECK(read_text(path) == "old");
  CHECK(read_text(part) == "new");
  std::filesystem::remove(path);
  std::filesystem::create_symlink("nowhere", path);
  CHECK(publish_new_file(part, path) == false);
  std::filesystem::remove(path);
  CHECK(publish_new_file(part, path) == true);
  CHECK(read_text(path) == "new");
  CHECK_FALSE(std::filesystem::exists(part));
}

TEST_CASE("results: a web page is kept beside an earlier one, and the same is kept once", "[jobs]") {
  const TemporaryFolder folder;
  const std::string part = (folder.path() / "part").string(), stem = (folder.path() / "figure").string();
  for (const char* page : {"<html>one</html>", "<html>two</html>", "<html>one</html>"}) {
    write_text(part, page);
    CHECK_FALSE(publish_result(part, stem, {}));
  }
  CHECK(read_text(stem + ".unrecognised") == "<html>one</html>");
  CHECK(read_text(stem + "-2.unrecognised") == "<html>two</html>");
  CHECK_FALSE(std::filesystem::exists(stem + "-3.unrecognised"));
  CHECK_FALSE(std::filesystem::exists(part));
}

TEST_CASE("results: a name is cut between two characters, not inside of one", "[jobs]") {
  std::string name;
  for (int i = 0; i < 60; ++i) name += "\xe5\xbd\xab";  // 180 bytes
  for (const char* before : {"", "a", "ab", "abc"}) {
    const std::string cut = safe_name(before + name);
    INFO(cut);
    CHECK(cut.size() <= 150);
    CHECK(cut.size() > 147);
    CHECK((cut.size() - std::string(before).size()) % 3 == 0);
  }
  CHECK(safe_name(name.substr(0, 150)) == name.substr(0, 150));
  CHECK(safe_name(std::string(200, '\xe9')).size() == 150);  // no UTF-8: bytes as they are
  CHECK(safe_name(std::string(200, '\x9f')).size() == 150);
  CHECK(safe_name("caf\xe9") == "caf\xe9");
}

TEST_CASE("results: a file that was cut is refused, whatever its format", "[jobs]") {
  const TemporaryFolder folder;
  const std::string part = (folder.path() / "part").string(), stem = (folder.path() / "figure").string();
  for (const char* name : {"image/depth.exr", "demo/portrait.png", "image/baseline.jpg", "demo/figure.glb"}) {
    INFO(name);
    std::vector<std::byte> bytes = read_bytes(testdata(name));
    write_binary(part, bytes);
    const auto whole = publish_result(part, stem, {});
    REQUIRE(whole);
    CHECK(file_end(whole->path) == FileEnd::kThere);
    bytes.resize(bytes.size() * 7 / 10);
    write_binary(part, bytes);
    const auto cut = publish_result(part, stem, {});
    REQUIRE_FALSE(cut);
    CHECK(cut.error().message.find("the service sent a part of the ") == 0);
  }
}

TEST_CASE("results: a copy leaves nothing half behind", "[jobs]") {
  const TemporaryFolder folder;
  const std::string from = (folder.path() / "a.stl").string();
  write_text(from, "solid a\nendsolid\n");
  FetchedFile file{from, "stl", 16, {}};
  CHECK_FALSE(copy_result(file, (folder.path() / "b").string()));  // another content than was noted
  const std::string part = (folder.path() / "part").string();
  write_text(part, "solid a\nendsolid\n");
  file = publish_result(part, (folder.path() / "c").string(), {}).value();
  CHECK(copy_result(file, (folder.path() / "d").string())->path == (folder.path() / "d.stl").string());
  CHECK(copy_result(file, (folder.path() / "d").string())->path == (folder.path() / "d.stl").string());
  write_text(folder.path() / "e.stl", "mine");
  CHECK(copy_result(file, (folder.path() / "e").string())->path == (folder.path() / "e-2.stl").string());
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    names.insert(entry.path().filename().string());
  CHECK(names == std::set<std::string>{"a.stl", "c.stl", "d.stl", "e.stl", "e-2.stl"});
}

TEST_CASE("results: a copy that fails says why, and leaves nothing", "[jobs]") {
  const TemporaryFolder folder;
  const std::string part = (folder.path() / "part").string();
  write_text(part, "solid a\n" + std::string(300'000, ' ') + "endsolid\n");
  const FetchedFile file = publish_result(part, (folder.path() / "a").string(), {}).value();
  const FileSizeLimit disk;
  disk.set(100'000);
  const auto copy = copy_result(file, (folder.path() / "b").string());
  disk.lift();
  REQUIRE_FALSE(copy);
  INFO(describe(copy.error()));
  CHECK(copy.error().kind == ErrorKind::kIo);
  CHECK(copy.error().message.find(std::strerror(EFBIG)) != std::string::npos);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("result: an error of the service behind a link is no result", "[jobs]") {
  const TemporaryFolder folder;
  const std::string part = (folder.path() / "part").string(), stem = (folder.path() / "a").string();
  write_text(part, R"({"code":403,"msg":"no","link":"https://h/x?sign=PLANTED"})");
  const auto file = publish_result(part, stem, {});
  REQUIRE_FALSE(file);
  CHECK(file.error().kind == ErrorKind::kRemote);
  CHECK(file.error().message.find("403") != std::string::npos);
  CHECK(file.error().message.find("PLANTED") == std::string::npos);
  write_text(part, R"({"asset":{"version":"2.0"},"meshes":[]})");
  CHECK(publish_result(part, stem, {}));
}

TEST_CASE("result: a picture where a model was asked for, and the other way round", "[jobs]") {
  const TemporaryFolder folder;
  const std::string part = (folder.path() / "part").string(), stem = (folder.path() / "a").string();
  const auto put_picture = [&] { write_binary(part, read_bytes(testdata("image/filters.png"))); };
  put_picture();
  const auto wrong = publish_result(part, stem, {}, Unfit::kLeave, AssetKind::kMesh);
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().message.find("a picture came instead of a model") != std::string::npos);
  CHECK(publish_result(part, stem, {}, Unfit::kLeave, AssetKind::kImage));
  write_text(part, "solid a\nendsolid a\n");
  CHECK_FALSE(publish_result(part, stem, {}, Unfit::kLeave, AssetKind::kImage));
}
