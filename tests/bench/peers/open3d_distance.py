"""Distances from 200 000 points of one mesh to another, by Open3D: the peer of `meshgate verify --expect none`."""
import sys

import numpy as np
import open3d as o3d

source, target = (o3d.t.geometry.TriangleMesh.from_legacy(o3d.io.read_triangle_mesh(path)) for path in sys.argv[1:3])
for one, other in ((source, target), (target, source)):
    scene = o3d.t.geometry.RaycastingScene()
    scene.add_triangles(other)
    points = one.to_legacy().sample_points_uniformly(200_000).points
    d = scene.compute_distance(o3d.core.Tensor(np.asarray(points, dtype=np.float32))).numpy()
    print(f"mean {d.mean():.6g} rms {np.sqrt((d**2).mean()):.6g} p95 {np.quantile(d, 0.95):.6g} "
          f"p99 {np.quantile(d, 0.99):.6g} max {d.max():.6g}")
