import { expect } from 'chai';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { failureOf } from '../support/failure.ts';
import { contract } from './server-under-test.ts';

const NAMESPACE = 'bare-secrets';
const TYPE = 'example.test/bare';

function secret(name: string, data: Readonly<Record<string, string>>, type = TYPE): KubeObject {
  const encoded = Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE, labels: { app: 'x' } },
    type,
    data: Object.fromEntries(encoded),
  } as KubeObject;
}

/** Protobuf gives texts, JSON gives base64. */
function texts(object: KubeObject): Readonly<Record<string, string>> {
  if ('stringData' in object) return object.stringData as Record<string, string>;
  const { data = {} } = object as KubeObject & { readonly data?: Record<string, string> };
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
}

const DATA = [
  ['a', { one: 'first', two: 'second' }],
  ['b', { long: 'long '.repeat(5_000), umlaut: 'für alle' }],
  ['c', {}],
] as const;

contract('Secrets listed with their data only', (subject) => {
  before(async () => {
    const { admin } = subject();
    await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    for (const [name, data] of DATA) await admin.create(secret(name, data));
    await admin.create(secret('other', { one: 'first' }, 'Opaque'));
  });

  for (const pageSize of [undefined, 1, 2]) {
    it(`have names and data, in the order of their names, in pages of ${pageSize ?? 'the usual size'}`, async () => {
      const options = { namespace: NAMESPACE, fieldSelector: `type=${TYPE}`, dataOnly: true };
      const found = await subject().admin.list('v1', 'Secret', {
        ...options,
        ...(pageSize === undefined ? {} : { pageSize }),
      });
      expect(found.map((object) => [object.metadata.name, texts(object)])).deep.equal(DATA);
      expect(found[0]).include({ apiVersion: 'v1', kind: 'Secret' });
    });
  }

  it('may be none', async () => {
    const nothing = { namespace: NAMESPACE, fieldSelector: 'type=example.test/none', dataOnly: true };
    expect(await subject().admin.list('v1', 'Secret', nothing)).deep.equal([]);
  });

  it('are refused with the same words as any other list', async () => {
    const nobody = await subject().client({ token: subject().token });
    const error = await failureOf(nobody.list('v1', 'Secret', { namespace: NAMESPACE, dataOnly: true }));
    const usual = await failureOf(nobody.list('v1', 'Secret', { namespace: NAMESPACE }));
    expect(error.code).equal('api-forbidden');
    expect(error.message).equal(usual.message);
    nobody.close();
  });

  it('are for Secrets: other kinds are listed as always', async () => {
    const found = await subject().admin.list('v1', 'Namespace', { dataOnly: true });
    expect(found.find(({ metadata }) => metadata.name === NAMESPACE)?.metadata.uid).a('string');
  });
});
