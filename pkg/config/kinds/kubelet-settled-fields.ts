import { field, list, optional, string, struct } from '../schema/schema.ts';
import { flag, flagMaybe, number, numberMaybe, ours, text, textMaybe, time } from './component-fields.ts';

/** Said of a field whose other values are as good. */
const KEPT = 'Another value is kept.';

/** What this program sets, and why; the other fields are its user's business alone. */
export const settledFields = {
  authentication: field(
    struct({
      x509: field(
        struct({
          clientCAFile: ours(text, 'ca.crt in certificatesDir', 'Authority of the clients that the kubelet lets in.'),
        }),
        '',
      ),
      webhook: field(
        struct({
          enabled: ours(flagMaybe, 'true', 'Whether the API server is asked whose a token is.'),
          cacheTTL: time,
        }),
        '',
      ),
      anonymous: field(struct({ enabled: ours(flagMaybe, 'false', 'Whether clients without a name are let in.') }), ''),
    }),
    '',
  ),
  authorization: field(
    struct({
      mode: ours(text, 'Webhook', 'Who decides what clients may do; Webhook is the API server.'),
      webhook: field(struct({ cacheAuthorizedTTL: time, cacheUnauthorizedTTL: time }), ''),
    }),
    '',
  ),
  cgroupDriver: {
    ...ours(
      text,
      'systemd',
      'Who manages control groups: systemd or cgroupfs, whichever the container runtime uses.',
      KEPT,
    ),
    example: 'systemd',
  },
  clusterDNS: ours(
    field(optional(list(string())), ''),
    'the tenth address of networking.serviceSubnet',
    'Addresses of the DNS that Pods ask.',
  ),
  clusterDomain: ours(text, 'networking.dnsDomain', 'Domain in which Pods look for names.'),
  containerRuntimeEndpoint: ours(
    field(string(), '', { always: true }),
    'nodeRegistration.criSocket, for each Node its own',
    'Socket of the container runtime.',
    'Each Node puts its own in the place of another value.',
  ),
  healthzBindAddress: ours(text, '127.0.0.1', 'Address at which the kubelet tells its health.'),
  healthzPort: ours(numberMaybe, '10248', 'Port at which the kubelet tells its health; init and join look there.'),
  readOnlyPort: ours(number, '0', 'Port for clients without a name; 0 for none.'),
  resolvConf: ours(
    textMaybe,
    '/run/systemd/resolve/resolv.conf, where systemd-resolved is active',
    'File with the name servers of the machine, which Pods and CoreDNS get.',
    KEPT,
  ),
  rotateCertificates: ours(flag, 'true', 'Whether the kubelet renews its client certificate.', 'It is always true.'),
  staticPodPath: ours(text, '/etc/kubernetes/manifests', 'Folder of the static Pods, the control plane among them.'),
};
