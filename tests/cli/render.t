A picture of a model, with its defects.

  $ cp "$TESTDATA/demo/figure_parts.obj" "$TESTDATA/demo/portrait.png" .
  $ meshgate render figure_parts.obj -o figure.png --size 100
  figure.png: 300 × 250 pixels; open edges (3) red, non-manifold edges and vertices (2) orange
  $ meshgate render figure_parts.obj -o figure.png --size 100
  [2]
  ! meshgate: figure.png is there already; --overwrite replaces it
  $ meshgate render figure_parts.obj -o figure.png --view side --size 100 --overwrite
  figure.png: 100 × 100 pixels; side view; open edges (3) red, non-manifold edges and vertices (2) orange
  $ meshgate check figure.png --ignore 'image/*'
  pass  figure.png  png · 3.3 kB · 100 × 100 pixels
  1 input checked with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  $ meshgate render figure_parts.obj -o again.png --view side --size 100 --jobs 1 && cmp figure.png again.png
  again.png: 100 × 100 pixels; side view; open edges (3) red, non-manifold edges and vertices (2) orange
  $ meshgate render figure_parts.obj -o parts.png --view parts --size 100
  parts.png: 100 × 100 pixels; 1 part in colours

What cannot be drawn:

  $ meshgate render figure_parts.obj -o figure_parts.obj --overwrite
  [2]
  ! meshgate: figure_parts.obj is one of the inputs, which are never changed
  $ meshgate render figure_parts.obj -o x.png --view back
  [2]
  ! meshgate: unknown view "back"; known: defect, front, parts, sheet, side, three-quarter, top
  $ meshgate render portrait.png -o x.png
  [2]
  ! meshgate: portrait.png: a picture already; render draws models
  $ meshgate render absent.glb -o x.png
  [2]
  ! meshgate: nothing to draw: absent.glb: No such file or directory. Check the path (file/unreadable)
  $ cp "$TESTDATA/demo/figure.glb" .
  $ meshgate render figure.glb -o x.png --view defect
  [2]
  ! meshgate: figure.glb: no finding has a place, so there is no view "defect"
  $ ls
  again.png
  figure.glb
  figure.png
  figure_parts.obj
  parts.png
  portrait.png

The offending faces as small models:

  $ meshgate check figure_parts.obj --witness out --quiet >report.txt
  [1]
  $ ls out
  figure_parts.mesh-duplicate-vertex.glb
  figure_parts.mesh-non-manifold-edge.glb
  figure_parts.mesh-open-edge.glb
