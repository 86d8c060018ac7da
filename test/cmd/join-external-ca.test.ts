import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import type { Change } from '../../pkg/host/change.ts';
import { refOf } from '../../pkg/kube/kube-object.ts';
import { decide } from '../support/api-server/certificate-requests.ts';
import { exampleAuthority, exampleLeaf, pairFiles } from '../support/example-certificates.ts';
import { kubeletRequest } from '../support/kubelet-request.ts';
import { SimulatedCluster } from '../support/simulated-cluster.ts';
import type { SimulatedMachine } from '../support/simulated-machine.ts';

const PKI = '/etc/kubernetes/pki';
const CONF = '/etc/kubernetes';
const CA_KEY = `${PKI}/ca.key`;
const FRONT_PROXY_KEY = `${PKI}/front-proxy-ca.key`;
const ETCD_KEY = `${PKI}/etcd/ca.key`;
const PREPARE = ['join', 'phase', 'control-plane-prepare'];

type Files = Readonly<Record<string, { readonly content: string; readonly mode: number }>>;

const without = (files: Files, ...paths: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !paths.includes(path)));
const filesOf = (machine: SimulatedMachine): Files =>
  Object.fromEntries(
    machine
      .paths()
      .filter((path) => path.startsWith(`${CONF}/`))
      .map((path) => [path, machine.file(path)!]),
  );
const written = (machine: SimulatedMachine): readonly string[] =>
  machine.changes
    .flatMap((change): readonly Change[] => (change.kind === 'write-files' ? change.files : [change]))
    .flatMap((change) => (change.kind === 'write-file' ? [change.path] : []))
    .filter((path) => /\.(crt|key|pub)$|\/(admin|scheduler|controller-manager|super-admin)\.conf$/.test(path));
const certificate = (machine: SimulatedMachine, name: string): X509Certificate =>
  new X509Certificate(machine.file(`${PKI}/${name}.crt`)?.content ?? '');

