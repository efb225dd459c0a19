#include "formats/detail/mtl.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "core/text.h"
#include "formats/detail/text_chunks.h"
#include "formats/detail/text_numbers.h"
#include "formats/detail/text_words.h"

namespace meshgate {
namespace {

// Options of texture statements and how many arguments they take at most; those of -o, -s and -t are numbers,
// of which the last ones may be missing.
struct MapOption {
  std::string_view name;
  int arguments;
  bool numbers;
};
constexpr std::array<MapOption, 15> kMapOptions{{{"-blendu", 1, false},
                                                 {"-blendv", 1, false},
                                                 {"-bm", 1, false},
                                                 {"-boost", 1, false},
                                                 {"-cc", 1, false},
                                                 {"-clamp", 1, false},
                                                 {"-colorspace", 1, false},
                                                 {"-imfchan", 1, false},
                                                 {"-mm", 2, false},
                                                 {"-o", 3, true},
                                                 {"-s", 3, true},
                                                 {"-t", 3, true},
                                                 {"-texres", 1, false},
                                                 {"-type", 1, false},
                                                 {"-halo", 0, false}}};

struct MapRole {
  std::string_view keyword;  // lower case
  TextureRole role;
};
constexpr std::array<MapRole, 21> kMapRoles{
    {{"map_kd", TextureRole::kBaseColor},    {"map_ka", TextureRole::kOther},
     {"map_ks", TextureRole::kOther},        {"map_ns", TextureRole::kOther},
     {"map_ke", TextureRole::kEmissive},     {"map_emissive", TextureRole::kEmissive},
     {"map_d", TextureRole::kOpacity},       {"map_tr", TextureRole::kOpacity},
     {"map_opacity", TextureRole::kOpacity}, {"map_bump", TextureRole::kBump},
     {"bump", TextureRole::kBump},           {"map_disp", TextureRole::kBump},
     {"disp", TextureRole::kBump},           {"norm", TextureRole::kNormal},
     {"map_kn", TextureRole::kNormal},       {"map_pr", TextureRole::kRoughness},
     {"map_pm", TextureRole::kMetallic},     {"map_ao", TextureRole::kOcclusion},
     {"map_ps", TextureRole::kOther},        {"refl", TextureRole::kOther},
     {"decal", TextureRole::kOther}}};

// Statements that say how it shines, which a material here does not hold.
bool is_of_other_shading(std::string_view keyword) {
  constexpr std::array<std::string_view, 12> kOthers{"ka", "ks",  "ns", "ni",    "tf",     "illum",
                                                     "pc", "pcr", "ps", "aniso", "anisor", "sharpness"};
  return std::find(kOthers.begin(), kOthers.end(), keyword) != kOthers.end();
}

const MapOption* find_option(std::string_view word) {
  const auto found = std::find_if(kMapOptions.begin(), kMapOptions.end(),
                                  [&](const MapOption& o) { return o.name == word; });
  return found == kMapOptions.end() ? nullptr : found;
}

// A word that is a number as a whole. The character after the word is readable and ends a number.
std::optional<float> number_of(std::string_view word) {
  float value = 0;
  if (word.empty()) return std::nullopt;
  const char* end = parse_float(word.data(), word.data() + word.size(), value);
  if (end != word.data() + word.size()) return std::nullopt;
  return value;
}

// Takes the arguments of an option off `rest`, leaving at least one word for the file's name.
void take_arguments(const MapOption& option, std::string_view& rest, MtlTexture& texture) {
  std::array<float, 3> values{};
  int taken = 0;
  while (taken < option.arguments) {
    std::string_view after = rest;
    const std::string_view word = next_word(after);
    const std::optional<float> number = number_of(word);
    if (word.empty() || (option.numbers && !number)) break;
    if (option.numbers && taken > 0 && trim(after).empty()) break;  // "-s 1 1 1": the last word is the file
    values[static_cast<std::size_t>(taken++)] = number.value_or(0);
    rest = after;
  }
  const auto assign = [&](float2& target) {
    if (taken > 0) target.x = values[0];
    if (taken > 1) target.y = values[1];
  };
  if (option.name == "-o") assign(texture.offset);
  if (option.name == "-s") assign(texture.scale);
}

// "[options] name with spaces [options]"
MtlTexture parse_map(TextureRole role, std::string_view keyword, std::string_view rest) {
  MtlTexture texture;
  texture.role = role;
  texture.keyword = keyword;
  rest = trim(rest);
  while (!rest.empty()) {
    std::string_view after = rest;
    const MapOption* option = find_option(next_word(after));
    if (option != nullptr) {
      texture.has_more |= option->name != "-o" && option->name != "-s";
      take_arguments(*option, after, texture);
    } else if (texture.path.empty()) {
      // The name goes on to the next option or the end of the line.
      std::string_view tail = after;
      std::size_t size = rest.size() - after.size();
      for (std::string_view word = next_word(tail); !word.empty() && find_option(word) == nullptr;
           word = next_word(tail)) {
        size = static_cast<std::size_t>(word.data() + word.size() - rest.data());
      }
      texture.path = rest.substr(0, size);
      after = rest.substr(size);
    }
    rest = trim(after);
  }
  return texture;
}

// "Kd r g b" or "Kd gray"; "Kd spectral file" and "Kd xyz" are left alone.
void parse_color(std::string_view rest, float& red, float& green, float& blue) {
  const std::optional<float> r = number_of(next_word(rest));
  if (!r) return;
  const std::optional<float> g = number_of(next_word(rest)), b = number_of(next_word(rest));
  red = *r;
  green = g.value_or(*r);
  blue = b.value_or(*r);
}

void parse_statement(std::string_view keyword, std::string_view rest, MtlMaterial& material) {
  if (keyword == "kd")
    return parse_color(rest, material.base_color.x, material.base_color.y, material.base_color.z);
  if (keyword == "ke")
    return parse_color(rest, material.emissive.x, material.emissive.y, material.emissive.z);
  const auto role = std::find_if(kMapRoles.begin(), kMapRoles.end(),
                                 [&](const MapRole& r) { return r.keyword == keyword; });
  if (role != kMapRoles.end()) return;
  std::string_view word = next_word(rest);
  if (word == "-halo") word = next_word(rest);
  const std::optional<float> value = number_of(word);
  if (!value) return;
  if (keyword == "d") material.base_color.w = *value;
  if (keyword == "tr") material.base_color.w = 1 - *value;
  if (keyword == "pm") material.metallic = *value;
  if (keyword == "pr") material.roughness = *value;
}

}  // namespace

std::vector<MtlMaterial> parse_mtl(std::string_view text) {
  TextChunks chunks;
  cut_text(
      text, text.size() + 1, [](std::string_view, std::size_t) { return true; }, chunks);
  std::vector<MtlMaterial> materials;
  std::unordered_map<std::string, std::size_t> by_name;
  std::size_t current = 0;
  for (std::string_view chunk : chunks.chunks) {
    while (!chunk.empty()) {
      const std::size_t newline = chunk.find('\n');
      std::string_view rest = trim(chunk.substr(0, newline));
      chunk.remove_prefix(newline + 1);
      const std::string_view word = next_word(rest);
      if (word.empty() || word.front() == '#') continue;
      const std::string keyword = to_lower(word);
      if (keyword == "newmtl") {
        const auto [entry, added] = by_name.emplace(trim(rest), materials.size());
        if (added) materials.emplace_back().name = entry->first;
        current = entry->second;
        continue;
      }
      if (materials.empty()) continue;
      const auto role = std::find_if(kMapRoles.begin(), kMapRoles.end(),
                                     [&](const MapRole& r) { return r.keyword == keyword; });
      if (role == kMapRoles.end()) {
        materials[current].has_more |= is_of_other_shading(keyword);
        parse_statement(keyword, rest, materials[current]);
        continue;
      }
      MtlTexture texture = parse_map(role->role, word, rest);
      materials[current].has_more |= texture.has_more;
      if (!texture.path.empty()) materials[current].textures.push_back(std::move(texture));
    }
  }
  return materials;
}

}  // namespace meshgate
