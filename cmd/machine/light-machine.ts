import type { Emit } from '../../pkg/events/event.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { below, fileInfo, listIfThere, readIfThere } from '../../pkg/host/real-files.ts';
import type { Io } from '../cli/io.ts';
import { painter } from '../reporters/paint.ts';
import { tellEvent } from '../reporters/tell-event.ts';

/** What commands need that only read: a whole machine, with its services, runtimes and etcd, takes longer to load. */
export type LightMachine = Pick<HostView, 'stat' | 'readFile' | 'listDirectory' | 'env' | 'now'>;

/** The files of this machine. @param rootfs - without a slash at its end */
export function filesOf(io: Io, rootfs: string): LightMachine {
  return {
    env: io.env,
    now: () => new Date(),
    readFile: async (path) => (await readIfThere(below(rootfs, path), path))?.toString('utf8'),
    stat: async (path) => fileInfo(below(rootfs, path), path),
    listDirectory: async (folder) => listIfThere(below(rootfs, folder), folder),
  };
}

/** Progress and warnings on stderr, without a live line. */
export function progressTo(io: Io, verbosity: number): Emit {
  const telling = {
    say: (line: string) => io.stderr(`${line}\n`),
    tag: () => '',
    paint: painter(io.stderrIsTTY && io.env['NO_COLOR'] === undefined),
    spoke: new Set<string>(),
  };
  return (event) => {
    if (event.type !== 'detail' || event.level <= verbosity) tellEvent(event, telling);
  };
}
