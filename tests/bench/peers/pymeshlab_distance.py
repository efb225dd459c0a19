"""Two-sided Hausdorff distance by MeshLab with 200 000 samples: the peer of `meshgate verify --expect none`."""
import sys

import pymeshlab

meshes = pymeshlab.MeshSet()
for path in sys.argv[1:3]:
    meshes.load_new_mesh(path)
for one, other in ((0, 1), (1, 0)):
    found = meshes.get_hausdorff_distance(sampledmesh=one, targetmesh=other, samplevert=False, sampleface=True,
                                          samplenum=200_000)
    print({name: found[name] for name in ("mean", "RMS", "max", "n_samples")})
