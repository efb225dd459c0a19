#include "formats/detail/gltf_schema.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "formats/detail/gltf_path.h"

namespace meshgate {
namespace {

constexpr auto kCollectionNames = std::to_array<std::string_view>({
    "accessors",
    "animations",
    "buffers",
    "bufferViews",
    "cameras",
    "images",
    "materials",
    "meshes",
    "nodes",
    "samplers",
    "scenes",
    "skins",
    "textures",
    "",
});

std::string_view shape_name(GltfShape shape) {
  switch (shape) {
    case GltfShape::kObject:
    case GltfShape::kIndexMap:
      return "object";
    case GltfShape::kObjects:
    case GltfShape::kCollection:
    case GltfShape::kStrings:
    case GltfShape::kNumbers:
    case GltfShape::kIndices:
    case GltfShape::kIndexMaps:
      return "array";
    case GltfShape::kString:
    case GltfShape::kVersion:
      return "string";
    case GltfShape::kNumber:
      return "number";
    case GltfShape::kInteger:
    case GltfShape::kIndex:
      return "integer";
    case GltfShape::kBool:
      return "boolean";
    case GltfShape::kAny:
      break;
  }
  return "value";
}

std::string with_article(std::string_view noun) {
  const bool vowel = std::string_view("aeiou").find(noun.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", noun);
}

bool fits(GltfShape shape, Json value) {
  const std::string_view name = shape_name(shape);
  if (name == "object") return value.is_object();
  if (name == "array") return value.is_array();
  if (name == "string") return value.is_string();
  if (name == "number") return value.is_number();
  if (name == "integer") return value.integer().has_value();
  if (name == "boolean") return value.boolean().has_value();
  return true;
}

bool is_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() &&
           std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  return dot != std::string_view::npos && digits(text.substr(0, dot)) && digits(text.substr(dot + 1));
}

template <class T>
std::string list_of(std::span<const T> values) {
  std::string text;
  for (const T& value : values) text += fmt::format("{}{}", text.empty() ? "" : ", ", value);
  return text;
}

class SchemaWalk {
 public:
  SchemaWalk(Json root, GltfIssues& issues) : root_(root), issues_(issues) {
    for (std::size_t i = 0; i < usage_.exists.size(); ++i) {
      const Json list = root.find(kCollectionNames[i]);
      if (!list.is_array()) continue;
      for (std::size_t k = 0; k < list.size(); ++k) usage_.exists[i].push_back(list[k].is_object());
      usage_.used[i].resize(list.size());
    }
    const Json used = root.find("extensionsUsed");
    for (std::size_t i = 0; i < used.size(); ++i) declared_.insert(used[i].text());
  }

  GltfUsage run() {
    check_object(root_, gltf_root_schema());
    return std::move(usage_);
  }

 private:
  void report(std::string_view rule, std::string message) {
    issues_.add(rule, path_.pointer(), std::move(message));
  }
  void report_at(std::string_view rule, std::string_view key, std::string message) {
    path_.push(key);
    report(rule, std::move(message));
    path_.pop();
  }

  void check_object(Json object, const GltfSchema& schema) {
    std::vector<bool> seen(schema.properties.size());
    for (std::size_t i = 0; i < object.size(); ++i) {
      const Json member = object[i];
      const std::string& key = member.key();
      const auto property = std::find_if(schema.properties.begin(), schema.properties.end(),
                                         [&](const GltfProperty& p) { return p.name == key; });
      path_.push(key);
      if (property != schema.properties.end()) {
        seen[static_cast<std::size_t>(property - schema.properties.begin())] = true;
        check_value(member, *property);
      } else if (key == "extensions") {
        check_extensions(member, schema);
      } else if (key == "extras") {
        if (!member.is_object() && member.kind() != JsonKind::kNull) {
          report("gltf/non-object-extras",
                 fmt::format("extras is {}, an object is recommended", member.brief()));
        }
      } else {
        report("gltf/unexpected-property",
               fmt::format("\"{}\" is not a property of {}", printable(key, 60), schema.name));
      }
      path_.pop();
    }
    for (std::size_t i = 0; i < schema.properties.size(); ++i) {
      if (schema.properties[i].required && !seen[i]) {
        report("gltf/undefined-property",
               fmt::format("the {} has no \"{}\"", schema.name, schema.properties[i].name));
      }
    }
  }

