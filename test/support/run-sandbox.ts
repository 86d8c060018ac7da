import { openConnection } from '../../pkg/cri/cri-connection.ts';
import type { CriMethod } from '../../pkg/cri/cri-messages.ts';
import { integer, message, nested, text, type MessageOf } from '../../pkg/cri/protobuf.ts';

/** NamespaceMode NODE: the sandbox shares the machine's network, and needs no plugin for one. */
const OF_THE_NODE = 2;
const TIMEOUT_MS = 20_000;

const namespaces = message({ network: integer(1), pid: integer(2), ipc: integer(3) });
const security = message({ namespaceOptions: nested(1, namespaces) });
const linux = message({ securityContext: nested(2, security) });
const metadata = message({ name: text(1), uid: text(2), namespace: text(3) });
const config = message({ metadata: nested(1, metadata), logDirectory: text(3), linux: nested(8, linux) });
const request = message({ config: nested(1, config) });
const response = message({ podSandboxId: text(1) });

/** A call that only tests make: the kubelet makes it otherwise. */
const RUN: CriMethod<MessageOf<typeof request>, MessageOf<typeof response>> = {
  path: '/runtime.v1.RuntimeService/RunPodSandbox',
  request,
  response,
};

/** Start a Pod's sandbox, as a kubelet does for a Pod with `hostNetwork`. @returns its id */
export async function runSandbox(endpoint: string, podName: string): Promise<string> {
  const connection = openConnection(endpoint);
  const securityContext = { namespaceOptions: { network: OF_THE_NODE, pid: 1, ipc: OF_THE_NODE } };
  try {
    const pod = { name: podName, uid: `uid-${podName}`, namespace: 'kube-system' };
    const asked = { config: { metadata: pod, logDirectory: '', linux: { securityContext } } };
    return (await connection.call(RUN, asked, TIMEOUT_MS)).podSandboxId;
  } finally {
    connection.close();
  }
}
