Tasks of the service, as far as they need no service.

A request is checked before anything is sent; --dry-run shows it, without secrets, with its price.

  $ cp "$TESTDATA"/demo/figure.glb .
  $ meshgate run split figure.glb -o out --part b --dry-run
  pass  figure.glb  glb · 1.5 MB · 50 708 triangles · 1.15 × 1.914 × 0.8388
        watertight · 1 shell · 1 handle · volume 0.1393 · area 3.368 · 1 texture
  1 input checked with profile hitem3d-split: 1 passed, 0 failed  (0 errors, 0 warnings, 0 infos)
  ! POST https://api.hitem3d.ai/open-api/v1/split/create-task
  !   Authorization: Token (hidden)
  !   model = character
  !   part = b
  !   joint = ball
  !   merge = yes
  !   format = 2
  !   mesh = @figure.glb (1.5 MB)
  !   price: 20 credits, 0.40 USD (seen 2026-11-01)
  ! meshgate: without credentials nobody knows whether the same was paid for before: then it is reused, and costs nothing
  $ meshgate run split figure.glb -o out --model general --part a --format obj --dry-run
  fail  figure.glb  glb · 1.5 MB · 50 708 triangles · 1.15 × 1.914 × 0.8388
        watertight · 1 shell · 1 handle · volume 0.1393 · area 3.368 · 1 texture
        error    task/parameter-not-allowed  at /part
                 part goes only with model character, and here it is model general. Leave it out
  
  1 input checked with profile hitem3d-split: 0 passed, 1 failed  (1 error, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain task/parameter-not-allowed
  [1]
  ! meshgate: figure.glb: not sent, because of its findings
  $ meshgate run split figure.glb -o out --format stl --dry-run
  fail  figure.glb  glb · 1.5 MB · 50 708 triangles · 1.15 × 1.914 × 0.8388
        watertight · 1 shell · 1 handle · volume 0.1393 · area 3.368 · 1 texture
        error    task/format-not-allowed  at /format
                 format stl does not go with model character; allowed: glb
  
  1 input checked with profile hitem3d-split: 0 passed, 1 failed  (1 error, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain task/format-not-allowed
  [1]
  ! meshgate: figure.glb: not sent, because of its findings
  $ meshgate run splt figure.glb -o out
  [2]
  ! meshgate: unknown task "splt"; did you mean "split"?
  $ meshgate run generate --view back=b.png --view left=l.png --view right=r.png -o out --dry-run --report json | grep '"rule"'
            "rule": "task/views-missing-front",
            "rule": "file/unreadable",
            "rule": "file/unreadable",
            "rule": "file/unreadable",
  ! meshgate: b.png: not sent, because of its findings
  $ meshgate submit segment --mesh-url 'ftp://files.example.com/a.glb?sign=secret'
  fail  ftp://files.example.com/a.glb  task
        error    task/url-invalid  at /mesh_url
                 mesh_url "ftp://files.example.com/a.glb": the URL does not begin with http:// or
                 https://
  
  1 input checked with profile hitem3d-segmentation: 0 passed, 1 failed  (1 error, 0 warnings, 0 infos)
  What a rule means and how to fix it: meshgate explain task/url-invalid
  [1]
  $ meshgate run generate --view front -o out
  [2]
  ! meshgate: --view takes NAME=FILE, as front=a.png, not "front"

Without credentials nothing is tried.

  $ meshgate run split figure.glb -o out
  [2]
  ! meshgate: no credentials: set HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET, or name a file with --credentials
  $ meshgate doctor --offline | grep -v ^ok
  fail  credentials  no credentials: set HITEM3D_CLIENT_ID and HITEM3D_CLIENT_SECRET, or name a file with --credentials
  warn  service      not asked, without credentials. `meshgate sandbox` needs no account
  $ printf 'HITEM3D_CLIENT_ID=a\nHITEM3D_CLIENT_SECRET=b\n' >secrets; chmod 644 secrets
  $ meshgate resume --credentials secrets
  [2]
  ! meshgate: secrets can be read by others (mode 0644). Run: chmod 600 secrets
  $ chmod 600 secrets
  $ meshgate resume --credentials secrets
  ! meshgate: nothing to resume
  $ HITEM3D_BASE_URL=http://api.example.com meshgate resume --credentials secrets
  [2]
  ! meshgate: HITEM3D_BASE_URL "http://api.example.com": credentials go by https only, or to this machine
  $ MESHGATE_POLL_SECONDS=often meshgate resume --credentials secrets
  [2]
  ! meshgate: MESHGATE_POLL_SECONDS takes a number from 0.001 to 3600, not "often"
  $ MESHGATE_JOURNAL=secrets meshgate jobs
  [2]
  ! meshgate: secrets is no journal of meshgate; name another one in MESHGATE_JOURNAL

The journal is made where it is said to be, or in the user's data folder.

  $ meshgate jobs
  no jobs in $PWD/.local/share/meshgate/journal.sqlite
  $ meshgate jobs 1234
  [2]
  ! meshgate: no job 1234; `meshgate jobs` lists them
  $ stat -c '%a %n' .local/share/meshgate/journal.sqlite
  600 .local/share/meshgate/journal.sqlite
