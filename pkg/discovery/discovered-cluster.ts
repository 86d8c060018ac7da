/** What a machine knows of the cluster once it has found it and trusts it. */
export interface DiscoveredCluster {
  /** `https://host:port` */
  readonly server: string;
  /** The cluster's authority: one or several certificates in PEM form. */
  readonly caCertificates: string;
  /** The kubeconfig, as text, with which this machine reads from the cluster and its kubelet asks for a certificate. */
  readonly kubeconfig: string;
}
