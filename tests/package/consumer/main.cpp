// Says whether files are fit for the service, and why not.
#include <meshgate/meshgate.h>

#include <iostream>

int main(int argc, char** argv) {
  const auto profile = meshgate::load_profile("hitem3d");
  if (!profile) return meshgate::exit_code(profile.error().kind);

  const auto report = meshgate::check_files({argv + 1, argv + argc}, {.profile = *profile});
  if (!report) {
    std::cerr << describe(report.error()) << '\n';
    return meshgate::exit_code(report.error().kind);
  }
  for (const meshgate::InputReport& input : report->inputs) {
    std::cout << input.path << ": " << to_string(input.verdict) << '\n';
    for (const meshgate::Finding& finding : input.findings) {
      std::cout << "  " << finding.rule << ": " << finding.message << '\n';
    }
  }
  return meshgate::exit_code(*report, meshgate::Severity::kError);
}
