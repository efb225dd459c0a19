A good model passes, and says what it is.

  $ cp "$TESTDATA/demo/figure.glb" "$TESTDATA/demo/portrait.png" .
  $ meshgate check figure.glb

A picture and a model in one run; --quiet tells failed inputs only.

  $ meshgate check figure.glb portrait.png --quiet

A damaged one fails with exit code 1.

  $ cp "$TESTDATA/demo/figure_parts.obj" .
  $ meshgate check figure_parts.obj

The exit code is a matter of --fail-on.

  $ meshgate check figure_parts.obj --quiet --fail-on never >report.txt

A file that is not there is a finding, so that a batch goes on.

  $ meshgate check absent.glb

An empty file, and an STL that is called .obj.

  $ : > empty.glb
  $ cp "$TESTDATA/rules/stl/count-mismatch/silent.stl" cube.obj
  $ meshgate check empty.glb cube.obj

Rules are chosen with --select and --ignore, and a severity is changed with --severity.

  $ meshgate check cube.obj --ignore file/format-mismatch
  $ meshgate check cube.obj --severity file/format-mismatch=info

Inputs can come from a list; --list only tells them.

  $ printf '%s\n' cube.obj empty.glb | meshgate check --files-from - --list
  $ meshgate check . --list

The report as JSON does not depend on the number of threads.

  $ meshgate check . --jobs 1 --report json=one.json --quiet >/dev/null
  $ meshgate check . --jobs 4 --report json=four.json --quiet >/dev/null
  $ cmp one.json four.json
