A broken print file becomes a closed one, and the report says how.

  $ cp "$TESTDATA/demo/figure_parts.obj" "$TESTDATA/demo/figure.glb" .
  $ meshgate prepare figure_parts.obj -o figure.glb
  $ meshgate prepare figure_parts.obj -o parts.glb
  $ meshgate prepare figure_parts.obj -o parts.glb --severity obj/index-out-of-range=info
  $ meshgate prepare figure_parts.obj -o parts.glb --severity obj/index-out-of-range=info --dry-run --overwrite
  $ meshgate check parts.glb

A file that needs nothing is copied byte for byte.

  $ meshgate prepare figure.glb -o copy.glb
  $ cmp figure.glb copy.glb

The input is never changed, whatever the output is called.

  $ ln -s figure.glb link.glb
  $ meshgate prepare figure.glb -o link.glb --overwrite
  $ meshgate prepare figure.glb -o ./figure.glb --overwrite

Wrong usage.

  $ meshgate prepare figure.glb
  $ meshgate prepare figure.glb -o figure.docx
  $ meshgate prepare figure.glb -o out.glb --unit furlong
  $ meshgate prepare figure.glb -o out.glb --step wled
  $ meshgate prepare figure.glb -o out.glb --set weld.tolerence=1

Refused, and kept on request.

  $ meshgate prepare "$TESTDATA/demo/figure_cut.stl" -o cut.glb --quiet
  $ meshgate prepare "$TESTDATA/demo/figure_cut.stl" -o cut.glb --keep --quiet
  $ ls cut*

The disk is full: no half output.

  $ (ulimit -f 64; trap '' XFSZ; meshgate prepare figure.glb -o full.stl >out.txt)
  $ ls full* .full* 2>/dev/null
  $ ls -A

Killed at many moments: the input is intact, the output is there as a whole or not at all.

  $ cp figure.glb before.glb
  $ meshgate prepare figure.glb -o good.stl >out.txt
  $ for seconds in 0.002 0.01 0.02 0.04 0.06 0.08 0.1 0.12 0.15 0.2 0.3; do
  >   timeout -s KILL $seconds meshgate prepare figure.glb -o killed.stl >out.txt 2>&1
  >   if [ -e killed.stl ]; then cmp killed.stl good.stl; rm killed.stl; fi
  >   rm -f .killed.stl.*
  > done 2>out.txt
  $ cmp figure.glb before.glb
