#pragma once
// Material libraries of an OBJ and the ranges of faces that use them.
#include <vector>

#include "asset/finding_sink.h"
#include "core/source.h"
#include "formats/detail/obj_chunk.h"
#include "formats/detail/obj_mesh.h"
#include "meshgate/format.h"
#include "meshgate/scene.h"

namespace meshgate {

/// Reads the libraries that `mtllib` statements name, with their pictures, into `scene`, and turns `usemtl`,
/// `g` and `o` into ranges of `mesh`. Reports obj/missing-mtllib, obj/unsafe-path, obj/missing-material and
/// texture/….
void add_obj_materials(const Source& source, const ReadOptions& options, const std::vector<ObjChunk>& chunks,
                       const std::vector<ObjCounts>& bases, Scene& scene, Mesh& mesh, FindingSink& notes);

}  // namespace meshgate
