#include <catch2/catch.hpp>

#include "meshgate/emitter.h"
#include "meshgate/gate.h"
#include "support/files.h"
#include "support/rule_cases.h"

using namespace meshgate;
using namespace meshgate::test;

TEST_CASE("reports: byte-identical on every run and for any number of threads", "[report][parallel]") {
  std::vector<std::string> inputs{"/absent/file.stl"};
  for (const std::string& file : files_below("testdata/demo"))
    inputs.push_back((source_dir() / file).string());
  for (const char* rule : {"open-edge", "self-intersection", "inverted-shell"}) {
    for (const std::string& input : rule_case_inputs()) {
      if (input.find(rule) != std::string::npos) inputs.push_back((source_dir() / input).string());
    }
  }
  const auto check = [&](int jobs) {
    CheckOptions options;
    options.profile = load_profile("print-fdm").value();
    options.jobs = jobs;
    options.hash = true;
    options.pictures = PictureStyle::kReport;
    return check_files(inputs, options).value();
  };
  const Report first = check(1);
  for (const int jobs : {1, 4}) {
    const Report again = check(jobs);
    for (const Emitter* emitter : all_emitters()) {
      INFO(emitter->id << " with " << jobs << " threads");
      CHECK((emitter->render(first, {}) == emitter->render(again, {})));
    }
  }
}
