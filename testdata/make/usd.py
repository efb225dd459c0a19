#!/usr/bin/env python3
"""Makes the inputs of testdata/usd, testdata/zip and of the rules of the families usd and zip, and testdata/image/*.exr.

Standard library only, but for the crate layers (*.usdc), which `usd-core` of PyPI writes from the text layers beside
them when it is there. The expectations of the rules are written by the rule suite (docs/dev/testing.md).
Usage: python3 testdata/make/usd.py
"""
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from rules import F, QUADS, V, obj, png_of, put, stl, under

DATA = Path(__file__).parent.parent
USD = DATA / "usd"


def numbers(values):
    return ", ".join("%g" % v for v in values)


def tuples(values):
    return ", ".join("(" + numbers(v) + ")" for v in values)


def mesh(name="cube", extra="", faces=QUADS, points=V):
    counts = numbers(len(f) for f in faces)
    return (
        f'def Mesh "{name}"\n{{\n'
        f"    int[] faceVertexCounts = [{counts}]\n"
        f"    int[] faceVertexIndices = [{numbers(i for f in faces for i in f)}]\n"
        f"    point3f[] points = [{tuples(points)}]\n"
        f'    uniform token subdivisionScheme = "none"\n{extra}}}\n'
    )


def layer(body, meta='defaultPrim = "cube"\n    metersPerUnit = 1\n    upAxis = "Z"'):
    return f"#usda 1.0\n(\n    {meta}\n)\n\n{body}"


def zip_of(files, method=zipfile.ZIP_STORED, align=0):
    """An archive, the same bytes in every run; `align` pads the extra field as USDZ wants it."""
    data, directory = b"", b""
    for name, content in files:
        content = content.encode() if isinstance(content, str) else content
        packed = content
        if method == zipfile.ZIP_DEFLATED:
            deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = deflate.compress(content) + deflate.flush()
        raw = name.encode()
        extra = b""
        if align:
            begin = len(data) + 30 + len(raw)
            pad = -begin % align
            if pad and pad < 4:
                pad += align
            extra = struct.pack("<HH", 0x1986, pad - 4) + bytes(pad - 4) if pad else b""
        sizes = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
        head = struct.pack("<HHHHH", 20, 0, method, 0, 0x21)
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 20) + head + sizes
            + struct.pack("<HHHHHII", len(raw), 0, 0, 0, 0, 0, len(data)) + raw
        )
        data += b"PK\x03\x04" + head + sizes + struct.pack("<HH", len(raw), len(extra)) + raw + extra + packed
    end = struct.pack("<HHHHIIH", 0, 0, len(files), len(files), len(directory), len(data), 0)
    return data + directory + b"PK\x05\x06" + end


def exr(width, height, channels, half, sample):
    """Uncompressed scan lines; `sample(x, y, channel)`."""
    def attribute(name, kind, value):
        return name.encode() + b"\0" + kind.encode() + b"\0" + struct.pack("<i", len(value)) + value

    kind, code = (1, "e") if half else (2, "f")
    names = sorted(channels)
    chlist = b"".join(n.encode() + b"\0" + struct.pack("<iiii", kind, 0, 1, 1) for n in names) + b"\0"
    box = struct.pack("<iiii", 0, 0, width - 1, height - 1)
    head = b"\x76\x2f\x31\x01\x02\0\0\0"
    head += attribute("channels", "chlist", chlist) + attribute("compression", "compression", b"\0")
    head += attribute("dataWindow", "box2i", box) + attribute("displayWindow", "box2i", box)
    head += attribute("lineOrder", "lineOrder", b"\0") + attribute("pixelAspectRatio", "float", struct.pack("<f", 1))
    head += attribute("screenWindowCenter", "v2f", bytes(8)) + attribute("screenWindowWidth", "float", struct.pack("<f", 1))
    head += b"\0"
    line = 8 + width * len(names) * (2 if half else 4)
    begin = len(head) + 8 * height
    table = b"".join(struct.pack("<Q", begin + y * line) for y in range(height))
    body = b""
    for y in range(height):
        row = b"".join(struct.pack("<" + code, sample(x, y, n)) for n in names for x in range(width))
        body += struct.pack("<ii", y, len(row)) + row
    return head + table + body


