import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Command } from '../cli/command.ts';
import { GLOBAL_FLAGS } from '../cli/flags.ts';
import type { Io } from '../cli/io.ts';
import { choiceBranches, indented, skipValues, VALUED } from './completion-values.ts';

/** What can follow after the words of a command: names of commands, arguments, flags. */
interface Place {
  readonly words: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  readonly flags: readonly string[];
}

/**
 * A completion script that knows every command and flag; it does not call the program.
 *
 * @throws KubeadmError `unknown-shell`
 */
export async function completionScript(root: Command, shell: string | undefined, io: Io): Promise<string> {
  const writer = shell === undefined ? undefined : WRITERS[shell];
  if (writer === undefined) {
    throw new KubeadmError(
      'unknown-shell',
      shell === undefined ? 'the name of a shell is missing' : `there is no completion for "${shell}"`,
      {
        hint: `one of: ${Object.keys(WRITERS).join(', ')}`,
      },
    );
  }
  return writer(await places(root, '', io));
}

async function places(named: Command, words: string, io: Io): Promise<readonly Place[]> {
  const command = (await named.load?.([words, '--help'], io)) ?? named;
  const below = await Promise.all(
    (command.commands ?? []).map((each) => places(each, `${words} ${each.name}`.trim(), io)),
  );
  const choices = (command.args ?? []).flatMap(({ choices: names = [] }) =>
    names.map((name) => ({ name, summary: '' })),
  );
  const commands = [...(command.commands ?? []).map(({ name, summary }) => ({ name, summary })), ...choices];
  const flags = [...command.flags, ...GLOBAL_FLAGS]
    .filter(({ hidden, name }) => hidden !== true && name.length > 1)
    .map(({ name }) => `--${name}`);
  return [{ words, commands, flags }, ...below.flat()];
}

const WRITERS: Readonly<Record<string, (all: readonly Place[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** `case` branches: the words so far -> what can follow. */
function branches(all: readonly Place[]): string {
  return all
    .map(
      ({ words, commands, flags }) =>
        `    '${words}') candidates='${[...commands.map(({ name }) => name), ...flags].join(' ')}' ;;`,
    )
    .join('\n');
}

/** The words of every command. */
function named(all: readonly Place[]): readonly string[] {
  return all.flatMap(({ words }) => (words === '' ? [] : [words]));
}

function bashScript(all: readonly Place[]): string {
  return `# bash completion for kubeadm-ts
_kubeadm_ts() {
  local current=\${COMP_WORDS[COMP_CWORD]} words='' word before='' candidates=''
  [ "$current" = = ] && current=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    # bash takes "--flag=value" for three words
    [ "$word" = = ] && continue
${indented(skipValues('words', named(all)), 4)}
  done
  case $before in
${choiceBranches((values) => `COMPREPLY=($(compgen -W "${values}" -- "$current")); return`)}
    ${VALUED}) COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  case $words in
${branches(all)}
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$current"))
}
complete -F _kubeadm_ts kubeadm-ts
`;
}

function zshScript(all: readonly Place[]): string {
  return `#compdef kubeadm-ts
# zsh completion for kubeadm-ts
_kubeadm_ts() {
  local so_far='' word before='' candidates=''
  for word in "\${words[@]:1:$((CURRENT-2))}"; do
${indented(skipValues('so_far', named(all)), 4)}
  done
  case $before in
${choiceBranches((values) => `compadd -- ${values}; return`)}
    ${VALUED}) _files; return ;;
  esac
  case $so_far in
${branches(all)}
  esac
  compadd -- \${=candidates}
}
compdef _kubeadm_ts kubeadm-ts
`;
}

function fishScript(all: readonly Place[]): string {
  const lines = all.flatMap(({ words, commands, flags }) => {
    const condition = `-n '__kubeadm_ts_at "${words}"'`;
    return [
      ...commands.map(
        ({ name, summary }) =>
          `complete -c kubeadm-ts -f ${condition} -a '${name}' -d '${summary.replaceAll("'", "\\'")}'`,
      ),
      ...flags.map((flag) => `complete -c kubeadm-ts ${condition} -l '${flag.slice(2)}'`),
    ];
  });
  return `# fish completion for kubeadm-ts
function __kubeadm_ts_at
  set -l known ${named(all)
    .map((words) => `'${words}'`)
    .join(' ')}
  set -l path ''
  for word in (commandline -opc)[2..-1]
    set -l next (string trim "$path $word")
    contains -- $next $known; and set path $next
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}
