#include "formats/detail/usd_stage.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/parallel.h"
#include "core/text.h"
#include "formats/detail/usd_crate_coding.h"

namespace meshgate {
namespace {

constexpr unsigned kMaxArcDepth = 64;
constexpr std::size_t kMaxLayers = 1024;
constexpr std::uint64_t kMaxSites = 8'000'000;
constexpr std::size_t kMaxSitesOfPrim = 4096;
constexpr std::uint64_t kMaxNames = 2'000'000'000;  // compared while paths are looked up

void charge(UsdLimits& limits, std::uint64_t bytes) {
  if (bytes > limits.max_memory) throw UsdTooLarge{};
  limits.max_memory -= bytes;
}

// The path of a deep prim by its ends, so that the reason after it is still told.
std::string shortened(const std::string& path) {
  constexpr std::size_t kEnd = 60;
  if (path.size() <= 2 * kEnd) return path;
  const std::size_t first = path.rfind('/', kEnd), last = path.find('/', path.size() - kEnd);
  if (first == std::string::npos || last == std::string::npos) return path;
  return path.substr(0, first) + "/…" + path.substr(last);
}

// "/A/B" under "/A": "B"; nothing when it is not there.
std::optional<std::string_view> below(std::string_view path, std::string_view prefix) {
  if (prefix == "/") return path.substr(std::min<std::size_t>(1, path.size()));
  if (!path.starts_with(prefix)) return std::nullopt;
  path.remove_prefix(prefix.size());
  if (path.empty()) return path;
  if (path.front() == '/') return path.substr(1);
  if (path.front() == '.' || path.front() == '{') return path;
  return std::nullopt;
}

// Without "{set=variant}", which name no place on the stage.
std::string without_variants(std::string_view path) {
  std::string plain;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] != '{') {
      plain += path[i];
      continue;
    }
    const std::size_t end = path.find('}', i);
    if (end == std::string_view::npos) break;
    i = end;
    if (i + 1 < path.size() && path[i + 1] != '/' && path[i + 1] != '.' && path[i + 1] != '{') plain += '/';
  }
  return plain;
}

}  // namespace

UsdStage::UsdStage(UsdLayer root, const UsdLimits& limits, FindingSink& notes) : limits_(limits) {
  charge(limits_, root.memory);
  layers_.push_back(std::move(root));
  layer_of_path_[layers_.front().source.path()] = 0;
  compose();
  report_arcs(notes);
}

void UsdStage::compose() {
  prims_.emplace_back();
  maps_.push_back({"/", 0});
  const std::uint32_t stack = add_stack(0, 0);
  std::vector<UsdSite> sites;
  for (const std::uint32_t layer : stacks_[stack].layers) sites.push_back({layer, 0, stack, 0});
  prims_[0].defined = true;
  compose_prim(0, std::move(sites), 0);
}

// Sublayers of a layer, and theirs, are looked at together.
std::uint32_t UsdStage::add_stack(std::uint32_t layer, unsigned depth) {
  if (const auto known = stack_of_layer_.find(layer); known != stack_of_layer_.end()) return known->second;
  Stack stack;
  std::set<std::uint32_t> seen;
  const auto add = [&](const auto& self, std::uint32_t number, unsigned level) -> void {
    if (!seen.insert(number).second || level > kMaxArcDepth) return;
    stack.layers.push_back(number);
    for (const std::string& name : std::vector<std::string>(layers_[number].sublayers)) {
      std::string why;
      if (const auto next = open_layer(number, name, why)) {
        self(self, *next, level + 1);
      } else {
        note_arc(0, {"sublayer", {name, {}}}, why);
      }
    }
  };
  add(add, layer, depth);
  const auto number = static_cast<std::uint32_t>(stacks_.size());
  stacks_.push_back(std::move(stack));
  stack_of_layer_[layer] = number;
  return number;
}

