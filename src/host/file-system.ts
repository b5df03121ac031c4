import type * as promises from 'node:fs/promises';

/** The part of Node's file system that reading and writing need. It is handed in, so that tests can make it fail. */
export type FileSystem = Pick<
  typeof promises,
  'mkdir' | 'open' | 'readdir' | 'readFile' | 'readlink' | 'realpath' | 'rename' | 'rm' | 'stat'
>;
