import { Session } from 'node:inspector/promises';

/**
 * How much a function does: how often the engine entered the functions and blocks of our code and of its libraries.
 * Unlike time, the number does not depend on what else the machine does.
 *
 * @param work - what to count
 */
export async function executedBlocks(work: () => Promise<unknown>): Promise<number> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    // what was loaded and run until now does not count
    await session.post('Profiler.takePreciseCoverage');
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const counts = result
      .filter(({ url }) => url.startsWith('file:'))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges.map(({ count }) => count)));
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    session.disconnect();
  }
}
