The local stand-in of the service. What it answers is in tests/unit/sandbox.

  $ meshgate sandbox --list-faults | head -n 3
  $ meshgate sandbox --fault 'drop;cut-downlod:at=5'
  $ meshgate sandbox --client demo
  $ meshgate sandbox --port 70000

It says where it listens, and ends when it is told to:

  $ cat >try.sh <<'END'
  > meshgate sandbox --port-file port --task-seconds 0 >url 2>notes & sandbox=$!
  > while [ ! -s port ]; do kill -0 $sandbox || exit 1; done
  > [ "$(cat url)" = "http://127.0.0.1:$(cat port)" ] && echo the port is the one in the URL
  > meshgate sandbox --port "$(cat port)" 2>&1 | sed "s/$(cat port)/PORT/"
  > kill -TERM $sandbox; wait $sandbox; echo "ended with $?"
  > cat notes
  > END
  $ bash try.sh
