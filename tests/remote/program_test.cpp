// The program against a scripted service: what it prints, what it leaves behind, several of it at once.
#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <thread>

#include "meshgate/journal.h"
#include "support/files.h"
#include "support/mesh_files.h"
#include "support/program_bench.h"
#include "support/scripted_api.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("program: no secret and no signature in any output, report, journal or file", "[remote][program]") {
  ScriptedApi api;
  std::string fault;
  api.before = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    const auto said = [](int status, const std::string& body) {
      return std::make_unique<ScriptedReply>(ScriptedReply{status, body});
    };
    // A service that repeats what it must not.
    const std::string echo = R"(,"data":null,"msg":"see https://c.example.com/x?sign=PLANTED-SIGNATURE"})";
    if (fault == "create" && request.kind == "create") return said(200, "{\"code\":10031004" + echo);
    if (fault == "query" && request.kind == "query") return said(200, "{\"code\":777" + echo);
    if (fault == "download" && request.kind == "download") return said(403, "PLANTED-SIGNATURE");
    if (fault == "token" && request.kind == "token") return said(200, "{\"code\":40010000" + echo);
    return nullptr;
  };
  const ProgramBench bench(api.base_url());
  std::string all;
  int number = 0;
  for (const char* at : {"", "create", "query", "download", "token"}) {
    fault = at;
    const std::string input = bench.cube_file(++number);
    const std::vector<std::string> lines{
        "meshgate run split " + input + " -o out --report json=report.json --no-progress --no-verify",
        "meshgate run split --mesh-url 'https://c.example.com/a.glb?sign=PLANTED-SIGNATURE' --dry-run -o out",
        "meshgate jobs --all", "meshgate doctor", "meshgate resume"};
    for (const std::string& line : lines) {
      const ProgramRun run = bench.run(line);
      all += line + "\n" + run.out + run.err;
      CHECK(run.code <= 4);
    }
  }
  // The command lines above name one on purpose.
  std::string line_free = all;
  for (std::size_t at = line_free.find("meshgate run split --mesh-url"); at != std::string::npos;
       at = line_free.find("meshgate run split --mesh-url"))
    line_free.erase(at, line_free.find('\n', at) - at);
  const std::string left = line_free + all_bytes_below(bench.folder());
  check_no_secret(left, {"PLANTED-SIGNATURE"});
  CHECK(all.find("code 10031004") != std::string::npos);
}

TEST_CASE("program: run goes from the input to the file, and says so in one report", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  const std::string input = bench.cube_file(1);
  const ProgramRun first = bench.run("meshgate run split cube1.stl -o out --no-progress --no-verify");
  INFO(first.out << first.err);
  CHECK(first.code == 0);
  CHECK(std::filesystem::exists(bench.path("out/cube1/cube1.split.stl")));
  CHECK(first.err.find("cube1.stl: uploading (job ") != std::string::npos);
  CHECK(first.out.find("1 input checked with profile hitem3d-split: 1 passed") != std::string::npos);
  const ProgramRun second = bench.run("meshgate run split cube1.stl -o out --no-progress --no-verify");
  CHECK(second.code == 0);
  CHECK(second.err.find("nothing is paid again") != std::string::npos);
  CHECK(api.created_total() == 1);
}

TEST_CASE("program: submit, wait, fetch and jobs, one step each", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun submitted = bench.run("meshgate submit split cube1.stl --quiet");
  INFO(submitted.err);
  REQUIRE(submitted.code == 0);
  const std::string id = submitted.out.substr(0, 8);
  CHECK(submitted.out.size() == 9);
  CHECK(bench.run("meshgate jobs").out.find("next: meshgate resume " + id) != std::string::npos);
  const ProgramRun waited = bench.run("meshgate wait " + id + " --quiet");
  CHECK(waited.out == id + " succeeded\n");
  CHECK(waited.code == 0);
  const ProgramRun fetched = bench.run("meshgate fetch " + id + " -o there --quiet");
  INFO(fetched.err);
  CHECK(fetched.code == 0);
  CHECK(fetched.out == "there/cube1.split.stl\n");
  CHECK(bench.run("meshgate jobs").out == "1 more is over; --all shows them\n");
  const ProgramRun history = bench.run("meshgate jobs " + id);
  for (const char* event : {"planned", "submitting", "submitted", "succeeded", "fetching", "fetched"})
    CHECK(history.out.find(event) != std::string::npos);
  CHECK(api.created_total() == 1);
  // What the task asked for is what its result is held against, without saying it again.
  const ProgramRun verified = bench.run("meshgate verify cube1.stl there/cube1.split.stl --job " + id +
                                        " --samples 2000 --report json");
  CHECK(verified.out.find("\"expected\": \"split:character:a:ball\"") != std::string::npos);
  const ProgramRun unknown = bench.run("meshgate verify cube1.stl there/cube1.split.stl --job 00000000");
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("00000000") != std::string::npos);
}

