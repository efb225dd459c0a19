#!/usr/bin/env python3
"""Writes the samples of testdata/obj, testdata/stl and testdata/other. Run from anywhere; no libraries needed."""
import os
import struct
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))


def write(name, data):
    path = os.path.join(HERE, "..", name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data if isinstance(data, bytes) else data.encode())


CUBE = [(x, y, z) for z in (-1, 1) for y in (-1, 1) for x in (-1, 1)]
QUADS = [(0, 2, 3, 1), (4, 5, 7, 6), (0, 1, 5, 4), (2, 6, 7, 3), (0, 4, 6, 2), (1, 3, 7, 5)]


def normal(a, b, c):
    u, v = [q - p for p, q in zip(a, b)], [q - p for p, q in zip(a, c)]
    n = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    length = sum(x * x for x in n) ** 0.5 or 1
    return tuple(x / length for x in n)


def triangles(offset=(0, 0, 0)):
    points = [tuple(p + o for p, o in zip(point, offset)) for point in CUBE]
    for a, b, c, d in QUADS:
        yield points[a], points[b], points[c]
        yield points[a], points[c], points[d]


def png():
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    pixels = b"".join(b"\0" + b"\xC0\x60\x30" * 4 for _ in range(4))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b""))


def ascii_facet(corners, end="\n"):
    lines = ["facet normal %g %g %g" % normal(*corners), "  outer loop"]
    lines += ["    vertex %g %g %g" % corner for corner in corners]
    return end.join(lines + ["  endloop", "endfacet"]) + end


def binary_stl(facets, header=b"meshgate test cube", count=None):
    data = header.ljust(80, b"\0") + struct.pack("<I", len(facets) if count is None else count)
    for corners in facets:
        data += struct.pack("<12fH", *normal(*corners), *[x for corner in corners for x in corner], 0)
    return data


def obj_files():
    vertices = "".join("v %g %g %g\n" % p for p in CUBE)
    uvs = "vt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"
    normals = "".join("vn %g %g %g\n" % normal(*(CUBE[i] for i in quad[:3])) for quad in QUADS)
    faces = "".join("f " + " ".join("%d/%d/%d" % (v + 1, t + 1, n + 1) for t, v in enumerate(quad)) + "\n"
                    for n, quad in enumerate(QUADS))
    relative = "".join("f " + " ".join("%d" % (v - 8) for v in quad) + "\n" for quad in QUADS)
    write("obj/cube.obj", "# A cube of quads with texture\nmtllib cube.mtl\no cube\n" + vertices + uvs + normals +
          "usemtl painted wood\ns off\n" + faces)
    write("obj/cube.mtl", "newmtl painted wood\nKa 1 1 1\nKd 0.8 0.6 0.4\nd 1\n"
          "map_Kd -s 2 2 1 -o 0.5 0 0 wood grain.png\nmap_Bump -bm 0.2 wood grain.png\n")
    write("obj/wood grain.png", png())
    write("obj/relative_crlf_bom.obj", "\ufeff" + (vertices + relative + "f -8 \\\n-7 \\\n-6\n").replace("\n", "\r\n"))
    write("obj/concave.obj", "# A comb and an arrow: polygons that a fan would cut wrongly\n" +
          "".join("v %d %d 0\n" % p for p in [(0, 0), (7, 0), (7, 4), (6, 1), (5, 4), (4, 1), (3, 4), (2, 1), (1, 4)]) +
          "f 1 2 3 4 5 6 7 8 9\nv 20 0 0\nv 24 0 0\nv 21 1 0\nv 20 4 0\nf -4 -3 -2 -1\n")
    write("obj/vertex_colors.obj", "".join("v %g %g %g %g %g %g\n" % (p + tuple((x + 1) / 2 for x in p)) for p in CUBE) +
          relative)
    write("obj/points_lines_curves.obj", vertices + relative + "p 1 2\nl 1 2 3\ncstype bezier\ndeg 3\ncurv 0 1 1 2 3 4\n"
          "parm u 0 1\nend\n")
    write("obj/broken_lines.obj", vertices.replace("v 1 1 1", "v 1,5 1 1") + "f 1 2\nf 1 2 x\n0.5 0.5 0.5\n" + relative)
    write("obj/out_of_range.obj", vertices + "vt 0 0\n" + relative + "f 1 2 9\nf 0 1 2\nf 1/1 2/2 3/1\nf -9 -1 -2\n")
    write("obj/missing_materials.obj", "mtllib nowhere.mtl\nmtllib ../../outside.mtl\n" + vertices + "usemtl red\n" + relative)
    write("obj/unknown_material.obj", "mtllib cube.mtl\n" + vertices + "usemtl no such thing\n" + relative)
    write("obj/unsafe_textures.mtl", "newmtl a\nmap_Kd C:\\textures\\a.png\nmap_Ks /etc/hostname\nmap_d ../../b.png\n"
          "map_Ke gone.png\n")
    write("obj/unsafe_textures.obj", "mtllib unsafe_textures.mtl\n" + vertices + "usemtl a\n" + relative)


def stl_files():
    cube = list(triangles())
    write("stl/cube.stl", binary_stl(cube))
    write("stl/solid_header.stl", binary_stl(cube, b"solid cube made by a program that writes this word first"))
    write("stl/count_too_large.stl", binary_stl(cube, count=20))
    write("stl/count_too_small.stl", binary_stl(cube, count=5))
    write("stl/cut.stl", binary_stl(cube)[:84 + 50 * 7 + 20])
    turned = [(a, c, b) if i == 3 else (a, b, c) for i, (a, b, c) in enumerate(cube)]
    good = binary_stl(cube)
    wrong = binary_stl(turned)  # the order of one facet is turned, its stored normal is the old one
    at = 84 + 50 * 3
    write("stl/normal_mismatch.stl", wrong[:at] + good[at:at + 12] + wrong[at + 12:])
    two = ("solid left\n" + "".join(ascii_facet(t) for t in cube) + "endsolid left\nsolid right\n" +
           "".join(ascii_facet(t) for t in triangles((5, 0, 0))) + "endsolid right\n")
    write("stl/two_solids_ascii.stl", two)
    write("stl/upper_case_crlf_ascii.stl", "SOLID Cube\r\n" + "".join(ascii_facet(t, "\r\n").upper() for t in cube) +
          "ENDSOLID Cube\r\n")
    body = "".join(ascii_facet(t) for t in cube)
    write("stl/malformed_ascii.stl", "solid cube\n" + body.replace("vertex 1 -1 1", "vertex 1,0 -1 1", 1) +
          "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nendloop\nendfacet\nendsolid cube\n")
    write("stl/cut_ascii.stl", two[:len(two) * 2 // 3])


def other_files():
    write("other/cube.usda", "#usda 1.0\ndef Cube \"cube\" {}\n")


obj_files()
stl_files()
other_files()
