#!/usr/bin/env python3
"""Makes the inputs of testdata/rules for the families file, image, mesh, obj, stl, texture and uv. Standard library
only.

The expectations beside them are written by the rule suite (docs/dev/testing.md); this script leaves them alone.
Usage: python3 testdata/make/rules.py
"""
import base64
import json
import math
import struct
import zlib
from pathlib import Path

from gltf_rules import json_lines

RULES = Path(__file__).parent.parent / "rules"

# A cube of side 2, counter-clockwise from outside.
V = [(x, y, z) for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)]
QUADS = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
F = [t for a, b, c, d in QUADS for t in ((a, b, c), (a, c, d))]
NAN = math.nan


def put(path, content):
    path = RULES / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def under(path, profile):
    """Chooses the profile of a case unless its expectation exists."""
    path = RULES / (path + ".expected.json")
    if not path.exists():
        path.write_text(json.dumps({"profile": profile, "findings": []}) + "\n")


def normal(a, b, c):
    u, v = [b[i] - a[i] for i in range(3)], [c[i] - a[i] for i in range(3)]
    n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    length = math.sqrt(sum(x * x for x in n))
    return [x / length for x in n] if length > 0 and math.isfinite(length) else [0.0, 0.0, 0.0]


def stl(vertices=V, faces=F, header=b"meshgate", count=None, normals=None):
    data = header.ljust(80, b"\0") + struct.pack("<I", len(faces) if count is None else count)
    for i, (a, b, c) in enumerate(faces):
        n = normals[i] if normals else normal(vertices[a], vertices[b], vertices[c])
        data += struct.pack("<12fH", *n, *vertices[a], *vertices[b], *vertices[c], 0)
    return data


def stl_text(vertices=V, faces=F, end="endsolid cube\n"):
    text = "solid cube\n"
    for f in faces:
        text += "facet normal %g %g %g\n outer loop\n" % tuple(normal(*(vertices[i] for i in f)))
        text += "".join("  vertex %g %g %g\n" % vertices[i] for i in f) + " endloop\nendfacet\n"
    return text + end


def obj(vertices=V, faces=F, head="", tail=""):
    text = head + "".join("v %g %g %g\n" % v for v in vertices)
    return text + "".join("f " + " ".join(str(i + 1) for i in f) + "\n" for f in faces) + tail


def glb(vertices=V, faces=F, mode=4, change=lambda document: None, more=b""):
    positions = b"".join(struct.pack("<3f", *v) for v in vertices)
    indices = b"".join(struct.pack("<%dH" % len(f), *f) for f in faces)
    binary = positions + indices + more
    binary += b"\0" * (-len(binary) % 4)
    finite = [v for v in vertices if all(map(math.isfinite, v))]
    document = {
        "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "mode": mode}]}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": len(vertices), "type": "VEC3",
             "min": [min(v[k] for v in finite) for k in range(3)], "max": [max(v[k] for v in finite) for k in range(3)]},
            {"bufferView": 1, "componentType": 5123, "count": sum(map(len, faces)), "type": "SCALAR"}],
        "bufferViews": [{"buffer": 0, "byteLength": len(positions), "target": 34962},
                        {"buffer": 0, "byteOffset": len(positions), "byteLength": len(indices), "target": 34963}],
        "buffers": [{"byteLength": len(binary)}]}
    change(document)
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    body = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(body)) + body


