#!/usr/bin/env node
import { main } from './cli/main.ts';
import { processIo } from './cli/process-io.ts';
import { rootCommand } from './commands/root-command.ts';

// exit, not exitCode: keys that are still being made for a run that failed need not be awaited
process.exit(await main(rootCommand, process.argv.slice(2), processIo()));
