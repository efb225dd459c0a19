#pragma once
// A source and a result, compared as `meshgate verify` does but in memory.
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "meshgate/verify.h"
#include "support/mesh_builder.h"
#include "verify/comparison.h"
#include "verify/flat_mesh.h"

namespace meshgate::test {

/// Enough for the figure, and quick.
inline constexpr std::size_t kTestSamples = 6'000;

/// The report of one comparison; `unit_mm` 0 = not known.
InputReport judge(const Asset& source, const std::vector<ComparedFile>& results, const std::string& expect,
                  double unit_mm = 1);
InputReport judge(const Asset& source, const Asset& result, const std::string& expect, double unit_mm = 1);

/// A model of one mesh, as a GLB file has it.
Asset model_of(const Shape& shape);
/// The middle of the box of a shape.
double3 middle_of(const Shape& shape);
/// Puts each point of a shape where `to` says.
void map(Shape& shape, const std::function<double3(double3)>& to);

/// The shape as one part.
FlatMesh flat_of(const Shape& shape);

/// Ids of the rules that fired, each once.
std::set<std::string> rules_of(const InputReport& report);

/// The only finding of a rule; fails the test when there is none.
const Finding& finding_of_rule(const InputReport& report, const std::string& rule);

/// A metric by name, as a number; fails the test when it is absent.
double metric_of(const InputReport& report, const std::string& name);

/// A number of a finding's evidence; fails the test when it is absent.
double evidence_of(const Finding& finding, const std::string& name);

/// Rule, element and message of each finding, for messages of failed tests.
std::string describe_findings(const InputReport& report);

}  // namespace meshgate::test
