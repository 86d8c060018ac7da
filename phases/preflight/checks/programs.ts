import { failed, FINE, type Check } from '../check.ts';

/** Programs that the kubelet calls, and the package that has each on Debian. */
const PACKAGES = { losetup: 'mount', mount: 'mount', cp: 'coreutils' } as const;

export function programInPath(program: keyof typeof PACKAGES): Check {
  return {
    name: `FileExisting-${program}`,
    async run(view) {
      if ((await view.which(program)) !== undefined) return FINE;
      return failed({
        message: `${program} is not in PATH`,
        fix: `install it: apt-get install ${PACKAGES[program]} (elsewhere util-linux, coreutils)`,
      });
    },
  };
}
