/** The kubelet's folder: only root looks into it. */
export const KUBELET_DIRECTORY = '/var/lib/kubelet';

/** Bits of the folder, should it have to be made. */
export const KUBELET_DIRECTORY_MODE = 0o700;

/** Read by the kubelet's packaged systemd drop-in. */
export const KUBELET_FLAGS_FILE = `${KUBELET_DIRECTORY}/kubeadm-flags.env`;

/** The KubeletConfiguration that the kubelet starts with. */
export const KUBELET_CONFIG_FILE = `${KUBELET_DIRECTORY}/config.yaml`;

/** What differs from node to node and so is not in the cluster's shared KubeletConfiguration. */
export const INSTANCE_CONFIG_FILE = `${KUBELET_DIRECTORY}/instance-config.yaml`;

/** The kubelet's credentials. A kubelet that joins writes this file itself, once it begins to ask for a certificate. */
export const KUBELET_KUBECONFIG = '/etc/kubernetes/kubelet.conf';

/** With what a joining kubelet asks for its certificate. It holds a token, and lives until the certificate is there. */
export const BOOTSTRAP_KUBECONFIG = '/etc/kubernetes/bootstrap-kubelet.conf';
