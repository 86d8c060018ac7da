import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { apiError } from '../../../pkg/kube/api-error.ts';
import type { ClusterClient } from '../../../pkg/kube/cluster-client.ts';
import { grantAdmin } from '../../../pkg/kube/grant-admin.ts';
import type { KubeObject } from '../../../pkg/kube/kube-object.ts';

const BINDING: KubeObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'kubeadm:cluster-admins' },
};

const answer = (code: number, reason = ''): KubeadmError =>
  apiError(
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason },
    { verb: 'create', what: 'ClusterRoleBinding kubeadm:cluster-admins', secret: false },
  );
const unreachable = new KubeadmError('api-unreachable', 'no answer');
const forbidden = answer(403);
const exists = answer(409, 'AlreadyExists');

/** A client whose calls end as the lists say, then well. */
function client(creates: readonly Error[], gets: readonly Error[] = []) {
  const left = { create: [...creates], get: [...gets] };
  const calls: string[] = [];
  const call = async (verb: 'create' | 'get'): Promise<KubeObject> => {
    calls.push(verb);
    const error = left[verb].shift();
    if (error !== undefined) throw error;
    return BINDING;
  };
  return { calls, client: { create: () => call('create'), get: () => call('get') } as unknown as ClusterClient };
}

function run(admin: ReturnType<typeof client>, superAdmin?: ReturnType<typeof client>) {
  let passed = 0;
  return grantAdmin({
    adminClient: admin.client,
    superAdminClient: async () => superAdmin?.client,
    object: BINDING,
    timeoutMs: 1000,
    now: () => new Date(passed),
    sleep: async (milliseconds) => void (passed += milliseconds),
  });
}

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: KubeadmError) => error.code,
  );
}

describe('grantAdmin', () => {
  it('is done when admin.conf has its rights already', async () => {
    const admin = client([]);
    expect(await run(admin)).to.deep.equal({ outcome: 'created', credentials: 'admin' });
    expect(admin.calls).to.deep.equal(['create']);
  });

  it('keeps a binding that exists', async () => {
    expect(await run(client([exists]))).to.deep.equal({ outcome: 'kept', credentials: 'admin' });
  });

  it('uses super-admin.conf where admin.conf is forbidden, and waits until admin.conf has its rights', async () => {
    const admin = client([forbidden], [forbidden, forbidden]);
    const superAdmin = client([]);
    expect(await run(admin, superAdmin)).to.deep.equal({ outcome: 'created', credentials: 'super-admin' });
    expect(superAdmin.calls).to.deep.equal(['create']);
    expect(admin.calls).to.deep.equal(['create', 'get', 'get', 'get']);
  });

  it('keeps a binding that somebody else made in between', async () => {
    expect(await run(client([forbidden]), client([exists]))).to.deep.equal({
      outcome: 'kept',
      credentials: 'super-admin',
    });
  });

  it('tries again while the server starts, for each of the two', async () => {
    const starting = [unreachable, answer(500), answer(401)];
    expect(await run(client([...starting, forbidden]), client(starting))).to.include({ outcome: 'created' });
  });

  it('gives up when time is up', async () => {
    expect(await codeOf(run(client(Array.from({ length: 100 }, () => unreachable))))).to.equal('api-unreachable');
  });

  it('says what to do when super-admin.conf is missing', async () => {
    const error = await run(client([forbidden])).catch((reason: KubeadmError) => reason);
    expect(error).to.include({ code: 'super-admin-missing' });
    expect(error).to.have.property('hint').that.contains('super-admin');
  });

  it('fails when even super-admin.conf is forbidden', async () => {
    expect(await codeOf(run(client([forbidden]), client([forbidden])))).to.equal('api-forbidden');
  });

  it('fails at once when the server finds the binding invalid', async () => {
    const admin = client([answer(422)]);
    expect(await codeOf(run(admin))).to.equal('api-invalid');
    expect(admin.calls).to.have.length(1);
  });
});