def gltf(binary):
    """A GLB as a .gltf with its buffer as a data URI."""
    size = struct.unpack_from("<I", binary, 12)[0]
    document = json.loads(binary[20:20 + size])
    data = binary[28 + size:][:document["buffers"][0]["byteLength"]]
    document["buffers"][0]["uri"] = "data:application/octet-stream;base64," + base64.b64encode(data).decode()
    return json_lines(document)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height, colour, more=b""):
    """colour(x, y) gives the three samples of a pixel; `more` are chunks before the pixels."""
    rows = b"".join(b"\0" + b"".join(bytes(colour(x, y)) for x in range(width)) for y in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)) + more +
            chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def png(width=64, height=64, more=b""):
    """A disc on a ground with a gradient: nothing that an image rule objects to."""
    def colour(x, y):
        inside = (x - width / 2) ** 2 + (y - height / 2) ** 2 < (0.35 * width) ** 2
        return (200, 80 + x * 100 // width, 40) if inside else (230 - y * 60 // height,) * 3
    return png_of(width, height, colour, more)


def replaced(index, value):
    return [value if i == index else v for i, v in enumerate(V)]


def profile(**limits):
    lines = ['name = "sizes"', 'summary = "limits that a cube reaches"', "[limits]"]
    lines += ['%s = { value = %d, source = "test", date = "2026-01-01" }' % (k.replace("_", "-"), v)
              for k, v in limits.items()]
    return "\n".join(lines) + "\n"


def box(x, y, z, at=0.0):
    return [(x + at if a > 0 else at, y + at if b > 0 else at, z + at if c > 0 else at) for a, b, c in V]


def rule_profile(rule, **parameters):
    settings = ", ".join("%s = %s" % (k.replace("_", "-"), v) for k, v in parameters.items())
    return 'name = "rule"\nsummary = "one parameter"\nextends = "asset"\n[rules]\n"%s" = { %s }\n' % (rule, settings)


# UVs of the cube's corners that collapse none of its triangles.
UV = [(x + z / 2, y + z / 4) for x, y, z in V]


def painted(uvs=UV, faces=F, library="newmtl paint\nmap_Kd paint.png\n", corner=lambda f, k: "%d/%d" % (f[k], f[k])):
    """The cube as OBJ with a textured material of paint.mtl."""
    text = "mtllib paint.mtl\n" + "".join("v %g %g %g\n" % v for v in V)
    text += "".join("vt %.9g %.9g\n" % uv for uv in uvs) + "usemtl paint\n"
    faces = [tuple(i + 1 for i in f) for f in faces]
    return text + "".join("f " + " ".join(corner(f, k) for k in range(3)) + "\n" for f in faces)


def painted_glb(uvs=UV, texcoord=0):
    """The cube as GLB with a material whose texture is placed by one UV set."""
    def change(document):
        document["accessors"].append({"bufferView": 2, "componentType": 5126, "count": len(uvs), "type": "VEC2"})
        document["bufferViews"].append({"buffer": 0, "byteOffset": before, "byteLength": 8 * len(uvs), "target": 34962})
        document["bufferViews"].append({"buffer": 0, "byteOffset": before + 8 * len(uvs), "byteLength": len(picture)})
        document["buffers"][0]["byteLength"] = before + 8 * len(uvs) + len(picture)
        document["images"] = [{"bufferView": 3, "mimeType": "image/png"}]
        document["textures"] = [{"source": 0}]
        use = {"index": 0, "texCoord": texcoord} if texcoord else {"index": 0}
        document["materials"] = [{"pbrMetallicRoughness": {"baseColorTexture": use}}]
        primitive = document["meshes"][0]["primitives"][0]
        primitive["attributes"]["TEXCOORD_0"] = 2
        primitive["material"] = 0
    picture = png()
    before = 12 * len(V) + 6 * len(F)
    return glb(change=change, more=b"".join(struct.pack("<2f", *uv) for uv in uvs) + picture)


def files():
    put("file/empty/fires.glb", b"")
    put("file/empty/silent.stl", stl())
    put("file/format-mismatch/fires.obj", stl())
    put("file/format-mismatch/fires_no_suffix", glb())
    put("file/format-mismatch/silent.obj", obj())
    put("file/format-mismatch/silent_upper_case.STL", stl())
    put("file/format-unsupported/fires.gif", b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0, 0, 0) + b";")
    put("file/format-unsupported/fires_unknown.stl", b"nothing that anyone knows\n" * 3)
    put("file/format-unsupported/silent.glb", glb())
    size = len(stl())
    for name, near, limit in (("too-large/fires", size - 2, size - 1), ("too-large/boundary_at_limit", size, size),
                              ("too-large/silent", size + 9, size + 9),
                              ("near-size-limit/fires", size - 1, size), ("near-size-limit/boundary_at_near", size, size),
                              ("near-size-limit/silent", size + 9, size + 9)):
        put("file/%s.stl" % name, stl())
        put("file/%s.toml" % name.replace("/", "/profile_"), profile(mesh_bytes_near=near, mesh_bytes=limit))
        under("file/%s.stl" % name, "profile_" + name.split("/")[1] + ".toml")
    put("file/trailing-data/fires.glb", glb() + b"<html>not found</html>")
    put("file/trailing-data/fires.png", png() + b"more")
    put("file/trailing-data/silent.glb", glb())
    put("file/trailing-data/silent.png", png())
    put("file/truncated/fires.glb", glb()[:-30])
    put("file/truncated/fires.stl", stl()[:-20])
    put("file/truncated/fires_ascii.stl", stl_text(end=""))
    put("file/truncated/silent.stl", stl_text())
    put("file/truncated/silent.glb", glb())


