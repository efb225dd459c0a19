#pragma once
// Reading through Assimp, in a child process: a crash, a hang or a grab for memory ends the child, not us.
#include <string>

#include "core/source.h"
#include "meshgate/format.h"

namespace meshgate {

/// What to read, and how patient to be.
struct BridgeRequest {
  std::string format;  ///< id for the asset
  std::string hint;    ///< suffix that makes Assimp choose its reader, without the dot
  /// Wall clock; the processor time is bounded alike. 0 = 10 s and one more for every 2 MB: Assimp's readers
  /// do about 5 MB/s, and some of them never end on a file that was cut.
  double deadline_s = 0;
  std::string program = {};  ///< the helper; empty = find_import_helper()
};

/// The helper `meshgate-import`: MESHGATE_IMPORT, else beside the running program, else in libexec/meshgate
/// next to it, else where it was configured to be installed. Empty when there is none.
std::string find_import_helper();

/// Reads `source` with the helper, which gets the file on its standard input, an environment without secrets,
/// and limits of memory (options.max_memory), processor time and open files; it cannot open other files for
/// Assimp.
///
/// No post-processing of Assimp is asked for: nothing is joined, repaired or oriented. Polygons are cut here,
/// as those of an OBJ are. Assimp's readers repeat vertices for each face, so bit-equal positions get one
/// index and attributes are indexed by corner; `positions_unique` says so. kMalformed when Assimp refuses the
/// file or crashes, kLimit for time and memory, kUnsupported when the helper is missing, kCancelled on a
/// stop.
Result<Asset> read_through_bridge(const Source& source, const ReadOptions& options,
                                  const BridgeRequest& request);

}  // namespace meshgate
