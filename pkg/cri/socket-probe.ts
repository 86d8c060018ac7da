import { createConnection } from 'node:net';

/** What stands behind a unix socket, as far as a look from outside tells. */
export type SocketFinding =
  | { readonly kind: 'missing' | 'denied' | 'nobody-listens' | 'silent' | 'other' }
  /** It speaks HTTP/1.1; `docker` when it says that it is Docker Engine. */
  | { readonly kind: 'http'; readonly docker: boolean };

const FINDINGS: Readonly<Record<string, 'missing' | 'denied' | 'nobody-listens'>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  EACCES: 'denied',
  EPERM: 'denied',
  ECONNREFUSED: 'nobody-listens',
  ENOTSOCK: 'nobody-listens',
};

/** Docker Engine answers `_ping` without any authentication and names itself in the headers. */
const PING = 'GET /_ping HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/**
 * Find out why a socket does not work as a CRI endpoint, by talking plain HTTP to it.
 *
 * @param path - the socket's file
 * @param timeoutMs - how long to wait for an answer, in milliseconds
 */
export function probeSocket(path: string, timeoutMs: number): Promise<SocketFinding> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    let answer = '';
    const done = (finding: SocketFinding): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(finding);
    };
    const timer = setTimeout(() => done({ kind: 'silent' }), timeoutMs);
    socket.on('connect', () => socket.write(PING));
    socket.on('data', (bytes: Buffer) => {
      answer += bytes.toString('latin1');
      if (!'HTTP/1.'.startsWith(answer.slice(0, 7))) done({ kind: 'other' });
      else if (answer.includes('\r\n\r\n'))
        done({ kind: 'http', docker: /^(server: docker|api-version:)/im.test(answer) });
    });
    socket.on('end', () => done({ kind: 'other' }));
    socket.on('error', (error: NodeJS.ErrnoException) => done({ kind: FINDINGS[error.code ?? ''] ?? 'other' }));
  });
}
