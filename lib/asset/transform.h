#pragma once
// Moving, scaling and turning what is already read.
#include <stop_token>

#include "meshgate/scene.h"

namespace meshgate {

/// The same scale in all directions.
Matrix4 scaling(double factor);

/// Turns what has `from` upwards ('Y' or 'Z') so that `to` is: a quarter turn about x, no mirroring.
Matrix4 axis_turn(char from, char to);

/// Whether the matrix changes nothing.
bool is_identity(const Matrix4& matrix);

/// How directions of surfaces (normals) go: the inverse transpose of the upper 3×3 part, up to its scale.
/// The cofactor matrix, so a flattened matrix has one as well.
Matrix4 normal_matrix(const Matrix4& matrix);

/// The mesh with `matrix` applied to positions, normals and tangents; faces are turned over when it mirrors,
/// so that outside stays outside. Numbers go through double. O(n), parallel. Throws Cancelled.
Mesh transformed(const Mesh& mesh, const Matrix4& matrix, const std::stop_token& stop);

/// Moves the whole scene: root nodes get the matrix in front of their own, meshes without a node are
/// transformed (a copy of them when a node shows them too). Throws Cancelled.
void transform_scene(Scene& scene, const Matrix4& matrix, const std::stop_token& stop);

}  // namespace meshgate
