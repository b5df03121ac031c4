/**
 * The kinds of text that reading is timed on. All are such that `ini.parse` can read them too: it throws at some headers.
 * Each line is made from its number, so that a text is the same in every run.
 */
const PARAGRAPH = `# A machine for builds
[wsl2]
memory=8GB  # half of it
networkingMode = mirrored
kernelCommandLine = "vsyscall=emulate # quoted"
dnsTunneling=true

[experimental]
ignoredPorts=3000,9000,9090
`;

const utf8 = { encoding: 'utf8', lineOf: () => '' };

export const KINDS = {
  'as people write it': { ...utf8, lineOf: () => PARAGRAPH },
  'the same, CRLF': { ...utf8, lineOf: () => PARAGRAPH.replaceAll('\n', '\r\n') },
  'the same, UTF-16': { encoding: 'utf16le', lineOf: () => PARAGRAPH },
  comments: { ...utf8, lineOf: (n) => `# Line ${n} says what the next one is for\n${n % 20 ? '' : 'memory=8GB\n'}` },
  'comments, not Latin': { ...utf8, lineOf: (n) => `# ${n} 行目のコメント\n${n % 20 ? '' : 'memory=8GB\n'}` },
  'one setting again and again': { ...utf8, lineOf: (n) => (n ? 'memory=8GB\n' : '[wsl2]\n') },
  'unknown keys, all different': { ...utf8, lineOf: (n) => (n ? `key${n} = value ${n}\n` : '[wsl2]\n') },
  'unknown keys that recur': { ...utf8, lineOf: (n) => (n ? `netwrkingMode${n % 50}=mirrored\n` : '[wsl2]\n') },
  'sections, all different': { ...utf8, lineOf: (n) => `[section${n}]\nmemory=8GB\n` },
  'long values': { ...utf8, lineOf: (n) => `kernelCommandLine=${`option${n}=on `.repeat(100)}end\n` },
  'quotes and escapes': {
    ...utf8,
    lineOf: (n) => (n ? `swapFile="C:\\\\temp # ${n}\\\\swap.vhdx"\n` : '[wsl2]\n'),
  },
  'long port lists': {
    ...utf8,
    lineOf: (n) => (n ? `ignoredPorts=${'3000,9000,9090,'.repeat(60)}1\n` : '[experimental]\n'),
  },
  garbage: { ...utf8, lineOf: (n) => `${n} <<<<<<< ; not a line of WSL's at all\n` },
  'blank lines': { ...utf8, lineOf: (n) => (n % 20 ? '    \n' : 'memory=8GB\n') },
};

/** The bytes of a text of a kind, with at least as many characters as asked for. */
export function bytesOf(kind, length) {
  const { encoding, lineOf } = KINDS[kind];
  const parts = [];
  let written = 0;
  for (let number = 0; written < length; number++) {
    const line = lineOf(number);
    parts.push(line);
    written += line.length;
  }
  const mark = encoding === 'utf16le' ? '\ufeff' : '';
  return Buffer.from(mark + parts.join(''), encoding);
}