std::optional<std::uint32_t> UsdStage::open_layer(std::uint32_t from_layer, const std::string& asset,
                                                  std::string& why) {
  const Result<Source> source = layers_[from_layer].source.open_sibling(asset);
  if (!source) {
    why = source.error().message;
    return std::nullopt;
  }
  if (const auto known = layer_of_path_.find(source->path()); known != layer_of_path_.end())
    return known->second;
  if (layers_.size() >= kMaxLayers) {
    why = "there are too many layers";
    return std::nullopt;
  }
  Result<UsdLayer> layer = read_usd_layer(*source, limits_);
  if (!layer) {
    if (layer.error().kind == ErrorKind::kLimit) throw UsdTooLarge{};
    why = layer.error().message;
    return std::nullopt;
  }
  charge(limits_, layer->memory);
  const auto number = static_cast<std::uint32_t>(layers_.size());
  layer_of_path_[source->path()] = number;
  layers_.push_back(*std::move(layer));
  return number;
}

std::optional<std::uint32_t> UsdStage::open_stack(std::uint32_t from_layer, const std::string& asset,
                                                  std::string& why) {
  const auto layer = open_layer(from_layer, asset, why);
  if (!layer) return std::nullopt;
  return add_stack(*layer, 0);
}

std::optional<std::uint32_t> UsdStage::find_spec(const UsdLayer& layer, std::string_view path) const {
  std::uint32_t spec = 0;
  path.remove_prefix(path.starts_with('/') ? 1 : 0);
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
    const std::vector<std::uint32_t>& children = layer.specs[spec].children;
    count_names(children.size());
    const auto child = std::find_if(children.begin(), children.end(),
                                    [&](std::uint32_t i) { return layer.specs[i].name == step; });
    if (child == children.end()) return std::nullopt;
    spec = *child;
  }
  return spec;
}

void UsdStage::count_names(std::size_t compared) const {
  names_compared_ += compared;
  if (names_compared_ > kMaxNames) throw UsdTooLarge{};
}

void UsdStage::compose_prim(std::uint32_t prim, std::vector<UsdSite> strongest, unsigned depth) {
  if (limits_.stop.stop_requested()) throw Cancelled{};
  for (const UsdSite& site : strongest) expand(prim, site, 0);
  settle(prims_[prim]);
  if (depth < kUsdMaxDepth) {
    add_children(prim, depth);
  } else {
    note_arc(prim, {"child", {}}, "prims are nested too deeply");
  }
}

// An opinion and everything that it brings in, in the order of strength.
void UsdStage::expand(std::uint32_t prim, const UsdSite& site, unsigned depth) {
  std::vector<UsdSite>& sites = prims_[prim].sites;
  const auto same = [&](const UsdSite& other) {
    return other.layer == site.layer && other.spec == site.spec;
  };
  if (std::any_of(sites.begin(), sites.end(), same)) return;
  if (++sites_ > kMaxSites || sites.size() >= kMaxSitesOfPrim) throw UsdTooLarge{};
  charge(limits_, sizeof(UsdSite));
  sites.push_back(site);
  const UsdSpec& spec = layers_[site.layer].specs[site.spec];
  const Arc too_deep{"arc", {}};
  if (depth > kMaxArcDepth) return note_arc(prim, too_deep, "arcs are nested too deeply");
  for (const std::string& path : spec.inherits) follow(prim, site, {"inherited prim", {{}, path}}, depth + 1);
  expand_variants(prim, site, depth);
  for (const UsdReference& reference : spec.references)
    follow(prim, site, {"reference", reference}, depth + 1);
  for (const UsdReference& payload : spec.payloads) follow(prim, site, {"payload", payload}, depth + 1);
  for (const std::string& path : spec.specializes)
    follow(prim, site, {"specialised prim", {{}, path}}, depth + 1);
}

void UsdStage::expand_variants(std::uint32_t prim, const UsdSite& site, unsigned depth) {
  for (const auto& [set, variants] : layers_[site.layer].specs[site.spec].variants) {
    // The selection of the strongest opinion so far; without one nothing is selected.
    for (const UsdSite& opinion : std::vector<UsdSite>(prims_[prim].sites)) {
      const auto& selections = layers_[opinion.layer].specs[opinion.spec].selections;
      const auto selection = selections.find(set);
      if (selection == selections.end()) continue;
      if (const auto chosen = variants.find(selection->second); chosen != variants.end()) {
        UsdSite variant = site;
        variant.spec = chosen->second;
        expand(prim, variant, depth + 1);
      }
      break;
    }
  }
}

