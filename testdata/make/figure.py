#!/usr/bin/env python3
"""Makes testdata/demo: a figure as a designer would export it, and the same figure damaged as files get damaged.

The shape is a signed-distance function, meshed with surface nets (Gibson 1998; one vertex a cell, one quad an
edge that changes sign), cut into charts by body part and painted. Needs NumPy and Pillow; tests need neither,
they use the committed files. Usage: python3 testdata/make/figure.py [OUTPUT-FOLDER]
"""
import io
import json
import math
import struct
import sys
from pathlib import Path

import numpy as np
from PIL import Image

# ---------------------------------------------------------------- the shape (metres, Y up, facing +Z)


def capsule(p, a, b, r0, r1):
    a, b = np.array(a), np.array(b)
    axis = b - a
    h = np.clip(((p - a) @ axis) / (axis @ axis), 0, 1)
    return np.linalg.norm(p - a - h[..., None] * axis, axis=-1) - (r0 + (r1 - r0) * h)


def ellipsoid(p, centre, radii):
    q = (p - np.array(centre)) / np.array(radii)
    k0 = np.linalg.norm(q, axis=-1)
    k1 = np.linalg.norm(q / np.array(radii), axis=-1)
    return k0 * (k0 - 1) / np.maximum(k1, 1e-9)


def disc(p, y0, y1, radius, rounding):
    d_r = np.hypot(p[..., 0], p[..., 2]) - (radius - rounding)
    d_y = np.abs(p[..., 1] - (y0 + y1) / 2) - ((y1 - y0) / 2 - rounding)
    outside = np.hypot(np.maximum(d_r, 0), np.maximum(d_y, 0))
    return outside + np.minimum(np.maximum(d_r, d_y), 0) - rounding


def soft_union(distances, k):
    result = distances[0]
    for d in distances[1:]:
        h = np.clip(0.5 + 0.5 * (d - result) / k, 0, 1)
        result = d + (result - d) * h - k * h * (1 - h)
    return result


# Each part: name, axis of its chart (a, b), colour.
SKIN, HAIR, SHIRT, TROUSERS, SHOES, WOOD = 0, 1, 2, 3, 4, 5
PARTS = [
    ("head", (0, 1.50, 0), (0, 1.78, 0), SKIN),
    ("hair", (0, 1.55, -0.02), (0, 1.86, -0.02), HAIR),
    ("torso", (0, 0.88, 0), (0, 1.46, 0), SHIRT),
    ("arm_r", (-0.20, 1.38, 0), (-0.46, 0.92, 0.06), SHIRT),
    ("arm_l", (0.20, 1.38, 0), (0.56, 1.72, 0.10), SHIRT),
    ("hand_r", (-0.46, 0.92, 0.06), (-0.50, 0.82, 0.09), SKIN),
    ("hand_l", (0.56, 1.72, 0.10), (0.60, 1.84, 0.11), SKIN),
    ("leg_r", (-0.11, 0.90, 0), (-0.15, 0.14, 0.00), TROUSERS),
    ("leg_l", (0.11, 0.90, 0), (0.17, 0.14, 0.04), TROUSERS),
    ("shoe_r", (-0.15, 0.09, -0.05), (-0.17, 0.09, 0.16), SHOES),
    ("shoe_l", (0.17, 0.09, -0.01), (0.20, 0.09, 0.20), SHOES),
    ("base", (0, 0.0, 0), (0, 0.06, 0), WOOD),
]