TEST_CASE("program: what has errors is not sent", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun wrong =
      bench.run("meshgate run split cube1.stl --joint bal -o out --no-progress --no-verify");
  CHECK(wrong.code == 1);
  CHECK(wrong.out.find("joint has no value \"bal\"; did you mean \"ball\"?") != std::string::npos);
  CHECK(wrong.err.find("cube1.stl: not sent") != std::string::npos);
  write_text(bench.path("empty.glb"), "");
  const ProgramRun empty = bench.run("meshgate submit split empty.glb");
  CHECK(empty.code == 1);
  CHECK(empty.out.find("file/empty") != std::string::npos);
  // Whatever exit code is wished for: an error is not paid for.
  for (const char* dry : {"", " --dry-run"}) {
    const ProgramRun never =
        bench.run(std::string("meshgate run split empty.glb -o out --fail-on never") + dry);
    INFO(never.err);
    CHECK(never.code == 1);
    CHECK(never.err.find("empty.glb: not sent, because of its findings") != std::string::npos);
  }
  CHECK(api.count("token") == 0);
  CHECK(api.count("create") == 0);
}

TEST_CASE("program: doctor says what is there and what is missing", "[remote][program]") {
  ScriptedApi api;
  bool refuses = false;
  api.before = [&](const ScriptedRequest&) {
    return refuses ? std::make_unique<ScriptedReply>(ScriptedReply{200, R"({"code":40010000,"msg":"no"})"})
                   : nullptr;
  };
  ProgramBench bench(api.base_url());
  const ProgramRun well = bench.run("meshgate doctor");
  INFO(well.out);
  CHECK(well.code == 0);
  CHECK(well.out.find("ok    balance      123.5 credits") != std::string::npos);
  bench.variables.erase("HITEM3D_CLIENT_SECRET");
  const ProgramRun ill = bench.run("meshgate doctor");
  CHECK(ill.code == 2);
  CHECK(ill.out.find("fail  credentials") != std::string::npos);
  bench.variables["HITEM3D_CLIENT_SECRET"] = "wrong";
  refuses = true;
  const ProgramRun refused = bench.run("meshgate doctor");
  CHECK(refused.code == 3);
  CHECK(refused.out.find("ok    credentials  present") != std::string::npos);
  CHECK(refused.out.find("fail  login        asking for a token") != std::string::npos);
  CHECK(refused.out.find("meshgate doctor") == std::string::npos);
  bench.variables["HITEM3D_BASE_URL"] = "http://api.example.com";
  bench.variables["HITEM3D_CLIENT_SECRET"] = "x";
  const ProgramRun plain = bench.run("meshgate doctor");
  CHECK(plain.code == 2);
  CHECK(plain.out.find("https only") != std::string::npos);
  CHECK(plain.out.find("fail  service") != std::string::npos);
  CHECK(plain.out.find("credentials") == plain.out.find("credentials: a crash"));  // of the core files
}