void UsdStage::follow(std::uint32_t prim, const UsdSite& site, const Arc& arc, unsigned depth) {
  std::uint32_t stack = site.stack;
  std::string why;
  if (!arc.target.asset.empty()) {
    const auto opened = open_stack(site.layer, arc.target.asset, why);
    if (!opened) return note_arc(prim, arc, why);
    stack = *opened;
  }
  std::string path = without_variants(arc.target.prim);
  for (const std::uint32_t layer : stacks_[stack].layers) {
    if (path.empty()) path = layers_[layer].default_prim;
  }
  if (path.empty()) return note_arc(prim, arc, "it names no prim, and the layer has no default prim");
  if (path.front() != '/') path.insert(0, "/");
  const auto map = static_cast<std::uint32_t>(maps_.size());
  charge(limits_, sizeof(PathMap) + path.size());
  maps_.push_back({path, prim});
  bool found = false;
  for (const std::uint32_t layer : std::vector<std::uint32_t>(stacks_[stack].layers)) {
    const auto spec = find_spec(layers_[layer], path);
    if (!spec) continue;
    found = true;
    const UsdSite target{layer, *spec, stack, map};
    if (is_cyclic(prim, target)) return note_arc(prim, arc, "it leads back to a prim above it");
    expand(prim, target, depth);
  }
  if (!found) note_arc(prim, arc, "there is no prim " + path);
}

bool UsdStage::is_cyclic(std::uint32_t prim, const UsdSite& site) const {
  while (prim != 0) {
    prim = prims_[prim].parent;
    for (const UsdSite& other : prims_[prim].sites) {
      if (other.layer == site.layer && other.spec == site.spec) return true;
    }
  }
  return false;
}

void UsdStage::add_children(std::uint32_t prim, unsigned depth) {
  // Names in the order of the strongest opinion that has them.
  std::map<std::string_view, std::size_t> place;
  std::vector<std::pair<std::string_view, std::vector<UsdSite>>> children;
  for (const UsdSite& site : prims_[prim].sites) {
    const UsdLayer& layer = layers_[site.layer];
    for (const std::uint32_t child : layer.specs[site.spec].children) {
      const std::string_view name = layer.specs[child].name;
      const auto [known, added] = place.try_emplace(name, children.size());
      if (added) children.emplace_back(name, std::vector<UsdSite>{});
      UsdSite own = site;
      own.spec = child;
      children[known->second].second.push_back(own);
    }
  }
  for (auto& [name, sites] : children) {
    if (prims_.size() >= kUsdMaxPrims) throw UsdTooLarge{};
    charge(limits_, sizeof(UsdPrim) + 16);
    const auto number = static_cast<std::uint32_t>(prims_.size());
    prims_.emplace_back();
    prims_[number].name = name;
    prims_[number].parent = prim;
    prims_[prim].children.push_back(number);
    compose_prim(number, std::move(sites), depth + 1);
  }
}

void UsdStage::settle(UsdPrim& prim) const {
  std::optional<UsdSpec::Specifier> specifier;
  std::optional<bool> active;
  for (const UsdSite& site : prim.sites) {
    const UsdSpec& spec = layers_[site.layer].specs[site.spec];
    if (prim.type.empty()) prim.type = spec.type;
    if (!specifier && spec.specifier != UsdSpec::Specifier::kOver) specifier = spec.specifier;
    if (!active && spec.active >= 0) active = spec.active != 0;
  }
  if (&prim == &prims_.front()) return;
  prim.defined =
      prims_[prim.parent].defined && specifier == UsdSpec::Specifier::kDef && active.value_or(true);
}

UsdOpinion UsdStage::find_value(std::uint32_t prim, std::string_view property) const {
  for (const UsdSite& site : prims_[prim].sites) {
    const UsdProperty* found = layers_[site.layer].specs[site.spec].find(property);
    if (found != nullptr && found->value) return {found, site};
  }
  return {};
}