def mesh():
    put("mesh/empty/fires.obj", obj(faces=[]))
    put("mesh/empty/fires.stl", "solid nothing\nendsolid nothing\n")
    put("mesh/empty/fires.glb", glb(change=lambda d: (d.pop("meshes"), d["nodes"][0].pop("mesh"))))
    put("mesh/empty/silent.obj", obj(faces=F[:1], vertices=V[:4]))
    put("mesh/degenerate-face/fires.obj", obj(faces=F + [(0, 1, 1)]))
    put("mesh/degenerate-face/fires.stl", stl(faces=F + [(0, 0, 5), (3, 2, 3)]))
    put("mesh/degenerate-face/fires_collinear.obj", obj(vertices=V + [(-1.0, -1.0, 0.0)], faces=F + [(0, 8, 1)]))
    put("mesh/degenerate-face/silent.stl", stl())
    put("mesh/degenerate-face/boundary_thin.obj", obj(vertices=V + [(-1.0, -0.999, 0.0)], faces=F + [(0, 8, 1)]))
    put("mesh/duplicate-vertex/fires.obj", obj(vertices=V + [V[0]], faces=F[:-1] + [(1, 7, 8)]))
    put("mesh/duplicate-vertex/boundary_minus_zero.obj",
        obj(vertices=[(0.0, 0, 0), (1.0, 0, 0), (0, 1.0, 0), (-0.0, 0, 0), (0, 0, 1.0)], faces=[(0, 1, 2), (3, 2, 4)]))
    put("mesh/duplicate-vertex/silent.obj", obj())
    put("mesh/index-out-of-range/fires.glb", glb(faces=F[:-1] + [(1, 7, 8)]))
    put("mesh/index-out-of-range/boundary_last.glb", glb(faces=F[:-1] + [(1, 7, 7)]))
    put("mesh/index-out-of-range/silent.glb", glb())
    put("mesh/no-triangles-primitive/fires.glb", glb(faces=[(0, 1), (1, 3)], mode=1))
    put("mesh/no-triangles-primitive/fires_points.glb", glb(faces=[(0, 1, 2, 3, 4, 5, 6, 7)], mode=0))
    put("mesh/no-triangles-primitive/silent.glb", glb())
    put("mesh/no-triangles-primitive/boundary_strip.glb", glb(faces=[(0, 1, 2, 3)], mode=5))
    put("mesh/non-finite-position/fires.stl", stl(vertices=replaced(3, (1.0, NAN, 1.0))))
    put("mesh/non-finite-position/fires.glb", glb(vertices=replaced(3, (1.0, math.inf, 1.0))))
    put("mesh/non-finite-position/fires.obj", obj().replace("v 1 1 1", "v 1 nan 1"))
    put("mesh/non-finite-position/silent.stl", stl())
    put("mesh/non-finite-position/boundary_largest.stl", stl(vertices=replaced(7, (3.4028234e38, 1.0, 1.0))))
    put("mesh/unreferenced-vertex/fires.obj", obj(vertices=V + [(5.0, 5.0, 5.0), (6.0, 6.0, 6.0)]))
    put("mesh/unreferenced-vertex/fires.glb", glb(vertices=V + [(0.5, 0.5, 0.5)]))
    put("mesh/unreferenced-vertex/silent.obj", obj())


