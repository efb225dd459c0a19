#pragma once
// Where an output goes, and writing it as a whole or not at all.
#include <string>

#include "meshgate/format.h"
#include "meshgate/prepare.h"

namespace meshgate {

/// The format that the suffix of an output names. kUsage with the suffixes that can be written.
Result<const Format*> output_format(const std::string& output, AssetKind kind);

/// kUsage when `path` is the input under whatever name, is there and may not be replaced, or its folder is
/// not.
Result<bool> check_target(const std::string& path, const std::string& input, bool overwrite);

/// Writes the files of an output, `path` last: it names the others, so that whoever sees it finds them. Each
/// is written beside its place, flushed and renamed. kUsage as check_target() for each, before the first is
/// written; kIo.
Result<bool> write_output(const std::string& path, const Written& written, const std::string& input,
                          bool overwrite);

/// "folder/model.refused.glb": where a refused output is kept.
std::string refused_path(const std::string& output);

}  // namespace meshgate
