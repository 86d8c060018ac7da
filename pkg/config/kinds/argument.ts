import type { JsonValue } from '../../kube/kube-object.ts';
import { field, list, string, struct } from '../schema/schema.ts';

const argument = struct(
  {
    name: field(string(), 'Name of the flag, without the dashes in front.', {
      always: true,
      rule: 'It must not be empty.',
      example: 'v',
    }),
    value: field(string(), 'Value of the flag: a string, so that numbers and true or false stand in quotes.', {
      always: true,
      example: '2',
    }),
  },
  'Argument',
);

/** A list of arguments: order and repetitions are kept. */
export const argumentList = (doc: string, example: JsonValue = [{ name: 'v', value: '2' }]) =>
  field(list(argument), `${doc} Order and repetitions are kept.`, {
    example,
    check: (args) => {
      const nameless = args.findIndex((arg) => arg.name === '');
      return nameless < 0 ? undefined : `the argument at index ${nameless} has no name`;
    },
  });
