import { failed, FINE, type Check } from '../check.ts';

/** Everything that follows writes below /etc and /var: this check runs alone, before all others. */
export const privilegedUser: Check = {
  name: 'IsPrivilegedUser',
  async run(view) {
    if (view.uid === 0) return FINE;
    return failed({
      message: `this has to run as root; the user's id is ${view.uid}`,
      fix: 'run it with sudo, or as root',
    });
  },
};
