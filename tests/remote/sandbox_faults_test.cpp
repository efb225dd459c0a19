// The program against the sandbox with every fault that strikes on the way: what is told, the exit code, what
// is left, and that nothing is paid twice. Faults of results are in tests/unit/gate/verify_files_test.cpp.
#include <atomic>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "core/sha256.h"
#include "sandbox/sandbox.h"
#include "support/program_bench.h"

using namespace meshgate;
using namespace meshgate::test;

namespace {

struct Expected {
  std::string script;
  int code = 0;        ///< of the first run
  int resumed = 0;     ///< of `meshgate resume` after it
  std::string says;    ///< part of what the first run prints
  int created = 1;     ///< tasks, after both
  bool result = true;  ///< the file is there in the end
};

// Of faults that pass, what the program says while it gets over them; of the others, why it ends.
const std::vector<Expected> kOfRequests{
    {"", 0, 0, "done"},
    {"token-only", 0, 0, "done"},
    {"bearer-only", 0, 0, "done"},
    {"token-only;auth-401-body", 0, 0, "done"},
    {"bearer-only;auth-401-body", 0, 0, "done"},
    {"token-expired", 0, 0, "done"},
    {"token-expired:on=query", 0, 0, "done"},
    {"string-codes;message-field;data-null;unknown-fields", 0, 0, "done"},
    {"429:retry-after=0", 0, 0, "waiting to send again (job"},
    {"429:on=query,retry-after=0", 0, 0, "asking again"},
    {"500", 3, 3, "code 10000000, HTTP 500", 0, false},
    {"500:on=token", 0, 0, "waiting to send again"},
    {"500:on=query,n=3", 0, 0, "asking again"},
    {"503", 3, 3, "HTTP 503", 0, false},
    {"system-error", 3, 3, "code 10000000", 0, false},
    {"html-reply", 3, 0, "Nothing was sent; `meshgate resume` tries again"},
    {"html-reply:on=create", 3, 3, "what came back is no answer of the API (HTTP 200, a web page)", 0, false},
    {"html-reply:on=query", 0, 0, "asking again"},
    {"drop", 3, 3, "closed without an answer", 0, false},
    {"drop:on=token", 0, 0, "waiting to send again"},
    {"drop:on=query,n=2", 0, 0, "asking again"},
    {"slow-reply:seconds=0.02", 0, 0, "done"},
    {"no-credits", 3, 3, "Add API credits", 0, false},
    {"no-credits:n=1", 3, 0, "balance not enough"},
    {"drop-after-accept", 3, 3, "its answer was lost or is not clear", 1, false},
    {"500-after-accept", 3, 3, "meshgate resume --force ", 1, false},
};

const std::vector<Expected> kOfResults{
    {"slow-queue:seconds=0.1", 0, 0, "queueing"},
    {"generate-failed", 3, 0, "credits are refunded", 1, false},
    {"unknown-state", 0, 0, "rendering"},
    {"array-of-urls", 0, 0, "done"},
    {"object-of-urls", 0, 0, "done"},
    {"success-without-url", 0, 0, "done"},
    {"success-without-url:n=0", 3, 3, "gives no link to the result", 1, false},
    {"foreign-url", 3, 3, "is no web address (file:///etc/passwd): it was not followed", 1, false},
    {"expired-url", 0, 0, "asking for a new link"},
    {"expired-url:n=0", 3, 3, "the link has expired. Asking again gave no better link", 1, false},
    {"cut-download", 0, 0, "closed in the middle of the answer"},
    {"cut-download;no-range", 0, 0, "closed in the middle of the answer"},
    {"redirect-download", 0, 0, "done"},
    {"html-result", 3, 3, "a web page came instead of a result", 1, false},
    {"html-result:n=1", 0, 0, "a web page came instead of a result"},
    {"short-result", 3, 3, "a part of the glb file only", 1, false},
    {"short-result:n=1", 0, 0, "asking for a new link"},
    {"pad-result:bytes=100k", 0, 0, "done"},
    {"wrong-suffix", 0, 0, "done"},
    {"wrong-suffix:suffix=", 0, 0, "done"},
    {"lost-callback", 0, 0, "done"},
    {"false-callback", 0, 0, "done"},
    {"status-field", 0, 0, "done"},
};

constexpr const char* kSeed = "planted";
// Half of a cube each, without joints: quick to make.
constexpr const char* kRun =
    "meshgate run split cube1.stl --part f --joint none -o out --no-progress --no-verify";

std::atomic<double> stopped_clock{1000};

sandbox::Sandbox start(const std::string& script, bool own_clock = false) {
  sandbox::SandboxOptions options;
  options.client_id = kPlantedId;
  options.client_secret = kPlantedSecret;
  options.seed = kSeed;
  options.task_s = 0.02;
  options.threads = 4;
  if (own_clock) options.now_s = [] { return stopped_clock.load(); };
  auto faults = sandbox::parse_faults(script);
  if (!faults) FAIL(script << ": " << describe(faults.error()));
  options.faults = std::move(*faults);
  auto box = sandbox::Sandbox::start(std::move(options));
  REQUIRE(box);
  return std::move(*box);
}

// Tokens of a sandbox follow from its seed.
std::vector<std::string> tokens_and_signatures() {
  std::vector<std::string> secrets{"Signature=", "Expires="};
  for (int i = 0; i < 4; ++i)
    secrets.push_back(sha256_hex(as_bytes(std::string(kSeed) + " token " + std::to_string(i))));
  return secrets;
}

/// A sandbox with a fault and a folder for the program's runs against it.
struct Trial {
  explicit Trial(const Expected& expectation)
      : expected(expectation), box(start(expectation.script)), bench(box.base_url()) {
    static_cast<void>(bench.cube_file(1));
  }
  [[nodiscard]] std::string text(const std::string& name) const { return read_text(bench.path(name)); }
  [[nodiscard]] nlohmann::json stats() const { return nlohmann::json::parse(box.stats_json()); }

