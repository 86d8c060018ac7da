import { request } from 'node:https';

/** What a client shows and trusts, in PEM form. */
export interface ClientCredentials {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
}

export interface HttpsAnswer {
  readonly status: number | undefined;
  readonly body: string;
}

/** One request on a connection of its own, with the server's certificate checked. @throws the TLS error */
export function httpsRequest(url: string, credentials: ClientCredentials, json?: object): Promise<HttpsAnswer> {
  return new Promise((resolve, reject) => {
    const method = json === undefined ? 'GET' : 'POST';
    const call = request(url, { ...credentials, method, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode, body }));
    });
    call.on('error', reject);
    call.end(json === undefined ? undefined : JSON.stringify(json));
  });
}
