/** Whether a text is a Windows path as people write it: a drive, a variable or a server, then backslashes. */
export function isPath(text: string): boolean {
  return /^"?(?:[A-Za-z]:|%[A-Za-z]+%|\\)\\/.test(text);
}

/** A path with each single backslash doubled, as WSL wants them; pairs stay, and quotes around it. */
export function doubleBackslashes(path: string): string {
  const [, open = '', inner = '', close = ''] = /^("?)(.*?)("?)$/s.exec(path) ?? [];
  return open + inner.replace(/\\{1,2}/g, '\\\\') + close;
}
