Tasks of the service, as far as they need no service.

A request is checked before anything is sent; --dry-run shows it, without secrets, with its price.

  $ cp "$TESTDATA"/demo/figure.glb .
  $ meshgate run split figure.glb -o out --part b --dry-run
  $ meshgate run split figure.glb -o out --model general --part a --format obj --dry-run
  $ meshgate run split figure.glb -o out --format stl --dry-run
  $ meshgate run splt figure.glb -o out
  $ meshgate run generate --view back=b.png --view left=l.png --view right=r.png -o out --dry-run --report json | grep '"rule"'
  $ meshgate submit segment --mesh-url 'ftp://files.example.com/a.glb?sign=secret'
  $ meshgate run generate --view front -o out

Without credentials nothing is tried.

  $ meshgate run split figure.glb -o out
  $ meshgate doctor --offline | grep -v ^ok
  $ printf 'HITEM3D_CLIENT_ID=a\nHITEM3D_CLIENT_SECRET=b\n' >secrets; chmod 644 secrets
  $ meshgate resume --credentials secrets
  $ chmod 600 secrets
  $ meshgate resume --credentials secrets
  $ HITEM3D_BASE_URL=http://api.example.com meshgate resume --credentials secrets
  $ MESHGATE_POLL_SECONDS=often meshgate resume --credentials secrets
  $ MESHGATE_JOURNAL=secrets meshgate jobs

The journal is made where it is said to be, or in the user's data folder.

  $ meshgate jobs
  $ meshgate jobs 1234
  $ stat -c '%a %n' .local/share/meshgate/journal.sqlite
