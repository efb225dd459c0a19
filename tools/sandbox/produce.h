#pragma once
// What the service would do with its models: here geometry, deterministic.
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "meshgate/array.h"
#include "sandbox/endpoints.h"
#include "sandbox/faults.h"

namespace meshgate::sandbox {

/// What a task made: one file, as a URL gives one.
struct Product {
  std::string suffix;  ///< ".glb"
  Array<std::byte> bytes;
  std::vector<std::pair<std::string, double>> facts;  ///< "parts", "clearance" …: what a client may check
};

/// How to make things; the API has no fields for these.
struct ProduceOptions {
  /// Gap on each side of a joint, in units of the file; 0 = a thousandth of the bounding-box diagonal.
  double clearance = 0;
  std::uint32_t max_generated_faces = 200'000;
};

/// Makes the result of a task from its input files. An Error is what makes a task end as `failed`: an input
/// that is damaged, open, or cannot be cut as asked. Same input, same bytes.
Result<Product> produce(const TaskRequest& task, const std::vector<Fault>& faults,
                        const ProduceOptions& options, const std::stop_token& stop);

}  // namespace meshgate::sandbox
