#pragma once
// --baseline and --write-baseline.
#include <memory>
#include <string>

#include "command.h"
#include "meshgate/baseline.h"
#include "meshgate/report.h"

namespace meshgate {

/// The findings that count as known: those of --baseline, else of the file that is to be written anew; null
/// when there is none. kNotFound for a baseline that is not there, kConfig for a file that is none.
Result<std::shared_ptr<const Baseline>> known_findings(const Arguments& arguments);

/// Accepts all findings of the report into the file of --write-baseline, and says so on stderr.
Result<bool> write_new_baseline(const Arguments& arguments, const Report& report, const Baseline* previous);

}  // namespace meshgate
