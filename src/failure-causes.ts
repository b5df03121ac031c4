import type { EncodingProblem } from './ini/encoding.ts';

interface SystemReason {
  readonly cause: string;
  readonly advice: string;
}

/** Why the system refused to read or write, by its own error names; EROFILE, ENOTFILE, EDAMAGED and EGONE are wslnet's. */
const REASONS: Readonly<Record<string, SystemReason>> = {
  EACCES: { cause: 'you have no permission', advice: 'wslnet needs permission for the file and for its folder.' },
  EPERM: { cause: 'the system does not allow it', advice: 'Close the programs that have it open, and try again.' },
  EROFS: { cause: 'it is on a read-only file system', advice: 'Name a copy elsewhere with --file.' },
  EROFILE: { cause: 'it is read-only', advice: 'Make it writable first, if you are sure.' },
  EBUSY: { cause: 'another program has it open', advice: 'Close that program, and try again.' },
  ENOSPC: { cause: 'the disk is full', advice: 'Make room, and try again.' },
  EDQUOT: { cause: 'your disk quota is used up', advice: 'Make room, and try again.' },
  EFBIG: { cause: 'the disk does not take a file of this size', advice: 'Raise the limit, and try again.' },
  EISDIR: { cause: 'it is a folder', advice: 'Name a file.' },
  ENOTFILE: { cause: 'it is not a plain file', advice: 'Name a plain file; - stands for standard input.' },
  ENOTDIR: { cause: 'a part of the path is not a folder', advice: 'Look at the path again.' },
  ENOENT: { cause: 'its folder does not exist', advice: 'Make the folder first.' },
  ELOOP: { cause: 'its symbolic links go round in circles', advice: 'Mend the link, or name its target.' },
  EDAMAGED: { cause: 'its list is damaged', advice: 'Move it away.' },
  EGONE: { cause: 'that version is not there any more', advice: 'wslnet history lists the others.' },
  ENAMETOOLONG: { cause: 'the path is too long', advice: 'Look at the path again.' },
};

/** Why, as the end of a sentence; a reason without words is its own. */
export function causeOf(reason: string): string {
  return REASONS[reason]?.cause ?? reason;
}

/** What to do about it; null where there is nothing to say. */
export function adviceOn(reason: string): string | null {
  return REASONS[reason]?.advice ?? null;
}

/** Why bytes are not text, as the end of a sentence. @param offset of the first byte at fault */
export function encodingCause(problem: EncodingProblem, offset: number): string {
  return ENCODINGS[problem](offset);
}

const ENCODINGS: { readonly [P in EncodingProblem]: (offset: number) => string } = {
  'utf-16be': () => 'it is UTF-16 in big-endian order',
  'utf-16-without-mark': () => 'it is UTF-16 without a byte-order mark',
  'utf-16-odd-length': () => 'it is UTF-16 that ends in half a character',
  'malformed-utf-8': (offset) => `it is not valid UTF-8 (byte ${offset})`,
};
