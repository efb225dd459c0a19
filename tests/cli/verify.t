Two models are compared when nothing else is said: a copy lies where its source lies.

  $ cp "$TESTDATA/demo/figure.glb" source.glb
  $ cp source.glb copy.glb
  $ meshgate verify source.glb copy.glb --samples 5000
  pass  copy.glb  glb · 1.5 MB · 50 708 triangles
        covered 100 % of the source (± 0.038 %) · volume 100 % · area 100 %
        source to result    mean 5.23e-09 (2.19e-07 %)  rms 9.904e-09 (4.15e-07 %)  p95 2.386e-08 (1e-06 %)  p99 4.072e-08 (1.71e-06 %)  max 5.869e-08 (2.46e-06 %)
        result to source    mean 5.235e-09 (2.19e-07 %)  rms 9.757e-09 (4.09e-07 %)  p95 2.324e-08 (9.74e-07 %)  p99 4.003e-08 (1.68e-06 %)  max 5.673e-08 (2.38e-06 %)
  1 result compared with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)

Another model does not.

  $ printf 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 3 1 4\n' > other.obj
  $ meshgate verify source.glb other.obj --samples 5000 --select 'parts/missing-surface'
  fail  other.obj  obj · 64 B · 4 triangles
        covered 5.1 % of the source (± 0.61 %) · volume not defined · area 70.24 %
        source to result    mean 0.2747 (11.5 %)  rms 0.3636 (15.2 %)  p95 0.7772 (32.6 %)  p99 0.9524 (39.9 %)  max 1.099 (46.1 %)
        result to source    mean 0.1954 (8.19 %)  rms 0.239 (10 %)  p95 0.4158 (17.4 %)  p99 0.4968 (20.8 %)  max 0.5727 (24 %)
        error    parts/missing-surface
                 94.9 % of the source's surface is not in the result, in 1 region. 5.1 % lies within
                 0.25 % of the diagonal of it, 99.5 % is wanted
                 at face 7 (0.000570838, 0.726527, -0.00406479)
  
  1 result compared with profile hitem3d: 0 passed, 1 failed  (1 error, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain parts/missing-surface
  [1]

Two boxes against one of the same outline: the parts of a split, with names and a plain cut between them.

  $ cat > box.obj <<'END'
  > v 0 0 0
  > v 2 0 0
  > v 2 1 0
  > v 0 1 0
  > v 0 0 1
  > v 2 0 1
  > v 2 1 1
  > v 0 1 1
  > f 4 3 2 1
  > f 5 6 7 8
  > f 1 2 6 5
  > f 2 3 7 6
  > f 3 4 8 7
  > f 4 1 5 8
  > END
  $ half() { printf 'v %s 0 0\nv %s 0 0\nv %s 1 0\nv %s 1 0\nv %s 0 1\nv %s 0 1\nv %s 1 1\nv %s 1 1\n' $1 $2 $2 $1 $1 $2 $2 $1
  >   tail -6 box.obj; }
  > half 0 1 > left.obj; half 1 2 > right.obj
  $ meshgate verify box.obj left.obj right.obj --expect split:character:f:none --unit m --samples 5000
  pass  .  obj · 2 files · 248 B · 24 triangles
        covered 100 % of the source (± 0.038 %) · volume 100 % · area 120 %
        part 1   left.obj           12 triangles  closed  volume 1
        part 2   right.obj          12 triangles  closed  volume 1
        joint 1  plane     left.obj | right.obj  gap 0 mm min, 0 mm median
  1 result compared with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)

