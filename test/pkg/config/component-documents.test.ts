import { expect } from 'chai';
import type { JsonObject } from '../../../pkg/kube/kube-object.ts';
import { clusterYaml, loadText } from '../../support/config-loading.ts';
import { failureOf } from '../../support/failure.ts';

const KUBELET = '---\napiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
const PROXY = '---\napiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n';

const kubelet = async (fields: string): Promise<JsonObject> =>
  (await loadText(`${clusterYaml()}${KUBELET}${fields}\n`)).config.kubelet.document;
const proxy = async (fields: string): Promise<JsonObject> =>
  (await loadText(`${clusterYaml()}${PROXY}${fields}\n`)).config.kubeProxy.document;

describe('the KubeletConfiguration that is written', () => {
  /** What the user writes, and what stands in the document; `undefined` is left out. */
  const cases: readonly (readonly [string, string, unknown])[] = [
    ['syncFrequency: 90s', 'syncFrequency', '1m30s'],
    ['cpuCFSQuotaPeriod: 100000us', 'cpuCFSQuotaPeriod', '100ms'],
    ['port: 0', 'port', undefined],
    ['enableServer: false', 'enableServer', false],
    ['serverTLSBootstrap: false', 'serverTLSBootstrap', undefined],
    ['oomScoreAdj: 0', 'oomScoreAdj', 0],
    ['tlsCipherSuites: []', 'tlsCipherSuites', undefined],
    ['featureGates: {}', 'featureGates', undefined],
    ['featureGates: {A: false}', 'featureGates', { A: false }],
    ['memorySwap: {swapBehavior: LimitedSwap}', 'memorySwap', { swapBehavior: 'LimitedSwap' }],
    ['crashLoopBackOff: {maxContainerRestartPeriod: 1m}', 'crashLoopBackOff', { maxContainerRestartPeriod: '1m0s' }],
    ['userNamespaces: {idsPerPod: 65536}', 'userNamespaces', { idsPerPod: 65536 }],
    ['userNamespaces: {}', 'userNamespaces', {}],
    ['tracing: {samplingRatePerMillion: 0}', 'tracing', { samplingRatePerMillion: 0 }],
    [
      'shutdownGracePeriodByPodPriority: [{priority: 0}]',
      'shutdownGracePeriodByPodPriority',
      [{ priority: 0, shutdownGracePeriodSeconds: 0 }],
    ],
    [
      'reservedMemory: [{numaNode: 0, limits: {memory: 1024Mi}}]',
      'reservedMemory',
      [{ numaNode: 0, limits: { memory: '1Gi' } }],
    ],
    ['reservedMemory: [{}]', 'reservedMemory', [{ numaNode: 0, limits: null }]],
    ['registerWithTaints: [{key: a, effect: NoSchedule}]', 'registerWithTaints', [{ key: 'a', effect: 'NoSchedule' }]],
    ['memoryThrottlingFactor: 0.9', 'memoryThrottlingFactor', 0.9],
    ['podPidsLimit: -1', 'podPidsLimit', -1],
    ['evictionHard: {memory.available: 5%}', 'evictionHard', { 'memory.available': '5%' }],
    ['staticPodURLHeader: {b: [x], a: [z]}', 'staticPodURLHeader', { a: ['z'], b: ['x'] }],
    ['imagePullCredentialsVerificationPolicy: AlwaysVerify', 'imagePullCredentialsVerificationPolicy', 'AlwaysVerify'],
    [
      'logging: {verbosity: 3, format: json}',
      'logging',
      {
        format: 'json',
        flushFrequency: 0,
        verbosity: 3,
        options: { json: { infoBufferSize: '0' }, text: { infoBufferSize: '0' } },
      },
    ],
    [
      'logging: {flushFrequency: 5s, options: {json: {infoBufferSize: 64Mi, splitStream: true}}, vmodule: [{filePattern: a}]}',
      'logging',
      {
        flushFrequency: '5s',
        verbosity: 0,
        options: { json: { infoBufferSize: '64Mi', splitStream: true }, text: { infoBufferSize: '0' } },
        vmodule: [{ filePattern: 'a', verbosity: 0 }],
      },
    ],
    [
      'logging: {flushFrequency: 5000000000}',
      'logging',
      {
        flushFrequency: 5000000000,
        verbosity: 0,
        options: { json: { infoBufferSize: '0' }, text: { infoBufferSize: '0' } },
      },
    ],
    ['clusterDNS: null', 'clusterDNS', ['10.96.0.10']],
  ];
  for (const [fields, name, value] of cases) {
    it(`says ${JSON.stringify(value)} for "${fields}"`, async () =>
      expect((await kubelet(fields))[name]).to.deep.equal(value));
  }

  for (const fields of [
    'maxPods: "5"',
    'maxPods: 1.5',
    'maxPods: 3000000000',
    'evictionHard: [a]',
    'evictionHard: {a: 5}',
    'clusterDNS: x',
    'syncFrequency: 10',
    'syncFrequency: null',
    'authentication: x',
    'logging: {verbosity: -1}',
    'reservedMemory: [{limits: {memory: x}}]',
    'maxOpenFiles: 9223372036854775807',
  ]) {
    it(`refuses "${fields}"`, async () =>
      expect((await failureOf(kubelet(fields))).code).to.equal('invalid-configuration'));
  }
});

describe('the KubeProxyConfiguration that is written', () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    [
      'conntrack: {maxPerCore: 0, tcpEstablishedTimeout: 24h}',
      'conntrack',
      {
        maxPerCore: 0,
        min: null,
        tcpBeLiberal: false,
        tcpCloseWaitTimeout: null,
        tcpEstablishedTimeout: '24h0m0s',
        udpStreamTimeout: '0s',
        udpTimeout: '0s',
      },
    ],
    ['nodePortAddresses: []', 'nodePortAddresses', []],
    [
      'clientConnection: {qps: 0.1, burst: 10}',
      'clientConnection',
      {
        acceptContentTypes: '',
        burst: 10,
        contentType: '',
        kubeconfig: '/var/lib/kube-proxy/kubeconfig.conf',
        qps: 0.1,
      },
    ],
    ['featureGates: {A: true}', 'featureGates', { A: true }],
    ['windowsRunAsService: true', 'windowsRunAsService', true],
    ['mode: iptables', 'mode', 'iptables'],
    ['oomScoreAdj: -999', 'oomScoreAdj', -999],
  ];
  for (const [fields, name, value] of cases) {
    it(`says ${JSON.stringify(value)} for "${fields}"`, async () =>
      expect((await proxy(fields))[name]).to.deep.equal(value));
  }

  it('leaves out what nobody set only where upstream does', async () => {
    const document = await proxy('');
    expect(document)
      .to.include({ mode: '', oomScoreAdj: null })
      .and.not.have.any.keys('featureGates', 'windowsRunAsService');
  });
});
