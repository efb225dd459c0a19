#include <algorithm>
#include <array>

#include "checks/check.h"
#include "core/text.h"

namespace meshgate {
namespace {

constexpr std::array<Rule, 2> kRules{{
    {
        .id = "file/format-unsupported",
        .summary = "the target does not accept this format",
        .severity = Severity::kError,
        .explanation =
            R"(The content of the file (not its name) is of a format that the profile does not list, or of none that meshgate knows.
The message names the format when it was recognised. A profile that lists formats of models only takes no picture, and one
that lists formats of pictures only takes no model; one that lists none takes everything.

**Why it matters.** The service refuses the upload.

**How to fix it.** Convert the file: `meshgate prepare in.fbx -o out.glb` keeps materials and textures where the
target format can hold them.)",
        .fix = "convert",
        .since = "0.1",
    },
    {
        .id = "file/format-mismatch",
        .summary = "the suffix of the name disagrees with the content",
        .severity = Severity::kError,
        .explanation =
            R"(The content decides what a file is. Here the name says something else, or says nothing: an STL that is called
`model.obj`, a JPEG that is called `.png`, a GLB without a suffix. meshgate goes on with the format of the content.

**Why it matters.** The service and most tools choose their reader by the name. They fail, or worse, they guess.

**How to fix it.** Rename the file to the suffix that the message names.)",
        .since = "0.1",
    },
}};

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// What the bytes are when they are no format at all, with what to do; empty when nothing is known.
std::string_view stranger(std::span<const std::byte> head) {
  const std::string_view bytes(reinterpret_cast<const char*>(head.data()), head.size());
  if (bytes.find_first_not_of('\0') == std::string_view::npos) {
    return "the file begins with nothing but zeros: a copy or download reserved its space and never wrote "
           "it. Copy "
           "it again";
  }
  const std::string_view mark = bytes.substr(0, 2);
  if (mark == "\xFE\xFF" || mark == "\xFF\xFE") {
    return "the content is text in UTF-16, which readers of models do not understand: save it as UTF-8 or "
           "plain "
           "ASCII";
  }
  const std::size_t start = bytes.find_first_not_of(" \t\r\n");
  const std::string tag = start == std::string_view::npos ? std::string() : to_lower(bytes.substr(start, 14));
  if (tag.substr(0, 5) == "<html" || tag == "<!doctype html") {
    return "the content is a web page, perhaps an error page that a download saved: look at it in a browser, "
           "and "
           "download the file again";
  }
  return {};
}

// "glb, stl and png": what the profile lists, or the usual formats when it takes everything.
std::string accepted_formats(const Profile& profile) {
  if (profile.mesh_formats.empty() && profile.image_formats.empty()) return "glb, stl, obj, png, jpeg, webp";
  const bool both = !profile.mesh_formats.empty() && !profile.image_formats.empty();
  return joined(profile.mesh_formats) + (both ? " and " : "") + joined(profile.image_formats);
}

void report_stranger(const FileInput& input, CheckContext& context) {
  if (const std::string_view known = input.format.empty() ? stranger(input.head) : std::string_view{};
      !known.empty()) {
    return context.out.report("file/format-unsupported", {}, "{}", known);
  }
  const std::string suffix = suffix_of(input.path);
  context.out.report("file/format-unsupported", {},
                     "the content is of no format that meshgate knows{}: export it again as one of {}",
                     suffix.empty() ? std::string() : ", whatever the suffix " + printable(suffix) + " says",
                     accepted_formats(context.profile()));
}

void check_accepted(const FileInput& input, CheckContext& context) {
  if (input.kind == AssetKind::kUnknown) return report_stranger(input, context);
  const Profile& profile = context.profile();
  const bool image = input.kind == AssetKind::kImage;
  const std::vector<std::string>& formats = image ? profile.image_formats : profile.mesh_formats;
  const std::vector<std::string>& others = image ? profile.mesh_formats : profile.image_formats;
  const bool everything = formats.empty() && others.empty();
  if (everything || std::find(formats.begin(), formats.end(), input.format) != formats.end()) return;
  Where where;
  where.evidence = {{"format", std::string(input.format)}};
  if (formats.empty()) {
    return context.out.report("file/format-unsupported", std::move(where),
                              "this is {}, and profile {} takes {} only ({})", input.format_name,
                              profile.name, image ? "models" : "pictures", joined(others));
  }
  context.out.report("file/format-unsupported", std::move(where),
                     "this is {}; profile {} accepts {}: convert it", input.format_name, profile.name,
                     joined(formats));
}

void check_suffix(const FileInput& input, CheckContext& context) {
  if (input.kind == AssetKind::kUnknown || input.suffix_format == input.format) return;
  Where where;
  where.evidence = {{"content", std::string(input.format)}, {"suffix", suffix_of(input.path)}};
  if (input.suffix_format.empty()) {
    context.out.report("file/format-mismatch", std::move(where),
                       "the content is {}, and the name does not say so: rename it to end in .{}",
                       input.format_name, input.format == "jpeg" ? "jpg" : input.format);
  } else {
    context.out.report("file/format-mismatch", std::move(where),
                       "the content is {}, the suffix says {}: rename it to end in .{}", input.format_name,
                       suffix_of(input.path), input.format == "jpeg" ? "jpg" : input.format);
  }
}

void run(const FileInput& input, CheckContext& context) {
  if (input.bytes == 0) return;
  check_accepted(input, context);
  check_suffix(input, context);
}

}  // namespace

extern const Check check_file_format{.rules = kRules, .run = run};

}  // namespace meshgate
