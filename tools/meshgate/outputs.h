#pragma once
// --report FORMAT[=PATH]: what is to be written, and writing it.
#include <string>
#include <vector>

#include "command.h"
#include "meshgate/emitter.h"

namespace meshgate {

/// A report that was asked for: how and where to.
struct Output {
  const Emitter* emitter = nullptr;
  std::string path;  ///< empty = stdout
};

/// Reads all --report; text on stdout when there is none. kUsage for unknown formats, a second one on stdout,
/// and a path that is one of the inputs.
Result<std::vector<Output>> parse_outputs(const Arguments& arguments, const std::vector<std::string>& inputs);

/// Renders and writes each output; uses --quiet, --timings and --no-color.
Result<bool> write_outputs(const std::vector<Output>& outputs, const Report& report,
                           const Arguments& arguments, Severity fail_on);

/// kUsage when there is a file at `path` that is one of the inputs, by whatever name, or that `overwrite`
/// does not allow to replace.
Result<bool> refuse_existing(const std::string& path, const std::vector<std::string>& inputs, bool overwrite);

}  // namespace meshgate
