import { EXIT } from '../failure.ts';

const MEANINGS: { readonly [E in keyof typeof EXIT]: string } = {
  done: 'done, or nothing to do',
  no: 'the answer is no: check found errors (warnings with --strict), get of what is not set, apply --check would change something, doctor found a failure',
  usage: 'the command line is wrong; nothing was touched',
  unreadable: 'the file cannot be found or read',
  unwritable: 'the file cannot be written; it is as it was',
  noAnswer: 'Windows or WSL did not answer, or are not here',
  bug: 'a bug in wslnet',
  interrupted: 'interrupted',
};

/** Every exit code with what it means, for the help, the man page and README. */
export const EXIT_CODES: readonly (readonly [code: number, meaning: string])[] = Object.entries(EXIT)
  .map(([name, code]) => [code, MEANINGS[name as keyof typeof EXIT]] as const)
  .sort(([a], [b]) => a - b);
