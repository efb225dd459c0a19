A good model passes, and says what it is.

  $ cp "$TESTDATA/demo/figure.glb" "$TESTDATA/demo/portrait.png" .
  $ meshgate check figure.glb
  pass  figure.glb  glb · 1.5 MB · 50 708 triangles · 1.15 × 1.914 × 0.8388
        watertight · 1 shell · 1 handle · volume 0.1393 · area 3.368 · 1 texture
  1 input checked with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)

A picture and a model in one run; --quiet tells failed inputs only.

  $ meshgate check figure.glb portrait.png --quiet
  2 inputs checked with profile hitem3d: 2 passed, 0 failed  (0 errors, 0 warnings, 0 infos)

A damaged one fails with exit code 1.

  $ cp "$TESTDATA/demo/figure_parts.obj" .
  $ meshgate check figure_parts.obj
  fail  figure_parts.obj  obj · 278.1 kB · 5 199 triangles · 1.133 × 1.911 × 0.8313
        not watertight · 3 open edges · 1 loop · 2 non-manifold edges · 2 shells · area 3.174
        error    obj/index-out-of-range
                 1 face refers to elements beyond the 3 017 vertices of the file: 1 face with a vertex
                 that does not exist left out. Export the model again; a cut or joined file looks like
                 this
                 at line 11199
        warning  mesh/non-manifold-edge
                 2 of 7 798 edges have three faces or more: inside and outside are undefined there
                 at line 6058 edge 27 26 (-0.46665, 0.8406, 0.13225); line 7612 edge 62 27 (-0.4584,
                 0.84915, 0.1323)
        warning  mesh/open-edge
                 3 of 7 798 edges have one face only, in 1 loop: close the surface
                 at line 9478 edge 1734 1716 (0.54425, 1.79875, 0.1091); line 11200 edge 1716 3009
                 (0.54395, 1.7819, 0.09895); line 11216 edge 2617 3012 (0.5572, 1.78875, 0.09495)
        warning  obj/missing-mtllib
                 1 material library cannot be read: "figure_parts.mtl" (No such file or directory).
                 Send it along with the model, or remove the mtllib line
                 at line 2
        info     mesh/duplicate-vertex
                 418 of 3 017 vertices repeat an earlier one in every attribute: weld them
                 at vertex 12 (-0.5057, 0.8981, 0.0556); vertex 15 (-0.4954, 0.9209, 0.0346); vertex
                 17 (-0.4977, 0.925, 0.0808); and 415 more
  
  1 input checked with profile hitem3d: 0 passed, 1 failed  (1 error, 3 warnings, 1 info)
  What a rule means and how to fix it: meshgate explain obj/index-out-of-range
  [1]

The exit code is a matter of --fail-on.

  $ meshgate check figure_parts.obj --quiet --fail-on never >report.txt

A file that is not there is a finding, so that a batch goes on.

  $ meshgate check absent.glb
  fail  absent.glb  ? · 0 B
        error    file/unreadable
                 absent.glb: No such file or directory. Check the path
  
  1 input checked with profile hitem3d: 0 passed, 1 failed  (1 error, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain file/unreadable
  [1]

An empty file, and an STL that is called .obj.

  $ : > empty.glb
  $ cp "$TESTDATA/rules/stl/count-mismatch/silent.stl" cube.obj
  $ meshgate check empty.glb cube.obj
  fail  empty.glb  ? · 0 B
        error    file/empty
                 the file has no bytes: export or copy it again
  
  fail  cube.obj  stl · 684 B · 12 triangles · 2 × 2 × 2
        watertight · 1 shell · volume 8 · area 24
        error    file/format-mismatch
                 the content is STL, the suffix says .obj: rename it to end in .stl
  
  2 inputs checked with profile hitem3d: 0 passed, 2 failed  (2 errors, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain file/empty
  [1]

Rules are chosen with --select and --ignore, and a severity is changed with --severity.

  $ meshgate check cube.obj --ignore file/format-mismatch
  pass  cube.obj  stl · 684 B · 12 triangles · 2 × 2 × 2
        watertight · 1 shell · volume 8 · area 24
  1 input checked with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  $ meshgate check cube.obj --severity file/format-mismatch=info
  pass  cube.obj  stl · 684 B · 12 triangles · 2 × 2 × 2
        watertight · 1 shell · volume 8 · area 24
        info     file/format-mismatch
                 the content is STL, the suffix says .obj: rename it to end in .stl
  
  1 input checked with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 1 info)

Inputs can come from a list; --list only tells them.

  $ printf '%s\n' cube.obj empty.glb | meshgate check --files-from - --list
  cube.obj
  empty.glb
  $ meshgate check . --list
  ./cube.obj
  ./empty.glb
  ./figure.glb
  ./figure_parts.obj
  ./portrait.png

A list that cannot be read is wrong usage, not an empty list.

  $ meshgate check --files-from absent.txt
  [2]
  ! meshgate: absent.txt: No such file or directory
  $ mkdir folder
  $ meshgate check --files-from folder
  [2]
  ! meshgate: folder: Is a directory

A folder without models is no success to be silent about.

  $ meshgate check folder
  0 inputs checked with profile hitem3d: 0 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  ! meshgate: folder: no file with the suffix of a model or picture is in this folder

A report goes where its path leads: links are followed, and pipes are not replaced by files.

  $ mkfifo pipe
  $ timeout 9 cat pipe >copy.json & meshgate check portrait.png --report json=pipe && wait && head -n 2 copy.json
  {
    "schema": "meshgate-report/1",
  $ test -p pipe && rm -r pipe copy.json folder

The report as JSON does not depend on the number of threads.

  $ meshgate check . --jobs 1 --report json=one.json --quiet >/dev/null
  [1]
  $ meshgate check . --jobs 4 --report json=four.json --quiet >/dev/null 2>&1
  [1]
  $ cmp one.json four.json

A path is told in one line, whatever bytes it has: CI systems take lines that begin with :: for commands.

  $ d="$(printf 'x\n::error::y')" && mkdir "$d" && meshgate check "$d"
  0 inputs checked with profile hitem3d: 0 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  ! meshgate: x\x0a::error::y: no file with the suffix of a model or picture is in this folder
  $ meshgate check "$(printf 'x\n::error::y/absent.glb')" --report github
  ::error file=x\x0a%3A%3Aerror%3A%3Ay/absent.glb,title=file/unreadable::x\x0a::error::y/absent.glb: No such file or directory. Check the path%0AWhat it means and how to fix it: meshgate explain file/unreadable
  ::notice title=meshgate::1 input checked with profile hitem3d: 1 failed (1 error)
  [1]
