import { describe, expect, test } from 'vitest';
import { adviceOf, CODES, type DiagnosticCode, titleSentence } from '../../src/check/codes.ts';
import { diagnose } from '../../src/check/diagnose.ts';
import type { Diagnostic, Severity } from '../../src/check/diagnostic.ts';
import { Document } from '../../src/settings/document.ts';

const find = (bytes: Uint8Array) => diagnose(Document.decode(bytes));

/** The smallest file that raises each code, with « and » around the characters it is about. */
const CASES: [Severity, DiagnosticCode, string][] = [
  ['error', 'after-ctrl-z', '«\u001a»x'],
  ['error', 'bad-header', '«[ wsl2 ]»'],
  ['error', 'bad-header', '«[wsl2» # c\nx=1'],
  ['error', 'bad-header', '«[wsl2]» ; x'],
  ['error', 'bad-header', '«[»'],
  ['warning', 'bridged-deprecated', '[wsl2]\nvmSwitch=x\nnetworkingMode=«bridged»'],
  ['error', 'bridged-without-switch', '[wsl2]\nnetworkingMode=«bridged»'],
  ['warning', 'consomme-spelling', '[wsl2]\nnetworkingMode=«Consomme» # c'],
  ['error', 'duplicate-key', '[wsl2]\nipv6=1\n«IPv6» = 0'],
  ['warning', 'duplicate-key', '[wsl2]\nipv6=1\n«ipv6»=true'],
  ['error', 'duplicate-key', '[wsl2]\nnetworkingMode=nat\n[experimental]\n«networkingMode»=mirrored'],
  ['error', 'firewall-always-on', '[wsl2]\nnetworkingMode=mirrored\n«firewall»=false'],
  ['warning', 'former-section', '[experimental]\n«autoProxy»=true'],
  ['error', 'invalid-dns-address', '[experimental]\ndnsTunnelingIpAddress=«10.0»'],
  ['error', 'invalid-escape', '[wsl2]\nvmSwitch=a«\\x»'],
  ['error', 'invalid-escape', '[wsl2]\nvmSwitch=«\\😀»'],
  ['error', 'invalid-escape', '[wsl2]\nvmSwitch=«\\»'],
  ['error', 'invalid-line', '  «=»x'],
  ['warning', 'invalid-line', '«😀»'],
  ['error', 'invalid-mac', '[wsl2]\nmacAddress=«x»'],
  ['error', 'invalid-mac', '[wsl2]\n«macAddress»='],
  ['error', 'invalid-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=1, «x» ,2'],
  ['error', 'invalid-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«65536»'],
  ['error', 'invalid-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«0x50»'],
  ['error', 'invalid-value', '[wsl2]\nautoProxy=«yes» # c'],
  ['error', 'invalid-value', '[wsl2]\n«autoProxy»='],
  ['error', 'invalid-value', '[wsl2]\nmemory=«8gb»'],
  ['warning', 'localhost-forwarding-in-mirrored', '[wsl2]\nnetworkingMode=mirrored\n«localhostForwarding»=0'],
  ['error', 'mangled-value', '[wsl2]\nkernel=a«ü»b'],
  ['error', 'mangled-value', '[wsl2]\nkernel=a«😀»b'],
  ['error', 'mangled-value', '[wsl2]\nkernel=a«\0»b'],
  ['warning', 'misread-number', '[wsl2]\nvmIdleTimeout=«010»'],
  ['warning', 'misread-number', '[wsl2]\nvmIdleTimeout=«3000000000»'],
  ['warning', 'misread-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=1,«3000-3010»'],
  ['error', 'missing-equals', '[wsl2]\n«export» ipv6=1'],
  ['info', 'mode-spelling', '[wsl2]\nnetworkingMode=«NAT»'],
  ['warning', 'no-effect', '[wsl2]\n«dhcp»=false'],
  ['warning', 'no-effect', '[wsl2]\n«dnsProxy»=false'],
  ['warning', 'no-effect', '[wsl2]\ndnsTunneling=false\n[experimental]\n«bestEffortDnsParsing»=true'],
  ['error', 'no-section', '«ipv6»=1'],
  ['error', 'no-section', '«what»=1'],
  ['error', 'open-quote', '[wsl2]\nvmSwitch="a"«"b» '],
  ['info', 'other-reader', '[wsl2]\n«AutoProxy»=false'],
  ['info', 'port-list-spelling', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«1, 2»'],
  ['info', 'port-list-spelling', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«1,010»'],
  ['warning', 'removed-key', '[wsl2]\n«useWindowsDnsCache»=1'],
  ['warning', 'safe-mode', '[wsl2]\n«safeMode»=1'],
  ['warning', 'semicolon-comment', '  «;» x'],
  ['error', 'semicolon-in-value', '[wsl2]\nautoProxy=true «;» x'],
  ['error', 'semicolon-in-value', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=80«;»81'],
  ['warning', 'semicolon-in-value', '[wsl2]\nkernelCommandLine=a «;» b'],
  ['error', 'single-quotes', "[wsl2]\nautoProxy=«'true'»"],
  ['warning', 'single-quotes', "[wsl2]\nkernelCommandLine=«'a'»"],
  ['error', 'swallowed-line', '[wsl2]\nkernelCommandLine=a «\\»\nipv6=1'],
  ['error', 'swallowed-line', '[wsl2]\nmemory=8GB\nmemory=4GB«\\»\nipv6=1'],
  ['error', 'mangled-value', '[wsl2]\nnetworkingMode=nat«\0»x'],
  ['error', 'semicolon-in-value', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=80«;»81'],
  ['warning', 'swallowed-line', '[wsl2]\nkernelCommandLine=a «\\»\r\nb'],
  ['error', 'unescaped-path', '[wsl2]\nkernel=C:«\\k»'],
  ['error', 'unescaped-path', '[wsl2]\nkernel=«C:\\new»'],
  ['error', 'unknown-key', '[wsl2]\n«nothing»=1'],
  ['error', 'virtio-off', '[wsl2]\nvirtio=0\nnetworkingMode=«virtioproxy»'],
  ['error', 'wrong-section', '[experimental]\n«memory»=8GB'],
  ['error', 'other-file', '«[boot]»\ncommand=x'],
  ['error', 'comment-in-value', '[wsl2]\nnetworkingMode=mirrored «//» x'],
  ['warning', 'comment-in-value', '[wsl2]\nkernelCommandLine=quiet «//» x'],
  ['error', 'conflict-markers', '«<<<<<<<» HEAD\n'],
  ['error', 'dotted-key', '[wsl2]\n«wsl2.networkingMode»=None'],
  ['warning', 'foreign-comment', '«//» x'],
  ['error', 'literal-newline', '[wsl2]«\\n»networkingMode=mirrored\\n'],
  ['error', 'misread-number', '[wsl2]\nmemory=«8»'],
  ['warning', 'missing-equals', '[wsl2]\n«My» notes'],
  ['error', 'odd-character', '[wsl2]\nnetworkingMode«\uff1d»mirrored'],
  ['warning', 'odd-character', '[wsl2]\nnetworkingMode=«\uff4d»irrored'],
  ['info', 'restates-default', '[wsl2]\n«ipv6»=false'],
  ['warning', 'stray-address', '[wsl2]\n«https://aka.ms/wsl»'],
  ['error', 'template', '[wsl2]\n«{{ if .x }}»\n{{ end }}'],
  ['error', 'unknown-section', '«[ws12]»\nipv6=1'],
  ['error', 'windows-variable', '[wsl2]\nswapFile=«%USERPROFILE%\\\\swap.vhdx»'],
  ['error', 'wsl-conf-key', '[wsl2]\n«generateResolvConf»=false'],
];

describe('each code is raised where it belongs', () => {
  test.each(CASES)('%s %s: %j', (severity, code, marked) => {
    const text = marked.replace(/[«»]/g, '');
    const span = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
    expect(find(Buffer.from(text))).toContainEqual(expect.objectContaining({ code, severity, span }));
  });

  test('a byte-order mark alone, and UTF-16', () => {
    const atStart = { severity: 'info', span: { start: 0, end: 0 } };
    expect(find(Buffer.from('\ufeff'))).toMatchObject([{ code: 'mark-only', ...atStart }]);
    expect(find(Buffer.from('\ufeff[wsl2]', 'utf16le'))).toMatchObject([{ code: 'utf-16', ...atStart }]);
  });

  test('no code has a severity that its explanation does not tell', () => {
    for (const [severity, code] of CASES) expect(CODES[code].severities, code).toContain(severity);
    const raised = new Set(CASES.map(([severity, code]) => `${severity} ${code}`));
    const told = Object.entries(CODES).flatMap(([code, { severities }]) =>
      severities.map((severity) => `${severity} ${code}`),
    );
    const atStart = ['info mark-only', 'warning not-utf-8', 'info utf-16', 'error utf-16-tail', 'error utf-8-tail'];
    expect(told.filter((pair) => !raised.has(pair))).toEqual(atStart);
  });

  test('every code has a case', () => {
    const covered = new Set<string>([
      ...CASES.map(([, code]) => code),
      'mark-only',
      'not-utf-8',
      'utf-16',
      'utf-16-tail',
      'utf-8-tail',
    ]);
    expect(Object.keys(CODES).filter((code) => !covered.has(code))).toEqual([]);
  });
});

/** What no text can show. */
const BYTES: Readonly<Record<string, Buffer>> = {
  'utf-16': Buffer.from('\ufeff[wsl2]\n', 'utf16le'),
  'not-utf-8': Buffer.from('# caf\u00e9\n', 'latin1'),
  'utf-8-tail': Buffer.concat([Buffer.from('\ufeff[wsl2]\n', 'utf16le'), Buffer.from('ipv6=true\n')]),
  'utf-16-tail': Buffer.concat([Buffer.from('[wsl2]\n'), Buffer.from('ipv6=true\n', 'utf16le')]),
};

describe('the examples of each explanation', () => {
  for (const [code, { wrong, right }] of Object.entries(CODES)) {
    const bytes = BYTES[code] ?? Buffer.from(wrong);
    test(`${code}: the wrong one raises it, the right one raises nothing`, () => {
      const codes = (found: readonly Diagnostic[]) => found.map((diagnostic): string => diagnostic.code);
      expect(codes(find(bytes))).toContain(code);
      expect(codes(find(Buffer.from(right))).filter((other) => other !== 'bridged-deprecated')).toEqual([]);
    });
  }
});

test.each([
  ['dnsTuneling', 'dnsTunneling'],
  ['networkMode', 'networkingMode'],
  ['ports', null],
])('an unknown key %s brings %s to mind', (key, nearest) => {
  const [only, ...others] = find(Buffer.from(`[wsl2]\n${key}=1\n`));
  expect({ code: only?.code, others }).toEqual({ code: 'unknown-key', others: [] });
  const advice = nearest === null ? 'Delete the line, or correct its spelling.' : `Did you mean ${nearest}?`;
  expect(only && adviceOf(only)).toBe(advice);
});

test('a title is a sentence, in which a setting keeps its spelling', () => {
  const sentences = Object.values(CODES).map(({ title }) => titleSentence(title));
  expect(sentences).toContain('A section header WSL cannot read.');
  expect(sentences.filter((sentence) => /^(?:firewall=|localhostForwarding )/.test(sentence))).toHaveLength(2);
  expect(sentences.filter((sentence) => /^[a-z]+[ .]/.test(sentence))).toEqual([]);
});
