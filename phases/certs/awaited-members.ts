import type { HostView } from '../../pkg/host/host.ts';

/** A member that was restarted in a healthy cluster serves sooner: an election takes a second or two. */
const TOLD_AFTER_MS = 5_000;

/** What a person reads where etcd waits for members on other machines. */
const ELSEWHERE =
  'etcd was started with the new files, and does not serve yet: where it has several members, most of them have to be up. If their certificates have ended too, give the same command on the other control planes now; this one goes on by itself then';

/**
 * Says once, when a member does not serve for some seconds, that others are waited for and what to do there. Without
 * them it knows no leader, or does not answer at all: both are seen.
 *
 * @returns to be called each time that the member, started anew, is seen not to serve
 */
export function awaitedMembersNote({ now }: Pick<HostView, 'now'>, note: (message: string) => void): () => void {
  let since: number | undefined;
  let told = false;
  return () => {
    since ??= now().getTime();
    if (told || now().getTime() - since < TOLD_AFTER_MS) return;
    told = true;
    note(ELSEWHERE);
  };
}
