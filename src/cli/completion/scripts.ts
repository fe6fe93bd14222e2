/** The shells that completion is for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What each shell is to load: it asks `rolebake completion words` at every Tab; where that knows nothing, files follow. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# rolebake completion for bash
_rolebake() {
  local line="\${COMP_LINE:0:COMP_POINT}" words word kept
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  word="\${words[-1]}"
  mapfile -t COMPREPLY < <(rolebake completion words -- "\${words[@]:1}" 2>/dev/null | cut -f1)
  # for readline the word begins only after a break, such as the @ of a tag
  kept="\${word%"$2"}"
  COMPREPLY=("\${COMPREPLY[@]#"$kept"}")
  [[ \${COMPREPLY[*]} == *= ]] && compopt -o nospace
}
complete -o default -F _rolebake rolebake
`,
  zsh: `#compdef rolebake
# rolebake completion for zsh
_rolebake() {
  local line
  local -a found open
  for line in "\${(@f)$(rolebake completion words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    case $line in
      '') ;;
      *=) open+=("$line") ;;
      *) found+=("\${\${line//:/\\:}/$'\\t'/:}") ;;
    esac
  done
  (( $#found + $#open )) && _describe rolebake found -- open -S '' || _files
}
if [[ $funcstack[1] == _rolebake ]]; then _rolebake "$@"; else compdef _rolebake rolebake; fi
`,
  fish: `# rolebake completion for fish
function __rolebake_words
    set -l words (commandline -opc) (commandline -ct)
    set -e words[1]
    set -l found (rolebake completion words -- $words 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c rolebake -f -a '(__rolebake_words)'
`,
};