def part_distances(p):
    head = soft_union([ellipsoid(p, (0, 1.65, 0), (0.125, 0.155, 0.135)),
                       ellipsoid(p, (0, 1.625, 0.135), (0.022, 0.030, 0.030)),   # nose
                       ellipsoid(p, (-0.125, 1.64, 0), (0.018, 0.034, 0.026)),   # ears
                       ellipsoid(p, (0.125, 1.64, 0), (0.018, 0.034, 0.026)),
                       capsule(p, (0, 1.42, 0), (0, 1.56, 0), 0.058, 0.055)], 0.02)
    cap = ellipsoid(p, (0, 1.70, -0.025), (0.142, 0.150, 0.148))
    hair = np.maximum(cap, 0.9 * (1.655 - p[..., 1] + 0.55 * p[..., 2]))         # off the face
    hair = soft_union([hair, ellipsoid(p, (0, 1.80, -0.12), (0.055, 0.05, 0.055))], 0.04)  # bun
    torso = soft_union([capsule(p, (0, 0.98, 0), (0, 1.26, 0), 0.150, 0.170),
                        capsule(p, (-0.15, 1.37, 0), (0.15, 1.37, 0), 0.078, 0.078),
                        ellipsoid(p, (0, 0.92, 0), (0.175, 0.10, 0.135))], 0.09)
    torso = np.maximum(torso, np.abs(p[..., 2]) - 0.135)
    arm_r = soft_union([capsule(p, (-0.20, 1.38, 0), (-0.36, 1.16, -0.02), 0.070, 0.056),
                        capsule(p, (-0.36, 1.16, -0.02), (-0.46, 0.92, 0.06), 0.056, 0.044)], 0.03)
    arm_l = soft_union([capsule(p, (0.20, 1.38, 0), (0.43, 1.42, 0.02), 0.070, 0.056),
                        capsule(p, (0.43, 1.42, 0.02), (0.56, 1.72, 0.10), 0.056, 0.044)], 0.03)
    hand_r = soft_union([ellipsoid(p, (-0.485, 0.86, 0.078), (0.038, 0.062, 0.052)),
                         capsule(p, (-0.46, 0.87, 0.11), (-0.45, 0.83, 0.15), 0.017, 0.014)], 0.02)
    hand_l = soft_union([ellipsoid(p, (0.58, 1.78, 0.11), (0.036, 0.052, 0.030)),
                         capsule(p, (0.545, 1.78, 0.12), (0.50, 1.81, 0.14), 0.016, 0.013),
                         capsule(p, (0.560, 1.82, 0.11), (0.548, 1.895, 0.112), 0.014, 0.012),
                         capsule(p, (0.583, 1.82, 0.11), (0.583, 1.910, 0.112), 0.014, 0.012),
                         capsule(p, (0.606, 1.82, 0.11), (0.620, 1.895, 0.112), 0.014, 0.012)], 0.012)
    leg_r = soft_union([capsule(p, (-0.095, 0.88, 0), (-0.125, 0.50, 0.02), 0.105, 0.074),
                        capsule(p, (-0.125, 0.50, 0.02), (-0.15, 0.15, -0.02), 0.074, 0.062)], 0.03)
    leg_l = soft_union([capsule(p, (0.095, 0.88, 0), (0.140, 0.50, 0.05), 0.105, 0.074),
                        capsule(p, (0.140, 0.50, 0.05), (0.17, 0.15, 0.02), 0.074, 0.062)], 0.03)
    shoe_r = np.maximum(soft_union([ellipsoid(p, (-0.155, 0.085, -0.01), (0.066, 0.075, 0.095)),
                                    ellipsoid(p, (-0.165, 0.070, 0.11), (0.062, 0.056, 0.085))], 0.05),
                        0.045 - p[..., 1])
    shoe_l = np.maximum(soft_union([ellipsoid(p, (0.175, 0.085, 0.03), (0.066, 0.075, 0.095)),
                                    ellipsoid(p, (0.190, 0.070, 0.15), (0.062, 0.056, 0.085))], 0.05),
                        0.045 - p[..., 1])
    base = soft_union([disc(p, 0.0, 0.030, 0.42, 0.010), disc(p, 0.025, 0.062, 0.37, 0.010)], 0.008)
    return np.stack([head, hair, torso, arm_r, arm_l, hand_r, hand_l, leg_r, leg_l, shoe_r, shoe_l, base])


def figure(p):
    (head, hair, torso, arm_r, arm_l, hand_r, hand_l, leg_r, leg_l, shoe_r, shoe_l, base) = part_distances(p)
    body = soft_union([torso, arm_r, arm_l], 0.035)
    body = soft_union([body, soft_union([leg_r, leg_l], 0.02)], 0.025)
    body = soft_union([body, head], 0.02)
    body = soft_union([body, hair, hand_r, hand_l, shoe_r, shoe_l], 0.012)
    return soft_union([body, base], 0.012)


