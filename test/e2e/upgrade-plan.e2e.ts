import { expect } from 'chai';
import type { ClusterNode } from '../support/node/node.ts';
import type { Program } from '../support/node/programs.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { openTestbed, requireReference, tellTime } from './testbed.ts';

/** A version that nobody has: only what both programs make of it is compared. */
const NEWER = 'v1.36.9';

const UPGRADE = 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: UpgradeConfiguration\napply: {kubernetesVersion: v1.36.2}\n';

/** Who makes the cluster; both look at it. */
const CASES = [
  { maker: 'kubeadm-ts', number: 90 },
  { maker: 'the reference', number: 95 },
] as const;

for (const { maker, number } of CASES) {
  describe(`a look at the upgrade of a cluster made by ${maker}`, () => {
    let ours: Program;
    let reference: Program;
    let cluster: Cluster;
    let end: () => Promise<void>;

    before(async function () {
      const shared = await openTestbed(this);
      reference = requireReference(this, shared);
      ours = shared.ours;
      cluster = await startCluster(shared, maker === 'kubeadm-ts' ? ours : reference, { name: 'up1', number });
      end = () => shared.testbed.end(cluster.first);
    });

    after(() => end?.());

    const both = async (...words: readonly string[]): Promise<readonly [string, string]> => {
      const begin = performance.now();
      const mine = await cluster.first.output(...ours, 'upgrade', ...words);
      const between = performance.now();
      const theirs = await cluster.first.output(...reference, 'upgrade', ...words);
      tellTime(`ours: upgrade ${words.join(' ')}`, between - begin);
      tellTime(`reference: upgrade ${words.join(' ')}`, performance.now() - between);
      // the reference tells of its progress on stdout
      return [mine, theirs.replace(/^\[upgrade\/diff\].*\n/gm, '')];
    };

    for (const format of ['json', 'yaml']) {
      it(`is the same plan as ${format} from both programs`, async () => {
        const [mine, theirs] = await both('plan', NEWER, '-o', format);
        expect(mine).to.include(NEWER);
        expect(mine).to.equal(theirs);
      });
    }

    it('has the same tables for a person', async () => {
      const [mine, theirs] = await both('plan', NEWER);
      const rows = (text: string) => text.match(/^(COMPONENT|API GROUP|kube|etcd|CoreDNS).*$/gm);
      expect(rows(mine)).to.deep.equal(rows(theirs));
    });

    it('is nothing where nothing is newer', async () => {
      expect(await both('plan', '--ignore-preflight-errors=CreateJob', 'v1.36.2', '-o', 'json')).to.deep.equal([
        '',
        '',
      ]);
    });

    it('is the same difference in the static Pods, component by component', async () => {
      for (const lines of ['0', '3']) {
        const [mine, theirs] = await both('diff', NEWER, `--context-lines=${lines}`);
        // the reference has no order
        const parts = (text: string) => text.split(/^(?=--- )/m).sort();
        expect(mine).to.include(NEWER);
        expect(parts(mine)).to.deep.equal(parts(theirs));
      }
    });

    it('is no difference in the static Pods without another version', async () => {
      expect(await both('diff')).to.deep.equal(['', '']);
    });

    it('stops at the same plugin of CoreDNS that nobody knows how to migrate', async () => {
      const { first } = cluster;
      const corefile = '.:53 {\n    kubernetes cluster.local\n    template ANY ANY\n    forward . 192.0.2.1\n}\n';
      await setDns(first, corefile, 'v1.13.1');
      for (const program of [ours, reference]) {
        const { code, stderr } = await first.run(...program, 'upgrade', 'plan', NEWER);
        expect(code, stderr).to.equal(1);
        expect(stderr).to.match(/CoreDNSUnsupportedPlugins\]: [\s\S]*template/);
      }
    });

    it('migrates the Corefile of an old CoreDNS to the same text with both programs', async () => {
      const { first } = cluster;
      const old =
        '.:53 {\n    health\n    kubernetes cluster.local {\n        upstream\n    }\n    forward . 192.0.2.1\n}\n';
      await first.run('sh', '-c', `cat > /root/upgrade.yaml <<'END'\n${UPGRADE}END`);
      const migrated: string[] = [];
      for (const program of [ours, reference]) {
        await setDns(first, old, '1.6.4');
        await first.output(
          ...program,
          'upgrade',
          'apply',
          'phase',
          'addon',
          'coredns',
          '--config',
          '/root/upgrade.yaml',
        );
        migrated.push(await first.kubectl('-n', 'kube-system', 'get', 'cm', 'coredns', '-o', 'jsonpath={.data}'));
        const image = await first.kubectl('-n', 'kube-system', 'get', 'deploy', 'coredns', '-o', 'jsonpath={..image}');
        expect(image).to.match(/coredns:v1\.14\.2$/);
      }
      expect(JSON.parse(migrated[0] ?? '')).to.include({ 'Corefile-backup': old });
      expect(migrated[0]).to.include('lameduck 5s').and.include('max_concurrent 1000').and.equal(migrated[1]);
    });
  });
}

/** A Corefile, and a CoreDNS that it is for; the image need not be there. */
async function setDns(node: ClusterNode, corefile: string, tag: string): Promise<void> {
  const dns = (...words: readonly string[]) => node.kubectl('-n', 'kube-system', ...words);
  await dns('patch', 'configmap', 'coredns', `--patch=${JSON.stringify({ data: { Corefile: corefile } })}`);
  await dns('set', 'image', 'deployment/coredns', `coredns=registry.k8s.io/coredns/coredns:${tag}`);
}