  void check_value(Json value, const GltfProperty& property) {
    if (!fits(property.shape, value)) {
      report("gltf/type-mismatch", fmt::format("{} is {}, not {}", property.name, value.brief(),
                                               with_article(shape_name(property.shape))));
      return;
    }
    if ((value.is_array() || property.shape == GltfShape::kIndexMap) && value.size() == 0) {
      report("gltf/empty-entity", fmt::format("{} is empty: leave it out", property.name));
      return;
    }
    switch (property.shape) {
      case GltfShape::kObject:
        check_object(value, *property.object);
        break;
      case GltfShape::kObjects:
      case GltfShape::kCollection:
        check_objects(value, property);
        break;
      case GltfShape::kString:
      case GltfShape::kVersion:
        check_text(value, property);
        break;
      case GltfShape::kStrings:
        check_texts(value, property);
        break;
      case GltfShape::kNumber:
        check_range(*value.number(), property);
        break;
      case GltfShape::kNumbers:
        check_numbers(value, property);
        break;
      case GltfShape::kInteger:
        check_integer(*value.integer(), property);
        break;
      case GltfShape::kIndex:
        check_reference(value, property);
        break;
      case GltfShape::kIndices:
        check_indices(value, property);
        break;
      case GltfShape::kIndexMap:
        check_index_map(value);
        break;
      case GltfShape::kIndexMaps:
        check_index_maps(value);
        break;
      case GltfShape::kAny:
      case GltfShape::kBool:
        break;
    }
  }

  void check_objects(Json array, const GltfProperty& property) {
    const bool at_root = property.shape == GltfShape::kCollection;
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (array[i].is_object()) {
        path_.push(i);
        check_object(array[i], *property.object);
        path_.pop();
      } else {
        if (at_root) path_.push(i);
        report(at_root ? "gltf/type-mismatch" : "gltf/array-type-mismatch",
               fmt::format("element {} of {} is {}, not an object", i, property.name, array[i].brief()));
        if (at_root) path_.pop();
      }
    }
  }

  void check_text(Json value, const GltfProperty& property) {
    const std::string& text = value.text();
    if (property.shape == GltfShape::kVersion) {
      if (!is_version(text)) {
        report("gltf/pattern-mismatch",
               fmt::format("{} is {}, not of the form \"2.0\"", property.name, value.brief()));
      }
      return;
    }
    if (property.words.empty() ||
        std::find(property.words.begin(), property.words.end(), text) != property.words.end()) {
      return;
    }
    report("gltf/value-not-in-list",
           fmt::format("{} is {}, not one of {}", property.name, value.brief(), list_of(property.words)));
  }

  void check_texts(Json array, const GltfProperty& property) {
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < array.size(); ++i) {
      path_.push(i);
      if (!array[i].is_string()) {
        report("gltf/array-type-mismatch",
               fmt::format("element {} of {} is {}, not a string", i, property.name, array[i].brief()));
      } else if (!seen.insert(array[i].text()).second) {
        report("gltf/duplicate-elements", fmt::format("{} has {} twice", property.name, array[i].brief()));
      }
      path_.pop();
    }
  }

  bool in_range(double value, const GltfProperty& property) {
    return value <= property.max && (property.min_excluded ? value > property.min : value >= property.min);
  }
  void check_range(double value, const GltfProperty& property) {
    if (in_range(value, property)) return;
    std::string allowed;
    if (property.min > -std::numeric_limits<double>::infinity()) {
      allowed = fmt::format("{} {}", property.min_excluded ? "greater than" : "at least", property.min);
    }
    if (property.max < std::numeric_limits<double>::infinity()) {
      allowed += fmt::format("{}at most {}", allowed.empty() ? "" : " and ", property.max);
    }
    report("gltf/value-not-in-range", fmt::format("{} is {}, it must be {}", property.name, value, allowed));
  }

  void check_integer(std::int64_t value, const GltfProperty& property) {
    if (!property.values.empty()) {
      if (std::find(property.values.begin(), property.values.end(), value) == property.values.end()) {
        report("gltf/value-not-in-list",
               fmt::format("{} is {}, not one of {}", property.name, value, list_of(property.values)));
      }
      return;
    }
    check_range(static_cast<double>(value), property);
    if (value % property.multiple_of != 0) {
      report("gltf/value-multiple-of",
             fmt::format("{} is {}, not a multiple of {}", property.name, value, property.multiple_of));
    }
  }

  void check_numbers(Json array, const GltfProperty& property) {
    if (property.length != 0 && array.size() != property.length) {
      report("gltf/array-length-not-in-list",
             fmt::format("{} has {} instead of {}", property.name, count_of(array.size(), "element"),
                         property.length));
      return;
    }
    for (std::size_t i = 0; i < array.size(); ++i) {
      const std::optional<double> value = array[i].number();
      if (!value) {
        report("gltf/array-type-mismatch",
               fmt::format("element {} of {} is {}, not a number", i, property.name, array[i].brief()));
      } else if (!in_range(*value, property)) {
        path_.push(i);
        check_range(*value, property);
        path_.pop();
      }
    }
  }

  void check_reference(Json value, const GltfProperty& property) {
    const std::int64_t index = *value.integer();
    if (index < 0) {
      report("gltf/invalid-index",
             fmt::format("{} is {}: an index cannot be negative", property.name, index));
      return;
    }
    resolve(static_cast<std::uint64_t>(index), property.target, property.marks_use);
  }