def sizes():
    """Size, place and count of the triangles; profiles beside the cases choose parameters."""
    def case(rule, name, content, profile=None, **parameters):
        put("mesh/%s/%s" % (rule, name), content)
        if parameters:
            profile = "profile_%s.toml" % name.split(".")[0]
            put("mesh/%s/%s" % (rule, profile), rule_profile("mesh/" + rule, **parameters))
        if profile:
            under("mesh/%s/%s" % (rule, name), profile)
    tangent = lambda degrees: math.tan(math.radians(degrees))
    case("sliver-face", "fires.stl", stl(vertices=box(1, 1, tangent(0.5))))
    case("sliver-face", "boundary_0.99_degrees.stl", stl(vertices=box(1, 1, tangent(0.99))))
    case("sliver-face", "boundary_1.01_degrees.stl", stl(vertices=box(1, 1, tangent(1.01))))
    case("sliver-face", "silent.stl", stl())
    case("sliver-face", "silent_degenerate.obj", obj(faces=F + [(0, 1, 1)]))
    case("extent-suspicious", "fires_sheet.obj", obj(vertices=V[:4], faces=[(0, 1, 3), (0, 3, 2)]))
    case("extent-suspicious", "fires_speck.stl", stl(vertices=box(1e-3, 1e-3, 1e-3)), "print-fdm")
    case("extent-suspicious", "fires_giant.stl", stl(vertices=box(8e3, 4e4, 8e3)), "print-resin")
    case("extent-suspicious", "fires_metres.glb", glb(), "print-fdm")
    case("extent-suspicious", "boundary_5_mm.stl", stl(vertices=box(5, 5, 5)), "print-fdm")
    case("extent-suspicious", "boundary_4.99_mm.stl", stl(vertices=box(4.99, 4.99, 4.99)), "print-fdm")
    case("extent-suspicious", "silent.stl", stl(vertices=box(80, 100, 60)), "print-fdm")
    case("extent-suspicious", "silent_any_unit.stl", stl(vertices=box(0.01, 0.01, 0.01)))
    case("far-from-origin", "fires.stl", stl(vertices=box(2, 2, 2, 1e6)))
    case("far-from-origin", "boundary_below_2048.stl", stl(vertices=box(2, 2, 2, 2046)))
    case("far-from-origin", "boundary_above_2048.stl", stl(vertices=box(2, 2, 2, 2047)))
    case("far-from-origin", "silent.stl", stl())
    case("far-from-origin", "fires_node.glb", glb(change=lambda d: d["nodes"][0].update(translation=[0, 1e5, 0])))
    case("too-many-triangles", "fires.stl", stl(), max_triangles=11)
    case("too-many-triangles", "silent.stl", stl(), max_triangles=12)
    case("too-few-triangles", "fires.obj", obj(faces=F[:3]))
    case("too-few-triangles", "boundary_4.obj",
         obj(vertices=[(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1)], faces=[(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)]))
    case("too-few-triangles", "silent.stl", stl())
    case("animated", "silent.glb", glb())


