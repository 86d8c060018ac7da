import { expect } from 'chai';
import { controlPlaneImages } from '../../../pkg/config/images.ts';
import type { ClusterConfiguration } from '../../../pkg/config/types.ts';
import { exampleConfig } from '../../support/example-config.ts';

const imagesOf = (cluster: Partial<ClusterConfiguration>): readonly string[] =>
  controlPlaneImages(exampleConfig({ cluster }).cluster);
const dns = (imageRepository: string, imageTag = ''): Partial<ClusterConfiguration> => ({
  dns: { imageRepository, imageTag, disabled: false },
});

describe('controlPlaneImages', () => {
  it('lists the images in the order of pulling', () => {
    expect(imagesOf({})).to.deep.equal([
      'registry.k8s.io/kube-apiserver:v1.36.2',
      'registry.k8s.io/kube-controller-manager:v1.36.2',
      'registry.k8s.io/kube-scheduler:v1.36.2',
      'registry.k8s.io/kube-proxy:v1.36.2',
      'registry.k8s.io/coredns/coredns:v1.14.2',
      'registry.k8s.io/pause:3.10.2',
      'registry.k8s.io/etcd:3.6.8-0',
    ]);
  });

  it('leaves out what does not run here', () => {
    const external = {
      external: { endpoints: ['https://a:2379'], httpEndpoints: [], caFile: '', certFile: '', keyFile: '' },
    };
    const names = imagesOf({
      proxy: { disabled: true },
      dns: { imageRepository: '', imageTag: '', disabled: true },
      etcd: external,
    });
    expect(names.map((name) => name.split(/[/:]/)[1])).to.deep.equal([
      'kube-apiserver',
      'kube-controller-manager',
      'kube-scheduler',
      'pause',
    ]);
  });

  it('takes CI builds of the core images from the staging registry, unless a mirror is named', () => {
    const ci = imagesOf({ ciVersion: true, kubernetesVersion: 'v1.36.0-alpha.1.10+e5' });
    expect(ci[0]).to.equal('gcr.io/k8s-staging-ci-images/kube-apiserver:v1.36.0-alpha.1.10_e5');
    expect(ci.filter((name) => name.startsWith('gcr.io/'))).to.have.length(4);
    expect(imagesOf({ ciVersion: true, imageRepository: 'm.io' }).every((name) => name.startsWith('m.io/'))).to.equal(
      true,
    );
  });

  it('puts CoreDNS one folder deeper in the official registry only', () => {
    expect(imagesOf({ imageRepository: 'm.io/k' })).to.include('m.io/k/coredns:v1.14.2');
    expect(imagesOf({ imageRepository: 'm.io/k', ...dns('registry.k8s.io', 'v9') })).to.include(
      'registry.k8s.io/coredns/coredns:v9',
    );
    expect(imagesOf(dns('registry.k8s.io/coredns'))).to.include('registry.k8s.io/coredns/coredns:v1.14.2');
  });

  it('uses the nearest known etcd for versions it does not know', () => {
    expect(imagesOf({ kubernetesVersion: 'v1.38.1' }).at(-1)).to.equal('registry.k8s.io/etcd:3.6.8-0');
  });
});
