import { isIP } from 'node:net';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { verifyServerIdentity } from '../../pkg/net/server-identity.ts';

/** A certificate and its key in PEM form. */
export interface Party {
  readonly cert: string;
  readonly key: string;
}

export interface Handshake {
  readonly server: Party;
  readonly client: Party;
  /** What both sides trust, but for {@link clientCa}. */
  readonly ca: string;
  /** What the server trusts in the client's place; `ca` unless given. */
  readonly clientCa?: string;
  /** The name or address by which the client calls the server. */
  readonly host: string;
}

export interface Outcome {
  /** Whether both sides accepted each other. */
  readonly authorized: boolean;
  /** The common name that the server saw. */
  readonly user?: string;
  /** Code of the client's error. */
  readonly error?: string;
}

/** A real TLS connection over the loopback interface, on which both sides show their certificates. */
export async function handshake({ server, client, ca, clientCa = ca, host }: Handshake): Promise<Outcome> {
  const listener = createServer({ ...server, ca: clientCa, requestCert: true, rejectUnauthorized: true });
  // A client that is turned away shows in its own outcome.
  listener.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    return await call(port, { client, ca, host }, (answer) => listener.on('secureConnection', answer));
  } finally {
    listener.close();
  }
}

type Caller = Pick<Handshake, 'client' | 'ca' | 'host'>;

/** The server answers with the client's name: with TLS 1.3 only that tells the client that it was accepted. */
function call(
  port: number,
  { client, ca, host }: Caller,
  onConnection: (answer: (socket: TLSSocket) => void) => void,
): Promise<Outcome> {
  onConnection((socket) => {
    const name = socket.getPeerCertificate().subject.CN;
    socket.end(String(name));
  });
  const servername = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({
    ...client,
    ...servername,
    ca,
    port,
    host: '127.0.0.1',
    checkServerIdentity: (_, certificate) => verifyServerIdentity(host, certificate),
  });
  return new Promise((resolve) => {
    let user = '';
    socket.on('data', (chunk) => (user += chunk.toString()));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ authorized: false, error: error.code ?? error.message }),
    );
    socket.on('close', () => resolve(user === '' ? { authorized: false } : { authorized: socket.authorized, user }));
  });
}