  const Expected& expected;
  sandbox::Sandbox box;
  ProgramBench bench;
};

void check(const Trial& trial) {
  const Expected& expected = trial.expected;
  const std::string said = trial.text("run.err"), resumed = trial.text("resume.err");
  const nlohmann::json stats = trial.stats();
  INFO("fault " << expected.script << "\n" << said << "\nresume:\n" << resumed << "\n" << stats.dump(1));
  CHECK(trial.text("run.code") == std::to_string(expected.code) + "\n");
  CHECK(trial.text("resume.code") == std::to_string(expected.resumed) + "\n");
  CHECK(said.find(expected.says) != std::string::npos);
  CHECK(stats.at("created") == expected.created);
  const bool charged = expected.created == 1 && expected.script != "generate-failed";
  CHECK(stats.at("charged") == (charged ? 20 : 0));
  CHECK(std::filesystem::exists(trial.bench.path("out/cube1/cube1.split.glb")) == expected.result);
  // Nothing half is left, under any name that looks whole.
  for (const auto& entry : std::filesystem::recursive_directory_iterator(trial.bench.folder()))
    CHECK((entry.path().extension() != ".part" &&
           (!expected.result || entry.path().extension() != ".incomplete")));
  check_no_secret(all_bytes_below(trial.bench.folder()), tokens_and_signatures());
}

// Several at a time: most of them wait for a while.
void try_all(const std::vector<Expected>& expectations) {
  constexpr std::size_t kTogether = 15;
  for (std::size_t begin = 0; begin < expectations.size(); begin += kTogether) {
    std::vector<std::unique_ptr<Trial>> trials;
    std::string script;
    for (std::size_t i = begin; i < std::min(begin + kTogether, expectations.size()); ++i) {
      trials.push_back(std::make_unique<Trial>(expectations[i]));
      script += trials.back()->bench.subshell(std::string(kRun) +
                                              " >run.out 2>run.err; echo $? >run.code\n"
                                              "meshgate resume --no-verify >resume.out 2>resume.err\n"
                                              "echo $? >resume.code; meshgate jobs --all >jobs.txt\n") +
                " &\n";
    }
    CHECK(run_line(script + "wait", {}).err.empty());
    for (const auto& trial : trials) check(*trial);
  }
}

}  // namespace

TEST_CASE("sandbox: every fault of requests has its message and exit code, and nothing is paid twice",
          "[remote][sandbox]") {
  try_all(kOfRequests);
}

TEST_CASE(
    "sandbox: every fault of tasks and downloads has its message and exit code, and nothing is paid twice",
    "[remote][sandbox]") {
  try_all(kOfResults);
}

TEST_CASE("sandbox: no fault on the way is left out of the tests", "[remote][sandbox][meta]") {
  std::set<std::string> tried{"stuck", "stall-download", "no-renewal"};  // below
  for (const auto* list : {&kOfRequests, &kOfResults}) {
    for (const Expected& expected : *list) {
      const auto faults = sandbox::parse_faults(expected.script);
      REQUIRE(faults);
      for (const sandbox::Fault& fault : *faults) tried.insert(std::string(fault.kind->name));
    }
  }
  for (const sandbox::FaultKind& kind : sandbox::fault_kinds()) {
    INFO(kind.name);
    CHECK((kind.stage == sandbox::FaultStage::kResult || tried.contains(std::string(kind.name))));
  }
}

