A broken model becomes an acceptable one, and the report says how.

  $ cp "$TESTDATA/obj/out_of_range.obj" "$TESTDATA/gltf/draco_sequential.glb" .
  $ meshgate prepare draco_sequential.glb -o plain.glb
  pass  plain.glb  glb · 2.5 kB · 96 triangles · 8 × 8 × 1.732
        watertight · 1 shell · 1 handle · volume 44.09 · area 106.1
        from draco_sequential.glb
        decode                  decoded KHR_draco_mesh_compression
                                for KHR_draco_mesh_compression: nobody says that hitem3d decodes it
  
        size                    1.3 kB       → 2.5 kB
        triangles               96           same
        findings                no findings  same
        distance                none: no step moved the surface
  
  written: plain.glb
  to look at it: meshgate render plain.glb -o plain.glb.png
  $ meshgate check plain.glb
  pass  plain.glb  glb · 2.5 kB · 96 triangles · 8 × 8 × 1.732
        watertight · 1 shell · 1 handle · volume 44.09 · area 106.1
  1 input checked with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  $ meshgate prepare draco_sequential.glb -o plain.glb --dry-run --overwrite
  pass  draco_sequential.glb  glb · 1.3 kB · 96 triangles · 8 × 8 × 1.732
        watertight · 1 shell · 1 handle · volume 44.09 · area 106.1
        decode                  store compressed geometry plainly
                                for KHR_draco_mesh_compression: nobody says that hitem3d decodes it
  
  a plan: nothing was written

A file that needs nothing is copied byte for byte.

  $ meshgate prepare plain.glb -o copy.glb
  pass  copy.glb  glb · 2.5 kB · 96 triangles · 8 × 8 × 1.732
        watertight · 1 shell · 1 handle · volume 44.09 · area 106.1
        from plain.glb
  
  nothing to do: copy.glb is a copy, byte for byte
  to look at it: meshgate render copy.glb -o copy.glb.png
  $ cmp plain.glb copy.glb

The input is never changed, whatever the output is called.

  $ ln -s plain.glb link.glb
  $ meshgate prepare plain.glb -o link.glb --overwrite
  [2]
  ! meshgate: link.glb is the input, which is never changed
  $ meshgate prepare plain.glb -o ./plain.glb --overwrite
  [2]
  ! meshgate: ./plain.glb is the input, which is never changed
  $ meshgate prepare plain.glb -o copy.glb
  [2]
  ! meshgate: copy.glb is there already; --overwrite replaces it

Wrong usage.

  $ meshgate prepare plain.glb
  [2]
  ! meshgate: prepare: name the output with -o, as -o model.glb
  $ meshgate prepare plain.glb -o plain.docx
  [2]
  ! meshgate: plain.docx: a model cannot be written as ".docx"; suffixes that can: .fbx, .glb, .obj, .stl, .usdz
  $ meshgate prepare plain.glb -o out.glb --unit furlong
  [2]
  ! meshgate: unknown unit "furlong"; known: mm, cm, m, in
  $ meshgate prepare plain.glb -o out.glb --step wled
  [2]
  ! meshgate: unknown step "wled"; did you mean "weld"?
  $ meshgate prepare plain.glb -o out.glb --set weld.tolerence=1
  [2]
  ! meshgate: unknown parameter "weld.tolerence"; did you mean "weld.tolerance"?

What is missing cannot be made up: refused, and kept on request.

  $ meshgate prepare out_of_range.obj -o cut.glb --quiet
  refused: nothing was written
    the input has obj/index-out-of-range (4): what is missing or wrong there cannot be made up; to go
    on without it: --severity obj/index-out-of-range=info
    note: mesh/open-edge (1): --fill-holes to close holes
    note: one unit of the obj becomes one metre, and Y points upwards: --unit mm --up Z if it is not
    so
  --keep writes it beside the wanted name, to look at
  [1]
  $ ls cut* 2>/dev/null
  [2]
  $ meshgate prepare out_of_range.obj -o cut.glb --keep --quiet
  refused: kept as cut.refused.glb to look at
    the input has obj/index-out-of-range (4): what is missing or wrong there cannot be made up; to go
    on without it: --severity obj/index-out-of-range=info
    note: mesh/open-edge (1): --fill-holes to close holes
    note: one unit of the obj becomes one metre, and Y points upwards: --unit mm --up Z if it is not
    so
  [1]
  $ ls cut*
  cut.refused.glb

The disk is full: no half output.

  $ (ulimit -f 4; trap '' XFSZ; meshgate prepare "$TESTDATA/demo/figure_parts.obj" -o full.stl --fail-on never 2>error.txt >out.txt)
  [2]
  $ ls full* .full* 2>/dev/null
  [2]

Killed at many moments: the input is intact, the output is there as a whole or not at all.

  $ cp plain.glb before.glb
  $ meshgate prepare plain.glb -o good.stl >out.txt
  $ for seconds in 0.002 0.005 0.01 0.02 0.03 0.04 0.05 0.06 0.08 0.1 0.15; do
  >   timeout -s KILL $seconds meshgate prepare plain.glb -o killed.stl >out.txt 2>&1
  >   if [ -e killed.stl ]; then cmp killed.stl good.stl; rm killed.stl; fi
  >   rm -f .killed.stl.*
  > done 2>out.txt
  $ cmp plain.glb before.glb
