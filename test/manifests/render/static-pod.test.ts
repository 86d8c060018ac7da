import { expect } from 'chai';
import { etcdComponent } from '../../../manifests/components/etcd.ts';
import { apiServerComponent } from '../../../manifests/components/kube-apiserver.ts';
import { controllerManagerComponent } from '../../../manifests/components/kube-controller-manager.ts';
import { schedulerComponent } from '../../../manifests/components/kube-scheduler.ts';
import type { Component } from '../../../manifests/components/component.ts';
import { staticPod } from '../../../manifests/render/static-pod.ts';
import { planAccounts } from '../../../pkg/accounts/plan-accounts.ts';
import { exampleConfig } from '../../support/example-config.ts';

interface Pod {
  readonly spec: {
    readonly securityContext: object;
    readonly containers: readonly {
      readonly securityContext?: object;
      readonly startupProbe: { readonly failureThreshold?: number };
      readonly env?: object[];
    }[];
    readonly volumes?: object[];
  };
}

const CONFIG = exampleConfig();
const MACHINE = { caDirectories: [], proxyEnv: [], externalCA: false };
const ACCOUNTS = planAccounts({ passwd: '', group: '', loginDefs: '' }).ids;
const SECCOMP = { seccompProfile: { type: 'RuntimeDefault' } };
const DROP = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

function render(component: Component, accounts?: typeof ACCOUNTS): Pod {
  return staticPod(component, accounts) as unknown as Pod;
}

describe('staticPod', () => {
  const rootless: readonly (readonly [Component, object, object])[] = [
    [etcdComponent(CONFIG, CONFIG.cluster.etcd.local!), { runAsUser: 100, runAsGroup: 100 }, DROP],
    [
      apiServerComponent(CONFIG, MACHINE),
      { runAsUser: 101, runAsGroup: 101, supplementalGroups: [104] },
      { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } },
    ],
    [controllerManagerComponent(CONFIG, MACHINE), { runAsUser: 102, runAsGroup: 102, supplementalGroups: [104] }, DROP],
    [schedulerComponent(CONFIG, MACHINE), { runAsUser: 103, runAsGroup: 103 }, DROP],
  ];
  for (const [component, identity, rights] of rootless) {
    it(`runs ${component.name} as its own account where there is one`, () => {
      const { spec } = render(component, ACCOUNTS);
      expect(spec.securityContext).deep.equal({ ...identity, ...SECCOMP });
      expect(spec.containers[0]?.securityContext).deep.equal(rights);
    });

    it(`runs ${component.name} as root otherwise`, () => {
      const { spec } = render(component);
      expect(spec.securityContext).deep.equal(SECCOMP);
      expect(spec.containers[0]).not.property('securityContext');
    });
  }

  const starts: readonly (readonly [milliseconds: number, looks: number | undefined])[] = [
    [240_000, 24],
    [241_000, 25],
    [1_000, 1],
    [0, undefined],
  ];
  for (const [startTimeout, looks] of starts) {
    it(`gives a component ${startTimeout} ms to start in ${looks ?? 'the usual number of'} looks`, () => {
      const component = schedulerComponent(CONFIG, MACHINE);
      const { spec } = render({ ...component, health: { ...component.health, startTimeout } });
      expect(spec.containers[0]?.startupProbe.failureThreshold).equal(looks);
    });
  }

  it('writes no empty value of a variable, and no volumes where there are none', () => {
    const { spec } = render({ ...schedulerComponent(CONFIG, MACHINE), env: [{ name: 'A', value: '' }], files: [] });
    expect(spec.containers[0]?.env).deep.equal([{ name: 'A' }]);
    expect(spec).not.property('volumes');
    expect(spec.containers[0]).not.property('volumeMounts');
  });

  it('has no undefined anywhere', () => {
    const pod = render(apiServerComponent(CONFIG, MACHINE), ACCOUNTS);
    expect(pod).deep.equal(JSON.parse(JSON.stringify(pod)));
  });
});
