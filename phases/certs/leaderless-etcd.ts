import type { HostView } from '../../pkg/host/host.ts';

/** A member that was restarted in a healthy cluster finds its leader sooner: an election takes a second or two. */
const TOLD_AFTER_MS = 5_000;

/** What a person reads where etcd waits for members on other machines. */
const ELSEWHERE =
  'etcd has no majority yet: most of its members have to be up. Where their certificates have ended too, give the same command on the other control planes now; this one waits for them, with its new certificates in place';

/**
 * Says once, when a member knows no leader for some seconds, that others are waited for and what to do there.
 *
 * @returns to be called each time that the member is seen without a leader
 */
export function leaderlessNote({ now }: Pick<HostView, 'now'>, note: (message: string) => void): () => void {
  let since: number | undefined;
  let told = false;
  return () => {
    since ??= now().getTime();
    if (told || now().getTime() - since < TOLD_AFTER_MS) return;
    told = true;
    note(ELSEWHERE);
  };
}
