What is wrong with a command line is said in one line, with exit code 2.

  $ meshgate
  [2]
  ! meshgate: checks 3D models and pictures before, and parts after, an AI service has them
  ! Usage: meshgate [OPTIONS] SUBCOMMAND
  ! 
  ! Options:
  !   -h,--help                       show help
  !   --version                       show the versions of meshgate and its libraries
  ! 
  ! Subcommands:
  !   check                           validate meshes and images
  !   completion                      print the completions of a shell
  !   doctor                          look whether this machine is ready for tasks
  !   explain                         say what a rule means and how to fix it
  !   fetch                           download the result of a task
  !   formats                         list the file formats
  !   jobs                            list the tasks of the journal, and what to do next
  !   listen                          receive callbacks of the service, and fetch what is done
  !   prepare                         make a file acceptable, and prove that no harm was done
  !   profiles                        list the profiles, or show one
  !   render                          draw a model, with its defects, as PNG
  !   resume                          go on with tasks that were interrupted
  !   rules                           list all rules
  !   run                             check, submit, wait, fetch and verify: tasks from inputs to judged results
  !   sandbox                         run a local stand-in of the service's API
  !   submit                          send one task to the service
  !   verify                          compare what came back with what was sent
  !   wait                            wait until tasks are done
  ! 
  ! `meshgate COMMAND --help` shows the options of a command.
  ! Exit codes: 0 passed, 1 findings, 2 wrong usage, 3 the service failed, 4 interrupted, 70 a bug.
  $ meshgate chek a.glb
  [2]
  ! meshgate: unknown command "chek"; did you mean "check"?
  $ meshgate check
  [2]
  ! meshgate: check: nothing to check. Give files, folders or globs, or --files-from FILE
  $ meshgate check --profile hitem a.glb
  [2]
  ! meshgate: no profile named "hitem"; did you mean "hitem3d"?
  $ meshgate check --select mesh/opn-edge a.glb
  [2]
  ! meshgate: no rule matches "mesh/opn-edge"; did you mean "mesh/open-edge"?
  $ meshgate check --fail-on sometimes a.glb
  [2]
  ! meshgate: unknown level of --fail-on "sometimes"; known: error, warning, info, never
  $ meshgate check --report yaml a.glb
  [2]
  ! meshgate: unknown report format "yaml"; did you mean "html"?
  $ meshgate check --report text --report json a.glb
  [2]
  ! meshgate: --report: only one report can go to stdout; give the others a path, as json=report.json
  $ meshgate check --report json=absent/report.json a.glb
  [2]
  ! meshgate: --report json=absent/report.json: there is no folder absent
  $ meshgate check --jobs none a.glb
  [2]
  ! meshgate: --jobs takes a whole number from 1 to 1024, not "none"
  $ meshgate check --jobs 2.5 a.glb
  [2]
  ! meshgate: --jobs takes a whole number from 1 to 1024, not "2.5"
  $ meshgate check --max-memory 2x a.glb
  [2]
  ! meshgate: --max-memory takes a size such as 500M, 2G or 1.5Gi, not "2x"
  $ meshgate check --bogus a.glb
  [2]
  ! meshgate: The following argument was not expected: --bogus
  ! Run `meshgate check --help` for the options.
  $ meshgate explain mesh/emty
  [2]
  ! meshgate: unknown rule "mesh/emty"; did you mean "mesh/empty"?
  $ meshgate explain mesh/degenerate
  [2]
  ! meshgate: unknown rule "mesh/degenerate"; did you mean "mesh/degenerate-face"?
  $ meshgate explain zzz
  [2]
  ! meshgate: unknown rule "zzz"; `meshgate rules` lists them

