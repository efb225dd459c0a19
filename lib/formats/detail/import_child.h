#pragma once
// One run of the import helper.
#include <stop_token>
#include <string>
#include <vector>

#include "core/source.h"
#include "meshgate/result.h"

namespace meshgate {

struct ChildLimits {
  std::uint64_t memory = 0;      ///< address space of the child, bytes
  std::uint64_t max_output = 0;  ///< more is kLimit
  double deadline_s = 60;
};

/// Runs `program hint` with the file on its standard input and returns what it writes. The child is always
/// gone when this returns. How it ended is in the error: a signal, the deadline, too much output.
Result<std::vector<std::byte>> run_import_child(const std::string& program, const std::string& hint,
                                                const Source& file, const ChildLimits& limits,
                                                const std::stop_token& stop);

}  // namespace meshgate
