/** The parts of a control plane that run as static Pods. */
export type ComponentName = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler';

/** Whom a diagnosis speaks of. */
export type Subject = 'kubelet' | ComponentName;

/** What a hint may need to name the right file, flag or command. */
export interface ProblemFacts {
  readonly subject: Subject;
  /** `unix://...` */
  readonly criSocket: string;
}

/**
 * How sure it is that waiting is in vain: `passing` troubles may end by themselves, `stubborn` ones hardly do,
 * `final` ones cannot, because the same arguments and files give the same failure again.
 */
export type Persistence = 'passing' | 'stubborn' | 'final';

/** Something that goes wrong often enough to be known by its words in a log. */
export interface KnownProblem {
  /** A stable kebab-case name. */
  readonly id: string;
  readonly pattern: RegExp;
  readonly persistence: Persistence;
  /** What is wrong, as a clause without a full stop. */
  problem(match: readonly string[], facts: ProblemFacts): string;
  /** What to do now. */
  hint(match: readonly string[], facts: ProblemFacts): string;
  /** The trouble is only that somebody else does not answer: look there first. */
  readonly waitsFor?: Subject;
}

/** A known problem, found. */
export interface Finding {
  readonly id: string;
  readonly problem: string;
  readonly hint: string;
  readonly persistence: Persistence;
  readonly waitsFor?: Subject;
  /** The log line that gave it away. */
  readonly line: string;
  /** How many of the lines looked at say the same. */
  readonly occurrences: number;
}

/**
 * Look for known problems in log lines. A cause wins over a consequence, a fatal line over others, a later line over
 * an earlier one, and an earlier row of the table over a later one.
 *
 * @param lines - oldest first, already cleaned of decoration
 * @param isFatal - whether a line is what the process died with
 */
export function recognise(
  lines: readonly string[],
  table: readonly KnownProblem[],
  facts: ProblemFacts,
  isFatal: (line: string) => boolean,
): Finding | undefined {
  const causes = table.filter(({ waitsFor }) => waitsFor === undefined);
  const consequences = table.filter(({ waitsFor }) => waitsFor !== undefined && waitsFor !== facts.subject);
  const newestFirst = [...lines].reverse();
  const fatal = newestFirst.filter(isFatal);
  return (
    firstFinding(fatal, causes, facts, lines) ??
    firstFinding(newestFirst, causes, facts, lines) ??
    firstFinding(newestFirst, consequences, facts, lines)
  );
}

function firstFinding(
  candidates: readonly string[],
  table: readonly KnownProblem[],
  facts: ProblemFacts,
  lines: readonly string[],
): Finding | undefined {
  for (const line of candidates) {
    for (const known of table) {
      const match = known.pattern.exec(line);
      if (match === null) continue;
      const { id, persistence, waitsFor } = known;
      const occurrences = lines.filter((each) => known.pattern.test(each)).length;
      const words = [...match];
      return {
        id,
        problem: known.problem(words, facts),
        hint: known.hint(words, facts),
        persistence,
        line,
        occurrences,
        ...(waitsFor === undefined ? {} : { waitsFor }),
      };
    }
  }
  return undefined;
}
