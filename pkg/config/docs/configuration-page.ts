import { FEATURE_GATES } from '../feature-gates.ts';
import { KUBEADM_GROUP } from '../kinds/registry.ts';
import { kindsOf } from './find-kind.ts';
import { componentSection, kindSection } from './kind-section.ts';
import { blocks, code, plain, table } from './markdown.ts';
import { introduction } from './page-introduction.ts';
import { sharedTypes } from './shared-types.ts';
import { versionDifferences } from './version-differences.ts';

/** The page docs/configuration.md, in Markdown that is not formatted yet: all that the definitions know. */
export function configurationPage(): string {
  const kinds = kindsOf();
  const own = kinds.filter(({ group }) => group === KUBEADM_GROUP);
  const others = kinds.filter(({ group }) => group !== KUBEADM_GROUP);
  return `${blocks(
    introduction(),
    ...own.map(kindSection),
    '## Types that several fields share',
    ...sharedTypes(own),
    '## Feature gates',
    `Switches of this program, in ${code('featureGates')} of the ClusterConfiguration or with \`--feature-gates\`. Those of Kubernetes are arguments of its components: ${code('extraArgs')} with the name ${code('feature-gates')}.`,
    gates(),
    ...others.map(componentSection),
    '## v1beta3',
    'Read, converted, and deprecated: `kubeadm-ts config migrate --old-config <file>` rewrites a file. Reset- and UpgradeConfiguration do not exist in it.',
    versionDifferences(),
  )}\n`;
}

function gates(): string {
  const rows = Object.entries(FEATURE_GATES).map(([name, { default: fallback, stage, doc }]) => [
    code(name),
    stage,
    code(String(fallback)),
    plain(doc),
  ]);
  return table(['Gate', 'Stage', 'Default', 'Meaning'], rows);
}
