/** A switch of this program (not of Kubernetes) that `featureGates` may hold. */
export interface FeatureGate {
  readonly default: boolean;
  readonly stage: 'alpha' | 'beta' | 'GA' | 'deprecated';
  readonly doc: string;
}

/** Every gate that is known; any other name is refused. */
export const FEATURE_GATES = {
  PublicKeysECDSA: { default: false, stage: 'deprecated', doc: 'Make ECDSA keys. Use encryptionAlgorithm instead.' },
  RootlessControlPlane: { default: false, stage: 'alpha', doc: 'Run the control plane as users without privileges.' },
  NodeLocalCRISocket: { default: true, stage: 'GA', doc: "Keep the node's CRI socket in a file of the node." },
} as const satisfies Record<string, FeatureGate>;

export type FeatureGateName = keyof typeof FEATURE_GATES;

/** Whether a gate is on, by the configuration or else by its default. */
export function featureEnabled(featureGates: Readonly<Record<string, boolean>>, name: FeatureGateName): boolean {
  return featureGates[name] ?? FEATURE_GATES[name].default;
}
