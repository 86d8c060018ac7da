import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { systemVerification } from '../../../phases/preflight/system/system-verification.ts';
import { exampleConfig } from '../../support/example-config.ts';
import type { MachineOptions } from '../../support/healthy-machine.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const RELEASE = '6.12.0-amd64';
const BOOT_CONFIG = `/boot/config-${RELEASE}`;
const LEGACY_OPTIONS = ['CGROUP_CPUACCT', 'CGROUP_DEVICE', 'CGROUP_FREEZER']
  .map((name) => `CONFIG_${name}=y\n`)
  .join('');

/** The kernel configuration of a healthy machine. */
const goodConfig = await new SimulatedMachine().readFile(BOOT_CONFIG);

function legacyCgroups(controllers: readonly string[]): MachineOptions {
  return {
    files: {
      '/proc/mounts': 'tmpfs /sys/fs/cgroup tmpfs rw 0 0\ncgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n',
      '/sys/fs/cgroup/memory/': '',
      '/proc/cgroups': `#subsys_name\thierarchy\tnum_cgroups\tenabled\nnet_cls\t0\t1\t0\n${controllers.map((name) => `${name}\t1\t1\t1\n`).join('')}`,
      [BOOT_CONFIG]: `${goodConfig}${LEGACY_OPTIONS}`,
    },
  };
}
const ALL_LEGACY = 'cpu cpuacct cpuset devices freezer memory pids hugetlb blkio'.split(' ');

async function verify(options: MachineOptions = {}): Promise<{ errors: string[]; warnings: string[] }> {
  const found = await systemVerification.run(new SimulatedMachine(options), exampleConfig());
  return { errors: found.errors.map(({ message }) => message), warnings: found.warnings.map(({ message }) => message) };
}

