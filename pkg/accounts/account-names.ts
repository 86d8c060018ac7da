/** Users (each with a group of the same name) that the control plane runs as when it runs without root's rights. */
export type AccountName = 'kubeadm-etcd' | 'kubeadm-kas' | 'kubeadm-kcm' | 'kubeadm-ks';

/** Groups besides the users' own: those who read the key that service account tokens are signed with. */
export type GroupName = 'kubeadm-sa-key-readers';

export const ACCOUNT_NAMES: readonly AccountName[] = ['kubeadm-etcd', 'kubeadm-kas', 'kubeadm-kcm', 'kubeadm-ks'];

/** The members of the groups besides the users' own. */
export const SHARED_GROUPS: Readonly<Record<GroupName, readonly AccountName[]>> = {
  'kubeadm-sa-key-readers': ['kubeadm-kas', 'kubeadm-kcm'],
};

/** Numbers of the accounts on one machine. */
export interface AccountIds {
  readonly users: Readonly<Record<AccountName, number>>;
  readonly groups: Readonly<Record<AccountName | GroupName, number>>;
}
