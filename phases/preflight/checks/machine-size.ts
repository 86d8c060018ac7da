import { failed, FINE, type Check } from '../check.ts';

/** What a control plane needs at least (source: the reference's preflight table). */
const MIN_CPUS = 2;
const MIN_MEMORY_MB = 1700;

export const numCpu: Check = {
  name: 'NumCPU',
  async run(view) {
    const cpus = view.cpuCount();
    if (cpus >= MIN_CPUS) return FINE;
    return failed({
      message: `a control plane needs ${MIN_CPUS} CPUs, this machine has ${cpus}`,
      fix: 'give the machine more CPUs',
    });
  },
};

export const memory: Check = {
  name: 'Mem',
  async run(view) {
    const megabytes = Math.floor(view.totalMemory() / 1024 / 1024);
    if (megabytes >= MIN_MEMORY_MB) return FINE;
    const message = `a control plane needs ${MIN_MEMORY_MB} MB of memory, this machine has ${megabytes} MB`;
    return failed({ message, fix: 'give the machine more memory' });
  },
};