def uvs():
    for rule in ("missing", "non-finite", "outlier", "zero-area"):
        put("uv/%s/paint.mtl" % rule, "newmtl paint\nmap_Kd paint.png\n")
        put("uv/%s/paint.png" % rule, png())
        put("uv/%s/silent.obj" % rule, painted())
        put("uv/%s/silent.glb" % rule, painted_glb())
    changed = lambda index, uv: [uv if i == index else old for i, old in enumerate(UV)]
    put("uv/missing/fires.obj", painted(uvs=[], corner=lambda f, k: "%d" % f[k]))
    put("uv/missing/fires_some_faces.obj", painted(corner=lambda f, k: "%d" % f[k] if f == (1, 2, 4) else "%d/%d" % (f[k], f[k])))
    put("uv/missing/fires.glb", painted_glb(texcoord=1))
    put("uv/missing/silent_plain.obj", obj(head="mtllib plain.mtl\nusemtl plain\n"))
    put("uv/missing/plain.mtl", "newmtl plain\nKd 1 0 0\n")
    put("uv/non-finite/fires.obj", painted(changed(3, (NAN, 0.0))))
    put("uv/non-finite/fires.glb", painted_glb(changed(3, (NAN, 0.0))))
    put("uv/non-finite/fires_infinite.glb", painted_glb(changed(3, (0.0, math.inf))))
    put("uv/outlier/fires_1e30.obj", painted(changed(3, (0.0, 1e30))))
    put("uv/outlier/fires_1e38.glb", painted_glb(changed(3, (-1e38, 0.0))))
    put("uv/outlier/boundary_1000.glb", painted_glb(changed(3, (1000.0, -1000.0))))
    put("uv/outlier/boundary_1001.glb", painted_glb(changed(3, (1001.0, 0.0))))
    put("uv/outlier/silent_tiled.glb", painted_glb([(40 * u, 40 * v) for u, v in UV]))
    put("uv/zero-area/fires_point.glb", painted_glb([(0.5, 0.5)] * 8))
    put("uv/zero-area/fires_line.obj", painted(changed(1, UV[3]), faces=F))
    for name in ("silent.obj", "silent.glb", "fires_point.glb", "fires_line.obj", "boundary_last_bit.obj"):
        under("uv/zero-area/" + name, "asset")
    put("uv/zero-area/boundary_last_bit.obj", painted([(0.1 * i, 0.1 * i) for i in range(7)] + [(0.7, 0.70000006)]))


def objs():
    put("obj/index-out-of-range/fires.obj", obj(tail="f 1 2 9\n"))
    put("obj/index-out-of-range/fires_zero.obj", obj(tail="f 0 1 2\n"))
    put("obj/index-out-of-range/fires_negative.obj", obj(tail="f -1 -2 -9\n"))
    put("obj/index-out-of-range/boundary_last.obj", obj(tail="f -8 2 8\n"))
    put("obj/index-out-of-range/silent.obj", obj())
    library = "newmtl red\nKd 1 0 0\n"
    put("obj/missing-material/fires.obj", obj(head="mtllib colours.mtl\nusemtl blue\n"))
    put("obj/missing-material/silent.obj", obj(head="mtllib colours.mtl\nusemtl red\n"))
    put("obj/missing-material/colours.mtl", library)
    put("obj/missing-mtllib/fires.obj", obj(head="mtllib absent.mtl\n"))
    put("obj/missing-mtllib/silent.obj", obj(head="mtllib colours.mtl\nusemtl red\n"))
    put("obj/missing-mtllib/colours.mtl", library)
    put("obj/syntax/fires.obj", obj(tail="v 1 two 3\nf 1 2\n"))
    put("obj/syntax/silent.obj", obj(head="# a comment\r\n", tail="f 1 \\\n 2 3\n"))
    put("obj/unsafe-path/fires.obj", obj(head="mtllib ../../outside.mtl\n"))
    put("obj/unsafe-path/fires_absolute.obj", obj(head="mtllib /etc/passwd\n"))
    put("obj/unsafe-path/silent.obj", obj(head="mtllib ./colours.mtl\nusemtl red\n"))
    put("obj/unsafe-path/colours.mtl", library)
    put("obj/unsupported-element/fires.obj", obj(tail="cstype bezier\ndeg 3\ncurv 0 1 1 2 3 4\nend\n"))
    put("obj/unsupported-element/silent.obj", obj())


def stls():
    put("stl/count-mismatch/fires.stl", stl(count=20))
    put("stl/count-mismatch/boundary_one_more.stl", stl(count=13))
    put("stl/count-mismatch/boundary_one_less.stl", stl(count=11))
    put("stl/count-mismatch/silent.stl", stl())
    put("stl/ambiguous-header/fires.stl", stl(header=b"solid by an exporter"))
    put("stl/ambiguous-header/silent.stl", stl(header=b"not solid"))
    put("stl/ambiguous-header/silent_ascii.stl", stl_text())
    put("stl/malformed-ascii/fires.stl", stl_text().replace("  vertex", "  vertx", 1))
    put("stl/malformed-ascii/silent.stl", stl_text())
    flat = [normal(*(V[i] for i in f)) for f in F]
    put("stl/normal-mismatch/fires.stl", stl(normals=[[-x for x in flat[0]]] + flat[1:]))
    put("stl/normal-mismatch/silent.stl", stl())
    put("stl/normal-mismatch/boundary_zero.stl", stl(normals=[[0.0, 0.0, 0.0]] * len(F)))
    for name, degrees in (("19", 19), ("21", 21)):
        tilt = [-math.cos(math.radians(degrees)), math.sin(math.radians(degrees)), 0.0]  # face 0 looks to −x
        put("stl/normal-mismatch/boundary_%s_degrees.stl" % name, stl(normals=[tilt] + flat[1:]))


