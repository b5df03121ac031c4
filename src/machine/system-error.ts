/** Names of error numbers that Node has no name for, on Linux. */
const MORE_NAMES: ReadonlyMap<number, string> = new Map([
  [117, 'EUCLEAN'],
  [123, 'ENOMEDIUM'],
  [126, 'ENOKEY'],
  [131, 'ENOTRECOVERABLE'],
]);

/** Errors of Node's own that are about the file. */
const NODES_OWN: ReadonlyMap<string, string> = new Map([
  ['ERR_FS_EISDIR', 'EISDIR'],
  ['ERR_FS_FILE_TOO_LARGE', 'ETOOLARGE'],
]);

/**
 * The system's name for an error, as `ENOSPC`; undefined for errors that are not the system's. An error that Node has
 * no name for has one by its number, or is `system error` and the number. `UNKNOWN` is Windows' own.
 */
export function codeOf(error: unknown): string | undefined {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (typeof code !== 'string') return undefined;
  // Node's own begin with ERR_, and mean that it was called wrongly; but some say what the system would.
  const own = NODES_OWN.get(code);
  if (own !== undefined) return own;
  if (code === 'UNKNOWN' || /^E[A-Z0-9]+$/.test(code)) return code;
  const [, digits] = /^Unknown system error -?(\d+)$/.exec(code) ?? [];
  return digits === undefined ? undefined : nameOf(Number(digits));
}

function nameOf(number: number): string {
  // Every start would load what only such an error needs.
  const { errno } = process.getBuiltinModule('node:os').constants;
  const [name] = Object.entries(errno).find(([, each]) => each === number) ?? [];
  return name ?? MORE_NAMES.get(number) ?? `system error ${number}`;
}

/** An error as the system would throw it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** What Windows says while another program, often a virus scanner, has a file open for a moment. */
const SHARING_ERRORS: readonly unknown[] = ['EPERM', 'EACCES', 'EBUSY'];

/** Whether an error may be over in a moment, since another program has the file open. */
export function isSharingError(error: unknown): boolean {
  return SHARING_ERRORS.includes(codeOf(error));
}

interface SystemReason {
  readonly cause: string;
  readonly advice: string;
}

/**
 * Why the system refused to read or write, by its own error names. EROFILE, ENOTFILE, EHARDLINK, EOWNER, EGROUP, EMODE,
 * EATTRIBUTES, EACL, ESTICKY, EIMMUTABLE, EMOUNTED, ENOTUTF8, ETOOLARGE, ELINKED, EDAMAGED, EALTERED and EGONE are wslnet's.
 */
const REASONS: Readonly<Record<string, SystemReason>> = {
  EACCES: { cause: 'you have no permission', advice: 'wslnet needs permission for the file and for its folder.' },
  EPERM: { cause: 'the system does not allow it', advice: 'Close the programs that have it open, and try again.' },
  EROFS: { cause: 'it is on a read-only file system', advice: 'Work on a copy with --file.' },
  EROFILE: { cause: 'it is read-only', advice: 'Make it writable first, if you are sure.' },
  EBUSY: { cause: 'another program has it open', advice: 'Close that program, and try again.' },
  EMOUNTED: { cause: 'it is a mount point', advice: 'Change the file that is mounted there.' },
  ESTICKY: {
    cause: 'its folder lets only the owner of a file replace it',
    advice: 'Run wslnet as the owner of the file.',
  },
  EIMMUTABLE: {
    cause: 'the system does not allow it',
    advice: 'Check with lsattr whether the file or its folder is immutable or append-only.',
  },
  EHARDLINK: {
    cause: 'it has other names (hard links), which would keep the old text',
    advice: 'Replace it with a copy or a symbolic link first.',
  },
  EOWNER: { cause: 'it belongs to another user, and its owner could not be kept', advice: 'Run wslnet as that user.' },
  EGROUP: { cause: 'its group could not be kept', advice: 'Run wslnet as a member of that group.' },
  EMODE: { cause: 'its permissions could not be kept', advice: 'To see them: ls -l' },
  EATTRIBUTES: {
    cause: 'its attributes or its access list could not be kept',
    advice: 'To see them: getfattr and getfacl (on Windows, attrib).',
  },
  EACL: {
    cause: 'it has its own access list, which would be lost',
    advice: 'To see it: icacls <file>. To remove it: icacls <file> /reset',
  },
  EBADF: { cause: 'it is closed, or open for writing only', advice: 'Open it for reading.' },
  ENOSPC: { cause: 'the disk is full', advice: 'Free some space, and try again.' },
  EDQUOT: { cause: 'your disk quota is used up', advice: 'Free some space, and try again.' },
  EMFILE: { cause: 'too many files are open', advice: 'Raise the limit (ulimit -n), and try again.' },
  ENFILE: { cause: 'too many files are open', advice: 'Close some programs, and try again.' },
  ENOMEM: { cause: 'there is not enough memory', advice: 'Close some programs, and try again.' },
  EFBIG: { cause: 'it would exceed the limit on file sizes', advice: 'Raise the limit (ulimit -f), and try again.' },
  ETOOLARGE: { cause: 'it is larger than 16 MB', advice: 'A .wslconfig is usually less than 1 KB. Check the path.' },
  EISDIR: { cause: 'it is a folder', advice: 'Give the path of a file.' },
  ENOTFILE: { cause: 'it is not a regular file', advice: 'Give a regular file, or - for standard input.' },
  ENOTDIR: { cause: 'part of the path is not a folder', advice: 'Check the path.' },
  ENOENT: { cause: 'its folder does not exist', advice: 'Create the folder first.' },
  ELOOP: { cause: 'its symbolic links form a loop', advice: 'Fix the link, or use its target.' },
  ELINKED: { cause: 'it is a symbolic link', advice: 'Remove the link; wslnet creates the folder again.' },
  ENOTUTF8: { cause: 'its name is not UTF-8', advice: 'Rename it.' },
  EDAMAGED: { cause: 'its list of versions is damaged', advice: 'Move it to another folder.' },
  EALTERED: { cause: 'the saved version was changed', advice: 'To see the other versions: wslnet history' },
  EGONE: { cause: 'the saved version is gone', advice: 'To see the other versions: wslnet history' },
  ENAMETOOLONG: { cause: 'the path is too long', advice: 'Check the path.' },
  EIO: {
    cause: 'the disk or the network reports an error (EIO)',
    advice: 'Try again. If it happens again, check the disk.',
  },
  ESTALE: { cause: 'the network drive no longer has it (ESTALE)', advice: 'Try again.' },
  EUCLEAN: { cause: 'the file system is damaged (EUCLEAN)', advice: 'Check the disk.' },
  UNKNOWN: {
    cause: 'Windows did not say why',
    advice: 'The path may be longer than 260 characters, or OneDrive has not downloaded the file.',
  },
};

/** Why, as the end of a sentence; a reason without words is its own. */
export function causeOf(reason: string): string {
  return REASONS[reason]?.cause ?? reason;
}

/** What to do about it; null where there is nothing to say. */
export function adviceOn(reason: string): string | null {
  return REASONS[reason]?.advice ?? null;
}