The program tells about itself.

  $ meshgate --version | head -n 1
  meshgate $VERSION
  $ meshgate profiles
  asset                models and pictures in general, without a provider's limits
  gltf-conformance     glTF 2.0 as Khronos' validator judges it, and nothing else
  hitem3d              Hitem3D Open API, limits that hold for every task
  hitem3d-depth        Hitem3D depth: one picture to a depth map or relief
  hitem3d-image-to-3d  Hitem3D image to 3D: pictures of one object to a model
  hitem3d-segmentation Hitem3D segmentation: one model, its faces labelled by part
  hitem3d-split        Hitem3D split: one closed model, cut into parts
  hunyuan-part         Tencent Hunyuan3D part generation: FBX up to 100 MB and 30 000 faces
  khronos-3dcommerce   Khronos 3D Commerce: glTF for shops, 5 MB, 100 000 triangles, 5 materials
  meshy-relief         Meshy relief: one picture up to 20 MB, 32 pixels or more a side
  print-fdm            printing with filament: closed, millimetres, a size that printers can make
  print-resin          printing with resin: as print-fdm, for smaller machines and finer detail
  roblox-ugc           Roblox: a watertight mesh of up to 20 000 triangles
  tripo-segment        Tripo: import of a model for segmentation, up to 150 MB
  $ meshgate formats
  format kind    support             suffixes              name
  3ds    mesh    read through Assimp .3ds                  3D Studio
  3mf    mesh    read through Assimp .3mf                  3MF
  amf    mesh    read through Assimp .amf                  AMF
  avif   image   recognised          .avif                 AVIF
  blend  mesh    recognised          .blend                Blender file
  bmp    image   read                .bmp .dib             Windows bitmap
  dae    mesh    read through Assimp .dae                  COLLADA
  dds    image   recognised          .dds                  DirectDraw surface
  exr    image   read                .exr                  OpenEXR
  fbx    mesh    read through Assimp .fbx                  Autodesk FBX
  gif    image   read                .gif                  GIF
  glb    mesh    read                .glb                  Binary glTF 2.0
  gltf   mesh    read                .gltf                 glTF 2.0
  gzip   unknown recognised          .gz .tgz              gzip archive
  hdr    image   read                .hdr .rgbe .pic       Radiance HDR
  heic   image   recognised          .heic .heif .hif      HEIF (HEIC)
  ico    image   recognised          .ico .cur             Windows icon
  iges   mesh    recognised          .iges .igs            IGES
  jpeg   image   read                .jpg .jpeg .jpe .jfif JPEG
  ktx2   image   recognised          .ktx2                 KTX 2.0
  obj    mesh    read                .obj                  Wavefront OBJ
  off    mesh    read through Assimp .off                  OFF
  ply    mesh    read through Assimp .ply                  PLY
  png    image   read                .png .apng            PNG
  pnm    image   read                .ppm .pgm .pnm        Netpbm
  psd    image   read                .psd .psb             Adobe Photoshop
  step   mesh    recognised          .step .stp .p21       STEP
  stl    mesh    read                .stl                  STL
  svg    image   recognised          .svg                  SVG
  tga    image   read                .tga .targa           Truevision TGA
  tiff   image   recognised          .tif .tiff            TIFF
  usda   mesh    read                .usda .usd            USD (text)
  usdc   mesh    read                .usdc .usd            USD (binary)
  usdz   mesh    read                .usdz                 USDZ
  webp   image   read                .webp                 WebP
  x3d    mesh    read through Assimp .x3d .x3dv            X3D
  zip    unknown read                .zip                  ZIP archive
  $ meshgate explain stl/count-mismatch
  # stl/count-mismatch
  
  the triangle count of a binary STL disagrees with its size.
  
  Default severity: **error** · since 0.1
  
  A binary STL has an 80-byte header, a 32-bit triangle count and 50 bytes for each triangle, so the
  count and the file's size must agree: `size = 84 + 50 × count`. They disagree.
  
  **Why it matters.** A count above what the file holds means that the file was cut: part of the model is missing.
  A count below it means that a reader which trusts the count drops triangles without a word. Slicers and the
  service do not agree on which of the two numbers to believe.
  
  **How to fix it.** Export again, or copy the file again when its size differs from the original. meshgate reads
  every whole triangle that the file holds.
  
  *Other tools:* admesh and PrusaSlicer ignore the count without a message.
  
  ## Severity by profile
  
  | severity | profiles |
  |---|---|
  | error | `asset`, `hitem3d`, `hitem3d-segmentation`, `hitem3d-split`, `print-fdm`, `print-resin`, `tripo-segment` |
  
  ## Examples
  
  **Bad.** `testdata/rules/stl/count-mismatch/fires.stl`
  
  (binary, 684 B, not shown)
  
  `meshgate check --profile hitem3d fires.stl` says (error):
  
  > the header promises 20 triangles, the file holds 12: 8 are missing. Export or copy the file again
  
  **Good.** `testdata/rules/stl/count-mismatch/silent.stl`: the rule is silent.
  
  (binary, 684 B, not shown)

The page of a rule is the one in docs/rules: seen for one rule of each family, the others are compared in tests/meta.

  $ meshgate rules | awk '{ print $1 }' | grep / >rules.txt
  $ awk -F/ '!seen[$1]++' rules.txt | while read -r rule; do meshgate explain "$rule" | cmp - "$TESTDATA/../docs/rules/$rule.md"; done
  $ test "$(wc -l <rules.txt)" = "$(ls "$TESTDATA"/../docs/rules/*/*.md | wc -l)"
