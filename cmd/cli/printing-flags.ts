import type { Flag } from './flag.ts';

/**
 * Flags of a command that prints an object in one of several formats.
 *
 * @param what - the object, as the help calls it: `the list`
 * @param formats - those with a template in their short form
 */
export function printingFlags(what: string, formats: readonly string[]): readonly Flag[] {
  return [
    {
      name: 'allow-missing-template-keys',
      type: 'bool',
      summary: `Fields that a template names and ${what} lacks are no errors; true unless given`,
    },
    { name: 'show-managed-fields', type: 'bool', summary: 'Accepted for scripts written for kubeadm; changes nothing' },
    {
      name: 'output',
      alias: 'o',
      type: 'string',
      value: '<format>',
      default: 'text',
      summary: `One of ${formats.join(', ')}`,
    },
  ];
}