# A closed tetrahedron, the smallest body.
TV = [(0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)]
TF = [(0, 2, 1), (0, 1, 3), (0, 3, 2), (1, 2, 3)]


def surfaces():
    """Defects of a surface on tetrahedra, so that a person sees them in the text."""
    def moved(scale, x, y, z):
        return [(scale * a + x, scale * b + y, scale * c + z) for a, b, c in TV]

    def two(second, first=TV):
        return obj(first + second, TF + [tuple(i + 4 for i in f) for f in TF])

    def case(rule, bad, good=obj(TV, TF), profile=None):
        for name, content in (("fires", bad), ("silent", good)):
            put("mesh/%s/%s.obj" % (rule, name), content)
            if profile:
                under("mesh/%s/%s.obj" % (rule, name), profile)
    turned = [(a, c, b) for a, b, c in TF]
    beside = two(moved(1, 2, 0, 0))
    case("open-edge", obj(TV, TF[:3]))
    case("non-manifold-edge", obj(TV + [(0.5, -1.0, -1.0)], TF + [(0, 1, 4)]))
    mirrored = [tuple(0 if i == 0 else i + 3 for i in f) for f in turned]
    case("non-manifold-vertex", obj(TV + [(-x, -y, -z) for x, y, z in TV[1:]], TF + mirrored), beside)
    case("inconsistent-winding", obj(TV, turned[:1] + TF[1:]))
    case("inverted-shell", obj(TV, turned))
    case("duplicate-face", obj(TV, TF + TF[:1]))
    case("internal-shell", two(moved(1, 0.5, 0.5, 0.5), moved(4, 0, 0, 0)), beside)
    case("self-intersection", two(moved(1, 0.25, 0.25, -0.5)), beside)
    case("t-junction", obj([(0, 0, 0), (2, 0, 0), (1, 2, 0), (1, -2, 0), (1, 0, 0)], [(0, 1, 2), (0, 3, 4), (4, 3, 1)]))
    case("tiny-component", two(moved(0.5, 200, 0, 0), moved(100, 0, 0, 0)), beside)
    case("thin-wall", obj(box(20, 20, 0.5)), obj(box(20, 20, 20)), "print-fdm")
    put("mesh/animated/fires.gltf", gltf(glb(TV, TF, change=lambda d: d["meshes"][0]["primitives"][0].update(
        targets=[{"POSITION": 0}]))))
    under("mesh/animated/fires.gltf", "asset")

    def materials(count):
        def change(document):
            document["materials"] = [{"name": "paint %d" % i} for i in range(count)]
            one = document["meshes"][0]["primitives"][0]
            every = document["accessors"].pop()
            first = [i * 2 for i in range(count)] + [len(F)]  # two triangles each, the rest for the last one
            document["accessors"] += [{**every, "byteOffset": 6 * a, "count": 3 * (b - a)} for a, b in zip(first, first[1:])]
            document["meshes"][0]["primitives"] = [{**one, "indices": 1 + i, "material": i} for i in range(count)]
        return gltf(glb(change=change))
    for name, count in (("fires", 6), ("boundary_5", 5), ("silent", 2)):
        put("mesh/too-many-materials/%s.gltf" % name, materials(count))
        under("mesh/too-many-materials/%s.gltf" % name, "khronos-3dcommerce")
    sheet = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 1 1 0\n%sf 1/1 2/2 3/3\nf 2/4 4/5 3/6\n"
    put("uv/overlap/fires.obj", sheet % "vt 0 0\nvt 1 0\nvt 0 1\nvt 0 0\nvt 1 0\nvt 0 1\n")
    put("uv/overlap/silent.obj", sheet % "vt 0 0\nvt 1 0\nvt 0 1\nvt 1 0\nvt 1 1\nvt 0 1\n")
    under("uv/overlap/fires.obj", "asset")
    under("uv/overlap/silent.obj", "asset")