describe('preflight check SystemVerification', () => {
  it('passes on a healthy machine', async () => {
    expect(await verify()).to.deep.equal({ errors: [], warnings: [] });
  });

  for (const release of ['5.4.0-1-amd64', '5.10.0', '5.15.3-generic', '6.0.1', '10.1.2']) {
    it(`knows kernel ${release}`, async () => {
      const files = { '/proc/sys/kernel/osrelease': `${release}\n`, [`/boot/config-${release}`]: goodConfig! };
      expect((await verify({ files })).warnings).to.deep.equal([]);
    });
  }

  for (const release of ['4.19.0', '5.11.0', '3.10.0-1160']) {
    it(`warns of kernel ${release}`, async () => {
      const files = { '/proc/sys/kernel/osrelease': release, [`/boot/config-${release}`]: goodConfig! };
      expect((await verify({ files })).warnings).to.deep.equal([`Kubernetes is not tested with kernel ${release}`]);
    });
  }

  it('names every option that the kernel was built without', async () => {
    const without = goodConfig!
      .replace('CONFIG_MEMCG=y', '# CONFIG_MEMCG is not set')
      .replace('CONFIG_CGROUP_BPF=y\n', '');
    expect((await verify({ files: { [BOOT_CONFIG]: without } })).errors).to.deep.equal([
      `kernel ${RELEASE} was built without CONFIG_MEMCG, CONFIG_CGROUP_BPF`,
    ]);
  });

  it('takes modules and other names of an option', async () => {
    const other = goodConfig!.replace('CONFIG_NETFILTER_XT_TARGET_REDIRECT=y', 'CONFIG_IP_NF_TARGET_REDIRECT=m');
    expect((await verify({ files: { [BOOT_CONFIG]: other } })).errors).to.deep.equal([]);
  });

  it('unpacks /proc/config.gz, and prefers it', async () => {
    const machine = new SimulatedMachine({ files: { [BOOT_CONFIG]: '' } });
    const readBytes = async (path: string) => (path === '/proc/config.gz' ? gzipSync(goodConfig!) : undefined);
    const found = await systemVerification.run(Object.assign(machine, { readBytes }), exampleConfig());
    expect(found.errors).to.deep.equal([]);
  });

  it('says where it looked when no configuration is to be found', async () => {
    const files = { '/proc/sys/kernel/osrelease': '6.1.0' };
    const [error] = (await verify({ files })).errors;
    expect(error)
      .to.contain('/proc/config.gz')
      .and.to.contain('/boot/config-6.1.0')
      .and.to.contain('/lib/modules/6.1.0/build/.config');
  });

  it('says so when this is not Linux', async () => {
    const machine = new SimulatedMachine();
    const found = await systemVerification.run(
      Object.assign(machine, { readFile: async () => undefined }),
      exampleConfig(),
    );
    expect(found.errors[0]?.message).to.contain('not Linux');
  });

  describe('on control groups of version 2', () => {
    const controllers = (list: string, more: Record<string, string> = {}) =>
      verify({ files: { '/sys/fs/cgroup/cgroup.controllers': list, ...more } });

    it('names a controller that is missing: needed ones are errors, others warnings', async () => {
      const { errors, warnings } = await controllers('cpuset cpu pids\n');
      expect(errors).to.deep.equal(['the required cgroup controller memory is missing']);
      expect(warnings).to.deep.equal([
        'the optional cgroup controller hugetlb is missing',
        'the optional cgroup controller io is missing',
      ]);
    });

    it('looks for freezing in a group that is there', async () => {
      const all = 'cpuset cpu io memory hugetlb pids\n';
      const group = { '/sys/fs/cgroup/init.scope/cgroup.procs': '1\n' };
      expect((await controllers(all, group)).errors).to.deep.equal([
        'the required cgroup controller freezer is missing',
      ]);
      expect(
        (await controllers(all, { ...group, '/sys/fs/cgroup/init.scope/cgroup.freeze': '0\n' })).errors,
      ).to.deep.equal([]);
    });

    it('finds them mounted elsewhere', async () => {
      const files = {
        '/proc/mounts': 'cgroup2 /run/cg cgroup2 rw 0 0\n',
        '/run/cg/cgroup.controllers': 'cpuset cpu io memory hugetlb pids',
      };
      expect(await verify({ files })).to.deep.equal({ errors: [], warnings: [] });
    });
  });

  describe('on control groups of version 1', () => {
    it('is an error, because the kubelet does not start', async () => {
      const { errors, warnings } = await verify(legacyCgroups(ALL_LEGACY));
      expect(errors).to.have.length(1);
      expect(errors[0]).to.contain('version 1');
      expect(warnings).to.deep.equal([]);
    });

    it('is a warning with a kubelet before 1.35', async () => {
      const { errors, warnings } = await verify({
        ...legacyCgroups(ALL_LEGACY),
        commands: { kubelet: 'Kubernetes v1.34.9\n' },
      });
      expect(errors).to.deep.equal([]);
      expect(warnings).to.have.length(1);
    });

    it('names controllers that are missing or off', async () => {
      const { errors, warnings } = await verify(
        legacyCgroups(ALL_LEGACY.filter((name) => name !== 'pids' && name !== 'blkio')),
      );
      expect(errors).to.include('the required cgroup controller pids is missing');
      expect(warnings).to.deep.equal(['the optional cgroup controller blkio is missing']);
    });

    it('wants the kernel options of that version', async () => {
      const options = legacyCgroups(ALL_LEGACY);
      const { errors } = await verify({ files: { ...options.files, [BOOT_CONFIG]: goodConfig! } });
      expect(errors).to.include(
        `kernel ${RELEASE} was built without CONFIG_CGROUP_CPUACCT, CONFIG_CGROUP_DEVICE, CONFIG_CGROUP_FREEZER`,
      );
    });
  });

  it('says so when no control groups are mounted', async () => {
    expect((await verify({ files: { '/proc/mounts': 'proc /proc proc rw 0 0\n' } })).errors).to.deep.equal([
      'no control groups are mounted',
    ]);
  });
});
