#!/usr/bin/env python3
"""Makes testdata/image: pictures that the tests cannot build in a few lines themselves. Needs Pillow (13.0 was used).

Every picture shows one of two patterns whose pixels the tests know:
  smooth: r = 4 x, g = 4 y, b = 128                  (lossy formats, compared with a tolerance)
  exact:  r = 7 x + 3 y, g = x xor y, b = x y        (lossless formats, modulo 256)
"""
import pathlib

from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent.parent / "image"
WIDTH, HEIGHT = 60, 44


def picture(mode, pixel):
    image = Image.new(mode, (WIDTH, HEIGHT))
    image.putdata([pixel(x, y) for y in range(HEIGHT) for x in range(WIDTH)])
    return image


def smooth(x, y):
    return 4 * x, 4 * y, 128


def exact(x, y):
    return (7 * x + 3 * y) % 256, x ^ y, x * y % 256


def main():
    HERE.mkdir(exist_ok=True)
    rgb = picture("RGB", smooth)
    options = {"quality": 95, "subsampling": 0}
    rgb.save(HERE / "baseline.jpg", **options)
    rgb.save(HERE / "restart.jpg", restart_marker_blocks=3, **options)
    rgb.save(HERE / "progressive.jpg", progressive=True, **options)
    rgb.save(HERE / "subsampled.jpg", quality=95, subsampling=2)
    rgb.convert("L").save(HERE / "gray.jpg", quality=95)
    rgb.convert("CMYK").save(HERE / "cmyk.jpg", quality=95)
    lossless = picture("RGB", exact)
    lossless.save(HERE / "filters.png", compress_level=9)
    lossless.convert("P", palette=Image.Palette.ADAPTIVE, colors=16).save(HERE / "palette.png")
    lossless.save(HERE / "lossless.webp", lossless=True, exact=True)
    alpha = picture("RGBA", lambda x, y: (*smooth(x, y), 255 if x < WIDTH // 2 else 0))
    rgb.save(HERE / "lossy.webp", quality=95)
    alpha.save(HERE / "alpha.webp", quality=95)
    frames = [picture("RGB", lambda x, y, k=k: (80 * k, 4 * x, 4 * y)) for k in range(3)]
    frames[0].save(HERE / "animated.webp", save_all=True, append_images=frames[1:], lossless=True, duration=100)
    frames[0].save(HERE / "animated.png", save_all=True, append_images=frames[1:], duration=100)


if __name__ == "__main__":
    main()