The same parts when a ball was asked for, and when one of them is missing.

  $ meshgate verify box.obj left.obj right.obj --expect split:character:f:ball --unit m --samples 5000
  fail  .  obj · 2 files · 248 B · 24 triangles
        covered 100 % of the source (± 0.038 %) · volume 100 % · area 120 %
        part 1   left.obj           12 triangles  closed  volume 1
        part 2   right.obj          12 triangles  closed  volume 1
        joint 1  plane     left.obj | right.obj  gap 0 mm min, 0 mm median
        error    parts/joint-missing  at /parts/0+1
                 between part 1 "left.obj" and part 2 "right.obj" a ball was asked for, found only
                 plane faces
                 at (1, 0.495083, 0.493065)
  
  1 result compared with profile hitem3d: 0 passed, 1 failed  (1 error, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain parts/joint-missing
  [1]
  $ meshgate verify box.obj left.obj --expect split:character:f:none --samples 5000 --report json | grep '"rule"'
            "rule": "parts/count",
            "rule": "parts/missing-surface",

Labels of a segmentation are written once.

  $ meshgate verify box.obj left.obj right.obj --expect segmentation:low --labels labels.json --quiet --samples 5000 --fail-on never
  fail  .  obj · 2 files · 248 B · 24 triangles
        covered 100 % of the source (± 0.038 %) · volume not defined · area 120 %
        part 1   left.obj           12 triangles  closed  volume 1
        part 2   right.obj          12 triangles  closed  volume 1
        error    segments/area-mismatch
                 the segments together have 20 % more area than the source (12 against 10 square
                 units), 1 % is allowed
        error    segments/duplicate-surface
                 10.01 % of the source's surface belongs to more than one segment, in 1 region
                 at (1, 0.483351, 0.522094)
  
  1 result compared with profile hitem3d: 0 passed, 1 failed  (2 errors, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain segments/area-mismatch
  $ cat labels.json
  {"schema": "meshgate-labels/1", "segments": 2, "labels": [1,0,1,0,1,0,1,1,0,1,0,0]}
  $ meshgate verify box.obj left.obj right.obj --expect segmentation:low --labels labels.json
  [2]
  ! meshgate: labels.json is there already; --overwrite replaces it

What a result has may be accepted: only new findings count then. Hashes say which files were compared.

  $ meshgate verify box.obj left.obj --expect split:character:f:none --samples 5000 --write-baseline known.json > /dev/null
  ! meshgate: known.json: 2 accepted findings of 1 input
  $ meshgate verify box.obj left.obj --expect split:character:f:none --samples 5000 --baseline known.json --quiet
  1 result compared with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  2 known findings of the baseline
  $ meshgate verify box.obj left.obj right.obj --samples 5000 --hash --report json | grep -c sha256
  3
  $ sha256sum left.obj | cut -d' ' -f1 > left.sha
  $ meshgate verify box.obj left.obj --samples 5000 --hash --fail-on never --report json | grep -c "\"sha256\": \"$(cat left.sha)\""
  1
  $ meshgate verify box.obj left.obj --samples 5000 --shard 2/2
  0 results compared with profile hitem3d: 0 passed, 0 failed  (0 errors, 0 warnings, 0 infos)

What cannot be asked.

  $ meshgate verify source.glb copy.glb --expect split:character:g
  [2]
  ! meshgate: --expect split:character:g: the template is one of a to f
  $ meshgate verify source.glb copy.glb --expect splat
  [2]
  ! meshgate: --expect splat: it is one of split:character:a:ball, split:general:medium, segmentation:medium, depth:pro:rmbg or none
  $ meshgate verify source.glb copy.glb --job 3f2a9c01 --expect none
  [2]
  ! meshgate: --job and --expect both say what was asked for: give one of them
  $ meshgate verify source.glb copy.glb --scale 2
  [2]
  ! meshgate: --scale needs --unit: a factor of which unit?
  $ meshgate verify source.glb copy.glb --labels labels.npy
  [2]
  ! meshgate: --labels and --reference go with --expect segmentation
  $ meshgate verify absent.glb copy.glb
  [2]
  ! meshgate: absent.glb: No such file or directory (reading the source)
  $ meshgate verify source.glb
  [2]
  ! meshgate: RESULT is required
  ! Run `meshgate verify --help` for the options.
