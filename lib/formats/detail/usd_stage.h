#pragma once
// A USD layer with everything that it brings in: sublayers, references, payloads, inherited and specialised
// prims, variants. The result is one tree of prims, each with the opinions on it, strongest first.
//
// This is composition as "LIVRPS" of OpenUSD's documentation has it, without relocation, implied inheritance
// and time offsets. An arc that leads nowhere or back to where it comes from is left out and noted.
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "asset/finding_sink.h"
#include "formats/detail/usd_layer.h"

namespace meshgate {

/// What one layer says of a prim, and how its paths become paths of the stage.
struct UsdSite {
  std::uint32_t layer = 0;  ///< into UsdStage::layers
  std::uint32_t spec = 0;   ///< into UsdLayer::specs
  std::uint32_t stack = 0;  ///< which layers are looked at together
  std::uint32_t map = 0;    ///< how paths are translated
};

struct UsdPrim {
  std::string_view name;  ///< in its layer
  std::uint32_t parent = 0;
  std::string type;      ///< empty = none
  bool defined = false;  ///< by def, and so are all above it; neither class nor switched off
  std::vector<std::uint32_t> children;
  std::vector<UsdSite> sites;  ///< strongest first
};

/// A property and the layer that says it.
struct UsdOpinion {
  const UsdProperty* property = nullptr;
  UsdSite site;
  explicit operator bool() const { return property != nullptr; }
};

/// prims[0] is the root.
class UsdStage {
 public:
  /// Composes everything below the root layer. Arcs that cannot be followed go to `notes`. Throws UsdTooLarge
  /// and Cancelled.
  UsdStage(UsdLayer root, const UsdLimits& limits, FindingSink& notes);

  [[nodiscard]] const std::vector<UsdPrim>& prims() const { return prims_; }
  [[nodiscard]] const std::deque<UsdLayer>& layers() const { return layers_; }
  [[nodiscard]] const UsdLayer& root() const { return layers_.front(); }

  /// The strongest opinion that has a value; a blocked value hides the weaker ones.
  [[nodiscard]] UsdOpinion find_value(std::uint32_t prim, std::string_view property) const;
  /// The strongest opinion that has targets.
  [[nodiscard]] UsdOpinion find_targets(std::uint32_t prim, std::string_view property) const;
  /// The value of that opinion; kNone when there is none or it is damaged. Throws UsdTooLarge.
  [[nodiscard]] UsdValue value(std::uint32_t prim, std::string_view property) const;
  [[nodiscard]] UsdValue value(const UsdOpinion& opinion) const;
  /// What the strongest opinion says of the interpolation of a primvar; empty = nothing.
  [[nodiscard]] std::string_view interpolation(std::uint32_t prim, std::string_view property) const;

  /// The prim, and the name of the property if the path has one, that a target of an opinion on `prim` means.
  struct Target {
    std::uint32_t prim = 0;
    std::string property;
  };
  [[nodiscard]] std::optional<Target> resolve(std::uint32_t prim, const UsdOpinion& opinion,
                                              std::string_view path) const;

  [[nodiscard]] std::string path_of(std::uint32_t prim) const;
  [[nodiscard]] bool is_below(std::uint32_t prim, std::uint32_t ancestor) const;
  /// Memory that is left for what is made of the stage.
  [[nodiscard]] std::uint64_t memory_left() const { return limits_.max_memory; }
  /// Values that could not be read.
  [[nodiscard]] std::uint64_t damaged_values() const { return damaged_values_; }

 private:
  struct Stack {
    std::vector<std::uint32_t> layers;
  };
  // Paths below `from` in a layer are below the prim `to` of the stage.
  struct PathMap {
    std::string from;
    std::uint32_t to = 0;
  };
  struct Arc {
    std::string kind;  // "reference", for notes
    UsdReference target;
  };

  void compose();
  void compose_prim(std::uint32_t prim, std::vector<UsdSite> strongest, unsigned depth);
  void expand(std::uint32_t prim, const UsdSite& site, unsigned depth);
  void expand_variants(std::uint32_t prim, const UsdSite& site, unsigned depth);
  void follow(std::uint32_t prim, const UsdSite& site, const Arc& arc, unsigned depth);
  void add_children(std::uint32_t prim, unsigned depth);
  void settle(UsdPrim& prim) const;
  std::optional<std::uint32_t> open_stack(std::uint32_t from_layer, const std::string& asset,
                                          std::string& why);
  std::uint32_t add_stack(std::uint32_t layer, unsigned depth);
  std::optional<std::uint32_t> open_layer(std::uint32_t from_layer, const std::string& asset,
                                          std::string& why);
  [[nodiscard]] std::optional<std::uint32_t> find_spec(const UsdLayer& layer, std::string_view path) const;
  void count_names(std::size_t compared) const;
  [[nodiscard]] bool is_cyclic(std::uint32_t prim, const UsdSite& site) const;
  void note_arc(std::uint32_t prim, const Arc& arc, std::string_view why);
  void report_arcs(FindingSink& notes);

  UsdLimits limits_;
  std::deque<UsdLayer> layers_;
  std::map<std::string, std::uint32_t> layer_of_path_;
  std::map<std::uint32_t, std::uint32_t> stack_of_layer_;
  std::vector<Stack> stacks_;
  std::vector<PathMap> maps_;
  std::vector<UsdPrim> prims_;
  std::uint64_t sites_ = 0;
  std::uint64_t lost_arcs_ = 0;
  std::string first_lost_;
  mutable std::uint64_t damaged_values_ = 0;
  mutable std::uint64_t names_compared_ = 0;
};

}  // namespace meshgate
