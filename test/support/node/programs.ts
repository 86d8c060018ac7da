/** A program with kubeadm's command line: the words that start it. */
export type Program = readonly string[];

/** The words of join commands, from `join` on: whichever program printed them, either takes them. */
export interface PrintedJoins {
  readonly worker: readonly string[];
  /** Absent where the program printed none. */
  readonly controlPlane?: readonly string[];
}

/** Lines that begin with a program's name, with the lines that they go on in. */
const JOIN = /^\s*kubeadm\S* (join \S+:\d+ (?:.*\\\n)*.*)$/gm;

/** The join commands in what `init` or `token create --print-join-command` said. @throws Error when there is none */
export function printedJoins(said: string): PrintedJoins {
  const commands = [...said.matchAll(JOIN)].map(([, command = '']) =>
    command.replaceAll('\\\n', ' ').trim().split(/\s+/),
  );
  const worker = commands.find((words) => !words.includes('--control-plane'));
  const controlPlane = commands.find((words) => words.includes('--certificate-key'));
  if (worker === undefined) throw new Error(`no join command in: ${said}`);
  return { worker, ...(controlPlane === undefined ? {} : { controlPlane }) };
}