UsdOpinion UsdStage::find_targets(std::uint32_t prim, std::string_view property) const {
  for (const UsdSite& site : prims_[prim].sites) {
    const UsdProperty* found = layers_[site.layer].specs[site.spec].find(property);
    if (found != nullptr && !found->targets.empty()) return {found, site};
  }
  return {};
}

UsdValue UsdStage::value(const UsdOpinion& opinion) const {
  if (!opinion) return {};
  try {
    return read_usd_value(layers_[opinion.site.layer], opinion.property->value, limits_);
  } catch (const UsdBroken&) {
    ++damaged_values_;
    return {};
  }
}

UsdValue UsdStage::value(std::uint32_t prim, std::string_view property) const {
  return value(find_value(prim, property));
}

std::string_view UsdStage::interpolation(std::uint32_t prim, std::string_view property) const {
  for (const UsdSite& site : prims_[prim].sites) {
    const UsdProperty* found = layers_[site.layer].specs[site.spec].find(property);
    if (found != nullptr && !found->interpolation.empty()) return found->interpolation;
  }
  return {};
}

std::optional<UsdStage::Target> UsdStage::resolve(std::uint32_t prim, const UsdOpinion& opinion,
                                                  std::string_view path) const {
  std::string plain = without_variants(path);
  std::uint32_t at = prim;
  std::string_view rest = plain;
  if (rest.starts_with('/')) {
    const PathMap& map = maps_[opinion.site.map];
    const auto inside = below(rest, map.from);
    if (!inside) return std::nullopt;
    at = map.to;
    rest = *inside;
  }
  Target target;
  const std::size_t dot =
      rest.rfind("../") == std::string_view::npos ? rest.find('.') : rest.find('.', rest.rfind("../") + 3);
  if (dot != std::string_view::npos && rest.substr(dot, 2) != "..") {
    target.property = rest.substr(dot + 1);
    rest = rest.substr(0, dot);
  }
  while (!rest.empty()) {
    const std::string_view step = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), step.size() + 1));
    if (step.empty()) continue;
    if (step == "..") {
      at = prims_[at].parent;
      continue;
    }
    const std::vector<std::uint32_t>& children = prims_[at].children;
    count_names(children.size());
    const auto child = std::find_if(children.begin(), children.end(),
                                    [&](std::uint32_t i) { return prims_[i].name == step; });
    if (child == children.end()) return std::nullopt;
    at = *child;
  }
  target.prim = at;
  return target;
}

std::string UsdStage::path_of(std::uint32_t prim) const {
  if (prim == 0) return "/";
  std::string path;
  for (; prim != 0; prim = prims_[prim].parent)
    path = fmt::format("/{}{}", printable(prims_[prim].name, 64), path);
  return path;
}

bool UsdStage::is_below(std::uint32_t prim, std::uint32_t ancestor) const {
  while (prim != ancestor && prim != 0) prim = prims_[prim].parent;
  return prim == ancestor;
}

void UsdStage::note_arc(std::uint32_t prim, const Arc& arc, std::string_view why) {
  if (lost_arcs_++ > 0) return;
  first_lost_ = fmt::format(
      "the {}{}{}{} of {}: {}", arc.kind, arc.target.asset.empty() && arc.target.prim.empty() ? "" : " ",
      arc.target.asset.empty() ? "" : "@" + arc.target.asset + "@",
      arc.target.prim.empty() ? "" : "<" + arc.target.prim + ">", shortened(path_of(prim)), why);
}

void UsdStage::report_arcs(FindingSink& notes) {
  if (lost_arcs_ == 0) return;
  Where where;
  where.tally.count = lost_arcs_;
  notes.report(
      "usd/unresolved-arc", std::move(where),
      "{} cannot be followed, so what {} names is missing; the first is {}. Send the files along, or flatten "
      "the stage before export",
      count_of(lost_arcs_, "arc"), lost_arcs_ == 1 ? "it" : "they", printable(first_lost_, 300));
}

}  // namespace meshgate