TEST_CASE("program: doctor looks at settings, the journal's place and the clock as a run does",
          "[remote][program]") {
  ScriptedApi api;
  std::string date = "Sun, 06 Nov 1994 08:49:37 GMT";
  api.before = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "balance") return nullptr;
    return reply(200, R"({"code":200,"data":{"totalBalance":50}})", {{"Date", date}});
  };
  ProgramBench bench(api.base_url());
  bench.variables["MESHGATE_JOURNAL"] = bench.path("none/there/j.sqlite");
  const ProgramRun fresh = bench.run("meshgate doctor");
  INFO(fresh.out);
  CHECK(fresh.code == 0);
  CHECK(fresh.out.find("j.sqlite: none yet") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(bench.path("none")));
  CHECK(fresh.out.find("warn  clock") != std::string::npos);
  CHECK(fresh.out.find("ahead of the service's") != std::string::npos);
  bench.variables["MESHGATE_JOURNAL"] = "/proc/self/j.sqlite";
  CHECK(bench.run("meshgate doctor").out.find("fail  journal") != std::string::npos);
  bench.variables["MESHGATE_JOURNAL"] = ":memory:";
  CHECK(bench.run("meshgate jobs").code == 0);
  CHECK(std::filesystem::exists(bench.path(":memory:")));
  for (const char* name : {"MESHGATE_POLL_SECONDS", "MESHGATE_STALL_SECONDS", "MESHGATE_CONFIG"}) {
    ProgramBench wrong(api.base_url());
    wrong.variables[name] = "absent.toml";
    const ProgramRun told = wrong.run("meshgate doctor");
    INFO(told.out);
    CHECK(told.code == 2);
    CHECK(told.out.find("fail  settings") != std::string::npos);
    CHECK(told.out.find("fail  credentials") == std::string::npos);
  }
}

TEST_CASE("program: SIGINT leaves the rest for resume, with exit code 4", "[remote][program]") {
  ScriptedApi api;
  api.queries_until_done = 1'000'000;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun stopped = bench.run_until_processing("INT");
  CHECK(stopped.code == 4);
  CHECK(stopped.err.find("`meshgate resume` goes on") != std::string::npos);
  api.queries_until_done = 0;
  const ProgramRun resumed = bench.run("meshgate resume --quiet --no-verify");
  INFO(resumed.err);
  CHECK(resumed.code == 0);
  CHECK(std::filesystem::exists(bench.path("out/cube1/cube1.split.stl")));
  CHECK(api.created_total() == 1);
}

TEST_CASE("program: the table fits the terminal, however narrow it is", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  for (int i = 0; i < 12; ++i) static_cast<void>(bench.cube_file(i));
  const int columns = GENERATE(24, 40, 100);
  const ProgramRun run = bench.run(
      "script -qec 'stty cols " + std::to_string(columns) +
      " rows 8; meshgate run split cube*.stl -o out --no-verify --report json=report.json' /dev/null >shown");
  INFO(run.err);
  CHECK(run.code == 0);
  const std::string shown = read_text(bench.path("shown"));
  INFO(shown);
  const std::string begin = "\x1b[?7l", end = "\x1b[?7h";
  std::string last;
  for (std::size_t at = shown.find(begin); at != std::string::npos; at = shown.find(begin, at + 1)) {
    last = shown.substr(at + begin.size(), shown.find(end, at) - at - begin.size());
    std::istringstream lines(last);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
      const auto width = std::count_if(line.begin(), line.end(), [](char c) {
        return c != '\r' && (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
      });
      CHECK(width <= columns);
    }
    CHECK(count <= 7);
  }
  CHECK(last.find("12 of 12 over, 240 cre") != std::string::npos);
}

TEST_CASE("program: a crash leaves no core file of a process with credentials", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  const ProgramRun run = bench.run(
      "ulimit -c unlimited\nmeshgate listen --quiet --url-file url.txt >/dev/null & pid=$!\n"
      "while kill -0 $pid && ! [ -s url.txt ]; do :; done\n"
      "grep -E '^Max core file size +0 +0 ' /proc/$pid/limits\nkill -ABRT $pid; wait $pid");
  INFO(run.err);
  CHECK(run.out.starts_with("Max core file size"));
  CHECK(run.code == 128 + 6);
  check_no_secret(all_bytes_below(bench.folder()));
}

