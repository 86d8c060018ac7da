// yargs-parser without Node's modules has no types of its own; it is the same parser.
declare module 'yargs-parser/browser' {
  import Parser from 'yargs-parser';
  export default Parser;
}
