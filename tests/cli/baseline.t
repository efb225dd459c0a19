Known findings are accepted once; from then on only new ones count.

  $ cp "$TESTDATA/demo/figure_parts.obj" a.obj
  $ meshgate check a.obj --baseline known.json
  [2]
  ! meshgate: known.json: no such baseline; --write-baseline known.json makes it
  $ meshgate check a.obj --write-baseline known.json --quiet >report.txt
  ! meshgate: known.json: 5 accepted findings of 1 input
  $ meshgate check a.obj --baseline known.json --fail-on info
  pass  a.obj  obj · 278.1 kB · 5 199 triangles · 1.133 × 1.911 × 0.8313
        not watertight · 3 open edges · 1 loop · 2 non-manifold edges · 2 shells · area 3.174
        5 known findings of the baseline
  1 input checked with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  5 known findings of the baseline
  $ cut -c1-78 known.json
  {
    "schema": "meshgate-baseline/1",
    "entries": [
      {"path":"a.obj","rule":"mesh/duplicate-vertex","element":"","count":418,"f
      {"path":"a.obj","rule":"mesh/non-manifold-edge","element":"","count":2,"fi
      {"path":"a.obj","rule":"mesh/open-edge","element":"","count":3,"fingerprin
      {"path":"a.obj","rule":"obj/index-out-of-range","element":"","count":1,"fi
      {"path":"a.obj","rule":"obj/missing-mtllib","element":"","count":1,"finger
    ]
  }

A triangle less, somewhere else, is new.

  $ awk '/^f/ && ++n == 900 {next} {print}' a.obj >b.obj && mv b.obj a.obj
  $ meshgate check a.obj --baseline known.json --fail-on warning
  warn  a.obj  obj · 278.1 kB · 5 198 triangles · 1.133 × 1.911 × 0.8313
        not watertight · 6 open edges · 2 loops · 2 non-manifold edges · 2 shells · area 3.174
        warning  mesh/open-edge
                 6 of 7 798 edges have one face only, in 2 loops: close the surface. New since the
                 baseline: 3 of 6
                 at line 6937 edge 1021 1022 (0.05815, 1.5417, 0.0667); line 8845 edge 1023 1021
                 (0.06595, 1.55445, 0.0702); line 10497 edge 1022 1023 (0.0512, 1.54855, 0.0813); and
                 3 more
        4 known findings of the baseline
  
  1 input checked with profile hitem3d: 1 passed (1 with warnings), 0 failed  (0 errors, 1 warning, 0 infos)
  4 known findings of the baseline
  [1]

A file that is something else is not overwritten, and not read.

  $ meshgate check a.obj --write-baseline a.obj
  [2]
  ! meshgate: a.obj: no baseline of meshgate: [json.exception.parse_error.101] parse error at line 1, column 1: syntax error while parsing value - invalid literal; last read: '#'. Restore it, or delete it and use --write-baseline
  $ meshgate check a.obj --baseline report.txt
  [2]
  ! meshgate: report.txt: no baseline of meshgate: [json.exception.parse_error.101] parse error at line 1, column 3: syntax error while parsing value - invalid literal; last read: 'fai'. Restore it, or delete it and use --write-baseline
