import type { Case } from './commands.ts';
import { differences } from './differences.ts';
import { KNOWN_DIFFERENCES, type KnownDifference } from './known-differences.ts';
import type { Observation } from './observation.ts';

/** A difference between two observations of one command. */
export interface Difference {
  readonly line: string;
  /** Why it is meant to be, where it is. */
  readonly known: KnownDifference | undefined;
}

/** Where the programs do something else with the same file. */
export function compare(command: string, file: Case, theirs: Observation, ours: Observation): readonly Difference[] {
  return linesOf(theirs, ours).map((line) => ({ line, known: reasonFor(line, { command, file, theirs }) }));
}

function linesOf(theirs: Observation, ours: Observation): readonly string[] {
  if (theirs.outcome !== ours.outcome) return [`theirs ${theirs.outcome}, ours ${ours.outcome}`];
  const codes = theirs.code === ours.code ? [] : [`exit code: theirs ${theirs.code}, ours ${ours.code}`];
  if (theirs.outcome === 'fails') return [...codes, ...unnamed(theirs, ours)];
  return [
    ...codes,
    ...differences(theirs.warnings, ours.warnings, 'warnings'),
    ...differences(theirs.order, ours.order, 'objects in order'),
    ...differences(theirs.data, ours.data),
  ];
}

/** A field stands for those in it and around it: messages may be more exact, or take several together. */
function unnamed(theirs: Observation, ours: Observation): readonly string[] {
  return theirs.fields
    .filter((path) => !ours.said.includes(path) && !ours.said.includes(path.replace(/\.\w+(\[\d+\])?$/, '')))
    .map((path) => `the error does not name the field ${path}`);
}

interface Situation {
  readonly command: string;
  readonly file: Case;
  readonly theirs: Observation;
}

function reasonFor(line: string, { command, file, theirs }: Situation): KnownDifference | undefined {
  return KNOWN_DIFFERENCES.find(
    (known) =>
      known.line.test(line) &&
      (known.commands?.test(command) ?? true) &&
      (known.file?.test(file.text) ?? true) &&
      (known.theirs?.test(theirs.said) ?? true),
  );
}
