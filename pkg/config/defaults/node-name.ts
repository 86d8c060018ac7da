import type { Finding } from './finding.ts';

/**
 * The name of the Node: as given, or the machine's host name; without blanks around it, in lower case.
 *
 * @param given - may be empty
 */
export function nodeName(given: string, hostname: string): Finding<string> {
  const name = (given === '' ? hostname : given).trim().toLowerCase();
  return name === ''
    ? { wrong: 'the name of the Node is empty', hint: 'set nodeRegistration.name, or give the machine a host name' }
    : { value: name };
}
