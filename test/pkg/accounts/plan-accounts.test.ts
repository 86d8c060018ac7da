import { expect } from 'chai';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { planAccounts } from '../../../pkg/accounts/plan-accounts.ts';

const NOTHING = { passwd: 'root:x:0:0:root:/root:/bin/bash\n', group: 'root:x:0:\n', loginDefs: '' };

const ALL_GROUPS = [
  'kubeadm-etcd:x:100:',
  'kubeadm-kas:x:101:',
  'kubeadm-kcm:x:102:',
  'kubeadm-ks:x:103:',
  'kubeadm-sa-key-readers:x:104:kubeadm-kas,kubeadm-kcm',
];
const ALL_USERS = [
  'kubeadm-etcd:x:100:100:::/bin/false',
  'kubeadm-kas:x:101:101:::/bin/false',
  'kubeadm-kcm:x:102:102:::/bin/false',
  'kubeadm-ks:x:103:103:::/bin/false',
];

describe('planAccounts', () => {
  it('adds every user and group with the lowest system numbers', () => {
    const plan = planAccounts(NOTHING);
    expect(plan.groupLines).deep.equal(ALL_GROUPS);
    expect(plan.userLines).deep.equal(ALL_USERS);
    expect(plan.ids.users['kubeadm-kcm']).equal(102);
    expect(plan.ids.groups['kubeadm-sa-key-readers']).equal(104);
  });

  it('passes over numbers in use, within the ranges of login.defs', () => {
    const plan = planAccounts({
      passwd: 'a:x:201:5::/:/bin/sh\n',
      group: 'g:x:300:\nh:x:302:\n',
      loginDefs: '# SYS_UID_MIN 1\nSYS_UID_MIN\t\t200\nSYS_UID_MAX 900\nSYS_GID_MIN 300\n',
    });
    expect(plan.groupLines.map((line) => line.split(':')[2])).deep.equal(['301', '303', '304', '305', '306']);
    expect(plan.userLines.map((line) => line.split(':').slice(2, 4).join())).deep.equal([
      '200,301',
      '202,303',
      '203,304',
      '204,305',
    ]);
  });

  it('adds nothing where everything is there', () => {
    const plan = planAccounts({
      passwd: `${ALL_USERS.join('\n')}\n`,
      group: `${ALL_GROUPS.join('\n')}\n`,
      loginDefs: '',
    });
    expect([...plan.userLines, ...plan.groupLines]).deep.equal([]);
    expect(plan.ids).deep.equal(planAccounts(NOTHING).ids);
  });

  it('goes on where a run broke off between the two files', () => {
    const plan = planAccounts({ ...NOTHING, group: `${ALL_GROUPS.join('\n')}\n` });
    expect(plan.groupLines).deep.equal([]);
    expect(plan.userLines).deep.equal(ALL_USERS);
  });

  const unsuitable: readonly (readonly [string, Partial<typeof NOTHING>, RegExp])[] = [
    [
      'a user outside the range',
      { passwd: 'kubeadm-kas:x:1000:101:::/bin/false', group: ALL_GROUPS.join('\n') },
      /1000 is not within 100-999/,
    ],
    [
      'a user who can log in',
      { passwd: 'kubeadm-kas:x:101:101:::/bin/bash', group: ALL_GROUPS.join('\n') },
      /shell is \/bin\/bash/,
    ],
    [
      'a user of another group',
      { passwd: 'kubeadm-kas:x:101:100:::/bin/false', group: ALL_GROUPS.join('\n') },
      /its group is not/,
    ],
    ['a group outside the range', { group: 'kubeadm-ks:x:5000:' }, /5000 is not within/],
    [
      'a group with other members',
      { group: 'kubeadm-sa-key-readers:x:104:kubeadm-kas,mallory' },
      /members are not kubeadm-kas, kubeadm-kcm/,
    ],
    ['a group of its own with members', { group: 'kubeadm-etcd:x:100:mallory' }, /members are not nobody/],
  ];
  for (const [name, texts, message] of unsuitable) {
    it(`refuses ${name}`, () => {
      expect(() => planAccounts({ ...NOTHING, ...texts }))
        .throw(KubeadmError, message)
        .with.property('code', 'account-unsuitable');
    });
  }

  it('says so when no numbers are left', () => {
    expect(() => planAccounts({ ...NOTHING, loginDefs: 'SYS_GID_MAX 103' })).throw(
      KubeadmError,
      /no 5 free numbers from 100 to 103/,
    );
  });
});
