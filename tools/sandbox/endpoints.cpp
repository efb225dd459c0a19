#include "sandbox/endpoints.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/text.h"

namespace meshgate::sandbox {
namespace {

// Codes of the documentation. It has none for a wrong `part`, `joint`, `merge`, `level` and some more:
// 10031099 stands for those and is made up.
constexpr int kTooLarge = 10031001, kFaceCount = 10031002, kResolution = 10031003, kFormat = 10031004,
              kFileType = 10031005, kModel = 10031006, kBoth = 10031007, kNeither = 10031008,
              kTooManyViews = 10031009, kNoForm = 10031010, kMeshUrlMissing = 10031011,
              kMeshUrlNotHttp = 10031012, kCannotTexture = 10031017, kOtherValue = 10031099;

constexpr std::array<FormField, 8> kSplitFields{{
    {"mesh_url", "", false, "", kMeshUrlNotHttp},
    {"model", "character", false, "character general", kModel},
    {"part", "a", false, "a b c d e f", kOtherValue},
    {"joint", "ball", false, "none ball dovetail", kOtherValue},
    {"merge", "yes", false, "yes no", kOtherValue},
    {"level", "medium", false, "low medium high", kOtherValue},
    {"format", "1", false, "1 2 3 4 5", kFormat},
    {"callback_url", "", false, "", kOtherValue},
}};

constexpr std::array<FormField, 4> kSegmentationFields{{
    {"mesh_url", "", false, "", kMeshUrlNotHttp},
    {"seg_level", "medium", true, "low medium high", kOtherValue},
    {"format", "", true, "1 2 3 4 5", kFormat},
    {"callback_url", "", false, "", kOtherValue},
}};

constexpr std::array<FormField, 6> kDepthFields{{
    {"image_url", "", false, "", kMeshUrlNotHttp},
    {"model_type", "pro", true, "pro base", kModel},
    {"rmbg", "1", false, "0 1", kOtherValue},
    {"response_format", "url", false, "url", kOtherValue},
    {"format", "1", false, "1 2", kFormat},
    {"callback_url", "", false, "", kOtherValue},
}};

constexpr std::array<FormField, 8> kGenerateFields{{
    {"request_type", "3", true, "1 2 3", kOtherValue},
    {"model", "", true, "hitem3dv1 hitem3dv1.5 hitem3dv2.0 scene-portraitv1.5 scene-portraitv2.0", kModel},
    {"resolution", "1024", false, "512 1024 1536 1536pro", kResolution},
    {"face", "", false, "100000..2000000", kFaceCount},
    {"format", "2", false, "1 2 3 4", kFormat},
    {"multi_images_bit", "", false, "", kOtherValue},
    {"mesh_url", "", false, "", kMeshUrlNotHttp},
    {"callback_url", "", false, "", kOtherValue},
}};

constexpr std::uint64_t kMeshBytes = 200U << 20U, kImageBytes = 20U << 20U;

// Prices are of November 2025 and not official; that of segmentation is not known at all.
constexpr std::array<TaskEndpoint, 4> kEndpoints{{
    {TaskKind::kSplit, "split", "/split/create-task", "/split/query-task", "split", kSplitFields, "mesh",
     kMeshBytes, 20},
    {TaskKind::kSegmentation, "segmentation", "/segmentation/create-task", "/segmentation/query-task", "seg",
     kSegmentationFields, "mesh", kMeshBytes, 20},
    {TaskKind::kDepth, "depth", "/depth/create-task", "/depth/query-task", "depth", kDepthFields, "image",
     kImageBytes, 10},
    {TaskKind::kGenerate, "generate", "/submit-task", "/query-task", "3d", kGenerateFields, "", kImageBytes,
     30},
}};

bool is_among(std::string_view values, std::string_view value) {
  while (!values.empty()) {
    const std::size_t end = std::min(values.find(' '), values.size());
    if (values.substr(0, end) == value) return true;
    values.remove_prefix(std::min(end + 1, values.size()));
  }
  return false;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

bool accepts(const FormField& field, const std::string& value) {
  const std::size_t dots = field.values.find("..");
  if (dots == std::string_view::npos) return field.values.empty() || is_among(field.values, value);
  const auto given = number(value), min = number(field.values.substr(0, dots)),
             max = number(field.values.substr(dots + 2));
  return given && *given >= *min && *given <= *max;
}

std::optional<Refusal> read_fields(const HttpRequest& request, TaskRequest& task) {
  for (const FormField& field : task.endpoint->fields) {
    std::string value(field.fallback);
    bool given = false;
    for (const FormPart& part : request.form) {
      if (part.name != field.name || !part.path.empty()) continue;
      value = part.value;
      given = true;
    }
    if (field.required && !given && field.fallback.empty())
      return Refusal{field.code, fmt::format("{} is required", field.name)};
    if (!value.empty() && !accepts(field, value))
      return Refusal{field.code, fmt::format("{} \"{}\" is not one of: {}", field.name, printable(value, 60),
                                             field.values)};
    task.fields[std::string(field.name)] = std::move(value);
  }
  return {};
}

bool is_http(std::string_view url) { return url.starts_with("http://") || url.starts_with("https://"); }

std::optional<Refusal> check_file(const FormPart& file, bool is_mesh) {
  const std::uint64_t limit = is_mesh ? kMeshBytes : kImageBytes;
  if (file.bytes > limit)
    return Refusal{kTooLarge, fmt::format("{} has {} bytes, the limit is {}", file.name, file.bytes, limit)};
  if (file.bytes == 0) return Refusal{kNoForm, file.name + " is empty"};
  const std::string suffix = suffix_of(file.file_name);
  if (!is_among(is_mesh ? ".glb .stl .obj" : ".png .jpg .jpeg .webp", suffix))
    return Refusal{is_mesh ? kFormat : kFileType,
                   fmt::format("{}: files \"{}\" are not taken", file.name, printable(suffix, 20))};
  return {};
}

// Exactly one of a file and a URL.
std::optional<Refusal> read_single_input(const HttpRequest& request, TaskRequest& task) {
  const std::string name(task.endpoint->file_field);
  for (const FormPart& part : request.form) {
    if (part.name == name && !part.path.empty()) task.files.push_back(part);
  }
  const std::string& url = task.field(name + "_url");
  if (task.files.size() > 1) return Refusal{kBoth, "one file, please"};
  if (!task.files.empty() && !url.empty())
    return Refusal{kBoth, name + " and " + name + "_url cannot both be given"};
  if (task.files.empty() && url.empty()) return Refusal{kNeither, name + " or " + name + "_url is required"};
  if (!url.empty() && !is_http(url)) return Refusal{kMeshUrlNotHttp, name + "_url must begin with http"};
  if (task.files.empty()) return {};
  return check_file(task.files.front(), name == "mesh");
}

std::optional<Refusal> check_views(const TaskRequest& task, bool single, bool multiple) {
  if (single && multiple) return Refusal{kBoth, "images and multi_images cannot both be given"};
  if (!single && !multiple) return Refusal{kNeither, "images or multi_images is required"};
  if (single) {
    if (task.files.size() > 1) return Refusal{kTooManyViews, "images takes one file"};
    return {};
  }
  if (task.files.size() > 4) return Refusal{kTooManyViews, "no more than 4 views"};
  const std::string& bits = task.field("multi_images_bit");
  if (bits.empty()) {
    if (task.files.size() < 2) return Refusal{kOtherValue, "multi_images takes 2 to 4 files"};
    return {};
  }
  const auto views = static_cast<std::size_t>(std::count(bits.begin(), bits.end(), '1'));
  if (bits.size() != 4 || bits.find_first_not_of("01") != std::string::npos || views != task.files.size())
    return Refusal{kOtherValue, "multi_images_bit does not fit the files"};
  if (bits.front() != '1') return Refusal{kOtherValue, "the front view is missing"};
  return {};
}

// Resolutions of each model.
std::optional<Refusal> check_model(const TaskRequest& task) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kResolutions{{
      {"hitem3dv1", "512 1024 1536"},
      {"hitem3dv1.5", "512 1024 1536 1536pro"},
      {"hitem3dv2.0", "1536 1536pro"},
      {"scene-portraitv1.5", "1536"},
      {"scene-portraitv2.0", "1536 1536pro"},
  }};
  const std::string& model = task.field("model");
  for (const auto& [name, values] : kResolutions) {
    if (name == model && !is_among(values, task.field("resolution")))
      return Refusal{kResolution, fmt::format("{} takes the resolutions {}", name, values)};
  }
  const std::string& type = task.field("request_type");
  const std::string& url = task.field("mesh_url");
  if (type == "2" && model.ends_with("v2.0"))
    return Refusal{kCannotTexture, model + " cannot texture a mesh"};
  if (type == "2" && url.empty()) return Refusal{kMeshUrlMissing, "mesh_url is required for request_type 2"};
  if (!url.empty() && !is_http(url)) return Refusal{kMeshUrlNotHttp, "mesh_url must begin with http"};
  return {};
}

std::optional<Refusal> check_generate(const HttpRequest& request, TaskRequest& task) {
  bool single = false, multiple = false;
  for (const FormPart& part : request.form) {
    if (part.path.empty() || (part.name != "images" && part.name != "multi_images")) continue;
    (part.name == "images" ? single : multiple) = true;
    task.files.push_back(part);
  }
  if (auto refusal = check_views(task, single, multiple)) return refusal;
  for (const FormPart& file : task.files) {
    if (auto refusal = check_file(file, false)) return refusal;
  }
  return check_model(task);
}

}  // namespace

std::span<const TaskEndpoint> task_endpoints() { return kEndpoints; }

const std::string& TaskRequest::field(const std::string& name) const {
  static const std::string kNone;
  const auto found = fields.find(name);
  return found == fields.end() ? kNone : found->second;
}

std::optional<Refusal> read_form(const TaskEndpoint& endpoint, const HttpRequest& request,
                                 TaskRequest& task) {
  task.endpoint = &endpoint;
  if (!request.body_error.empty()) return Refusal{kNoForm, request.body_error};
  if (!request.is_form || request.form.empty()) return Refusal{kNoForm, "an empty body, or no form upload"};
  if (auto refusal = read_fields(request, task)) return refusal;
  if (!is_http(task.field("callback_url")) && !task.field("callback_url").empty())
    return Refusal{kOtherValue, "callback_url must begin with http"};
  auto refusal =
      endpoint.file_field.empty() ? check_generate(request, task) : read_single_input(request, task);
  const bool is_character = endpoint.kind == TaskKind::kSplit && task.field("model") == "character";
  if (!refusal && is_character && !task.any_format && task.field("format") != "2")
    return Refusal{kFormat, "character supports format 2 only"};
  return refusal;
}

std::string_view result_suffix(const TaskRequest& task) {
  constexpr std::array<std::string_view, 5> kMeshSuffixes{".zip", ".glb", ".stl", ".fbx", ".usdz"};
  const char format = task.field("format").empty() ? '1' : task.field("format").front();
  if (task.endpoint->kind == TaskKind::kDepth) return format == '2' ? ".png" : ".exr";
  return kMeshSuffixes[static_cast<std::size_t>(format - '1') % kMeshSuffixes.size()];
}

}  // namespace meshgate::sandbox
