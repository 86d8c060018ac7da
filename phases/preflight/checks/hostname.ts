import type { APIEndpoint, InitConfig } from '../../../pkg/config/types.ts';
import { FINE, warned, type Check, type Problem } from '../check.ts';

/** Letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit: what labels take as a name. */
const QUALIFIED_NAME = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const MAX_NAME = 63;

/** A worker has no endpoint: its address is not known. */
type Needs = Pick<InitConfig, 'nodeRegistration'> & { readonly localAPIEndpoint?: APIEndpoint };

export const hostname: Check<Needs> = {
  name: 'Hostname',
  async run(view, { nodeRegistration, localAPIEndpoint }) {
    const { name } = nodeRegistration;
    const problems: Problem[] = [];
    if (!QUALIFIED_NAME.test(name) || name.length > MAX_NAME) {
      const message = `the node's name "${name}" cannot be the value of a label`;
      problems.push({
        message,
        fix: `use a name of at most ${MAX_NAME} characters: --node-name, or hostnamectl set-hostname`,
      });
    }
    if ((await view.resolveName(name)).length === 0) {
      const address = localAPIEndpoint?.advertiseAddress ?? "<this machine's address>";
      const fix = `add the line "${address} ${name}" to /etc/hosts, or give the name to your DNS`;
      problems.push({ message: `the node's name "${name}" does not resolve to an address`, fix });
    }
    return problems.length === 0 ? FINE : warned(...problems);
  },
};