TEST_CASE("program: 200 tasks, three processes, one journal, never more than 10 at once",
          "[remote][program][parallel]") {
  ScriptedApi api;
  api.queries_until_done = 1;
  const ProgramBench bench(api.base_url());
  for (int i = 0; i < 200; ++i) static_cast<void>(bench.cube_file(i));
  // Two thirds each, so that every process meets requests of another.
  const ProgramRun run = bench.run(
      "meshgate run split cube?.stl cube??.stl cube10?.stl -o a --quiet --no-verify --jobs 1 >a.txt & a=$!\n"
      "meshgate run split cube1??.stl -o b --quiet --no-verify --jobs 1 >b.txt & b=$!\n"
      "meshgate run split cube[1-9]?.stl cube15?.stl -o c --quiet --no-verify --jobs 1 >c.txt & c=$!\n"
      "wait $a || exit 11; wait $b || exit 12; wait $c || exit 13");
  INFO(run.err);
  CHECK(run.code == 0);
  CHECK(api.created_total() == 200);
  CHECK(api.most_in_flight() <= 10);
  std::size_t results = 0;
  for (const char* folder : {"a", "b", "c"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(bench.path(folder)))
      results += entry.path().extension() == ".stl" ? 1U : 0U;
  }
  CHECK(results == 110 + 100 + 100);
}

