#!/usr/bin/env python3
"""Makes testdata/rules/gltf: a small sound glTF, and for each rule one that breaks it and little else.

The expectations beside them are written by the rule suite (docs/dev/testing.md); this script leaves them alone.
Standard library only. Usage: python3 testdata/make/gltf_rules.py
"""
import base64
import json
import math
import struct
import zlib
from pathlib import Path

OUT = Path(__file__).parent.parent / "rules" / "gltf"
BYTE, UBYTE, SHORT, USHORT, UINT, FLOAT = 5120, 5121, 5122, 5123, 5125, 5126
LETTER = {BYTE: "b", UBYTE: "B", SHORT: "h", USHORT: "H", UINT: "I", FLOAT: "f"}
WIDTH = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
VERTEX, INDEX = 34962, 34963
IDENTITY = [1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0, 0, 0, 0, 0, 1.0]

# 4 × 4 pixels of one colour, lossless (written once by Pillow).
WEBP = "UklGRh4AAABXRUJQVlA4TBEAAAAvA8AAAAdQqCIXpf+BiOh/AAA="
# Made by images.py.
CMYK = base64.b64encode((OUT.parent / "image" / "cmyk" / "fires.jpg").read_bytes()).decode()


def png(side=4):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + b"".join(bytes((60 * x % 256, 60 * y % 256, 128)) for x in range(side)) for y in range(side))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def json_lines(document):
    """JSON that people read: a line for each object of glTF."""
    def entry(value):
        if isinstance(value, list) and value and isinstance(value[0], dict) and len(value) > 1:
            return "[\n    " + ",\n    ".join(map(json.dumps, value)) + "]"
        return json.dumps(value)
    return "{\n  " + ",\n  ".join('"%s": %s' % (key, entry(value)) for key, value in document.items()) + "\n}\n"


