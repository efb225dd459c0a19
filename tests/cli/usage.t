What is wrong with a command line is said in one line, with exit code 2.

  $ meshgate
  $ meshgate chek a.glb
  $ meshgate check
  $ meshgate check --profile hitem a.glb
  $ meshgate check --select mesh/opn-edge a.glb
  $ meshgate check --fail-on sometimes a.glb
  $ meshgate check --report yaml a.glb
  $ meshgate check --report text --report json a.glb
  $ meshgate check --jobs none a.glb
  $ meshgate check --bogus a.glb
  $ meshgate explain mesh/emty

The program tells about itself.

  $ meshgate --version | head -n 1
  $ meshgate profiles
  $ meshgate formats
  $ meshgate explain stl/count-mismatch