describe('kubeadm-ts join of a control plane, with authorities that are kept elsewhere', () => {
  let cluster: SimulatedCluster;
  /** What its operator puts in place, made where the keys are: everything that a join would make. */
  let prepared: Files;

  beforeEach(async () => {
    cluster = await SimulatedCluster.start();
    const workshop = machineWith(cluster.sharedFiles);
    for (const phase of ['certs', 'kubeconfig']) {
      const { code, stderr } = await cluster.run(workshop, [...PREPARE, phase, ...cluster.words, '--control-plane']);
      expect(code, stderr).equal(0);
    }
    prepared = filesOf(workshop);
  });
  afterEach(() => cluster?.close());

  const machineWith = (files: Files): SimulatedMachine =>
    cluster.machine('cp2', { address: '192.0.2.11', files: { ...files } });
  const join = (machine: SimulatedMachine) => cluster.join(machine, '--control-plane');

  /** It is refused, and nothing but what every join does before is done. */
  async function refused(files: Files): Promise<string> {
    const machine = machineWith(files);
    const { code, stderr } = await join(machine);
    expect(code, stderr).equal(1);
    expect(written(machine), stderr).deep.equal([]);
    expect(cluster.voters).deep.equal(['cp1']);
    return stderr;
  }

  it('joins with what was prepared, and makes nothing of it anew', async () => {
    const machine = machineWith(without(prepared, CA_KEY));
    const { code, stderr } = await join(machine);
    expect(code, stderr).equal(0);
    expect(written(machine)).deep.equal([]);
    for (const [path, { content }] of Object.entries(without(prepared, CA_KEY)))
      expect(machine.file(path)?.content, path).equal(content);
    expect(machine.file(CA_KEY)).equal(undefined);
    expect(cluster.voters).deep.equal(['cp1', 'cp2']);
    expect(stderr).include(
      `there is no ${CA_KEY}: this authority is kept elsewhere, and nothing that it signs is made`,
    );
    for (const file of ['admin.conf', 'controller-manager.conf', 'scheduler.conf'])
      expect(stderr).include(`using the existing kubeconfig file ${CONF}/${file}, because the authority is external`);
  });

  it('lets kube-controller-manager sign nothing', async () => {
    const machine = machineWith(without(prepared, CA_KEY));
    await join(machine);
    const manifest = machine.file(`${CONF}/manifests/kube-controller-manager.yaml`)?.content ?? '';
    expect(manifest)
      .match(/- --cluster-signing-cert-file=["']?\n/)
      .and.match(/- --cluster-signing-key-file=["']?\n/);
    expect(manifest).include(`- --root-ca-file=${PKI}/ca.crt\n`);
  });

  it('joins without the key of the front proxy’s authority, and makes the rest itself', async () => {
    const client = ['crt', 'key'].map((end) => `${PKI}/front-proxy-client.${end}`);
    const own = Object.fromEntries(client.map((path) => [path, prepared[path]!]));
    const machine = machineWith({ ...without(cluster.sharedFiles, FRONT_PROXY_KEY), ...own });
    const { code, stderr } = await join(machine);
    expect(code, stderr).equal(0);
    expect(machine.file(FRONT_PROXY_KEY)).equal(undefined);
    for (const path of client) expect(machine.file(path)?.content).equal(prepared[path]?.content);
    expect(written(machine)).include.members([`${PKI}/apiserver.crt`, `${CONF}/admin.conf`]);
    expect(written(machine).filter((path) => path.includes('front-proxy'))).deep.equal([]);
    expect(certificate(machine, 'apiserver').verify(certificate(machine, 'ca').publicKey)).equal(true);
    const manifest = machine.file(`${CONF}/manifests/kube-controller-manager.yaml`)?.content ?? '';
    expect(manifest).include(`- --cluster-signing-key-file=${CA_KEY}\n`);
  });

  it('joins without any key of an authority', async () => {
    const machine = machineWith(without(prepared, CA_KEY, FRONT_PROXY_KEY, ETCD_KEY));
    const { code, stderr } = await join(machine);
    expect(code, stderr).equal(0);
    expect(written(machine)).deep.equal([]);
    expect(cluster.voters).deep.equal(['cp1', 'cp2']);
  });

  describe('whose kubelet', () => {
    const KUBELET_CONF = `${CONF}/kubelet.conf`;
    const BOOTSTRAP = `${CONF}/bootstrap-kubelet.conf`;

    /** With the credentials of the kubelet, made where the key is. */
    async function withKubelet(name: string): Promise<Files> {
      const workshop = machineWith(prepared);
      const words = [
        '--node-name',
        name,
        '--apiserver-advertise-address',
        '192.0.2.11',
        '--kubernetes-version',
        'v1.36.2',
      ];
      const { code, stderr } = await cluster.run(workshop, ['init', 'phase', 'kubeconfig', 'kubelet', ...words]);
      expect(code, stderr).equal(0);
      return without(filesOf(workshop), CA_KEY);
    }
    const IGNORING = ['--control-plane', '--ignore-preflight-errors=FileAvailable--etc-kubernetes-kubelet.conf'];

    it('has its certificate already needs no token for it, and nobody who signs', async () => {
      const files = await withKubelet('cp2');
      const machine = machineWith(files);
      const { code, stderr } = await cluster.join(machine, ...IGNORING);
      expect(code, stderr).equal(0);
      expect(machine.file(KUBELET_CONF)?.content).equal(files[KUBELET_CONF]?.content);
      const paths = machine.changes.flatMap((change) => ('path' in change ? [change.path] : []));
      expect(paths).not.include(BOOTSTRAP).and.not.include(KUBELET_CONF);
      expect(machine.object({ apiVersion: 'v1', kind: 'Node', name: 'cp2' })?.metadata.labels).include.keys(
        'node-role.kubernetes.io/control-plane',
      );
    });

    it('has one that was not meant to be there is refused, unless that is waved through', async () => {
      const machine = machineWith(await withKubelet('cp2'));
      const { code, stderr } = await join(machine);
      expect(code).equal(1);
      expect(stderr).include('FileAvailable--etc-kubernetes-kubelet.conf');
    });

    it('has that of another node is refused all the same', async () => {
      const machine = machineWith(await withKubelet('cp9'));
      const { code, stderr } = await cluster.join(machine, ...IGNORING);
      expect(code).equal(1);
      expect(stderr).include('is that of the node cp9, not of cp2');
    });

    it('asks, and nobody signs, hears why', async () => {
      const files = { ...without(prepared, CA_KEY) };
      const machine = cluster.machine('cp2', {
        address: '192.0.2.11',
        files,
        kubeletRequest: 'unanswered',
        onChange: (change) => {
          const { store } = cluster.server;
          const request = kubeletRequest('cp2', cluster.token);
          if (change.kind !== 'run-service' || store.find(refOf(request)) !== undefined) return;
          store.create(request);
          decide(store, store.get(refOf(request)), { type: 'Approved', reason: 'AutoApproved', message: '' });
        },
      });
      const { code, stderr } = await join(machine);
      expect(code).equal(1);
      expect(stderr).include('is approved, but no certificate was made for it');
      expect(stderr).include('another signer if the authority is external');
    });
  });

  it('goes phase by phase as well', async () => {
    const machine = machineWith(without(prepared, CA_KEY));
    for (const phase of ['certs', 'kubeconfig', 'control-plane']) {
      const discovery = phase === 'control-plane' ? [] : cluster.words;
      const { code, stderr } = await cluster.run(machine, [...PREPARE, phase, ...discovery, '--control-plane']);
      expect(code, stderr).equal(0);
    }
    expect(written(machine)).deep.equal([]);
  });

  describe('is refused, before anything is made,', () => {
    const missing = (...paths: readonly string[]): string => `these are missing: ${paths.join(', ')}\n`;

    it('when certificates are missing: with the names of all, before images are pulled', async () => {
      const gone = ['apiserver.crt', 'apiserver.key'].map((name) => `${PKI}/${name}`);
      const stderr = await refused(without(prepared, CA_KEY, ...gone, `${CONF}/scheduler.conf`));
      expect(stderr)
        .include(`${CA_KEY} is missing; `)
        .and.include(missing(...gone, `${CONF}/scheduler.conf`));
      expect(stderr).not.include('pulling');
    });

    it('when the key of one is missing', async () => {
      expect(await refused(without(prepared, CA_KEY, `${PKI}/apiserver.key`))).include(missing(`${PKI}/apiserver.key`));
    });

    it('when the client certificate of the front proxy is missing', async () => {
      const stderr = await refused(without(cluster.sharedFiles, FRONT_PROXY_KEY));
      expect(stderr).include(`- ${FRONT_PROXY_KEY} is missing\n`);
    });

    it('when a phase alone finds a kubeconfig file missing that cannot be made here', async () => {
      const machine = machineWith(without(prepared, CA_KEY, `${CONF}/scheduler.conf`));
      const words = [...PREPARE, 'kubeconfig', ...cluster.words, '--control-plane'];
      const { code, stderr } = await cluster.run(machine, words);
      expect(code).equal(1);
      expect(stderr).include(`${CONF}/scheduler.conf cannot be made here, and it does not exist`);
      expect(written(machine)).deep.equal([]);
    });

    it('when one was signed by another authority', async () => {
      const leaf = exampleLeaf(exampleAuthority(), { names: ['cp2'] });
      const stderr = await refused({ ...without(prepared, CA_KEY), ...pairFiles(`${PKI}/apiserver`, leaf) });
      expect(stderr).match(/apiserver\.crt was issued by another authority of the same name/);
    });

    it('when one lacks names of this machine, as one that was made for another does', async () => {
      const own = filesOf(cluster.first);
      const files = ['crt', 'key'].map((end) => `${PKI}/apiserver.${end}`);
      const copied = Object.fromEntries(files.map((path) => [path, own[path]!]));
      const stderr = await refused({ ...without(prepared, CA_KEY), ...copied });
      expect(stderr).match(/apiserver\.crt is not good for cp2, 192\.0\.2\.11; it is good for cp1, /);
      expect(stderr).include('signed where the key of its authority is kept').and.not.include('is made anew');
    });

    it('when a kubeconfig file trusts another authority', async () => {
      const { certificate: stranger } = exampleAuthority();
      const path = `${CONF}/scheduler.conf`;
      const data = Buffer.from(stranger.toString()).toString('base64');
      const content = prepared[path]!.content.replace(/(certificate-authority-data: )\S+/, `$1${data}`);
      const stderr = await refused({ ...without(prepared, CA_KEY), [path]: { content, mode: 0o600 } });
      expect(stderr).include(`the kubeconfig file ${path} trusts the authority`);
    });
  });

  it('makes keys of ServiceAccounts no more than certificates: their public half alone follows from them', async () => {
    const machine = machineWith(without(prepared, CA_KEY, `${PKI}/sa.pub`));
    const { code, stderr } = await cluster.run(machine, [...PREPARE, 'certs', ...cluster.words, '--control-plane']);
    expect(code, stderr).equal(0);
    expect(written(machine)).deep.equal([`${PKI}/sa.pub`]);
    const [pub, key] = ['pub', 'key'].map((end) => machine.file(`${PKI}/sa.${end}`)?.content ?? '');
    expect(createPublicKey(createPrivateKey(key!)).equals(createPublicKey(pub!))).equal(true);
  });
});
