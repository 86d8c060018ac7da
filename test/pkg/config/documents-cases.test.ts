import { judgeConfigCases, type ConfigCase } from '../../support/config-cases.ts';
import { clusterYaml as cluster, initYaml as init } from '../../support/config-loading.ts';

const OTHER = (apiVersion: string, kind: string): string => `apiVersion: ${apiVersion}\nkind: ${kind}\n`;

const CASES: readonly ConfigCase[] = [
  [2, 'a document without kind', 'apiVersion: kubeadm.k8s.io/v1beta4\n', /c\.yaml:1:1: a document needs/],
  [2, 'a document without apiVersion', 'kind: ClusterConfiguration\n', /needs "apiVersion"/],
  [2, 'a document without group', OTHER('v1', 'Pod'), /v1 Pod is no kind of configuration/],
  [3, 'an open bracket', 'foo: [', /c\.yaml:1:7: this is not valid YAML/],
  [4, 'indentation by tabs', 'a:\n\tb: 1\n', /c\.yaml:2:1: this is not valid YAML.*tab/],
  [
    5,
    'text after a separator',
    `${cluster()}---foo\n${OTHER('kubeadm.k8s.io/v1beta4', 'InitConfiguration')}`,
    /c\.yaml:4:1: .*"foo" follows/,
  ],
  [6, 'a comment before the first separator', `# note\n---\n${cluster()}`, /needs "apiVersion"/],
  [7, 'a separator at the end', `${cluster()}---\n`],
  [7, 'a separator and an empty line at the end', `${cluster()}---\n\n`, /c\.yaml:5:1: a document needs/],
  [7, 'one separator at the top', `---\n${cluster()}`],
  [7, 'two separators at the top', `---\n---\n${cluster()}`, /needs "apiVersion"/],
  [7, 'two separators between documents', init().replace('---\n', '---\n---\n')],
  [7, 'three separators between documents', init().replace('---\n', '---\n---\n---\n'), /needs "apiVersion"/],
  [7, 'a comment after a separator', `---  # first\n${cluster()}`],
  [8, 'a kind twice', `${cluster()}---\n${cluster()}`, /already holds a document of kind ClusterConfiguration/],
  [
    8,
    'a kind twice in different groups',
    `${cluster()}---\n${OTHER('foo.io/v1', 'ClusterConfiguration')}`,
    /already holds/,
  ],
  [10, 'a retired version', OTHER('kubeadm.k8s.io/v1beta2', 'ClusterConfiguration'), /old form/],
  [
    11,
    'a retired kind beside a good one',
    `${cluster()}---\n${OTHER('kubeadm.k8s.io/v1alpha1', 'MasterConfiguration')}`,
    /old form/,
  ],
  [
    12,
    'a kind of a version that lacks it',
    `${cluster()}---\n${OTHER('kubeadm.k8s.io/v1beta3', 'ResetConfiguration')}`,
    /nobody here knows/,
  ],
  [12, 'a version from the future', OTHER('kubeadm.k8s.io/v1beta5', 'ClusterConfiguration'), /nobody here knows/],
  [13, 'a foreign kind', `${cluster()}---\n${OTHER('foo.io/v1', 'Foo')}`, /nobody here knows foo\.io\/v1 Foo/],
  [15, 'an unknown field', cluster('fooBar: 1'), /c\.yaml:4:1: fooBar: there is no such field/],
  [15, 'a field in the wrong case', cluster('ClusterName: x'), /did you mean "clusterName"/],
  [17, 'a key twice', cluster('clusterName: a\nclusterName: b'), /c\.yaml:5:1: clusterName: this key was already set/],
  [
    19,
    'a boolean word for a string',
    cluster('clusterName: yes'),
    /c\.yaml:4:14: clusterName: expected a string, found the boolean yes/,
  ],
  [19, 'an octal number for a string', cluster('clusterName: 0123'), /found the number 0123/],
  [
    64,
    'a component of another version',
    `${cluster()}---\n${OTHER('kubelet.config.k8s.io/v1alpha1', 'KubeletConfiguration')}`,
    /not supported/,
  ],
  [
    64,
    'another kind of a component',
    `${cluster()}---\n${OTHER('kubelet.config.k8s.io/v1beta1', 'Foo')}`,
    /not supported/,
  ],
];

describe('documents of a configuration file, case by case as the reference judges them', () => judgeConfigCases(CASES));
