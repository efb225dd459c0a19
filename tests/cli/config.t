meshgate.toml is found in the folder and above it; its paths are seen from its own folder.

  $ mkdir -p props/wip && cp "$TESTDATA/demo/figure_parts.obj" props/rope_1.obj && cp props/rope_1.obj props/wip/
  $ cat >meshgate.toml <<'END'
  > fail-on = "warning"
  > exclude = ["**/wip/**"]
  > select = ["mesh/*", "gate/*"]
  > [rules]
  > "mesh/duplicate-vertex" = "off"
  > [[override]]
  > path = "props/rope_*"
  > [override.rules]
  > "mesh/open-edge" = "info"
  > [[suppress]]
  > rule = "mesh/non-manifold-edge"
  > path = "props/*.obj"
  > reason = "knots touch by design"
  > expires = 2099-12-31
  > END
  $ cd props && meshgate check .
  pass  ./rope_1.obj  obj · 278.1 kB · 5 199 triangles · 1.133 × 1.911 × 0.8313
        not watertight · 3 open edges · 1 loop · 2 non-manifold edges · 2 shells · area 3.174
        info     mesh/open-edge
                 3 of 7 798 edges have one face only, in 1 loop: close the surface
                 at line 9478 edge 1734 1716 (0.54425, 1.79875, 0.1091); line 11200 edge 1716 3009
                 (0.54395, 1.7819, 0.09895); line 11216 edge 2617 3012 (0.5572, 1.78875, 0.09495)
        1 finding suppressed
  
  1 input checked with profile hitem3d: 1 passed, 0 failed  (0 errors, 0 warnings, 1 info)
  1 finding suppressed
  ! meshgate: 1 of 2 inputs left out by `exclude` of ../meshgate.toml

The command line goes before the environment, which goes before the file.

  $ cp props/rope_1.obj a.obj
  $ meshgate check a.obj --ignore 'mesh/non-*' --quiet >report.txt
  [1]
  $ MESHGATE_FAIL_ON=error meshgate check a.obj --quiet >report.txt
  $ MESHGATE_FAIL_ON=error meshgate check a.obj --fail-on info --quiet >report.txt
  [1]
  $ meshgate check a.obj --config '' --select 'mesh/*' --quiet >report.txt

Where each value comes from:

  $ meshgate profiles --show hitem3d --origin | grep -e '^with' -e mesh/duplicate-vertex -e mesh/open-edge -e mesh-bytes
  with [limits] and [rules] of meshgate.toml
    mesh-bytes            209715200  hitem3d:12  Hitem3D API reference, create-task: mesh up to 200 MB, read as binary (2026-11-01)
    mesh-bytes-near       200000000  hitem3d:11  Hitem3D API reference, create-task: mesh up to 200 MB, read as decimal (2026-11-01)
    mesh/duplicate-vertex                                             off      meshgate.toml:5
    mesh/open-edge                                                    warning  hitem3d:36

An expired suppression accepts nothing, and says so.

  $ printf '%s\n' '[[suppress]]' 'rule = "mesh/non-manifold-edge"' 'reason = "later"' 'expires = "2020-01-31"' >old.toml
  $ meshgate check a.obj --config old.toml --select 'mesh/non-*' --select 'gate/*'
  warn  a.obj  obj · 278.1 kB · 5 199 triangles · 1.133 × 1.911 × 0.8313
        not watertight · 3 open edges · 1 loop · 2 non-manifold edges · 2 shells · area 3.174
        warning  gate/suppression-expired
                 old.toml:1: the suppression of mesh/non-manifold-edge ended on 2020-01-31 (later):
                 mend the model, or renew the date and the reason
        warning  mesh/non-manifold-edge
                 2 of 7 798 edges have three faces or more: inside and outside are undefined there
                 at line 6058 edge 27 26 (-0.46665, 0.8406, 0.13225); line 7612 edge 62 27 (-0.4584,
                 0.84915, 0.1323)
  
  1 input checked with profile hitem3d: 1 passed (1 with warnings), 0 failed  (0 errors, 2 warnings, 0 infos)

A mistake is named with its line.

  $ printf '%s\n' '[rules]' '"mesh/open-egde" = "error"' >bad.toml
  $ meshgate check a.obj --config bad.toml
  [2]
  ! meshgate: bad.toml:2: unknown rule "mesh/open-egde"; did you mean "mesh/open-edge"?
  $ meshgate rules --config absent.toml
  [2]
  ! meshgate: absent.toml: No such file or directory

The inputs are never overwritten.

  $ meshgate check a.obj --report json=./a.obj
  [2]
  ! meshgate: ./a.obj is one of the inputs, which are never changed

A large library is shared among machines: every input is in one part.

  $ rm -r props meshgate.toml && for name in a b c d e; do : >$name.obj; done
  $ meshgate check . --shard 1/2 --list
  ./a.obj
  ./c.obj
  ./e.obj
  $ ls -r *.obj | meshgate check --files-from - --shard 2/2 --list
  d.obj
  b.obj
  $ meshgate check . --shard 3/2
  [2]
  ! meshgate: --shard K/N: K takes a whole number from 1 to 2, not "3"
  $ meshgate check . --shard 3
  [2]
  ! meshgate: --shard takes K/N, as 1/4, not "3"
