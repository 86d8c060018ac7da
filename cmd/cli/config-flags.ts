import type { Flag } from './flag.ts';
import { printingFlags } from './printing-flags.ts';

/** Formats of `config images list -o`, those with a template in their short form. */
export const IMAGE_FORMATS = ['text', 'json', 'yaml', 'kyaml', 'jsonpath=...', 'go-template=...'] as const;

/** What `config` takes beside, or in another sense than, `init`. */
export const CONFIG_FLAGS: readonly Flag[] = [
  {
    name: 'kubeconfig',
    type: 'string',
    value: '<file>',
    hidden: true,
    summary: 'Accepted for scripts written for kubeadm; no command of this group asks a cluster',
  },
  { name: 'config', type: 'string', value: '<file>', summary: 'Configuration file (kubeadm.k8s.io/v1beta4)' },
  {
    name: 'component-configs',
    type: 'strings',
    value: '<kind>',
    summary: 'Also print the defaults of components: KubeProxyConfiguration, KubeletConfiguration',
  },
  {
    name: 'allow-deprecated-api',
    type: 'bool',
    summary: 'Do not warn of versions of the format that are read for a while only',
  },
  {
    name: 'allow-experimental-api',
    type: 'bool',
    summary: 'Accept versions of the format that are not released yet; there is none at present',
  },
  { name: 'strict', type: 'bool', summary: 'Every warning is an error' },
  { name: 'old-config', type: 'string', value: '<file>', summary: 'Configuration file to rewrite' },
  {
    name: 'new-config',
    type: 'string',
    value: '<file>',
    summary: 'Where the result is written, replacing what is there; it is printed unless given',
  },
  { name: 'recursive', type: 'bool', summary: 'All fields below, as a tree' },
  {
    name: 'api-version',
    type: 'string',
    value: '<version>',
    summary: 'Version of the format, such as v1beta3; the newest unless given',
  },
  ...printingFlags('the list', IMAGE_FORMATS),
];
