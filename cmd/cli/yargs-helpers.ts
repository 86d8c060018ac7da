/**
 * The bundle takes this in place of `yargs/helpers` (build.mjs): of yargs, the program uses the parser of flags only, and
 * what stands beside it there takes as long to load as a command's whole work.
 */
export { default as Parser } from 'yargs-parser/browser';
