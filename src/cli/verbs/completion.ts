import type { Session } from '../session.ts';
import type { Answer, Verb } from '../verb.ts';

export const completionVerb: Verb = {
  name: 'completion',
  summary: 'print the shell completion for bash',
  examples: ['source <(rolebake completion)', 'rolebake completion > /etc/bash_completion.d/rolebake'],
  run,
};

/** Words are verbs first, then options; tags and machines are completed from what there is. */
async function run(_session: Session): Promise<Answer> {
  const { VERBS } = await import('./index.ts');
  const { ALL_CODES } = await import('../problems/error-page.ts');
  const { SCHEMA_NAMES } = await import('../../catalog/source/schemas.ts');
  const options = (verb: Verb) => (verb.options ?? []).map((option) => /--[a-z-]+/.exec(option.flags)?.[0] ?? '');
  const words = Object.groupBy(VERBS, (verb) => verb.name.split(' ')[0] ?? '');
  const cases = Object.entries(words).map(([first, verbs = []]) => {
    const second = verbs.flatMap((verb) => verb.name.split(' ').slice(1));
    return `    ${first}) words="${[...second, ...verbs.flatMap(options), '--json', '--help'].join(' ')}" ;;`;
  });
  const takesTags = (verb: Verb) => verb.arguments?.some(({ name }) => /tag/.test(name)) === true;
  const takingTags = new Set(VERBS.filter(takesTags).map(({ name }) => name.split(' ')[0]));
  const text = `# rolebake completion for bash
_rolebake() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="${Object.keys(words).join(' ')} --help --version" ;;
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then words="${Object.keys(words).join(' ')} --help --version"; fi
  case "\${COMP_WORDS[1]}" in
    ${[...takingTags].join(' | ')}) words="$words $(rolebake tags --json 2>/dev/null | sed -n 's/^ *"tag": "\\(.*\\)",*$/\\1/p' | sort -u)" ;;
    error) words="$words ${ALL_CODES.join(' ')}" ;;
    jobs) words="$words $(rolebake jobs --json 2>/dev/null | sed -n 's/^ *"id": "\\(.*\\)",*$/\\1/p')" ;;
    schema) words="$words ${SCHEMA_NAMES.join(' ')}" ;;
    terminate | ssh) words="$words $(rolebake machines --json 2>/dev/null | sed -n 's/^ *"id": "\\(.*\\)",*$/\\1/p')" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -F _rolebake rolebake
`;
  return { data: { bash: text }, text };
}
