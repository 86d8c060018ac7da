/**
 * How the lists of an object merge. A list that is not named here is replaced as a whole.
 * The keys are those of `patchMergeKey` in the Kubernetes API reference (core/v1, apps/v1, meta/v1).
 */
export interface MergeShape {
  /** Items are mappings, told apart by this field. */
  readonly mergeKey?: string;
  /** Items are plain values, merged as a set. */
  readonly set?: true;
  /** Shapes of the fields (of a list: of its items' fields). */
  readonly fields?: Readonly<Record<string, MergeShape>>;
}

const CONTAINERS: MergeShape = {
  mergeKey: 'name',
  fields: {
    env: { mergeKey: 'name' },
    ports: { mergeKey: 'containerPort' },
    volumeDevices: { mergeKey: 'devicePath' },
    volumeMounts: { mergeKey: 'mountPath' },
  },
};

const METADATA: MergeShape = { fields: { finalizers: { set: true }, ownerReferences: { mergeKey: 'uid' } } };

const POD: MergeShape = {
  fields: {
    metadata: METADATA,
    spec: {
      fields: {
        containers: CONTAINERS,
        ephemeralContainers: CONTAINERS,
        hostAliases: { mergeKey: 'ip' },
        imagePullSecrets: { mergeKey: 'name' },
        initContainers: CONTAINERS,
        resourceClaims: { mergeKey: 'name' },
        schedulingGates: { mergeKey: 'name' },
        topologySpreadConstraints: { mergeKey: 'topologyKey' },
        volumes: { mergeKey: 'name' },
      },
    },
  },
};

const DEPLOYMENT: MergeShape = { fields: { metadata: METADATA, spec: { fields: { template: POD } } } };

/** Shapes by the kind of object; a KubeletConfiguration merges no lists. */
export const MERGE_SHAPES: Readonly<Record<string, MergeShape>> = { Pod: POD, Deployment: DEPLOYMENT };
