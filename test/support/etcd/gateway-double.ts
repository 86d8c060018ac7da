import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Authority } from '../../../pkg/pki/create-certificate.ts';
import { certificatePem } from '../../../pkg/pki/certificate-pem.ts';
import { privateKeyPem } from '../../../pkg/pki/key-pem.ts';

export interface GatewayDouble {
  readonly url: string;
  /** Paths that were asked, with the body. */
  readonly asked: { readonly path: string; readonly body: unknown }[];
  /** Connections that were made. */
  connections(): number;
  /** As a server does with connections that were idle for long. */
  dropConnections(): void;
  close(): Promise<void>;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

/**
 * An HTTPS server that wants a client certificate of an authority, and answers as it is told.
 *
 * @param answer - `undefined` to stay silent
 */
export async function startGatewayDouble(
  pair: Authority,
  clientAuthority: Authority,
  answer: (path: string) => Reply | undefined,
): Promise<GatewayDouble> {
  const asked: { readonly path: string; readonly body: unknown }[] = [];
  let connections = 0;
  const options = {
    cert: certificatePem(pair.certificate),
    key: privateKeyPem(pair.key),
    ca: certificatePem(clientAuthority.certificate),
    requestCert: true,
    rejectUnauthorized: true,
  };
  const server = createServer(options, (request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const path = request.url ?? '';
      asked.push({ path, body: JSON.parse(text) });
      const reply = answer(path);
      if (reply !== undefined) response.writeHead(reply.status).end(reply.body);
    });
  });
  server.on('secureConnection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `https://127.0.0.1:${port}`,
    asked,
    connections: () => connections,
    dropConnections: () => server.closeAllConnections(),
    close: () => closed(server),
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
