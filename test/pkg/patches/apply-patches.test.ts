import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { JsonValue } from '../../../pkg/kube/kube-object.ts';
import { applyPatches } from '../../../pkg/patches/apply-patches.ts';
import type { Patch } from '../../../pkg/patches/load-patches.ts';
import type { PatchTarget, PatchType } from '../../../pkg/patches/patch-file-name.ts';

function patch(type: PatchType, content: JsonValue, target: PatchTarget = 'etcd'): Patch {
  return { path: `/p/${target}+${type}.yaml`, target, type, content };
}

function pod() {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'etcd', labels: { tier: 'control-plane' } },
    spec: { containers: [{ name: 'etcd', image: 'etcd:1', resources: { requests: { cpu: '100m' } } }] },
    status: {},
  };
}

describe('applyPatches', () => {
  it('applies the patches for one target in their order, and says so', () => {
    const patches = [
      patch('strategic', { metadata: { labels: { a: '1' } } }),
      patch('merge', { metadata: { labels: { a: '2' } } }, 'kube-apiserver'),
      patch('json', [
        { op: 'test', path: '/metadata/labels/a', value: '1' },
        { op: 'replace', path: '/metadata/labels/a', value: '3' },
      ]),
    ];
    const before = pod();
    const { object, notes } = applyPatches(patches, 'etcd', before);
    expect(object.metadata.labels).deep.equal({ tier: 'control-plane', a: '3' });
    expect(before, 'the object itself stays as it is').deep.equal(pod());
    expect(notes).deep.equal([
      'applied the strategic merge patch /p/etcd+strategic.yaml to etcd',
      'applied the JSON patch /p/etcd+json.yaml to etcd',
    ]);
  });

  it('prints quantities as the API does', () => {
    const limits = { memory: '4096Mi', cpu: 1, 'ephemeral-storage': '0.5Gi' };
    const { object } = applyPatches(
      [patch('strategic', { spec: { containers: [{ name: 'etcd', resources: { limits } }] } })],
      'etcd',
      pod(),
    );
    expect(object.spec.containers[0]?.resources).deep.equal({
      limits: { memory: '4Gi', cpu: '1', 'ephemeral-storage': '512Mi' },
      requests: { cpu: '100m' },
    });
  });

  it('leaves no null in a Pod', () => {
    const { object } = applyPatches(
      [patch('json', [{ op: 'add', path: '/spec/nodeName', value: null }])],
      'etcd',
      pod(),
    );
    expect(object).deep.equal(pod());
  });

  it('prints what a Pod needs besides the patch, and nothing that is empty', () => {
    const spec = {
      hostNetwork: false,
      priority: 0,
      nodeSelector: {},
      tolerations: [],
      automountServiceAccountToken: false,
      containers: [
        { name: 'etcd', env: [{ name: 'A', value: '' }], livenessProbe: { initialDelaySeconds: 0 }, volumeMounts: [] },
        { name: 'side', image: 'side:1', resources: { limits: {} } },
      ],
      volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '1024Mi' } }],
      initContainers: [{ name: 'first', image: 'first:1' }],
    };
    const { object } = applyPatches([patch('merge', { spec })], 'etcd', pod());
    expect(object.spec).deep.equal({
      priority: 0,
      automountServiceAccountToken: false,
      containers: [
        { name: 'etcd', env: [{ name: 'A' }], livenessProbe: {}, resources: {} },
        { name: 'side', image: 'side:1', resources: {} },
      ],
      volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '1Gi' } }],
      initContainers: [{ name: 'first', image: 'first:1', resources: {} }],
    });
  });

  const notText: readonly (readonly [string, JsonValue])[] = [
    ['value', { spec: { containers: [{ name: 'etcd', env: [{ name: 'A', value: 1 }] }] } }],
    ['annotations', { metadata: { annotations: { a: true } } }],
    ['command', { spec: { containers: [{ name: 'etcd', command: ['sleep', 1] }] } }],
  ];
  for (const [field, content] of notText) {
    it(`refuses a number or a boolean in "${field}", which holds text`, () => {
      expect(() => applyPatches([patch('strategic', content)], 'etcd', pod()))
        .throw(KubeadmError, 'does not fit etcd')
        .with.nested.property('cause.message')
        .match(new RegExp(`^${field}: (1|true) is no text: put it in quotes$`));
    });
  }

  it('leaves a KubeletConfiguration as the patch makes it', () => {
    const document = { kind: 'KubeletConfiguration', maxPods: 110, clusterDNS: ['10.96.0.10'] };
    const patches = [
      patch('merge', { maxPods: 42 }, 'kubeletconfiguration'),
      patch('strategic', { clusterDNS: ['10.96.0.99'] }, 'kubeletconfiguration'),
      patch('json', [{ op: 'add', path: '/protectKernelDefaults', value: null }], 'kubeletconfiguration'),
    ];
    const { object } = applyPatches(patches, 'kubeletconfiguration', document);
    expect(object).deep.equal({
      kind: 'KubeletConfiguration',
      maxPods: 42,
      clusterDNS: ['10.96.0.99'],
      protectKernelDefaults: null,
    });
  });

  const unfit: readonly (readonly [string, Patch, RegExp])[] = [
    [
      'a JSON patch whose place is missing',
      patch('json', [{ op: 'remove', path: '/spec/nothing' }]),
      /the JSON patch \/p\/etcd\+json\.yaml does not fit etcd/,
    ],
    ['a merge patch that is a list', patch('merge', []), /the JSON merge patch/],
    ['a strategic patch that is a text', patch('strategic', 'x'), /the strategic merge patch/],
    ['a patch that takes the containers away', patch('merge', { spec: { containers: null } }), /does not fit/],
    ['a patch that changes the kind', patch('merge', { kind: 'Service' }), /does not fit/],
  ];
  for (const [name, bad, message] of unfit) {
    it(`refuses ${name}, naming file, type and target`, () => {
      expect(() => applyPatches([bad], 'etcd', pod()))
        .throw(KubeadmError, message)
        .with.property('code', 'patch-failed');
    });
  }
});
