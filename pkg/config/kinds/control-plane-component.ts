import { bool, field, list, string, struct } from '../schema/schema.ts';
import { argumentList } from './argument.ts';
import { envVars } from './env-var.ts';

const hostPathMount = struct(
  {
    name: field(string(), 'Name of the volume in the Pod; each has its own.', { always: true, example: 'audit' }),
    hostPath: field(string(), 'Folder or file of this machine.', { always: true, example: '/var/log/kubernetes' }),
    mountPath: field(string(), 'Where the container sees it.', { always: true, example: '/var/log/kubernetes' }),
    readOnly: field(bool(), 'Whether the container may only read it.'),
    pathType: field(
      string(),
      'What has to be, or is made, at hostPath: DirectoryOrCreate, Directory, FileOrCreate, File, Socket, CharDevice or BlockDevice; empty for anything.',
      { example: 'DirectoryOrCreate' },
    ),
  },
  'HostPathMount',
);

const common = {
  extraArgs: argumentList('More arguments for the component. One that it has anyway is replaced.'),
  extraVolumes: field(list(hostPathMount), 'More folders and files of this machine that the component sees.', {
    example: [
      {
        name: 'audit',
        hostPath: '/var/log/kubernetes',
        mountPath: '/var/log/kubernetes',
        pathType: 'DirectoryOrCreate',
      },
    ],
  }),
  extraEnvs: envVars(),
};

/** kube-controller-manager, kube-scheduler. */
export const controlPlaneComponent = struct(common, 'ControlPlaneComponent');

/** kube-apiserver. Its extra names are checked with those of etcd, where letters' case counts differently. */
export const apiServer = struct({
  ...common,
  certSANs: field(
    list(string()),
    "More names and addresses in the API server's certificate, beside those that it has anyway.",
    {
      rule: 'Each is an IP address, a domain, or "*." and a domain; upper case is made lower.',
      example: ['api.example.com', '10.0.0.10'],
    },
  ),
});
