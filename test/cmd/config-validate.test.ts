import { expect } from 'chai';
import { clusterYaml } from '../support/config-loading.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { run } from '../support/simulated-run.ts';

const OLD = 'apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\nkubernetesVersion: v1.36.2\n';

const validate = (text: string, ...words: readonly string[]) =>
  run(['config', 'validate', '--config', '/c.yaml', ...words], new SimulatedMachine({ files: { '/c.yaml': text } }));

describe('kubeadm-ts config validate', () => {
  it('says "ok" on stdout for a good file', async () => {
    expect(await validate(clusterYaml())).deep.equal({ code: 0, stdout: 'ok\n', stderr: '' });
  });

  it('names everything that is wrong at once, with its place and the name that was meant', async () => {
    const { code, stdout, stderr } = await validate(
      clusterYaml('networking: {podSubnets: 10.244.0.0/16}\ncertificatesDir: pki'),
    );
    expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
    expect(stderr).include('2 things are wrong');
    expect(stderr).match(
      /- \/c\.yaml:4:14: networking\.podSubnets: there is no such field \(did you mean "podSubnet"\?\)/,
    );
    expect(stderr).match(/- \/c\.yaml:5:18: certificatesDir: "pki" is not an absolute path/);
  });

  it('warns of a deprecated version, unless that is allowed', async () => {
    const warned = await validate(OLD);
    expect(warned).include({ code: 0, stdout: 'ok\n' });
    expect(warned.stderr).match(/^warning: .*v1beta3 ClusterConfiguration is deprecated: .*config migrate/);
    expect(await validate(OLD, '--allow-deprecated-api')).deep.equal({ code: 0, stdout: 'ok\n', stderr: '' });
  });

  it('takes a warning for an error with --strict', async () => {
    const { code, stdout, stderr } = await validate(OLD, '--strict');
    expect({ code, stdout }).deep.equal({ code: 1, stdout: '' });
    expect(stderr).match(/^error: .*v1beta3 ClusterConfiguration is deprecated/);
    expect(await validate(OLD, '--strict', '--allow-deprecated-api')).include({ code: 0 });
    expect(await validate(clusterYaml(), '--strict')).include({ code: 0 });
  });

  it('names warnings among the errors with --strict, each once', async () => {
    const { stderr } = await validate(`${OLD}certificatesDir: pki\n`, '--strict');
    expect(stderr).include('2 things are wrong');
    expect(stderr.match(/is deprecated/g)).length(1);
  });

  it('accepts --allow-experimental-api, which changes nothing: there is no experimental version', async () => {
    expect(await validate(clusterYaml(), '--allow-experimental-api')).include({ code: 0, stdout: 'ok\n' });
  });

  it('finds a file below the root of --rootfs, or else outside', async () => {
    const io = (file: string) => ({
      machine: () => {
        const inside = new SimulatedMachine({ files: file === 'inside' ? { '/c.yaml': clusterYaml() } : {} });
        const outside = new SimulatedMachine({ files: { '/c.yaml': 'a: b' } });
        return { view: inside, outside } as never;
      },
    });
    const argv = ['config', 'validate', '--config', '/c.yaml', '--rootfs', '/mnt'];
    expect(await run(argv, undefined, io('inside'))).include({ code: 0, stdout: 'ok\n' });
    expect((await run(argv, undefined, io('outside'))).stderr).include('a document needs "apiVersion"');
  });
});
