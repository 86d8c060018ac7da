import type { Command, Invocation } from '../cli/command.ts';
import { CONFIG_FLAGS } from '../cli/config-flags.ts';
import { flagsNamed } from '../cli/flags.ts';

/** Every command of the group takes these. */
const GROUP_FLAGS = ['kubeconfig'];
/** What decides about the names of images where no file does. */
const IMAGE_FLAGS = ['config', 'feature-gates', 'image-repository', 'kubernetes-version'];

const flags = (...names: readonly string[]) => flagsNamed([...GROUP_FLAGS, ...names], CONFIG_FLAGS);

const print: Command = {
  name: 'print',
  summary: 'Print configurations with their defaults, to begin a file from',
  details:
    'Tokens and addresses are placeholders: replace them, or take their lines out to let them be found by themselves.',
  examples: [
    { line: 'kubeadm-ts config print init-defaults > cluster.yaml', does: 'a file for the first control plane' },
    { line: 'kubeadm-ts config print join-defaults > join.yaml', does: 'a file for each further machine' },
  ],
  flags: flags(),
  commands: [
    defaults(
      'init',
      'InitConfiguration and ClusterConfiguration',
      ['component-configs'],
      [
        {
          line: 'kubeadm-ts config print init-defaults --component-configs KubeletConfiguration,KubeProxyConfiguration',
          does: 'with the configurations of kubelet and kube-proxy',
        },
      ],
    ),
    defaults('join', 'JoinConfiguration, with the name of this machine'),
    defaults('reset', 'ResetConfiguration'),
    defaults('upgrade', 'UpgradeConfiguration'),
  ],
};

const validate: Command = {
  name: 'validate',
  summary: 'Check a configuration file, and name everything that is wrong at once',
  details:
    'Prints "ok" for a good file. Each mistake is named with its line, column and field. Every kind of document is ' +
    'checked; fields that it does not have are errors. What the file leaves open is taken from this machine, as init and join would; no cluster is asked.',
  examples: [
    { line: 'kubeadm-ts config validate --config cluster.yaml', does: 'before it is used, or in CI' },
    { line: 'kubeadm-ts config validate --config cluster.yaml --strict', does: 'warnings are errors too' },
  ],
  flags: flags('config', 'allow-deprecated-api', 'allow-experimental-api', 'strict'),
  run: async (invocation) => (await import('../config/validate-file.ts')).validateFile(invocation),
};

const migrate: Command = {
  name: 'migrate',
  summary: 'Rewrite a configuration file in the newest version of the format',
  details:
    'Every document of kubeadm.k8s.io is written as v1beta4, with its defaults filled in, as init or join would see ' +
    'it. Configurations of kubelet and kube-proxy are left out, and so are comments. The cluster is not asked.',
  examples: [
    { line: 'kubeadm-ts config migrate --old-config old.yaml', does: 'look at the result' },
    { line: 'kubeadm-ts config migrate --old-config old.yaml --new-config new.yaml', does: 'write it into a file' },
  ],
  flags: flags('old-config', 'new-config', 'allow-experimental-api', 'strict'),
  run: async (invocation) => (await import('../config/migrate-file.ts')).migrateFile(invocation),
};