class Doc:
    """A triangle in a scene; `d` is the JSON, `data` the buffer."""

    def __init__(self):
        self.data = bytearray()
        self.d = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0}],
                  "meshes": [{"primitives": [{"attributes": {}}]}], "accessors": [], "bufferViews": []}
        self.position = self.attribute("POSITION", "VEC3", [0, 0, 0, 1, 0, 0, 0, 1, 0], bounds=True)
        self.indices = self.accessor(USHORT, "SCALAR", [0, 1, 2], target=INDEX)
        self.primitive["indices"] = self.indices

    @property
    def primitive(self):
        return self.d["meshes"][0]["primitives"][0]

    def view(self, data, **properties):
        self.data += b"\0" * (-len(self.data) % 4)
        self.d["bufferViews"].append({"buffer": 0, "byteOffset": len(self.data), "byteLength": len(data), **properties})
        self.data += data
        return len(self.d["bufferViews"]) - 1

    def accessor(self, component, kind, values, target=None, bounds=False, stride=None, **properties):
        view = {"target": target} if target else {}
        width = WIDTH[kind]
        size = struct.calcsize(LETTER[component]) * width
        if stride:
            view["byteStride"] = stride
        rows = [struct.pack("<%d%s" % (width, LETTER[component]), *values[i:i + width])
                for i in range(0, len(values), width)]
        data = b"".join(row.ljust(stride or size, b"\0") for row in rows)
        entry = {"bufferView": self.view(data, **view), "componentType": component, "count": len(rows), "type": kind}
        if bounds:
            columns = [[float(x) if component == FLOAT else x for x in values[k::width]] for k in range(width)]
            entry["min"], entry["max"] = [min(c) for c in columns], [max(c) for c in columns]
        entry.update(properties)
        self.d["accessors"].append(entry)
        return len(self.d["accessors"]) - 1

    def attribute(self, name, kind, values, component=FLOAT, **rest):
        index = self.accessor(component, kind, values, target=VERTEX, **rest)
        self.primitive["attributes"][name] = index
        return index

    def image(self, data=None, **properties):
        image = {"bufferView": self.view(data if data is not None else png()), "mimeType": "image/png", **properties}
        self.d.setdefault("images", []).append(image)
        return len(self.d["images"]) - 1

    def texture(self, **properties):
        self.d.setdefault("textures", []).append({"source": self.image(), **properties})
        return len(self.d["textures"]) - 1

    def material(self, **properties):
        self.d.setdefault("materials", []).append(properties)
        self.primitive["material"] = len(self.d["materials"]) - 1

    def skin(self, joints=(1, 2), weights=(1, 0, 0, 0) * 3, indices=(0, 1, 0, 0) * 3, ibm=None, nodes=None):
        """Two joints, 1 and its child 2; the mesh node 0 is a root."""
        self.d["nodes"] += nodes or [{"children": [2], "translation": [0, 0, 1]}, {"translation": [0, 0, 1]}]
        self.d["scenes"][0]["nodes"] = [0, 1]
        self.d["skins"] = [{"joints": list(joints)}]
        self.d["nodes"][0]["skin"] = 0
        self.attribute("JOINTS_0", "VEC4", list(indices), component=UBYTE)
        self.attribute("WEIGHTS_0", "VEC4", list(weights))
        if ibm is not None:
            self.d["skins"][0]["inverseBindMatrices"] = self.accessor(FLOAT, "MAT4", ibm)

    def animation(self, path="translation", times=(0.0, 1.0), values=(0, 0, 0, 1, 0, 0), kind="VEC3", node=0,
                  time_bounds=True, time_type="SCALAR", interpolation=None, **rest):
        sampler = {"input": self.accessor(FLOAT, time_type, list(times), bounds=time_bounds),
                   "output": self.accessor(FLOAT, kind, list(values), **rest)}
        if interpolation:
            sampler["interpolation"] = interpolation
        self.d["animations"] = [{"samplers": [sampler],
                                 "channels": [{"sampler": 0, "target": {"node": node, "path": path}}]}]

    def target(self, values=(0, 0, 1) * 3, name="POSITION", **rest):
        index = self.accessor(FLOAT, "VEC3", list(values), target=VERTEX, bounds=name == "POSITION", **rest)
        self.primitive.setdefault("targets", []).append({name: index})

    def use(self, extension, required=False):
        self.d.setdefault("extensionsUsed", []).append(extension)
        if required:
            self.d.setdefault("extensionsRequired", []).append(extension)

    def with_buffer(self, uri):
        d = dict(self.d)
        if "buffers" not in d and self.data:
            d["buffers"] = [{"byteLength": len(self.data)}]
            if uri:
                d["buffers"][0]["uri"] = self.uri()
        return d

    def uri(self):
        return "data:application/octet-stream;base64," + base64.b64encode(self.data).decode()

    def text(self):
        return json_lines(self.with_buffer(True))

    def chunks(self):
        text = json.dumps(self.with_buffer(False), separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        return [(0x4E4F534A, text), (0x004E4942, bytes(self.data) + b"\0" * (-len(self.data) % 4))]


def glb(chunks, length=None, version=2, magic=b"glTF"):
    body = b"".join(struct.pack("<II", len(data), kind) + data for kind, data in chunks)
    return struct.pack("<4sII", magic, version, 12 + len(body) if length is None else length) + body


CASES = {}


def case(rule, name="fires.gltf"):
    def add(function):
        CASES[(rule, name)] = function
        return function
    return add


def edit(rule):
    """A case that edits the triangle; the function gets the Doc, and may return other text."""
    def add(function):
        def make():
            doc = Doc()
            return function(doc) or doc.text()
        CASES[(rule, "fires.gltf")] = make
        return function
    return add


def simple(rule, function):
    edit(rule)(lambda doc: (function(doc), None)[1])


# ---------------------------------------------------------------- accessors
def accessors():
    simple("accessor-index-oob", lambda x: indices(x, [0, 1, 3]))
    simple("accessor-index-primitive-restart", lambda x: indices(x, [0, 1, 65535]))
    simple("accessor-index-triangle-degenerate", lambda x: indices(x, [0, 1, 2, 0, 1, 1]))
    simple("accessor-element-out-of-max-bound", lambda x: acc(x, 0, max=[0.5, 1, 0]))
    simple("accessor-element-out-of-min-bound", lambda x: acc(x, 0, min=[0.5, 0, 0]))
    simple("accessor-max-mismatch", lambda x: acc(x, 0, max=[2, 1, 0]))
    simple("accessor-min-mismatch", lambda x: acc(x, 0, min=[-1, 0, 0]))
    simple("accessor-invalid-float", lambda x: x.attribute("NORMAL", "VEC3", [0, 0, math.nan] + [0, 0, 1] * 2))
    simple("accessor-vector3-non-unit", lambda x: x.attribute("NORMAL", "VEC3", [0, 0, 2] + [0, 0, 1] * 2))
    simple("accessor-invalid-sign", lambda x: (x.attribute("NORMAL", "VEC3", [0, 0, 1] * 3),
                                               x.attribute("TANGENT", "VEC4", [1, 0, 0, 0.5] + [1, 0, 0, 1] * 2),
                                               normal_map(x)))
    simple("accessor-non-clamped", lambda x: x.attribute("COLOR_0", "VEC3", [2, 0, 0] + [1, 1, 1] * 2))
    simple("accessor-normalized-invalid", lambda x: acc(x, 0, normalized=True))
    simple("accessor-offset-alignment", lambda x: acc(x, 1, byteOffset=1, count=2))
    simple("accessor-total-offset-alignment", lambda x: shift_view(x, 1))
    simple("accessor-small-bytestride", lambda x: x.d["bufferViews"][0].update(byteStride=8))
    simple("accessor-too-long", lambda x: acc(x, 0, count=4))
    simple("accessor-matrix-alignment", lambda x: x.d["accessors"].append(
        {"bufferView": x.view(bytes(16)), "byteOffset": 1, "componentType": UBYTE, "count": 1, "type": "MAT3"}))
    simple("accessor-usage-override", lambda x: x.primitive["attributes"].update(_X=1))
    simple("accessor-sparse-count-out-of-range", lambda x: sparse(x, [0, 1, 2, 3]))
    simple("accessor-sparse-index-oob", lambda x: sparse(x, [0, 7]))
    simple("accessor-sparse-indices-non-increasing", lambda x: sparse(x, [1, 0]))
    simple("accessor-joints-index-duplicate", lambda x: x.skin(indices=(0, 0, 0, 0) * 3, weights=(.5, .5, 0, 0) * 3))
    simple("accessor-joints-index-oob", lambda x: x.skin(indices=(5, 0, 0, 0) * 3))
    simple("accessor-joints-used-zero-weight", lambda x: x.skin(indices=(0, 1, 0, 0) * 3))
    simple("accessor-weights-negative", lambda x: x.skin(weights=(2, -1, 0, 0) * 3))
    simple("accessor-weights-non-normalized", lambda x: x.skin(indices=(0, 0, 0, 0) * 3, weights=(.7, 0, 0, 0) * 3))
    simple("accessor-invalid-ibm", lambda x: x.skin(ibm=IDENTITY + IDENTITY[:15] + [2.0], indices=(0, 0, 0, 0) * 3))
    simple("invalid-ibm-accessor-count", lambda x: x.skin(ibm=IDENTITY, indices=(0, 0, 0, 0) * 3))
    simple("skin-ibm-invalid-format", lambda x: (x.skin(indices=(0, 0, 0, 0) * 3), x.d["skins"][0].update(
        inverseBindMatrices=x.accessor(FLOAT, "VEC4", [0, 0, 0, 1] * 2))))
    simple("skin-ibm-accessor-with-bytestride", lambda x: (x.skin(indices=(0, 0, 0, 0) * 3), x.d["skins"][0].update(
        inverseBindMatrices=x.accessor(FLOAT, "MAT4", IDENTITY * 2, stride=68))))
    simple("skin-no-common-root", lambda x: (x.skin(indices=(0, 0, 0, 0) * 3, nodes=[
        {"translation": [0, 0, 1]}, {"translation": [0, 0, 2]}]), x.d["scenes"][0].update(nodes=[0, 1, 2])))
    simple("skin-skeleton-invalid", lambda x: (x.skin(indices=(0, 0, 0, 0) * 3), x.d["skins"][0].update(skeleton=2)))


def acc(x, index, **properties):
    x.d["accessors"][index].update(properties)


def indices(x, values):
    x.primitive["indices"] = len(x.d["accessors"]) - 1
    x.d["accessors"].pop()
    x.d["bufferViews"].pop()
    x.accessor(USHORT, "SCALAR", values, target=INDEX)


def shift_view(x, index):
    x.d["bufferViews"][index]["byteOffset"] += 1
    x.data += b"\0\0"


def sparse(x, at):
    acc(x, 0, sparse={
        "count": len(at), "indices": {"bufferView": x.view(struct.pack("<%dH" % len(at), *at)), "componentType": USHORT},
        "values": {"bufferView": x.view(struct.pack("<%df" % (3 * len(at)), *([0.0] * 3 * len(at))))}})
    acc(x, 0, min=[0, 0, 0], max=[1, 1, 0])


def normal_map(x):
    x.attribute("TEXCOORD_0", "VEC2", [0, 0, 1, 0, 0, 1])
    x.material(normalTexture={"index": x.texture()})


# ---------------------------------------------------------------- animations
def animations():
    simple("accessor-animation-input-negative", lambda x: x.animation(times=(-1.0, 1.0)))
    simple("accessor-animation-input-non-increasing", lambda x: x.animation(times=(1.0, 1.0)))
    simple("accessor-animation-sampler-output-non-normalized-quaternion",
           lambda x: x.animation("rotation", values=(0, 0, 0, 2, 0, 0, 0, 1), kind="VEC4"))
    simple("animation-channel-target-node-matrix",
           lambda x: (x.d["nodes"][0].update(matrix=IDENTITY[:12] + [1, 0, 0, 1.0]), x.animation()))
    simple("animation-channel-target-node-skin", lambda x: (x.skin(indices=(0, 0, 0, 0) * 3), x.animation()))
    simple("animation-channel-target-node-weights-no-morphs",
           lambda x: x.animation("weights", values=(0, 1), kind="SCALAR"))
    simple("animation-duplicate-targets", lambda x: (x.animation(), x.d["animations"][0]["channels"].append(
        x.d["animations"][0]["channels"][0])))
    simple("animation-sampler-accessor-with-bytestride", lambda x: x.animation(stride=16))
    simple("animation-sampler-input-accessor-invalid-format",
           lambda x: x.animation(times=(0.0, 0, 1.0, 0), time_type="VEC2"))
    simple("animation-sampler-input-accessor-too-few-elements",
           lambda x: x.animation(times=(0.0,), values=(0,) * 9, interpolation="CUBICSPLINE"))
    simple("animation-sampler-input-accessor-without-bounds", lambda x: x.animation(time_bounds=False))
    simple("animation-sampler-output-accessor-invalid-count", lambda x: x.animation(values=(0, 0, 0) * 3))
    simple("animation-sampler-output-accessor-invalid-format",
           lambda x: x.animation(values=(0, 0, 1, 1), kind="VEC2"))


# ---------------------------------------------------------------- the JSON as such
def schema():
    edit("duplicate-key")(lambda x: x.text().replace('"scene": 0', '"scene": 0, "scene": 0'))
    edit("invalid-json")(lambda x: x.text()[:-24])
    simple("array-length-not-in-list", lambda x: acc(x, 1, min=[0] * 5, max=[2] * 5))
    simple("array-type-mismatch", lambda x: x.d["nodes"][0].update(translation=["a", 0, 0]))
    simple("type-mismatch", lambda x: x.d["nodes"][0].update(name=7))
    simple("duplicate-elements", lambda x: (x.d["nodes"].append({"translation": [1, 0, 0]}),
                                            x.d["nodes"][0].update(children=[1, 1])))
    simple("empty-entity", lambda x: x.d.update(cameras=[]))
    simple("invalid-index", lambda x: x.d["nodes"][0].update(mesh=-1))
    simple("unresolved-reference", lambda x: x.d["nodes"][0].update(mesh=3))
    simple("undefined-property", lambda x: x.d.pop("asset"))
    simple("unexpected-property", lambda x: x.d["nodes"][0].update(colour="red"))
    simple("value-not-in-list", lambda x: x.material(alphaMode="GLASS"))
    simple("value-not-in-range", lambda x: x.material(alphaMode="MASK", alphaCutoff=-1.0))
    simple("value-multiple-of", lambda x: x.d["bufferViews"][0].update(byteStride=14))
    simple("pattern-mismatch", lambda x: x.d["asset"].update(version="two"))
    simple("one-of-mismatch", lambda x: x.material(pbrMetallicRoughness={"baseColorTexture": {"index": x.texture()}})
           or x.attribute("TEXCOORD_0", "VEC2", [0, 0, 1, 0, 0, 1]) and x.d["images"][0].update(uri="a.png"))
    simple("unsatisfied-dependency", lambda x: acc(x, 1, bufferView=0) or x.d["accessors"].append(
        {"byteOffset": 4, "componentType": FLOAT, "count": 1, "type": "SCALAR"}))
    simple("non-object-extras", lambda x: x.d["nodes"][0].update(extras=5))
    simple("invalid-gl-value", lambda x: acc(x, 1, min=[-1], max=[2]))
    simple("asset-min-version-greater-than-version", lambda x: x.d["asset"].update(minVersion="2.1"))
    simple("unknown-asset-major-version", lambda x: x.d["asset"].update(version="3.0"))
    simple("unknown-asset-minor-version", lambda x: x.d["asset"].update(version="2.7"))
    simple("unused-object", lambda x: x.d.update(materials=[{"name": "nobody"}]))


def extensions():
    simple("invalid-extension-name-format", lambda x: (x.use("colours"), x.d.update(extensions={"colours": {}})))
    simple("undeclared-extension", lambda x: x.material(extensions={"KHR_materials_unlit": {}}))
    simple("unexpected-extension-object", lambda x: (x.use("KHR_materials_unlit"),
                                                     x.d["nodes"][0].update(extensions={"KHR_materials_unlit": {}})))
    simple("unsupported-extension", lambda x: (x.use("ACME_new_thing"),
                                               x.d["nodes"][0].update(extensions={"ACME_new_thing": {}})))
    simple("required-extension-unsupported", lambda x: (x.use("ACME_new_thing", True),
                                                        x.d["nodes"][0].update(extensions={"ACME_new_thing": {}})))
    simple("unused-extension-required", lambda x: x.d.update(extensionsRequired=["KHR_materials_unlit"]))
    simple("non-required-extension", lambda x: quantized(x, False))
    simple("multiple-extensions", lambda x: (
        x.use("KHR_materials_unlit"), x.use("KHR_materials_pbrSpecularGlossiness"),
        x.material(extensions={"KHR_materials_unlit": {}, "KHR_materials_pbrSpecularGlossiness": {}})))
    simple("compressed-data-invalid", lambda x: meshopt(x))


def quantized(x, required):
    x.use("KHR_mesh_quantization", required)
    x.view(struct.pack("<12h", 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0), target=VERTEX, byteStride=8)
    x.d["bufferViews"][0] = x.d["bufferViews"].pop()
    acc(x, 0, componentType=SHORT, min=[0, 0, 0], max=[1, 1, 0])


def meshopt(x):
    x.use("EXT_meshopt_compression", True)
    garbage = x.view(b"\xff" * 32)
    x.d["bufferViews"].pop()
    view = x.d["bufferViews"][0]
    view["byteStride"] = 12
    view["extensions"] = {"EXT_meshopt_compression": {
        "buffer": 0, "byteOffset": len(x.data) - 32, "byteLength": 32, "byteStride": 12, "count": 3,
        "mode": "ATTRIBUTES"}}


# ---------------------------------------------------------------- buffers, images, names of files
def storage():
    simple("buffer-byte-length-mismatch", lambda x: x.d.update(
        buffers=[{"byteLength": len(x.data) + 100, "uri": x.uri()}]))
    simple("buffer-data-uri-mime-type-invalid", lambda x: x.d.update(
        buffers=[{"byteLength": len(x.data), "uri": x.uri().replace("application/octet-stream", "text/plain")}]))
    simple("buffer-without-data", lambda x: x.d.update(buffers=[{"byteLength": len(x.data)}]))
    simple("buffer-view-invalid-byte-stride", lambda x: x.d["bufferViews"][1].update(byteStride=4))
    simple("buffer-view-too-big-byte-stride", lambda x: x.d["bufferViews"][0].update(byteStride=64))
    simple("buffer-view-too-long", lambda x: x.d["bufferViews"][1].update(byteLength=4096))
    simple("buffer-view-target-missing", lambda x: x.d["bufferViews"][0].pop("target"))
    simple("buffer-view-target-override", lambda x: (acc(x, 1, bufferView=0), x.d["bufferViews"].pop()))
    simple("invalid-uri", lambda x: x.d.update(buffers=[{"byteLength": len(x.data), "uri": "a b%zz.bin"}]))
    simple("io-error", lambda x: x.d.update(buffers=[{"byteLength": len(x.data), "uri": "absent.bin"}]))
    simple("unsafe-uri", lambda x: x.d.update(buffers=[{"byteLength": len(x.data), "uri": "../../outside.bin"}]))
    simple("non-relative-uri", lambda x: x.d.update(
        buffers=[{"byteLength": len(x.data), "uri": "http://127.0.0.1/model.bin"}]))
    simple("image-buffer-view-with-bytestride", lambda x: (
        painted(x), x.d["bufferViews"][x.d["images"][0]["bufferView"]].update(byteStride=4)))
    simple("image-non-enabled-mime-type", lambda x: (painted(x), x.d["images"].__setitem__(
        0, {"uri": "data:image/webp;base64," + WEBP})))
    simple("image-data-invalid", lambda x: (painted(x), x.d["images"].__setitem__(
        0, {"uri": "data:image/jpeg;base64," + CMYK})))
    simple("texture-invalid-image-mime-type", lambda x: (painted(x), x.d["images"][0].update(mimeType="image/webp")))

    @case("uri-glb", "fires.glb")
    def _():
        x = Doc()
        x.d["buffers"] = [{"byteLength": len(x.data)}, {"byteLength": 4, "uri": "four.bin"}]
        x.d["bufferViews"].append({"buffer": 1, "byteLength": 4})
        return glb(x.chunks())

    @case("data-uri-glb", "fires.glb")
    def _():
        x = Doc()
        x.d["buffers"] = [{"byteLength": len(x.data)}, {"byteLength": 3, "uri": "data:application/octet-stream;base64,AAAA"}]
        x.d["bufferViews"].append({"buffer": 1, "byteLength": 3})
        return glb(x.chunks())

    @case("buffer-glb-chunk-too-big", "fires.glb")
    def _():
        (a, text), (b, data) = Doc().chunks()
        return glb([(a, text), (b, data + bytes(16))])

    @case("buffer-missing-glb-data", "fires.glb")
    def _():
        return glb(Doc().chunks()[:1])


def painted(x):
    x.attribute("TEXCOORD_0", "VEC2", [0, 0, 1, 0, 0, 1])
    x.material(pbrMetallicRoughness={"baseColorTexture": {"index": x.texture()}})


# ---------------------------------------------------------------- meshes, materials, cameras
def meshes():
    simple("material-alpha-cutoff-invalid-mode", lambda x: x.material(alphaCutoff=0.4))
    simple("mesh-invalid-weights-count", lambda x: (x.target(), x.d["meshes"][0].update(weights=[0.5, 0.5])))
    simple("mesh-primitive-accessor-unaligned", lambda x: x.attribute(
        "COLOR_0", "VEC3", [255] * 9, component=UBYTE, normalized=True))
    simple("mesh-primitive-accessor-without-bytestride", lambda x: two_in_one_view(x))
    simple("mesh-primitive-attributes-accessor-invalid-format", lambda x: x.attribute("NORMAL", "VEC2", [0, 1] * 3))
    simple("mesh-primitive-attributes-accessor-unsigned-int",
           lambda x: x.attribute("_ID", "SCALAR", [1, 2, 3], component=UINT))
    simple("mesh-primitive-generated-tangent-space",
           lambda x: (x.attribute("NORMAL", "VEC3", [0, 0, 1] * 3), normal_map(x)))
    simple("mesh-primitive-no-tangent-space", lambda x: (
        x.use("KHR_materials_anisotropy"), x.attribute("NORMAL", "VEC3", [0, 0, 1] * 3),
        x.material(extensions={"KHR_materials_anisotropy": {"anisotropyStrength": 0.5}})))
    simple("mesh-primitive-incompatible-mode", lambda x: indices(x, [0, 1, 2, 0]))
    simple("mesh-primitive-indexed-semantic-continuity",
           lambda x: x.attribute("TEXCOORD_1", "VEC2", [0, 0, 1, 0, 0, 1]))
    simple("mesh-primitive-indices-accessor-invalid-format", lambda x: x.primitive.update(
        indices=x.accessor(FLOAT, "SCALAR", [0, 1, 2], target=INDEX)))
    simple("mesh-primitive-indices-accessor-with-bytestride", lambda x: (
        x.primitive.update(indices=x.accessor(USHORT, "SCALAR", [0, 1, 2], target=INDEX, stride=4))))
    simple("mesh-primitive-invalid-attribute", lambda x: x.attribute("COLOUR", "VEC3", [1, 1, 1] * 3))
    simple("mesh-primitive-joints-weights-mismatch", lambda x: (
        x.skin(indices=(0, 0, 0, 0) * 3), x.primitive["attributes"].pop("WEIGHTS_0")))
    simple("mesh-primitive-morph-target-invalid-attribute-count", lambda x: x.target((0, 0, 1) * 4))
    simple("mesh-primitive-morph-target-no-base-accessor", lambda x: x.target(name="NORMAL"))
    simple("mesh-primitive-no-position", lambda x: x.primitive.update(
        attributes={"NORMAL": x.accessor(FLOAT, "VEC3", [0, 0, 1] * 3, target=VERTEX)}))
    simple("mesh-primitive-position-accessor-without-bounds", lambda x: (
        x.d["accessors"][0].pop("min"), x.d["accessors"][0].pop("max")))
    simple("mesh-primitive-tangent-without-normal", lambda x: x.attribute("TANGENT", "VEC4", [1, 0, 0, 1] * 3))
    simple("unused-mesh-tangent", lambda x: (x.attribute("NORMAL", "VEC3", [0, 0, 1] * 3),
                                             x.attribute("TANGENT", "VEC4", [1, 0, 0, 1] * 3)))
    simple("mesh-primitive-too-few-texcoords", lambda x: (painted(x), x.primitive["attributes"].pop("TEXCOORD_0")))
    simple("mesh-primitive-unequal-accessor-count", lambda x: x.attribute("NORMAL", "VEC3", [0, 0, 1] * 4))
    simple("mesh-primitives-unequal-targets-count", lambda x: (
        x.target(), x.d["meshes"][0]["primitives"].append({"attributes": {"POSITION": 0}, "indices": 1})))
    simple("unused-mesh-weights", lambda x: (
        x.target(), x.d["meshes"][0].update(weights=[0.5]), x.d["nodes"][0].update(weights=[0.1])))
    perspective = {"yfov": 0.7, "znear": 0.1, "zfar": 10.0}
    flat = {"xmag": 1.0, "ymag": 1.0, "znear": 0.1, "zfar": 10.0}
    simple("camera-xmag-ymag-negative", lambda x: camera(x, orthographic={**flat, "xmag": -1.0}))
    simple("camera-xmag-ymag-zero", lambda x: camera(x, orthographic={**flat, "ymag": 0.0}))
    simple("camera-yfov-gequal-pi", lambda x: camera(x, perspective={**perspective, "yfov": 3.5}))
    simple("camera-zfar-lequal-znear", lambda x: camera(x, perspective={**perspective, "zfar": 0.05}))


def two_in_one_view(x):
    x.d["bufferViews"][0]["byteLength"] = 72
    data = bytes(x.data[:36]) + struct.pack("<9f", *[0, 0, 1] * 3)
    x.d["accessors"], x.d["bufferViews"], x.data = x.d["accessors"][:1], [], bytearray()
    x.view(data, target=VERTEX)
    x.d["accessors"].append({"bufferView": 0, "byteOffset": 36, "componentType": FLOAT, "count": 3, "type": "VEC3"})
    x.primitive["attributes"]["NORMAL"] = 1
    x.primitive["indices"] = x.accessor(USHORT, "SCALAR", [0, 1, 2], target=INDEX)


def camera(x, **properties):
    x.d["cameras"] = [{"type": list(properties)[0], **properties}]
    x.d["nodes"].append({"camera": 0})
    x.d["scenes"][0]["nodes"].append(1)


# ---------------------------------------------------------------- nodes and skins
def nodes():
    simple("node-empty", lambda x: (x.d["nodes"].append({}), x.d["scenes"][0].update(nodes=[0, 1])))
    simple("node-loop", lambda x: x.d["nodes"].extend([{"children": [2]}, {"children": [1]}]))
    simple("node-matrix-default", lambda x: x.d["nodes"][0].update(matrix=IDENTITY))
    simple("node-matrix-non-trs", lambda x: x.d["nodes"][0].update(matrix=[1.0, 1, 0, 0] + IDENTITY[4:]))
    simple("node-matrix-trs", lambda x: x.d["nodes"][0].update(
        matrix=IDENTITY[:12] + [1, 0, 0, 1.0], translation=[1, 0, 0]))
    simple("node-parent-override", lambda x: (
        x.d["nodes"].extend([{"children": [2]}, {"translation": [1, 0, 0]}]), x.d["nodes"][0].update(children=[2]),
        x.d["scenes"][0].update(nodes=[0, 1])))
    simple("node-weights-invalid", lambda x: (x.target(), x.d["nodes"][0].update(weights=[0.1, 0.2])))
    simple("rotation-non-unit", lambda x: x.d["nodes"][0].update(rotation=[0, 0, 0, 0.5]))
    simple("scene-non-root-node", lambda x: (x.d["nodes"].append({"translation": [1, 0, 0]}),
                                             x.d["nodes"][0].update(children=[1]), x.d["scenes"][0].update(nodes=[0, 1])))
    plain = dict(indices=(0, 0, 0, 0) * 3)
    simple("node-skin-no-scene", lambda x: (x.skin(**plain), x.d["scenes"][0].update(nodes=[0])))
    simple("node-skin-with-non-skinned-mesh", lambda x: (
        x.skin(**plain), x.primitive["attributes"].pop("JOINTS_0"), x.primitive["attributes"].pop("WEIGHTS_0")))
    simple("node-skinned-mesh-local-transforms", lambda x: (x.skin(**plain), x.d["nodes"][0].update(scale=[2, 2, 2])))
    simple("node-skinned-mesh-non-root", lambda x: (
        x.skin(**plain), x.d["nodes"].append({"children": [0]}), x.d["scenes"][0].update(nodes=[1, 3])))
    simple("node-skinned-mesh-parent-transforms", lambda x: (
        x.skin(**plain), x.d["nodes"].append({"children": [0], "scale": [2, 2, 2]}),
        x.d["scenes"][0].update(nodes=[1, 3])))
    simple("node-skinned-mesh-without-skin", lambda x: (x.skin(**plain), x.d["nodes"][0].pop("skin")))


# ---------------------------------------------------------------- the container
def containers():
    json_chunk, bin_chunk = Doc().chunks()
    whole = glb([json_chunk, bin_chunk])
    put = lambda rule, data: CASES.__setitem__((rule, "fires.glb"), lambda: data)
    put("glb-invalid-magic", glb([json_chunk, bin_chunk], magic=b"glTX"))
    put("glb-invalid-version", glb([json_chunk, bin_chunk], version=1))
    put("glb-length-mismatch", glb([json_chunk, bin_chunk], length=len(whole) + 8))
    put("glb-length-too-small", glb([json_chunk, bin_chunk], length=8))
    put("glb-extra-data", whole + b"extra")
    put("glb-chunk-too-big", whole[:12] + struct.pack("<I", len(whole)) + whole[16:])
    put("glb-chunk-length-unaligned", glb([(json_chunk[0], json_chunk[1].rstrip() + b" " * ((1 - len(json_chunk[1].rstrip())) % 4)),
                                           bin_chunk]))
    put("glb-duplicate-chunk", glb([json_chunk, bin_chunk, json_chunk]))
    put("glb-empty-chunk", glb([(json_chunk[0], b""), bin_chunk]))
    put("glb-empty-bin-chunk", glb([(json_chunk[0], b'{"asset":{"version":"2.0"}}'.ljust(28)), (bin_chunk[0], b"")]))
    put("glb-unexpected-bin-chunk", glb([json_chunk, (0x12345678, bytes(4)), bin_chunk]))
    put("glb-unexpected-first-chunk", glb([bin_chunk, json_chunk]))
    put("glb-unknown-chunk-type", glb([json_chunk, bin_chunk, (0x12345678, bytes(4))]))
    put("glb-unexpected-end-of-header", whole[:10])
    put("glb-unexpected-end-of-chunk-header", whole[:12 + 8 + len(json_chunk[1]) + 3])
    put("glb-unexpected-end-of-chunk-data", whole[:-10])


def silent():
    x = Doc()
    for name in ("silent.gltf", "silent_rich.gltf", "silent_quantized.gltf"):
        expected = OUT / (name + ".expected.json")
        if not expected.exists():
            expected.write_text('{"profile": "gltf-conformance", "findings": []}\n')
    (OUT / "silent.gltf").write_text(x.text())
    (OUT / "silent.glb").write_bytes(glb(x.chunks()))
    x = Doc()
    x.attribute("NORMAL", "VEC3", [0, 0, 1] * 3)
    x.attribute("TANGENT", "VEC4", [1, 0, 0, 1] * 3)
    normal_map(x)
    x.target()
    x.skin(indices=(0, 0, 0, 0) * 3, ibm=IDENTITY * 2)
    x.animation(node=1)
    x.d["cameras"] = [{"type": "perspective", "perspective": {"yfov": 0.7, "znear": 0.1}}]
    x.d["nodes"][2]["camera"] = 0
    (OUT / "silent_rich.gltf").write_text(x.text())
    x = Doc()
    quantized(x, True)
    (OUT / "silent_quantized.gltf").write_text(x.text())


def main():
    accessors(), animations(), schema(), extensions(), storage(), meshes(), nodes(), containers()
    for (rule, name), make in CASES.items():
        content = make()
        path = OUT / rule / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        expected = path.with_name(path.name + ".expected.json")
        if not expected.exists():  # .gltf is not among the formats of the default profile
            expected.write_text('{"profile": "gltf-conformance", "findings": []}\n')
    (OUT / "uri-glb" / "four.bin").write_bytes(b"four")
    silent()
    print(len(CASES), "cases")


if __name__ == "__main__":
    main()