  void resolve(std::uint64_t index, GltfCollection target, bool marks_use) {
    if (target == GltfCollection::kNone) return;
    if (!usage_.has(target, index)) {
      const std::size_t count = usage_.exists[static_cast<std::size_t>(target)].size();
      report("gltf/unresolved-reference", fmt::format("there is no {}/{}: the file has {} of them",
                                                      to_string(target), index, group_digits(count)));
    } else if (marks_use) {
      usage_.mark(target, index);
    }
  }

  void check_indices(Json array, const GltfProperty& property) {
    std::set<std::int64_t> seen;
    for (std::size_t i = 0; i < array.size(); ++i) {
      const std::optional<std::int64_t> index = array[i].integer();
      path_.push(i);
      if (!index || *index < 0) {
        report("gltf/invalid-index",
               fmt::format("element {} of {} is {}, not an index", i, property.name, array[i].brief()));
      } else if (!seen.insert(*index).second) {
        report("gltf/duplicate-elements", fmt::format("{} has {} twice", property.name, *index));
      } else {
        resolve(static_cast<std::uint64_t>(*index), property.target, property.marks_use);
      }
      path_.pop();
    }
  }

  void check_index_map(Json map) {
    for (std::size_t i = 0; i < map.size(); ++i) {
      const std::optional<std::int64_t> index = map[i].integer();
      path_.push(map[i].key());
      if (!index || *index < 0) {
        report("gltf/invalid-index", fmt::format("{} is {}, not the index of an accessor",
                                                 printable(map[i].key(), 60), map[i].brief()));
      } else {
        resolve(static_cast<std::uint64_t>(*index), GltfCollection::kAccessors, true);
      }
      path_.pop();
    }
  }

  void check_index_maps(Json array) {
    for (std::size_t i = 0; i < array.size(); ++i) {
      if (!array[i].is_object()) {
        report("gltf/array-type-mismatch",
               fmt::format("target {} is {}, not an object", i, array[i].brief()));
        continue;
      }
      path_.push(i);
      if (array[i].size() == 0) report("gltf/empty-entity", fmt::format("target {} is empty", i));
      check_index_map(array[i]);
      path_.pop();
    }
  }

  void check_extensions(Json extensions, const GltfSchema& schema) {
    if (!extensions.is_object()) {
      report("gltf/type-mismatch", fmt::format("extensions is {}, not an object", extensions.brief()));
      return;
    }
    for (std::size_t i = 0; i < extensions.size(); ++i) {
      const Json extension = extensions[i];
      path_.push(extension.key());
      check_extension(extension, extensions.size(), schema);
      path_.pop();
    }
  }

  void check_extension(Json extension, std::size_t neighbours, const GltfSchema& schema) {
    const std::string name = printable(extension.key(), 60);
    if (!extension.is_object()) {
      report("gltf/type-mismatch",
             fmt::format("the extension {} is {}, not an object", name, extension.brief()));
    }
    if (declared_.count(extension.key()) == 0) {
      report("gltf/undeclared-extension", fmt::format("{} is used but not listed in extensionsUsed", name));
    }
    const GltfExtension* record = find_gltf_extension(extension.key());
    if (record == nullptr) return;
    const auto place = std::find_if(record->places.begin(), record->places.end(),
                                    [&](const GltfExtensionPlace& p) { return p.owner == schema.name; });
    if (place == record->places.end()) {
      report("gltf/unexpected-extension-object",
             fmt::format("{} does not belong into {}", name, with_article(schema.name)));
      return;
    }
    if (record->standalone && neighbours > 1) {
      report("gltf/multiple-extensions", fmt::format("{} does not go together with other extensions", name));
    }
    if (place->object->name != "anything" && extension.is_object()) check_object(extension, *place->object);
  }

  Json root_;
  GltfIssues& issues_;
  GltfUsage usage_;
  GltfPath path_;
  std::set<std::string, std::less<>> declared_;
};

}  // namespace

std::string_view to_string(GltfCollection collection) {
  return kCollectionNames[static_cast<std::size_t>(collection)];
}

GltfUsage check_gltf_schema(Json root, GltfIssues& issues) { return SchemaWalk(root, issues).run(); }

void check_gltf_unused(const GltfUsage& usage, GltfIssues& issues) {
  for (std::size_t i = 0; i < usage.exists.size(); ++i) {
    const auto collection = static_cast<GltfCollection>(i);
    if (collection == GltfCollection::kAnimations || collection == GltfCollection::kScenes) continue;
    for (std::size_t k = 0; k < usage.exists[i].size(); ++k) {
      if (!usage.exists[i][k] || usage.used[i][k]) continue;
      issues.add("gltf/unused-object", fmt::format("/{}/{}", to_string(collection), k),
                 "nothing refers to this object");
    }
  }
}

}  // namespace meshgate