# ---------------------------------------------------------------- meshing


def surface_nets(low, high, cells):
    """Returns positions (N,3) and quads (M,4), counter-clockwise from outside."""
    low, high = np.array(low, float), np.array(high, float)
    step = float(max(high - low)) / cells
    n = np.ceil((high - low) / step).astype(int) + 1
    axes = [low[i] + step * np.arange(n[i]) for i in range(3)]
    values = np.empty(n)
    for i, x in enumerate(axes[0]):  # by slices: the whole grid of points would be large
        yy, zz = np.meshgrid(axes[1], axes[2], indexing="ij")
        values[i] = figure(np.stack([np.full_like(yy, x), yy, zz], axis=-1))
    inside = values < 0
    corners = [(a, b, c) for a in (0, 1) for b in (0, 1) for c in (0, 1)]
    cut = n - 1
    window = lambda array, o: array[o[0]:o[0] + cut[0], o[1]:o[1] + cut[1], o[2]:o[2] + cut[2]]
    count = sum(window(inside, o).astype(int) for o in corners)
    active = (count > 0) & (count < 8)
    total, weight = np.zeros((*cut, 3)), np.zeros(cut)
    for a in corners:
        for b in corners:
            if sum(abs(x - y) for x, y in zip(a, b)) != 1 or a > b:
                continue
            va, vb = window(values, a), window(values, b)
            crossing = (va < 0) != (vb < 0)
            t = np.where(crossing, va / np.where(crossing, va - vb, 1), 0)
            for k in range(3):
                total[..., k] += np.where(crossing, a[k] + t * (b[k] - a[k]), 0)
            weight += crossing
    cell_ids = np.argwhere(active)
    positions = low + step * (cell_ids + total[active] / weight[active][:, None])
    index = np.full(cut, -1)
    index[active] = np.arange(len(cell_ids))
    quads = []
    for axis in range(3):
        u, v = (axis + 1) % 3, (axis + 2) % 3
        first = np.take(inside, range(n[axis] - 1), axis)
        second = np.take(inside, range(1, n[axis]), axis)
        for at in np.argwhere(first != second):
            if at[u] == 0 or at[v] == 0 or at[u] >= cut[u] or at[v] >= cut[v]:
                continue
            ring = []
            for du, dv in ((1, 1), (0, 1), (0, 0), (1, 0)):
                c = at.copy()
                c[u] -= du
                c[v] -= dv
                ring.append(index[tuple(c)])
            if not inside[tuple(at)]:
                ring.reverse()
            quads.append(ring)
    return positions, np.array(quads)


def triangulate(positions, quads):
    """Cuts each quad along its shorter diagonal."""
    d02 = np.linalg.norm(positions[quads[:, 0]] - positions[quads[:, 2]], axis=1)
    d13 = np.linalg.norm(positions[quads[:, 1]] - positions[quads[:, 3]], axis=1)
    first = np.where((d02 <= d13)[:, None], quads[:, [0, 1, 2]], quads[:, [0, 1, 3]])
    second = np.where((d02 <= d13)[:, None], quads[:, [0, 2, 3]], quads[:, [1, 2, 3]])
    return np.stack([first, second], axis=1).reshape(-1, 3)


def normals_of(positions):
    """The gradient of the distance is the normal."""
    e, normals = 1e-3, np.zeros_like(positions)
    for k in range(3):
        d = np.zeros(3)
        d[k] = e
        normals[:, k] = figure(positions + d) - figure(positions - d)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


# ---------------------------------------------------------------- charts and paint

GRID = 4  # charts a row of the texture; 12 parts fill 3 rows, the fourth stays free
SIDE = 512