const images: Command = {
  name: 'images',
  summary: 'List or pull the images of a control plane',
  details:
    'Names are the same on amd64, arm64 and every other architecture: the registry gives each machine the image that fits.',
  examples: [
    { line: 'kubeadm-ts config images list', does: 'which images a mirror has to hold' },
    { line: 'kubeadm-ts config images pull', does: 'pull them before init, which is then faster' },
  ],
  flags: flags(),
  commands: [
    {
      name: 'list',
      summary: 'List the images of a control plane',
      details:
        'A configuration file decides alone where one is given. -o takes text, json, yaml, kyaml, and templates: jsonpath=, jsonpath-as-json=, jsonpath-file=, go-template= (template=) and go-template-file= (templatefile=), of which fields, lists, ranges and conditions are understood.',
      examples: [
        { line: 'kubeadm-ts config images list --kubernetes-version v1.36.2', does: 'those of one version' },
        { line: 'kubeadm-ts config images list --config cluster.yaml -o json', does: 'those of a file, for scripts' },
        {
          line: 'kubeadm-ts config images list --image-repository registry.example.com/k8s',
          does: 'their names in a mirror',
        },
      ],
      flags: flags(...IMAGE_FLAGS, 'allow-missing-template-keys', 'output', 'show-managed-fields'),
      run: async (invocation) => (await import('../config/list-images.ts')).listImages(invocation),
    },
    {
      name: 'pull',
      summary: 'Pull the images of a control plane into the container runtime of this machine',
      details:
        'An image that is there already is looked up in the registry again. Each is tried five times, and all that cannot be had are named together.',
      examples: [
        { line: 'kubeadm-ts config images pull', does: 'before init' },
        {
          line: 'kubeadm-ts config images pull --config cluster.yaml --cri-socket unix:///run/crio/crio.sock',
          does: 'those of a file, into a certain runtime',
        },
      ],
      flags: flags(...IMAGE_FLAGS, 'cri-socket'),
      run: async (invocation) => (await import('../config/pull-images.ts')).pullImages(invocation),
    },
  ],
};

const schema: Command = {
  name: 'schema',
  summary: 'Print the JSON Schema of configuration files, for editors',
  details:
    'Without [kind] it fits a file with documents of any kind. An editor that knows it completes and checks fields while a file is written.',
  examples: [
    { line: 'kubeadm-ts config schema > kubeadm.schema.json', does: 'for every kind' },
    { line: 'kubeadm-ts config schema ClusterConfiguration', does: 'for one' },
  ],
  args: [{ name: '[kind]' }],
  flags: flags(),
  run: async ({ io, args }) => {
    const { jsonSchema } = await import('../../pkg/config/json-schema/json-schema.ts');
    io.stdout(`${JSON.stringify(jsonSchema(args[0]), null, 2)}\n`);
  },
};

const explain: Command = {
  name: 'explain',
  summary: 'Tell what a kind or a field of the configuration is for',
  details:
    'Its type, its default, its allowed values, and the fields below it. A field is named by its kind and its path; the kind may be left out where only one has such a field. Without [path] the kinds are listed.',
  examples: [
    { line: 'kubeadm-ts config explain ClusterConfiguration', does: 'the fields of a kind' },
    { line: 'kubeadm-ts config explain networking.podSubnet', does: 'one field' },
  ],
  args: [{ name: '[path]' }],
  flags: flags('api-version', 'recursive'),
  run: async (invocation) => (await import('../config/explain-path.ts')).explainPath(invocation),
};

/** `config`: configuration files, and the images that they lead to. */
export const configCommand: Command = {
  name: 'config',
  summary: 'Print, check, rewrite and explain configuration files; list and pull images',
  details:
    'Works on files; no cluster is asked. The configuration of a running cluster is kept in it:\n\n  kubectl --namespace kube-system get configmap kubeadm-config --output yaml',
  examples: [
    { line: 'kubeadm-ts config print init-defaults > cluster.yaml', does: 'begin a configuration file' },
    { line: 'kubeadm-ts config validate --config cluster.yaml', does: 'see whether it is right' },
    { line: 'kubeadm-ts config explain ClusterConfiguration.networking', does: 'see what can be configured' },
  ],
  flags: flags(),
  commands: [print, validate, migrate, images, explain, schema],
};

function defaults(
  command: DefaultsOf,
  kinds: string,
  more: readonly string[] = [],
  examples: Command['examples'] = [],
): Command {
  const name = `${command}-defaults`;
  return {
    name,
    summary: `Print the defaults of \`${command}\`: ${kinds}`,
    examples: [{ line: `kubeadm-ts config print ${name} > ${command}.yaml`, does: 'begin a file' }, ...examples],
    flags: flags(...more),
    run: async (invocation: Invocation) =>
      (await import('../config/print-defaults.ts')).printDefaults(command, invocation),
  };
}

type DefaultsOf = 'init' | 'join' | 'reset' | 'upgrade';
