// Writes docs/configuration.md from the definitions in pkg/config: `npm run docs`. A test compares the two.
import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { configurationPage } from './pkg/config/docs/configuration-page.ts';

const PAGE = 'docs/configuration.md';

const options = await resolveConfig(PAGE);
await writeFile(PAGE, await format(configurationPage(), { ...options, filepath: PAGE }));
