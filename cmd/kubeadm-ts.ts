#!/usr/bin/env node
import { main } from './cli/main.ts';
import { processIo } from './cli/process-io.ts';
import { rootCommand } from './commands/root-command.ts';

const code = await main(rootCommand, process.argv.slice(2), processIo());
// exit, not exitCode: keys that are still being made for a run that failed need not be awaited;
// not at once: that a line could not be written is told in the next turn
setImmediate(() => process.exit(code));