// Sanitizers keep what was freed.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("program: what the checks needed is given back before the upload", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  const std::string arrived = bench.path("arrived"), seen = bench.path("seen");
  api.before = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind != "create") return nullptr;
    std::ofstream(arrived) << "yes";
    while (!std::filesystem::exists(seen)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return nullptr;
  };
  write_binary(bench.path("ball.stl"), binary_stl(sphere(170)));
  const ProgramRun run = bench.run(
      "meshgate run split ball.stl -o out --no-verify --quiet >/dev/null 2>err & pid=$!\n"
      "while kill -0 $pid && ! [ -s arrived ]; do sleep 0.01; done\n"
      "grep -E 'VmHWM|RssAnon' /proc/$pid/status | tr -dc '0-9\\n'; echo yes >seen; wait $pid; cat err >&2");
  std::istringstream numbers(run.out);
  double most = 0, now = 0;  // kB
  numbers >> most >> now;
  INFO(run.out << run.err);
  CHECK(run.code == 0);
  CHECK(most > 40'000);  // else there is nothing to give back
  CHECK(now < 20'000);
}
#endif

TEST_CASE("program: a callback is a hint that makes listen ask and fetch", "[remote][program]") {
  ScriptedApi api;
  api.queries_until_done = 0;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun submitted = bench.run("meshgate submit split cube1.stl --quiet");
  REQUIRE(submitted.code == 0);
  const ProgramRun listened = bench.run(
      "meshgate listen --once --quiet --url-file url.txt >listen.txt & pid=$!\n"
      "while kill -0 $pid && ! [ -s url.txt ]; do :; done\n"
      "stat -c %a url.txt; url=$(cat url.txt)\n"
      "curl -s -o /dev/null -w '%{http_code} ' -d '{\"task_id\":\"task.1.abcdef\"}' ${url%/*}/wrong\n"
      "curl -s -o /dev/null -w '%{http_code} ' -d '{\"task_id\":\"unknown\"}' $url\n"
      "head -c 100000 /dev/zero | curl -s -o /dev/null -w '%{http_code} ' --data-binary @- $url\n"
      "curl -s -o /dev/null -w '%{http_code}\\n' -d "
      "'{\"code\":200,\"data\":{\"task_id\":\"task.1.abcdef\",\"url\":"
      "\"http://127.0.0.1:1/evil.glb\"}}' $url\n"
      "wait $pid; echo $?; tail -n 1 listen.txt");
  INFO(listened.out << listened.err);
  CHECK(listened.out.starts_with("600\n404 200 413 200\n0\n"));
  CHECK(listened.out.ends_with("/cube1.split.stl\n"));
}

TEST_CASE("program: a callback whose query hangs does not keep the others waiting", "[remote][program]") {
  ScriptedApi api;
  api.queries_until_done = 0;
  std::atomic<bool> second_is_home{false};
  api.before = [&](const ScriptedRequest& request) -> std::unique_ptr<ScriptedReply> {
    if (request.kind == "download" && request.path.find("task.2") != std::string::npos) second_is_home = true;
    const bool is_first = request.kind == "query" && request.fields.at("task_id") == "task.1.abcdef";
    while (is_first && !second_is_home) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return nullptr;
  };
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  static_cast<void>(bench.cube_file(2));
  REQUIRE(
      bench.run("meshgate submit split cube1.stl --quiet; meshgate submit split cube2.stl --quiet").code ==
      0);
  const ProgramRun listened = bench.run(
      "meshgate listen --quiet --url-file url.txt >listen.txt & pid=$!\n"
      "while kill -0 $pid && ! [ -s url.txt ]; do :; done\n"
      "for task in 1 1 2 1; do curl -s -o /dev/null -d \"{\\\"task_id\\\":\\\"task.$task.abcdef\\\"}\" $(cat "
      "url.txt); done\n"
      "for i in $(seq 100); do [ $(grep -c split listen.txt) = 2 ] && break; sleep 0.05; done\n"
      "kill -INT $pid; wait $pid; echo $?; grep -o 'cube..split.stl' listen.txt");
  INFO(listened.out << listened.err);
  CHECK(listened.out == "4\ncube2.split.stl\ncube1.split.stl\n");
  CHECK(api.count("query") == 2);  // each task once, however often it was called for
}

TEST_CASE("program: the library's example runs a task without the program", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun run = bench.run("meshgate_example_split_model cube1.stl results");
  INFO(run.err);
  CHECK(run.code == 0);
  CHECK(run.out.ends_with("results/cube1.split.stl\n"));
  CHECK(run.err.find("uploading\n") != std::string::npos);
}

TEST_CASE("program: what comes back is compared with what was sent", "[remote][program]") {
  ScriptedApi api;
  const std::vector<std::byte> half = binary_stl(placed(cube(), 5, {}));
  api.result.assign(half.size(), '\0');
  std::memcpy(api.result.data(), half.data(), half.size());
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun run = bench.run("meshgate run split cube1.stl -o out --no-progress");
  INFO(run.out << run.err);
  CHECK(run.code == 1);
  CHECK(run.out.find("error    parts/") != std::string::npos);
  CHECK(bench.run("meshgate jobs --all").out.find("fetched, verified: fail") != std::string::npos);
  CHECK(bench.run("meshgate run split cube1.stl -o out --no-progress --no-verify").code == 0);
  CHECK(api.created_total() == 1);
}

TEST_CASE("program: an input that cannot be mended is a failure with the reason", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  std::filesystem::copy_file(testdata("demo/figure_cut.stl"), bench.path("cut.stl"));
  const ProgramRun run = bench.run(
      "meshgate run split cut.stl -o out --no-progress --auto-prepare --report text --report json=r.json");
  INFO(run.out << run.err);
  CHECK(run.code == 1);
  CHECK(api.count("create") == 0);
  CHECK(run.out.find("error    file/truncated") != std::string::npos);
  CHECK(run.out.find("not prepared: cut.stl\n  the input has file/truncated (1)") != std::string::npos);
  CHECK(run.err.find("cut.stl: not sent") != std::string::npos);
  const std::string json = read_text(bench.path("r.json"));
  CHECK(json.find("\"refusals\": [") != std::string::npos);
  CHECK(json.find("\"path\": \"cut.stl\"") != std::string::npos);
  // What is not sent is no success, whatever findings are worth.
  const ProgramRun off =
      bench.run("meshgate run split cut.stl -o out --no-progress --no-verify --fail-on never --joint bal");
  CHECK(off.code == 1);
}

TEST_CASE("program: an input that is not fit is mended when that is asked for", "[remote][program]") {
  ScriptedApi api;
  const ProgramBench bench(api.base_url());
  static_cast<void>(bench.broken_file());
  const ProgramRun refused = bench.run("meshgate run split broken.stl -o out --no-progress --no-verify");
  CHECK(refused.code == 1);
  CHECK(api.created_total() == 0);
  const ProgramRun mended =
      bench.run("meshgate run split broken.stl -o out --no-progress --no-verify --auto-prepare");
  INFO(mended.out << mended.err);
  CHECK(mended.code == 0);
  CHECK(std::filesystem::exists(bench.path("out/broken/broken.prepared.stl")));
  CHECK(std::filesystem::exists(bench.path("out/broken/broken.split.stl")));
  CHECK(api.created_total() == 1);
}
