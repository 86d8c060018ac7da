import { expect } from 'chai';
import { banner } from '../../../phases/show-join-command/banner.ts';

const PARTS = {
  endpoint: '192.0.2.10:6443',
  token: 'abcdef.0123456789abcdef',
  caCertHashes: ['sha256:00'],
  adminKubeconfig: '/etc/kubernetes/admin.conf',
};

/** Line by line what the reference's v1.36.2 printed at the end of a run. */
const REFERENCE = `
Your Kubernetes control-plane has initialized successfully!

To start using your cluster, you need to run the following as a regular user:

  mkdir -p $HOME/.kube
  sudo cp -i /etc/kubernetes/admin.conf $HOME/.kube/config
  sudo chown $(id -u):$(id -g) $HOME/.kube/config

Alternatively, if you are the root user, you can run:

  export KUBECONFIG=/etc/kubernetes/admin.conf

You should now deploy a pod network to the cluster.
Run "kubectl apply -f [podnetwork].yaml" with one of the options listed at:
  https://kubernetes.io/docs/concepts/cluster-administration/addons/

Then you can join any number of worker nodes by running the following on each as root:

kubeadm-ts join 192.0.2.10:6443 --token abcdef.0123456789abcdef \\
\t--discovery-token-ca-cert-hash sha256:00 `;

describe('what a person reads at the end', () => {
  it("has the reference's form, line by line, so that scripts keep working", () => {
    expect(banner(PARTS)).equal(REFERENCE);
  });

  it('shows the control-plane command in the same form', () => {
    const text = banner({ ...PARTS, controlPlane: { certificateKey: 'aa', uploaded: true } });
    expect(text).include(
      'You can now join any number of control-plane nodes running the following command on each as root:\n\n' +
        '  kubeadm-ts join 192.0.2.10:6443 --token abcdef.0123456789abcdef \\\n' +
        '\t--discovery-token-ca-cert-hash sha256:00 \\\n' +
        '\t--control-plane --certificate-key aa\n',
    );
  });
});