TEST_CASE("sandbox: a task that never ends is left at the deadline, and asked for again",
          "[remote][sandbox]") {
  const sandbox::Sandbox box = start("stuck");
  const ProgramBench bench(box.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun first = bench.run(std::string(kRun) + " --deadline 0.005");
  INFO(first.err);
  CHECK(first.code == 4);
  CHECK(first.err.find("not done 0.3 s after it was submitted") != std::string::npos);
  CHECK(first.err.find("`meshgate resume` asks again") != std::string::npos);
  CHECK(bench.run("meshgate resume --deadline 0.005").code == 4);
  CHECK(nlohmann::json::parse(box.stats_json()).at("created") == 1);
}

TEST_CASE("sandbox: a download that stalls goes on where it stalled", "[remote][sandbox]") {
  const sandbox::Sandbox box = start("stall-download");
  ProgramBench bench(box.base_url());
  static_cast<void>(bench.cube_file(1));
  bench.variables["MESHGATE_STALL_SECONDS"] = "0.5";
  const ProgramRun run = bench.run(kRun);
  INFO(run.err);
  CHECK(run.code == 0);
  CHECK(run.err.find("nothing moved for 0.5 s") != std::string::npos);
  CHECK(nlohmann::json::parse(box.stats_json()).at("requests").at("download") >= 2);
  CHECK(std::filesystem::exists(bench.path("out/cube1/cube1.split.glb")));
}

TEST_CASE("sandbox: a link that is over and not renewed is told, and the result is not lost without a word",
          "[remote][sandbox]") {
  const bool renewed = GENERATE(true, false);
  stopped_clock = 1000;
  const sandbox::Sandbox box = start(renewed ? "" : "no-renewal", true);
  const ProgramBench bench(box.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun submitted = bench.run("meshgate submit split cube1.stl --part f --joint none --quiet");
  REQUIRE(submitted.code == 0);
  const std::string id = submitted.out.substr(0, 8);
  box.wait_for_work();
  stopped_clock = 1010;
  CHECK(bench.run("meshgate wait " + id + " --quiet").code == 0);
  stopped_clock = 1010 + 3601;
  const ProgramRun fetched = bench.run("meshgate fetch " + id + " -o out");
  INFO(fetched.err);
  CHECK(fetched.code == (renewed ? 0 : 3));
  CHECK((fetched.err.find("the link has expired") != std::string::npos) == !renewed);
  CHECK((fetched.err.find("within the hour that results live") != std::string::npos) == !renewed);
  const std::string next = bench.run("meshgate jobs").out;
  INFO(next);
  CHECK((next.find("meshgate run … --again") != std::string::npos) == !renewed);
  CHECK(nlohmann::json::parse(box.stats_json()).at("created") == 1);
  check_no_secret(all_bytes_below(bench.folder()) + fetched.err + fetched.out, tokens_and_signatures());
}

TEST_CASE("sandbox: callbacks of every sort end with the result, once", "[remote][sandbox]") {
  const std::string fault = GENERATE("", "false-callback", "status-field");
  CAPTURE(fault);
  const sandbox::Sandbox box = start(fault);
  const ProgramBench bench(box.base_url());
  static_cast<void>(bench.cube_file(1));
  const ProgramRun run = bench.run(
      "meshgate listen --once --quiet --url-file url.txt >listen.txt & pid=$!\n"
      "while kill -0 $pid && ! [ -s url.txt ]; do :; done\n"
      "meshgate submit split cube1.stl --part f --joint none --quiet --callback-url \"$(cat url.txt)\" "
      "|| exit 9\n"
      "wait $pid; echo $?; tail -n 1 listen.txt");
  INFO(run.out << run.err);
  CHECK(run.out.find("\n0\n") != std::string::npos);
  CHECK(run.out.ends_with("/cube1.split.glb\n"));
  const auto stats = nlohmann::json::parse(box.stats_json());
  CHECK(stats.at("created") == 1);
  // The link of a false callback was not followed: it is no file of the sandbox.
  CHECK(stats.at("requests").at("download") == 1);
  check_no_secret(all_bytes_below(bench.folder()), tokens_and_signatures());
}
