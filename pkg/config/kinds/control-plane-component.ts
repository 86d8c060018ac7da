import { bool, field, list, string, struct } from '../schema/schema.ts';
import { argumentList } from './argument.ts';
import { envVars } from './env-var.ts';

const hostPathMount = struct({
  name: field(string(), 'Name of the volume', { always: true }),
  hostPath: field(string(), 'Path on this machine', { always: true }),
  mountPath: field(string(), 'Path in the container', { always: true }),
  readOnly: field(bool(), 'Mount it so that it cannot be written'),
  pathType: field(string(), 'What has to stand at the path: a hostPath type'),
});

const common = {
  extraArgs: argumentList('More arguments for the component; one with a default replaces it'),
  extraVolumes: field(list(hostPathMount), 'More folders and files of this machine for the component'),
  extraEnvs: envVars(),
};

/** kube-controller-manager, kube-scheduler. */
export const controlPlaneComponent = struct(common);

/** kube-apiserver. Its extra names are checked with those of etcd, where letters' case counts differently. */
export const apiServer = struct({
  ...common,
  certSANs: field(list(string()), "More names and addresses for the API server's certificate"),
});