def textures():
    """A tetrahedron whose material uses a picture beside it."""
    model = "mtllib paint.mtl\n" + "".join("v %g %g %g\n" % v for v in TV) + "vt 0 0\nvt 1 0\nvt 0 1\nusemtl paint\n"
    model += "f 1/1 3/3 2/2\nf 1/1 2/2 4/3\nf 1/1 4/2 3/3\nf 2/1 3/2 4/3\n"

    def case(rule, name, picture, content=None, profile=None, **parameters):
        folder = "texture/%s/" % rule
        library = {"fires": "bad.mtl", "silent": "good.mtl"}[name]
        put(folder + name + ".obj", model.replace("paint.mtl", library))
        put(folder + library, "newmtl paint\nmap_Kd %s\n" % picture)
        if content:
            put(folder + picture, content)
        if parameters:
            profile = "profile.toml"
            put(folder + profile, rule_profile("texture/" + rule, **parameters))
        if profile:
            under(folder + name + ".obj", profile)
    good = png(64, 64)
    case("missing-file", "fires", "absent.png")
    case("missing-file", "silent", "paint.png", good)
    case("unsafe-path", "fires", "../../paint.png")
    case("unsafe-path", "silent", "paint.png", good)
    case("undecodable", "fires", "cut.png", good[:-40])
    case("undecodable", "silent", "paint.png", good)
    case("mime-mismatch", "fires", "paint.jpg", good)
    case("mime-mismatch", "silent", "paint.png", good)
    case("not-power-of-two", "fires", "48.png", png(48, 64), "asset")
    case("not-power-of-two", "silent", "paint.png", good, "asset")
    case("too-large", "fires", "128.png", png(128, 64), max_side=64)
    case("too-large", "silent", "paint.png", good, max_side=64)
    case("too-small", "fires", "32.png", png(64, 32), severity='"warning"', min_side=64)
    case("too-small", "silent", "paint.png", good, severity='"warning"', min_side=64)


def images():
    """A picture of each defect; one good picture for the family."""
    side = 160
    good = png(side, side)
    at = good.index(b"IDAT")
    orientation = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x112, 3, 1, 6, 0, 0)
    put("image/silent.png", good)
    put("image/animated/fires.png", png(side, side, chunk(b"acTL", struct.pack(">II", 2, 0))))
    put("image/blank/fires.png", png_of(side, side, lambda x, y: (128, 128, 128)))
    put("image/blurred/fires.png", png_of(side, side, lambda x, y: (20 + abs(x - 80) * 2,) * 3))
    put("image/cmyk/fires.jpg", (RULES.parent / "image" / "cmyk.jpg").read_bytes())
    put("image/corrupt-chunk/fires.png", good[:at + 99] + bytes((good[at + 99] ^ 4,)) + good[at + 100:])
    put("image/exif-rotated/fires.png", png(side, side, chunk(b"eXIf", orientation)))
    put("image/extreme-aspect/fires.png", png(640, 128))
    put("image/no-foreground/fires.png",
        png_of(side, side, lambda x, y: (20 + x % 2 * 60,) * 3 if 70 < x < 80 and 70 < y < 80 else (240, 240, 240)))
    put("image/too-many-pixels/fires.png", png(side, side + 1))
    put("image/too-many-pixels/profile.toml", rule_profile("image/too-many-pixels", max_megapixels=0.0256))
    under("image/too-many-pixels/fires.png", "profile.toml")
    put("image/too-small/fires.png", png(64, 64))
    put("image/truncated/fires.png", good[:len(good) // 2])
    put("image/undecodable/fires.png", png(side, side, chunk(b"QQQQ", b"")))


if __name__ == "__main__":
    files()
    mesh()
    sizes()
    uvs()
    objs()
    stls()
    surfaces()
    textures()
    images()
