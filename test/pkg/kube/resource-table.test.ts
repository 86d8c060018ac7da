import { expect } from 'chai';
import {
  collectionPath,
  knownResource,
  KNOWN_RESOURCES,
  objectPath,
  type Resource,
} from '../../../pkg/kube/resource-table.ts';

function row(apiVersion: string, kind: string): Resource {
  return knownResource(apiVersion, kind)!;
}

describe('the table of kinds', () => {
  it('gives the paths of namespaced, cluster-scoped and grouped kinds', () => {
    expect(objectPath(row('v1', 'ConfigMap'), { name: 'a', namespace: 'b' })).to.equal(
      '/api/v1/namespaces/b/configmaps/a',
    );
    expect(objectPath(row('v1', 'Node'), { name: 'a' })).to.equal('/api/v1/nodes/a');
    expect(objectPath(row('apps/v1', 'DaemonSet'), { name: 'a', namespace: 'b' })).to.equal(
      '/apis/apps/v1/namespaces/b/daemonsets/a',
    );
    expect(collectionPath(row('v1', 'Pod'))).to.equal('/api/v1/pods');
  });

  it('ignores a namespace where the kind has none', () => {
    expect(objectPath(row('v1', 'Node'), { name: 'a', namespace: 'b' })).to.equal('/api/v1/nodes/a');
  });

  it('escapes names, so that none can leave its place', () => {
    const role = row('rbac.authorization.k8s.io/v1', 'ClusterRole');
    expect(objectPath(role, { name: 'kubeadm:get/../nodes' })).to.match(/clusterroles\/kubeadm%3Aget%2F\.\.%2Fnodes$/);
  });

  it('names each kind once', () => {
    expect(new Set(KNOWN_RESOURCES.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size).to.equal(
      KNOWN_RESOURCES.length,
    );
    expect(knownResource('v1', 'Deployment')).to.equal(undefined);
  });
});
