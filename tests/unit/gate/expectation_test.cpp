#include <catch2/catch.hpp>

#include "meshgate/verify.h"

using namespace meshgate;

TEST_CASE("expectation: what can be asked for", "[verify][expectation]") {
  const Expectation split = parse_expectation("split:character:d:dovetail").value();
  CHECK(split.kind == ExpectationKind::kSplit);
  CHECK(split.character);
  CHECK(split.parts == 4);
  CHECK(split.joint == "dovetail");
  CHECK_FALSE(split.loose_connectors);
  CHECK(parse_expectation("split").value().parts == 6);
  CHECK(parse_expectation("split").value().joint == "ball");
  CHECK(parse_expectation("SPLIT:Character:F:none").value().parts == 2);
  CHECK(parse_expectation("split:character:a:ball:loose").value().loose_connectors);
  CHECK(parse_expectation("split:general").value().level == "medium");
  CHECK(parse_expectation("split:general:high").value().parts == 0);
  CHECK(parse_expectation("segmentation:low").value().level == "low");
  const Expectation depth = parse_expectation("depth:pro:rmbg").value();
  CHECK(depth.kind == ExpectationKind::kDepth);
  CHECK(depth.remove_background);
  CHECK_FALSE(parse_expectation("depth:base").value().remove_background);
  CHECK(parse_expectation("none").value().kind == ExpectationKind::kNone);
}

TEST_CASE("expectation: what cannot", "[verify][expectation]") {
  for (const char* text :
       {"", "splat", "split:other", "split:character:g", "split:character:a:glue",
        "split:character:a:ball:loose:more", "split:character:a:ball:tight", "split:general:huge",
        "split:general:low:x", "segmentation:x", "depth:ultra", "depth:pro:x", "none:x"}) {
    const auto parsed = parse_expectation(text);
    INFO(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().kind == ErrorKind::kUsage);
    CHECK(parsed.error().message.find("--expect") != std::string::npos);
  }
  CHECK(parse_unit_mm("in").value() == 25.4);
  CHECK_FALSE(parse_unit_mm("ft"));
  CHECK(parse_process("resin").value() == PrintProcess::kResin);
  CHECK_FALSE(parse_process("sls"));
}
