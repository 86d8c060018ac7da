import { field, list, string, struct } from '../schema/schema.ts';

const argument = struct({
  name: field(string(), 'Name of the flag, without dashes', { always: true }),
  value: field(string(), 'Its value', { always: true }),
});

/** A list of arguments: order and repetitions are kept. */
export const argumentList = (doc: string) =>
  field(list(argument), doc, {
    check: (args) => {
      const nameless = args.findIndex((arg) => arg.name === '');
      return nameless < 0 ? undefined : `the argument at index ${nameless} has no name`;
    },
  });
