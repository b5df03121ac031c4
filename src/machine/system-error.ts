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

export function isSharingError(error: unknown): boolean {
  return SHARING_ERRORS.includes(codeOf(error));
}
