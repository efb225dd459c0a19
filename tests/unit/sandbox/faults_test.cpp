#include "sandbox/faults.h"

#include <catch2/catch.hpp>
#include <set>

#include "support/files.h"

using namespace meshgate;
using namespace meshgate::sandbox;

TEST_CASE("faults: a script is rules in lines or between semicolons", "[sandbox]") {
  const auto faults = parse_faults(
      "# what goes wrong\n"
      "token-only ; 429:n=2\n"
      "  cut-download: at=30% , from=2 , n=1 # in the second download\n"
      "\n"
      "overlap:0.3;500-then-200;string-codes:on=split.query\n");
  REQUIRE(faults);
  REQUIRE(faults->size() == 6);
  CHECK((*faults)[0].kind->name == "token-only");
  CHECK((*faults)[0].on == "any");
  CHECK((*faults)[1].times == 2);
  CHECK((*faults)[1].value == "1");
  CHECK((*faults)[2].from == 2);
  CHECK((*faults)[2].amount().relative);
  CHECK((*faults)[2].amount().value == Approx(0.3));
  CHECK((*faults)[3].amount().value == Approx(0.3));
  CHECK_FALSE((*faults)[3].amount().relative);
  CHECK((*faults)[4].kind->name == "500");
  CHECK((*faults)[4].times == 1);
  CHECK((*faults)[5].on == "split.query");
}

TEST_CASE("faults: what is wrong in a script is named, with what was meant", "[sandbox]") {
  const auto message = [](std::string_view script) {
    const auto faults = parse_faults(script);
    REQUIRE_FALSE(faults);
    CHECK(faults.error().kind == ErrorKind::kUsage);
    return faults.error().message;
  };
  const auto begins = [&](std::string_view script, std::string_view text) {
    INFO(message(script));
    CHECK(message(script).starts_with(text));
  };
  begins("tokn-only",
         "fault script: unknown fault \"tokn-only\"; did you mean \"token-only\"? Known: token-only, "
         "bearer-only, ");
  CHECK(message("zzzzzzzz").ends_with("depth-few-levels, depth-small"));
  begins("429:m=2",
         "fault script: unknown parameter of 429 \"m\"; did you mean \"n\"? Known: n, from, on, retry-after");
  CHECK(message("429:n=-1") == "fault script: n takes a whole number from 0, not \"-1\"");
  begins(
      "drop:on=splt.create",
      "fault script: unknown endpoint \"splt.create\"; did you mean \"split.create\"? Known: any, token, ");
  CHECK(message("token-only:5") == "fault script: token-only has no parameter for \"5\"");
}

TEST_CASE("faults: a value that a fault cannot have is refused with what it may be", "[sandbox]") {
  const auto refused = [](std::string_view script) {
    const auto faults = parse_faults(script);
    return faults ? std::string() : faults.error().message;
  };
  CHECK(refused("cut-download:at=200%") ==
        "fault script: at of cut-download takes bytes (also as 10k, 10M, 10G) or 0% to 100%, not \"200%\"");
  CHECK(refused("slow-reply:seconds=-5") ==
        "fault script: seconds of slow-reply takes seconds from 0 to 86400, not \"-5\"");
  for (const char* script :
       {"cut-download:at=xx", "cut-download:at=", "cut-download:at=5x", "cut-download:at=-1",
        "cut-download:nan", "429:retry-after=1.5", "429:retry-after=inf", "pad-result:bytes=5%",
        "part-missing:part=0", "part-missing:part=1.5", "part-scaled:by=0", "part-scaled:by=5%",
        "foreign-blob:size=-1", "wrong-suffix:suffix=/../x", "wrong-suffix:suffix=bin",
        "part-moved:by=1e9"}) {
    INFO(script);
    CHECK(refused(script).find(" takes ") != std::string::npos);
  }
  for (const char* script : {"cut-download:at=0", "cut-download:at=100%", "stall-download:at=10M",
                             "slow-reply:seconds=0.5", "joint-too-tight:clearance=-0.03%",
                             "part-moved:by=-5%", "wrong-suffix:suffix=", "wrong-suffix:suffix=.tar.gz"})
    CHECK(refused(script) == "");
  // What a kind does unless a script says otherwise is allowed, too.
  for (const FaultKind& kind : fault_kinds()) {
    if (!kind.parameter.empty()) CHECK(accept_value(kind, kind.fallback));
  }
}

TEST_CASE("faults: a rule hits the requests that it counts to", "[sandbox]") {
  FaultPlan plan(*parse_faults("429:from=2,n=2;string-codes:on=split"));
  const auto hits = [&plan](std::string_view endpoint) {
    std::set<std::string_view> names;
    for (const Fault& fault : plan.take_all(FaultStage::kReply, endpoint)) names.insert(fault.kind->name);
    return names;
  };
  CHECK(hits("depth.create").empty());
  CHECK(hits("depth.query").empty());  // not counted: 429 is for create
  CHECK(hits("depth.create") == std::set<std::string_view>{"429"});
  CHECK(hits("split.create") == std::set<std::string_view>{"429", "string-codes"});
  CHECK(hits("split.create") == std::set<std::string_view>{"string-codes"});
  CHECK(hits("token").empty());
}

TEST_CASE("faults: the table is sound", "[sandbox]") {
  std::set<std::string_view> names;
  for (const FaultKind& kind : fault_kinds()) {
    INFO(kind.name);
    CHECK(names.insert(kind.name).second);
    CHECK_FALSE(kind.doc.empty());
    CHECK_FALSE(kind.on.empty());
    CHECK(kind.parameter.empty() == kind.fallback.empty());
    const auto parsed = parse_faults(kind.name);
    REQUIRE(parsed);
    CHECK(parsed->front().value == kind.fallback);
  }
}

TEST_CASE("faults: the guide lists every one", "[sandbox][meta]") {
  const std::string guide = test::read_text(test::source_dir() / "docs/guide/sandbox.md");
  for (const FaultKind& kind : fault_kinds()) {
    INFO(kind.name);
    std::string name(kind.name);
    if (!kind.parameter.empty()) name += ":" + std::string(kind.parameter) + "=" + std::string(kind.fallback);
    CHECK(guide.find("| `" + name + "` | " + std::string(kind.on) + " |") != std::string::npos);
  }
}