TEXTURED = layer(
    """def Xform "Root"
{
    double3 xformOp:translate = (1, 2, 3)
    float3 xformOp:rotateXYZ = (90, 0, 0)
    float3 xformOp:scale = (2, 2, 2)
    uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:rotateXYZ", "xformOp:scale"]

"""
    + mesh(
        extra="""    normal3f[] normals = [(0, 0, 1)] (
        interpolation = "constant"
    )
    texCoord2f[] primvars:st = [(0, 0), (1, 0), (1, 1), (0, 1)] (
        interpolation = "faceVarying"
    )
    int[] primvars:st:indices = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3]
    rel material:binding = </Root/Looks/Painted>

    def GeomSubset "lid" (
        prepend apiSchemas = ["MaterialBindingAPI"]
    )
    {
        uniform token elementType = "face"
        uniform token familyName = "materialBind"
        int[] indices = [5]
        rel material:binding = </Root/Looks/Red>
    }
"""
    ).replace("\n", "\n    ").strip()
    + """

    def Scope "Looks"
    {
        def Material "Painted"
        {
            token outputs:surface.connect = </Root/Looks/Painted/Surface.outputs:surface>

            def Shader "Surface"
            {
                uniform token info:id = "UsdPreviewSurface"
                color3f inputs:diffuseColor.connect = </Root/Looks/Painted/Picture.outputs:rgb>
                float inputs:metallic = 0.25
                float inputs:roughness = 0.75
                token outputs:surface
            }

            def Shader "Picture"
            {
                uniform token info:id = "UsdUVTexture"
                asset inputs:file = @textures/red.png@
                float3 outputs:rgb
            }
        }

        def Material "Red"
        {
            token outputs:surface.connect = </Root/Looks/Red/Surface.outputs:surface>

            def Shader "Surface"
            {
                uniform token info:id = "UsdPreviewSurface"
                color3f inputs:diffuseColor = (1, 0, 0)
                token outputs:surface
            }
        }
    }
}
""",
    'defaultPrim = "Root"\n    metersPerUnit = 0.01\n    upAxis = "Y"',
)

# Arcs, variants, an instance, a class, samples of time, values packed by the crate format.
COMPOSED = layer(
    """class "_Shape" {
    color3f[] primvars:displayColor = [(0.5, 0.25, 1)]
}

def Xform "World"
{
    def "First" (
        prepend references = @part.usda@
        instanceable = true
    )
    {
        double3 xformOp:translate = (10, 0, 0)
        uniform token[] xformOpOrder = ["xformOp:translate"]
    }

    def "Second" (
        prepend payload = @part.usda@</cube>
        instanceable = true
    )
    {
    }

    def Xform "Chosen" (
        prepend variantSets = "size"
        variants = {
            string size = "big"
        }
    )
    {
        variantSet "size" = {
            "big" {
"""
    + mesh("Shape", "    double size = 2\n").replace("\n", "\n                ").strip()
    + """
            }
            "small" {
            }
        }
    }

    over "Nothing"
    {
    }

    def Xform "Hidden"
    {
        token visibility = "invisible"
        def "Copy" (
            inherits = </_Shape>
            references = @part.usda@</cube>
        )
        {
        }
    }
}
""",
    'defaultPrim = "World"\n    metersPerUnit = 1\n    upAxis = "Z"',
)

GRID = 24


def grid():
    """A mesh whose arrays are long enough for the crate format to pack them."""
    points = [(x * 0.5, y * 0.5, 0) for y in range(GRID) for x in range(GRID)]
    quads = [
        (y * GRID + x, y * GRID + x + 1, (y + 1) * GRID + x + 1, (y + 1) * GRID + x)
        for y in range(GRID - 1) for x in range(GRID - 1)
    ]
    widths = ", ".join("%g" % (i % 3 + 0.5) for i in range(GRID * GRID))
    return layer(
        mesh("cube", f"    float[] primvars:width = [{widths}]\n    half[] primvars:whole = ["
             + ", ".join(str(i % 7) for i in range(GRID * GRID)) + "]\n", quads, points)
    )


