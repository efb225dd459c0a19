Completion of bash, made from the tables of commands, options, profiles, reports and rules.

  $ cat >try.sh <<'END'
  > source <(meshgate completion bash)
  > COMP_WORDS=(meshgate "$@"); COMP_CWORD=$#
  > _meshgate; printf '%s\n' "${COMPREPLY[@]}"
  > END
  $ bash try.sh pro
  profiles
  $ bash try.sh check --fail
  --fail-on
  $ bash try.sh check --profile hitem3d-s
  hitem3d-segmentation
  hitem3d-split
  $ bash try.sh check a.glb --report ju
  junit
  $ bash try.sh explain mesh/open
  mesh/open-edge
  $ bash try.sh render --vie
  --view
  $ bash try.sh check a
  
  $ meshgate completion tcsh
  [2]
  ! meshgate: unknown shell "tcsh"; did you mean "bash"?
  $ meshgate completion fish | grep -c '^complete -c meshgate ' | sed 's/^[0-9][0-9][0-9]$/some hundred/'
  some hundred
  $ meshgate completion zsh | head -n 1
  #compdef meshgate