def charts(positions, triangles):
    """Splits vertices so that each triangle lies in the chart of one part, without a seam inside.

    Returns (source vertex, uv) of the new vertices and the triangles over them."""
    part = np.argmin(part_distances(positions), axis=0)
    raw = np.zeros((len(PARTS), len(positions), 2))
    for k, (_, a, b, _) in enumerate(PARTS):
        a, b = np.array(a, float), np.array(b, float)
        axis = (b - a) / np.linalg.norm(b - a)
        side = np.cross(axis, (0, 0, 1.0) if abs(axis[2]) < 0.9 else (0, 1.0, 0))
        side /= np.linalg.norm(side)
        front = np.cross(side, axis)
        rel = positions - a
        raw[k, :, 0] = np.arctan2(rel @ side, rel @ front) / (2 * math.pi) + 0.5
        along = rel @ axis
        if PARTS[k][0] == "base":  # a flat thing: rings from above say more than height
            along = np.hypot(rel[:, 0], rel[:, 2])
        raw[k, :, 1] = along
    spans = []
    for k in range(len(PARTS)):
        own = raw[k, part == k, 1]
        spans.append((own.min(), own.max()))
    triangle_part = np.array([np.bincount(p, minlength=len(PARTS)).argmax() for p in part[triangles]])
    ids, sources, uvs, out = {}, [], [], np.empty_like(triangles)
    for t, (corners, k) in enumerate(zip(triangles, triangle_part)):
        u = raw[k, corners, 0]
        wrapped = (u < 0.5) & (u.max() - u.min() > 0.5)  # crosses the seam: continue beyond 1
        low, high = spans[k]
        for c, vertex in enumerate(corners):
            key = (vertex, k, bool(wrapped[c]))
            if key not in ids:
                ids[key] = len(sources)
                s = (u[c] + wrapped[c]) * 0.90 + 0.02
                r = np.clip((raw[k, vertex, 1] - low) / (high - low), 0, 1) * 0.94 + 0.03
                sources.append(vertex)
                uvs.append(((k % GRID + min(s, 0.99)) / GRID, (k // GRID + 1 - r) / GRID))
            out[t, c] = ids[key]
    return np.array(sources), np.array(uvs, np.float32), out


def paint():
    """Draws the texture: one cell a part."""
    cell = SIDE // GRID
    y, x = np.mgrid[0:cell, 0:cell] / cell
    height, turn = 1 - y, (x - 0.02) / 0.90 * 2 * math.pi - math.pi  # turn 0 = front
    image = np.full((SIDE, SIDE, 3), 128, np.uint8)
    for k, (name, _, _, material) in enumerate(PARTS):
        colour = np.array([(224, 172, 140), (74, 44, 30), (44, 110, 150), (52, 56, 74), (120, 40, 36),
                           (150, 104, 62)][material], float)
        rgb = np.ones((cell, cell, 3)) * colour * (0.92 + 0.08 * height)[..., None]
        if name == "head":
            for eye in (-0.42, 0.42):
                d = np.hypot((turn - eye) / 0.17, (height - 0.62) / 0.035)
                rgb[d < 1.0] = (250, 250, 250)
                rgb[d < 0.55] = (40, 60, 50)
                brow = (np.abs(turn - eye) < 0.24) & (np.abs(height - 0.71 + 0.05 * (turn - eye) ** 2) < 0.012)
                rgb[brow] = (74, 44, 30)
            rgb[(np.abs(turn) < 0.30) & (np.abs(height - 0.42 - 0.25 * turn ** 2) < 0.012)] = (170, 70, 70)
        elif name == "torso":
            rgb[(np.abs(height - 0.55) < 0.05)] = (230, 214, 170)
            rgb[(np.abs(turn) < 0.08) & (height > 0.60) & (np.sin(height * 60) > 0.6)] = (230, 214, 170)
            rgb[height < 0.16] = (70, 44, 30)
        elif name.startswith("arm"):
            rgb[height > 0.90] = (230, 214, 170)
        elif name == "hair":
            rgb *= (0.85 + 0.15 * np.sin(turn * 14))[..., None]
        elif name == "base":
            rgb *= (0.86 + 0.14 * np.sin(height * 50 + 0.6 * np.sin(3 * turn)))[..., None]
        elif name.startswith("leg"):
            rgb *= (0.96 + 0.04 * np.sin(turn * 20))[..., None]
        top, left = (k // GRID) * cell, (k % GRID) * cell
        image[top:top + cell, left:left + cell] = np.clip(rgb, 0, 255)
    return Image.fromarray(image)


# ---------------------------------------------------------------- files


def png_bytes(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def glb(positions, normals, uvs, triangles, texture):
    blobs = [positions.astype("<f4").tobytes(), normals.astype("<f4").tobytes(), uvs.astype("<f4").tobytes(),
             triangles.astype("<u4").tobytes(), texture]
    views, binary = [], b""
    for i, blob in enumerate(blobs):
        view = {"buffer": 0, "byteOffset": len(binary), "byteLength": len(blob)}
        if i < 4:
            view["target"] = 34963 if i == 3 else 34962
        views.append(view)
        binary += blob + b"\0" * (-len(blob) % 4)
    low, high = (f(positions.astype(np.float32), axis=0).tolist() for f in (np.min, np.max))
    count = len(positions)
    document = {
        "asset": {"version": "2.0", "generator": "meshgate testdata/make/figure.py"},
        "scene": 0, "scenes": [{"nodes": [0]}], "nodes": [{"mesh": 0, "name": "figure"}],
        "meshes": [{"name": "figure", "primitives": [
            {"attributes": {"POSITION": 0, "NORMAL": 1, "TEXCOORD_0": 2}, "indices": 3, "material": 0}]}],
        "materials": [{"name": "paint", "pbrMetallicRoughness": {
            "baseColorTexture": {"index": 0}, "metallicFactor": 0, "roughnessFactor": 0.8}}],
        "textures": [{"source": 0, "sampler": 0}], "samplers": [{"magFilter": 9729, "minFilter": 9987}],
        "images": [{"name": "figure", "bufferView": 4, "mimeType": "image/png"}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": count, "type": "VEC3", "min": low, "max": high},
            {"bufferView": 1, "componentType": 5126, "count": count, "type": "VEC3"},
            {"bufferView": 2, "componentType": 5126, "count": count, "type": "VEC2"},
            {"bufferView": 3, "componentType": 5125, "count": triangles.size, "type": "SCALAR"}],
        "bufferViews": views, "buffers": [{"byteLength": len(binary)}]}
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text + struct.pack("<II", len(binary), 0x004E4942) + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def stl(positions, triangles, header):
    """Binary STL in millimetres, Z up, as a slicer expects."""
    p = positions[:, [0, 2, 1]] * [1, -1, 1] * 100
    corners = p[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    record = np.zeros(len(triangles), dtype=[("f", "<f4", (4, 3)), ("a", "<u2")])
    record["f"][:, 0] = normals
    record["f"][:, 1:] = corners
    return header.ljust(80, b"\0"), record


def obj(positions, uvs, triangles, material):
    lines = ["# the figure, decimated, exported without its material library", "mtllib figure_parts.mtl", "o figure"]
    lines += ["v %.4f %.4f %.4f" % tuple(v) for v in positions]
    lines += ["vt %.4f %.4f" % (u, 1 - v) for u, v in uvs]
    lines += ["usemtl " + material]
    lines += ["f " + " ".join("%d/%d" % (i + 1, i + 1) for i in t) for t in triangles]
    return lines


def render(positions, uvs, triangles, texture, size, yaw_deg, background):
    """A small z-buffer rasteriser: the portrait is a picture of the figure."""
    pixels = np.asarray(texture).astype(float)
    yaw = math.radians(yaw_deg)
    turn = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    p = positions @ turn.T
    width, height = size
    scale = 0.92 * min(width / np.ptp(p[:, 0]), height / np.ptp(p[:, 1]))
    centre = (p.min(axis=0) + p.max(axis=0)) / 2
    screen = np.stack([width / 2 + (p[:, 0] - centre[0]) * scale, height / 2 - (p[:, 1] - centre[1]) * scale], 1)
    image = background.astype(float).copy()
    depth = np.full((height, width), -np.inf)
    light = np.array([-0.45, 0.6, 0.66])
    for t in triangles:
        a, b, c = p[t]
        normal = np.cross(b - a, c - a)
        if normal[2] <= 0:
            continue
        shade = 0.30 + 0.75 * max(0.0, normal @ light / np.linalg.norm(normal))
        q = screen[t]
        x0, y0 = np.maximum(np.floor(q.min(axis=0)).astype(int), 0)
        x1, y1 = np.minimum(np.ceil(q.max(axis=0)).astype(int) + 1, (width, height))
        area = (q[1, 0] - q[0, 0]) * (q[2, 1] - q[0, 1]) - (q[2, 0] - q[0, 0]) * (q[1, 1] - q[0, 1])
        if x0 >= x1 or y0 >= y1 or abs(area) < 1e-9:
            continue
        x, y = np.meshgrid(np.arange(x0, x1) + 0.5, np.arange(y0, y1) + 0.5)
        w1 = ((x - q[0, 0]) * (q[2, 1] - q[0, 1]) - (q[2, 0] - q[0, 0]) * (y - q[0, 1])) / area
        w2 = ((q[1, 0] - q[0, 0]) * (y - q[0, 1]) - (x - q[0, 0]) * (q[1, 1] - q[0, 1])) / area
        z = a[2] + w1 * (b[2] - a[2]) + w2 * (c[2] - a[2])
        hit = (w1 >= 0) & (w2 >= 0) & (w1 + w2 <= 1) & (z > depth[y0:y1, x0:x1])
        depth[y0:y1, x0:x1][hit] = z[hit]
        uv = (uvs[t[0]] + w1[hit][:, None] * (uvs[t[1]] - uvs[t[0]]) + w2[hit][:, None] * (uvs[t[2]] - uvs[t[0]]))
        at = np.clip((uv * SIDE).astype(int), 0, SIDE - 1)
        image[y0:y1, x0:x1][hit] = np.clip(pixels[at[:, 1], at[:, 0]] * shade, 0, 255)
    return image.astype(np.uint8)


def main():
    out = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent.parent / "demo")
    out.mkdir(parents=True, exist_ok=True)
    low, high = (-0.66, -0.03, -0.46), (0.70, 1.95, 0.46)
    texture = paint()

    positions, quads = surface_nets(low, high, 150)
    triangles = triangulate(positions, quads)
    normals = normals_of(positions)
    sources, uvs, charted = charts(positions, triangles)
    (out / "figure.glb").write_bytes(glb(positions[sources], normals[sources], uvs, charted, png_bytes(texture)))

    # A download that broke off at 70 %, of a model that also has some broken and some flat facets.
    header, record = stl(positions, triangles, b"figure, 100 mm a metre, exported for printing")
    rng = np.random.default_rng(7)
    for i in rng.choice(len(record) // 2, 3, replace=False):
        record["f"][i, 2] = np.nan
    for i in rng.choice(len(record) // 2, 12, replace=False):
        record["f"][i, 3] = record["f"][i, 2]
    data = record.tobytes()
    (out / "figure_cut.stl").write_bytes(header + struct.pack("<I", len(record)) + data[:int(len(data) * 0.7) + 17])

    coarse, coarse_quads = surface_nets(low, high, 48)
    coarse_triangles = triangulate(coarse, coarse_quads)
    coarse_sources, coarse_uvs, coarse_charted = charts(coarse, coarse_triangles)
    lines = obj(coarse[coarse_sources], coarse_uvs, coarse_charted, "paint")
    last = len(coarse_sources)
    lines[-40] = "f %d/%d %d/%d %d/%d" % (last, last, last + 1, last, 1, 1)  # one vertex too far
    (out / "figure_parts.obj").write_text("\n".join(lines) + "\n")

    y, x = np.mgrid[0:768, 0:576]
    glow = 1 - np.clip(np.hypot((x - 288) / 480, (y - 330) / 620), 0, 1)
    background = np.stack([70 + 110 * glow, 78 + 112 * glow, 92 + 110 * glow], axis=-1)
    portrait = render(positions[sources], uvs, charted, texture, (576, 768), -24, background)
    Image.fromarray(portrait).save(out / "portrait.png", optimize=True)
    jpeg = io.BytesIO()
    Image.fromarray(portrait).save(jpeg, "JPEG", quality=88)
    (out / "portrait_cut.jpg").write_bytes(jpeg.getvalue()[:len(jpeg.getvalue()) // 2])
    (out / "empty.glb").write_bytes(b"")
    print(len(triangles), "triangles;", len(coarse_triangles), "in the OBJ")


if __name__ == "__main__":
    main()
