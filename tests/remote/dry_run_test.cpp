// --dry-run tells what would be sent and paid for: not what is reused, and what --auto-prepare would send.
#include <catch2/catch.hpp>

#include "support/files.h"
#include "support/program_bench.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("dry run: what was paid for costs nothing more, and says so", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  static_cast<void>(bench.cube_file(2));
  std::filesystem::copy_file(bench.path("cube2.stl"), bench.path("twin.stl"));
  const std::string all = "meshgate run split cube1.stl cube2.stl twin.stl -o out --dry-run";
  const ProgramRun first = bench.run(all);
  INFO(first.err);
  CHECK(
      has(first.err, "twin.stl: not sent: the same request is cube2.stl, which is reused. Price: 0 credits"));
  CHECK(first.err.ends_with("\ntogether: 2 tasks, 40 credits, 0.80 USD\n"));
  CHECK_FALSE(std::filesystem::exists(bench.path("out")));
  REQUIRE(bench.run("meshgate run split cube1.stl -o out --no-progress --no-verify").code == 0);
  const ProgramRun second = bench.run(all);
  INFO(second.err);
  CHECK(has(second.err, "cube1.stl: not sent: the same request is job "));
  CHECK(has(second.err, " (fetched), which is reused. Price: 0 credits"));
  CHECK(second.err.ends_with("\ntogether: 1 task, 20 credits, 0.40 USD\n"));
  const ProgramRun again = bench.run(all + " --again");
  CHECK(again.err.ends_with("\ntogether: 3 tasks, 60 credits, 1.20 USD\n"));
  CHECK(api.created_total() == 1);
}

TEST_CASE("dry run: a request whose answer was lost is not sent", "[remote][program]") {
  ScriptedApi api;
  api.after = drop_created;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  CHECK(bench.run("meshgate run split cube1.stl -o out --no-progress --no-verify").code == 3);
  const ProgramRun dry = bench.run("meshgate run split cube1.stl -o out --dry-run");
  INFO(dry.err);
  CHECK(has(dry.err, "cube1.stl: not sent: the same request is job "));
  CHECK(has(dry.err, "whose answer was lost: `meshgate jobs "));
  CHECK(has(bench.run("meshgate run split cube1.stl -o out --dry-run --force").err, "POST http"));
}

TEST_CASE("dry run: nothing is asked, and no journal made; without credentials that is told",
          "[remote][program]") {
  ScriptedApi api;
  ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  CHECK(bench.run("meshgate run split cube1.stl -o out --dry-run").code == 0);
  CHECK(api.count("token") == 0);
  CHECK_FALSE(std::filesystem::exists(bench.path("journal.sqlite")));
  bench.variables.erase("HITEM3D_CLIENT_SECRET");
  const ProgramRun unknown = bench.run("meshgate run split cube1.stl -o out --dry-run");
  INFO(unknown.err);
  CHECK(unknown.code == 0);
  CHECK(has(unknown.err, "without credentials nobody knows whether the same was paid for before"));
  CHECK(has(unknown.err, "price: 20 credits"));
}

TEST_CASE("dry run: what --auto-prepare would do and send is told, and nothing is written",
          "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.broken_file());
  const std::string line = "meshgate run split broken.stl -o out --auto-prepare --no-progress --no-verify";
  const ProgramRun dry = bench.run(line + " --dry-run --report text --report json=r.json");
  INFO(dry.err << dry.out);
  CHECK(dry.code == 0);
  CHECK(has(dry.err, "broken.stl: is mended first, as out/broken/broken.prepared.stl"));
  CHECK(has(dry.err, "mesh = @out/broken/broken.prepared.stl ("));
  CHECK(has(dry.err, "price: 20 credits"));
  CHECK_FALSE(has(dry.err + dry.out + read_text(bench.path("r.json")), "meshgate-dry-run"));
  CHECK_FALSE(std::filesystem::exists(bench.path("out")));
  REQUIRE(bench.run(line).code == 0);
  const ProgramRun reused = bench.run(line + " --dry-run");
  INFO(reused.err);
  CHECK(has(reused.err, "broken.stl: not sent: the same request is job "));
  CHECK(bench.run("meshgate run split broken.stl -o out --dry-run").code == 1);
}