def main():
    for folder in (USD, USD / "textures", DATA / "zip"):
        folder.mkdir(parents=True, exist_ok=True)
    red = png_of(8, 8, lambda x, y: (200, 30, 30))
    (USD / "textures/red.png").write_bytes(red)
    texts = {
        "part.usda": layer(mesh()),
        "textured.usda": TEXTURED,
        "composed.usda": COMPOSED,
        "grid.usda": grid(),
    }
    for name, text in texts.items():
        (USD / name).write_text(text)
    (USD / "textured.usdz").write_bytes(zip_of([("model.usda", TEXTURED), ("textures/red.png", red)], align=64))
    (USD / "composed.usdz").write_bytes(zip_of([("model.usda", COMPOSED), ("part.usda", texts["part.usda"])], align=64))

    mtl = "newmtl red\nKd 1 0 0\nmap_Kd textures/red.png\n"
    textured = obj(head="mtllib cube.mtl\n", faces=[]) + "vt 0 0\nvt 1 0\nvt 1 1\nusemtl red\n"
    textured += "".join("f " + " ".join(f"{i + 1}/{k + 1}" for k, i in enumerate(f)) + "\n" for f in F)
    files = [("out/cube.obj", textured), ("out/cube.mtl", mtl), ("out/textures/red.png", red)]
    (DATA / "zip/obj.zip").write_bytes(zip_of(files, zipfile.ZIP_DEFLATED))
    lifted = [(x, y, z + 3) for x, y, z in V]
    (DATA / "zip/parts.zip").write_bytes(zip_of([("a.stl", stl()), ("b.stl", stl(lifted))]))

    def depth(x, y, channel):
        return x / 16 + y / 32

    (DATA / "image/depth.exr").write_bytes(exr(16, 12, "Z", False, depth))
    (DATA / "image/color_half.exr").write_bytes(exr(16, 12, "RGBA", True, depth))

    for name in ("damaged", "unresolved-arc", "unsupported-element", "package"):
        (DATA / "rules/usd" / name).mkdir(parents=True, exist_ok=True)
    rules = {
        "usd/damaged/fires.usda": layer(mesh(faces=[*QUADS[:5], (1, 5, 7, 9)])),
        "usd/damaged/silent.usda": layer(mesh()),
        "usd/unresolved-arc/fires.usda": layer('def "cube" (\n    prepend references = @missing.usda@\n)\n{\n}\n\n' + mesh("box")),
        "usd/unresolved-arc/silent.usda": layer('def "cube" (\n    prepend references = @part.usda@\n)\n{\n}\n'),
        "usd/unresolved-arc/part.usda": layer(mesh()),
        "usd/unsupported-element/fires.usda": layer(mesh() + '\ndef Sphere "ball"\n{\n    double radius = 1\n}\n'),
        "usd/unsupported-element/silent.usda": layer(mesh()),
        "usd/package/fires.usdz": zip_of([("cube.usda", layer(mesh()))], zipfile.ZIP_DEFLATED),
        "usd/package/silent.usdz": zip_of([("cube.usda", layer(mesh()))], align=64),
        "zip/unsafe-name/fires.zip": zip_of([("cube.stl", stl()), ("../../etc/cron.d/job", "* * * * *")]),
        "zip/unsafe-name/silent.zip": zip_of([("cube.stl", stl())]),
    }
    for path, content in rules.items():
        put(path, content)
        if "part" not in path:
            under(path, "asset")
    write_crates()


def write_crates():
    """In a process for each version: it is an environment variable that is read once."""
    script = (
        "import sys\nfrom pxr import Sdf\n"
        "layer = Sdf.Layer.FindOrOpen(sys.argv[1])\n"
        "layer.Export(sys.argv[2], args={'format': 'usdc'})\n"
    )
    for name, version in (("textured", "0.8.0"), ("composed", "0.8.0"), ("grid", "0.8.0"), ("grid", "0.7.0"),
                          ("composed", "0.10.0"), ("part", "0.8.0")):
        target = USD / f"{name}{'' if version == '0.8.0' else '_' + version.replace('.', '')}.usdc"
        try:
            subprocess.run([sys.executable, "-c", script, USD / f"{name}.usda", target], check=True,
                           env={"USD_WRITE_NEW_USDC_FILES_AS_VERSION": version})
        except subprocess.CalledProcessError:
            sys.exit("usd-core is not there: the crate layers were left as they are")


if __name__ == "__main__":
    main()
