#pragma once
// Writing models as Wavefront OBJ with materials and pictures beside it.
#include "meshgate/format.h"

namespace meshgate {

/// Format::write of OBJ: "stem.obj", "stem.mtl" when there are materials, and their pictures as
/// "stem_NAME.png". Transforms are applied; numbers are the shortest that read back bit for bit.
Result<Written> write_obj(const Asset& asset, const WriteOptions& options);

/// Names in one line without blanks at their ends, none twice, none empty.
struct ObjNames {
  std::vector<std::string> materials;
  std::string fallback;  ///< for faces without a material
};
ObjNames obj_names(const std::vector<Material>& materials);

/// The material library of a scene. Picture i is written as `pictures[i]`; empty = it is not.
std::string render_mtl(const Scene& scene, const ObjNames& names, bool with_fallback,
                       const std::vector<std::string>& pictures);

}  // namespace meshgate
