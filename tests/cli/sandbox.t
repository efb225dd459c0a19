The local stand-in of the service. What it answers is in tests/unit/sandbox.

  $ meshgate sandbox --list-faults | head -n 3
  token-only                        any                only the scheme Token is accepted
  bearer-only                       any                only the scheme Bearer is accepted
  auth-401-body                     any                a refused token is HTTP 200 with code 401
  $ meshgate sandbox --fault 'drop;cut-downlod:at=5' 2>&1 | cut -c 1-122
  meshgate: fault script: unknown fault "cut-downlod"; did you mean "cut-download"? Known: token-only, bearer-only, auth-401
  $ meshgate sandbox --fault cut-download:at=200%
  [2]
  ! meshgate: fault script: at of cut-download takes bytes (also as 10k, 10M, 10G) or 0% to 100%, not "200%" (--fault cut-download:at=200%)
  $ mkdir folder
  $ meshgate sandbox --fault folder
  [2]
  ! meshgate: --fault folder: that is a folder. It takes a file, or a script as 429:n=2
  $ echo '# nothing' >empty.txt
  $ meshgate sandbox --fault empty.txt
  [2]
  ! meshgate: --fault "empty.txt": there is no rule in it; --list-faults lists what there is
  $ meshgate sandbox --client demo
  [2]
  ! meshgate: --client takes ID:SECRET
  $ meshgate sandbox --port 70000
  [2]
  ! meshgate: --port takes a whole number from 0 to 65535, not "70000"

It says where it listens, and ends when it is told to:

  $ cat >try.sh <<'END'
  > meshgate sandbox --port-file port --task-seconds 0 >url 2>notes & sandbox=$!
  > while [ ! -s port ] || [ ! -s url ]; do kill -0 $sandbox || exit 1; done
  > [ "$(cat url)" = "http://127.0.0.1:$(cat port)" ] && echo the port is the one in the URL
  > meshgate sandbox --port "$(cat port)" 2>&1 | sed "s/$(cat port)/PORT/"
  > kill -TERM $sandbox; wait $sandbox; echo "ended with $?"
  > cat notes
  > END
  $ bash try.sh
  the port is the one in the URL
  meshgate: port PORT cannot be listened on: Address already in use
  ended with 0
  meshgate: sandbox: a stand-in of the Hitem3D API on loopback; Ctrl-C ends it
