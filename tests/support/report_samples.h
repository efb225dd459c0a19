#pragma once
// Reports made by hand, for the tests of emitters.
#include <string>
#include <string_view>
#include <vector>

#include "meshgate/report.h"

namespace meshgate::test {

/// Texts that break a careless writer of some format: markup, quotes, control bytes, invalid UTF-8.
const std::vector<std::string>& nasty_texts();

/// Every field of a report filled; each text of an input's findings is one of nasty_texts(). The first input
/// has two muted findings, and one finding of the baseline is gone.
Report nasty_report();

/// A report without inputs.
Report empty_report();

/// `inputs` models that pass, named "models/0001.glb" and so on.
Report passing_report(std::size_t inputs);

/// `inputs` models with `findings` findings each: errors, warnings and infos of known rules in turn.
Report many_findings(std::size_t inputs, std::size_t findings);

/// Whether a rendered report has this part, and how often.
bool contains(std::string_view text, std::string_view part);
std::size_t occurrences(std::string_view text, std::string_view part);

/// A picture of `bytes` bytes that no viewer shows but the smallest one, which is a real PNG.
Picture tiny_picture(std::string name, std::size_t bytes = 0);

}  // namespace meshgate::test
