Two models are compared when nothing else is said: a copy lies where its source lies.

  $ cp "$TESTDATA/demo/figure.glb" source.glb
  $ cp source.glb copy.glb
  $ meshgate verify source.glb copy.glb --samples 5000

Another model does not.

  $ printf 'v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 2 3 4\nf 3 1 4\n' > other.obj
  $ meshgate verify source.glb other.obj --samples 5000 --select 'parts/missing-surface'

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
  $ half 0 1 > left.obj; half 1 2 > right.obj
  $ meshgate verify box.obj left.obj right.obj --expect split:character:f:none --unit m --samples 5000

The same parts when a ball was asked for, and when one of them is missing.

  $ meshgate verify box.obj left.obj right.obj --expect split:character:f:ball --unit m --samples 5000
  $ meshgate verify box.obj left.obj --expect split:character:f:none --samples 5000 --report json | grep '"rule"'

Labels of a segmentation are written once.

  $ meshgate verify box.obj left.obj right.obj --expect segmentation:low --labels labels.json --quiet --samples 5000 --fail-on never
  $ cat labels.json
  $ meshgate verify box.obj left.obj right.obj --expect segmentation:low --labels labels.json

What cannot be asked.

  $ meshgate verify source.glb copy.glb --expect split:character:g
  $ meshgate verify source.glb copy.glb --expect splat
  $ meshgate verify source.glb copy.glb --scale 2
  $ meshgate verify source.glb copy.glb --labels labels.npy
  $ meshgate verify absent.glb copy.glb
  $ meshgate verify source.glb
