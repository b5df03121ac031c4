import { describe, expect, test } from 'vitest';
import { diagnose, examine } from '../../src/check/diagnose.ts';
import type { Diagnostic, DiagnosticCode, Severity } from '../../src/check/diagnostic.ts';
import { CODE_FACTS } from '../../src/explain/codes.ts';
import { decode } from '../../src/ini/text.ts';

const find = (bytes: Uint8Array) => diagnose(examine(decode(bytes)));

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
  ['error', 'derailed-key', '[wsl2]\n[w\n«ipv6»=1'],
  ['warning', 'derailed-key', '[wsl2]\n[wsl2-old]\n«ipv6»=1'],
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
  ['error', 'invalid-line', '«😀»'],
  ['error', 'invalid-mac', '[wsl2]\nmacAddress=«x»'],
  ['error', 'invalid-mac', '[wsl2]\n«macAddress»='],
  ['error', 'invalid-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=1, «x» ,2'],
  ['error', 'invalid-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«65536»'],
  ['error', 'invalid-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«0x50»'],
  ['error', 'invalid-value', '[wsl2]\nautoProxy=«yes» # c'],
  ['error', 'invalid-value', '[wsl2]\n«autoProxy»='],
  ['error', 'invalid-value', '[wsl2]\nmemory=«8gb»'],
  ['warning', 'localhost-forwarding-in-mirrored', '[wsl2]\nnetworkingMode=mirrored\n«localhostForwarding»=x'],
  ['error', 'mangled-value', '[wsl2]\nkernel=a«ü»b'],
  ['error', 'mangled-value', '[wsl2]\nkernel=a«😀»b'],
  ['error', 'mangled-value', '[wsl2]\nkernel=a«\0»b'],
  ['warning', 'misread-number', '[wsl2]\nvmIdleTimeout=«010»'],
  ['warning', 'misread-number', '[wsl2]\nvmIdleTimeout=«3000000000»'],
  ['warning', 'misread-port', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=1,«3000-3010»'],
  ['error', 'missing-equals', '[wsl2]\n«export» ipv6=1'],
  ['information', 'mode-spelling', '[wsl2]\nnetworkingMode=«NAT»'],
  ['warning', 'no-effect', '[wsl2]\n«dhcp»=false'],
  ['warning', 'no-effect', '[wsl2]\n«dnsProxy»=false'],
  ['warning', 'no-effect', '[wsl2]\ndnsTunneling=false\n[experimental]\n«bestEffortDnsParsing»=true'],
  ['error', 'no-section', '«ipv6»=1'],
  ['error', 'no-section', '«what»=1'],
  ['error', 'open-quote', '[wsl2]\nvmSwitch="a"«"b» '],
  ['information', 'other-reader', '[wsl2]\n«AutoProxy»=false'],
  ['information', 'port-list-spelling', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«1, 2»'],
  ['information', 'port-list-spelling', '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=«1,010»'],
  ['error', 'removed-key', '[wsl2]\n«useWindowsDnsCache»=1'],
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
  ['error', 'wsl-conf-key', '[boot]\n«command»=x'],
  ['error', 'wsl-conf-key', '[wsl2]\n«generateResolvConf»=false'],
];

describe('each code is raised where it belongs', () => {
  test.each(CASES)('%s %s: %j', (severity, code, marked) => {
    const text = marked.replace(/[«»]/g, '');
    const span = { start: marked.indexOf('«'), end: marked.indexOf('»') - 1 };
    expect(find(Buffer.from(text))).toContainEqual(expect.objectContaining({ code, severity, span }));
  });

  test('a byte-order mark alone, and UTF-16', () => {
    const atStart = { severity: 'information', span: { start: 0, end: 0 } };
    expect(find(Buffer.from('\ufeff'))).toMatchObject([{ code: 'mark-only', ...atStart }]);
    expect(find(Buffer.from('\ufeff[wsl2]', 'utf16le'))).toMatchObject([{ code: 'utf-16', ...atStart }]);
  });

  test('no code has a severity that its explanation does not tell', () => {
    for (const [severity, code] of CASES) expect(CODE_FACTS[code].severities, code).toContain(severity);
    const raised = new Set(CASES.map(([severity, code]) => `${severity} ${code}`));
    const told = Object.entries(CODE_FACTS).flatMap(([code, { severities }]) =>
      severities.map((severity) => `${severity} ${code}`),
    );
    const atStart = ['information mark-only', 'information utf-16'];
    expect(told.filter((pair) => !raised.has(pair))).toEqual(atStart);
  });

  test('every code has a case', () => {
    const covered = new Set<string>([...CASES.map(([, code]) => code), 'mark-only', 'utf-16']);
    expect(Object.keys(CODE_FACTS).filter((code) => !covered.has(code))).toEqual([]);
  });
});

describe('the examples of each explanation', () => {
  for (const [code, { wrong, right }] of Object.entries(CODE_FACTS)) {
    const bytes = code === 'utf-16' ? Buffer.from('\ufeff[wsl2]\n', 'utf16le') : Buffer.from(wrong);
    test(`${code}: the wrong one raises it, the right one raises nothing`, () => {
      const codes = (found: Diagnostic[]) => found.map((diagnostic): string => diagnostic.code);
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
  expect(find(Buffer.from(`[wsl2]\n${key}=1\n`))).toMatchObject([{ code: 'unknown-key', args: { nearest } }]);
});
