#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 2> kRules{{
    {
        .id = "file/too-large",
        .summary = "the file is larger than the target accepts",
        .severity = Severity::kError,
        .explanation =
            R"(The size of the file is above the limit `mesh-bytes` or `image-bytes` of the profile. It is judged by the
directory entry alone: the file is not read, and no other rule is decided.

For Hitem3D the limit is "200 MB" for meshes and "20 MB" for images. The provider does not say which megabyte is
meant, so the error begins at the binary reading (209 715 200 and 20 971 520 bytes) and `file/near-size-limit` warns
from the decimal one.

**Why it matters.** The upload is refused, often only when all of it was sent. Slicers and engines have no such limit, they get
slow.

**How to fix it.** `meshgate prepare` decimates a mesh or re-encodes an image until it is below the limit. A binary
GLB is about a third of an ASCII format.)",
        .fix = "decimate",
        .since = "0.1",
    },
    {
        .id = "file/near-size-limit",
        .summary = "the file is within the ambiguous range of the size limit",
        .severity = Severity::kWarning,
        .explanation =
            R"(The file is larger than the limit when a megabyte is read as 1 000 000 bytes (`mesh-bytes-near`,
`image-bytes-near`), and not larger when it is read as 1 048 576 bytes.

**Why it matters.** The provider's pages say "MB" and not which one; the upload may be refused.

**How to fix it.** Stay below the decimal figure; `meshgate prepare` aims there.)",
        .fix = "decimate",
        .since = "0.1",
    },
}};

void run(const FileInput& input, CheckContext& context) {
  if (input.kind == AssetKind::kUnknown) return;
  const bool image = input.kind == AssetKind::kImage;
  const auto hard = context.profile().limit(image ? "image-bytes" : "mesh-bytes");
  const auto near = context.profile().limit(image ? "image-bytes-near" : "mesh-bytes-near");
  const auto size = static_cast<double>(input.bytes);
  const auto evidence = [&](double limit) {
    return Where{
        {},
        {},
        {{"bytes", static_cast<std::int64_t>(input.bytes)}, {"limit", static_cast<std::int64_t>(limit)}}};
  };
  if (hard && size > *hard) {
    context.out.report("file/too-large", evidence(*hard),
                       "{} ({} bytes) is above the limit of {} bytes: {}. The file was not read",
                       format_bytes(input.bytes), group_digits(input.bytes),
                       group_digits(static_cast<std::uint64_t>(*hard)),
                       image ? "resize or re-encode it" : "decimate it, or store it as GLB");
  } else if (near && size > *near) {
    context.out.report(
        "file/near-size-limit", evidence(*near),
        "{} bytes is above {} bytes, the limit if MB means 10^6 bytes: stay below it to be safe",
        group_digits(input.bytes), group_digits(static_cast<std::uint64_t>(*near)));
  }
}

}  // namespace

extern const Check check_file_size{.rules = kRules, .run = run};

}  // namespace meshgate
