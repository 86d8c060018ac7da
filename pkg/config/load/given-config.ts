import type { GivenComponents } from '../defaults/component-configs.ts';
import type { ClusterDocument, clusterConfiguration } from '../kinds/cluster-configuration.ts';
import type { InitDocument, initConfiguration } from '../kinds/init-configuration.ts';
import type { ConfigKind } from '../kinds/registry.ts';
import type { ConfigIssue, IssuePlace } from '../issue.ts';
import type { PartialOf } from '../schema/schema-value.ts';

/** Where a field was given, as far as that is known; with the document, and the path in the words of its version. */
export type Locate = (
  kind: ConfigKind,
  path: string,
) => IssuePlace & Pick<ConfigIssue, 'document'> & { readonly path?: string };

/** What the user gave, in a file or by flags, before anything is filled in; and what is wrong with the giving itself. */
export interface Given {
  readonly locate: Locate;
  readonly errors: readonly ConfigIssue[];
  readonly warnings: readonly string[];
}

/** What was given to `init`, which reads several kinds. */
export interface GivenInit extends Given, GivenComponents {
  readonly init: PartialOf<typeof initConfiguration>;
  readonly cluster: PartialOf<typeof clusterConfiguration>;
  /** Milliseconds until the control plane is healthy, as a ClusterConfiguration of v1beta3 has it. */
  readonly healthCheck?: number | undefined;
}

/** What was given to a command that reads one kind, such as `join` or `reset`. */
export interface GivenDocument<D> extends Given {
  readonly document: D;
}

/** What was given to `init`, with static defaults filled in. */
export interface DefaultedInit {
  readonly init: InitDocument;
  readonly cluster: ClusterDocument;
}
