/** Whether a text is a Windows path as people write it: a drive, a variable or a server, then backslashes. */
export function isPath(text: string): boolean {
  return /^"?(?:[A-Za-z]:|%[A-Za-z]+%|\\)\\/.test(text);
}

/** A path with each single backslash doubled, as WSL wants them; pairs stay, but for the two in front of a server's name. */
export function doubleBackslashes(path: string): string {
  const [, open = '', inner = '', close = ''] = /^("?)(.*?)("?)$/s.exec(path) ?? [];
  const server = /^\\\\(?!\\)/.test(inner) && /(?:^|[^\\])\\(?:[^\\]|$)/.test(inner.slice(2)) ? '\\\\' : '';
  return open + server + inner.replace(/\\{1,2}/g, '\\\\') + close;
}
