// The parts of a document that stand alone: version, extensions, cameras.
#include <fmt/core.h>

#include <cmath>
#include <numbers>

#include "core/text.h"
#include "formats/detail/gltf_model.h"

namespace meshgate {
namespace {

struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
};

std::optional<std::uint64_t> small_number(std::string_view digits) {
  if (digits.empty() || digits.size() > 9) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

std::optional<Version> parse_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto major = small_number(text.substr(0, dot));
  const auto minor = small_number(text.substr(dot + 1));
  if (!major || !minor) return std::nullopt;
  return Version{*major, *minor};
}

bool has_vendor_prefix(std::string_view name) {
  const std::size_t underscore = name.find('_');
  if (underscore == 0 || underscore == std::string_view::npos || underscore + 1 == name.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool digit = c >= '0' && c <= '9';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    if (i < underscore ? !(digit || upper) : !(digit || upper || lower || c == '_')) return false;
  }
  return true;
}

void check_used(GltfDocument& document, std::size_t i, Json required) {
  const std::string& name = document.root.find("extensionsUsed")[i].text();
  const std::string pointer = fmt::format("/extensionsUsed/{}", i);
  const std::string shown = printable(name, 60);
  if (!has_vendor_prefix(name)) {
    document.issues.add("gltf/invalid-extension-name-format", pointer,
                        fmt::format("\"{}\" is not of the form PREFIX_name", shown));
  }
  const GltfExtension* extension = find_gltf_extension(name);
  if (extension == nullptr) {
    document.issues.add(
        "gltf/unsupported-extension", pointer,
        fmt::format("meshgate does not know \"{}\" and does not check what it describes", shown));
    return;
  }
  if (!extension->must_be_required) return;
  for (std::size_t k = 0; k < required.size(); ++k) {
    if (required[k].text() == name) return;
  }
  document.issues.add(
      "gltf/non-required-extension", pointer,
      fmt::format("{} changes how the data is read and must be in extensionsRequired", shown));
}

void check_required(GltfDocument& document, std::size_t i) {
  const Json value = document.root.find("extensionsRequired")[i];
  if (!value.is_string()) return;
  const std::string pointer = fmt::format("/extensionsRequired/{}", i);
  if (!document.uses(value.text())) {
    document.issues.add("gltf/unused-extension-required", pointer,
                        fmt::format("{} is required but not listed in extensionsUsed", value.brief()));
  }
  const GltfExtension* extension = find_gltf_extension(value.text());
  if (extension == nullptr || extension->support == GltfSupport::kUnable) {
    document.issues.add(
        "gltf/required-extension-unsupported", pointer,
        fmt::format("the file cannot be read fully without {}, which meshgate does not read and most "
                    "services do not either. Export without it",
                    value.brief()));
  }
}

void check_extensions(GltfDocument& document) {
  const Json used = document.root.find("extensionsUsed");
  const Json required = document.root.find("extensionsRequired");
  if (required && !used) {
    document.issues.add("gltf/unsatisfied-dependency", "/extensionsRequired",
                        "extensionsRequired has a meaning only with extensionsUsed");
  }
  for (std::size_t i = 0; used.is_array() && i < used.size(); ++i) {
    if (!used[i].is_string()) continue;
    // Once for each name: a second time is gltf/duplicate-elements.
    if (document.extensions_used.insert(used[i].text()).second) check_used(document, i, required);
  }
  for (std::size_t i = 0; required.is_array() && i < required.size(); ++i) check_required(document, i);
}

void check_perspective(GltfDocument& document, Json camera, const std::string& pointer) {
  const double yfov = camera.find("yfov").number().value_or(0);
  if (yfov >= std::numbers::pi) {
    document.issues.add("gltf/camera-yfov-gequal-pi", pointer + "/yfov",
                        fmt::format("the field of view is {} rad, half a turn or more", yfov));
  }
}

void check_orthographic(GltfDocument& document, Json camera, const std::string& pointer) {
  for (const std::string_view name : {"xmag", "ymag"}) {
    const std::optional<double> value = camera.find(name).number();
    if (!value) continue;
    if (*value == 0) {
      document.issues.add("gltf/camera-xmag-ymag-zero", fmt::format("{}/{}", pointer, name),
                          fmt::format("{} is 0: the view has no size", name));
    } else if (*value < 0) {
      document.issues.add("gltf/camera-xmag-ymag-negative", fmt::format("{}/{}", pointer, name),
                          fmt::format("{} is negative: the picture is mirrored", name));
    }
  }
}

void check_camera(GltfDocument& document, Json camera, std::size_t index) {
  for (const std::string_view kind : {"perspective", "orthographic"}) {
    const Json lens = camera.find(kind);
    if (!lens.is_object()) continue;
    const std::string pointer = fmt::format("/cameras/{}/{}", index, kind);
    const std::optional<double> near_plane = lens.find("znear").number();
    const std::optional<double> far_plane = lens.find("zfar").number();
    if (near_plane && far_plane && *far_plane > 0 && *far_plane <= *near_plane) {
      document.issues.add("gltf/camera-zfar-lequal-znear", pointer, "zfar is not greater than znear");
    }
    if (kind == "perspective") {
      check_perspective(document, lens, pointer);
    } else {
      check_orthographic(document, lens, pointer);
    }
  }
  const std::string& type = camera.find("type").text();
  const bool both = camera.has("perspective") && camera.has("orthographic");
  if (both) {
    document.issues.add("gltf/one-of-mismatch", fmt::format("/cameras/{}", index),
                        "the camera is perspective and orthographic at the same time");
  } else if ((type == "perspective" || type == "orthographic") && !camera.has(type)) {
    document.issues.add("gltf/undefined-property", fmt::format("/cameras/{}", index),
                        fmt::format("the camera is of type {} but has no such object", type));
  }
}

}  // namespace

bool check_gltf_asset(GltfDocument& document) {
  check_extensions(document);
  const Json asset = document.root.find("asset");
  const std::string& text = asset.find("version").text();
  const std::optional<Version> version = parse_version(text);
  if (!version) return false;  // the schema says what is missing
  if (version->major != 2) {
    document.issues.add(
        "gltf/unknown-asset-major-version", "/asset/version",
        fmt::format("this is glTF {}; meshgate and the service read glTF 2.0. Export again as 2.0",
                    printable(text, 20)));
    return false;
  }
  if (version->minor > 0) {
    document.issues.add("gltf/unknown-asset-minor-version", "/asset/version",
                        fmt::format("this is glTF {}, newer than 2.0", printable(text, 20)));
  }
  const std::optional<Version> least = parse_version(asset.find("minVersion").text());
  if (least &&
      (least->major > version->major || (least->major == version->major && least->minor > version->minor))) {
    document.issues.add("gltf/asset-min-version-greater-than-version", "/asset/minVersion",
                        "minVersion is greater than version");
  }
  return true;
}

void check_gltf_cameras(GltfDocument& document) {
  const Json cameras = document.root.find("cameras");
  for (std::size_t i = 0; cameras.is_array() && i < cameras.size(); ++i) {
    if (cameras[i].is_object()) check_camera(document, cameras[i], i);
  }
}

}  // namespace meshgate
