import { expect } from 'chai';
import {
  below,
  mountPoints,
  mountsBelow,
  mountsInside,
  resolvedPath,
  withoutMount,
} from '../../../pkg/host/mount-points.ts';

const MOUNTS = [
  'proc /proc proc rw 0 0',
  'overlay /srv/root overlay rw 0 0',
  'disk /srv/root/var/lib ext4 rw 0 0',
  'tmpfs /var/lib/kubelet/pods/with\\040blank tmpfs rw 0 0',
  'tmpfs /var/lib/kubelet/pods/with\\040blank tmpfs rw 0 0',
  '',
].join('\n');

describe('mount points', () => {
  it('are read with their blanks, each mount on its own', () => {
    expect(mountPoints(MOUNTS)).deep.equal([
      '/proc',
      '/srv/root',
      '/srv/root/var/lib',
      '/var/lib/kubelet/pods/with blank',
      '/var/lib/kubelet/pods/with blank',
    ]);
  });

  it('lie below a folder by whole names, and not the folder itself', () => {
    expect(below('/a/b', ['/a/b', '/a/bc', '/a/b/c', '/a/b/c/d'])).deep.equal(['/a/b/c', '/a/b/c/d']);
    expect(below('/', ['/', '/a'])).deep.equal(['/a']);
  });

  it('lose one of two mounts at a place when it is taken off', () => {
    const once = withoutMount(MOUNTS, '/var/lib/kubelet/pods/with blank');
    expect(mountPoints(once).filter((path) => path.endsWith('blank'))).length(1);
    expect(withoutMount(MOUNTS, '/nowhere')).equal(MOUNTS);
  });

  it('are those of another root inside of it, and the kernel has the same', () => {
    expect(mountPoints(mountsInside('/srv/root', MOUNTS))).deep.equal(['/proc', '/', '/var/lib']);
  });

  it('are found behind symbolic links on the way', async () => {
    const view = {
      readFile: async () => 'x /data/kubelet/pods/a tmpfs rw 0 0\n',
      linkTarget: async (path: string) => (path === '/var/lib' ? '/data' : undefined),
    };
    expect(await resolvedPath(view, '/var//lib/./kubelet/')).equal('/data/kubelet');
    expect(await resolvedPath(view, '/')).equal('/');
    expect(await mountsBelow(view, '/var/lib/kubelet')).deep.equal(['/data/kubelet/pods/a']);
  });
});
