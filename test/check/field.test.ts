import { describe, expect, test } from 'vitest';
import { adviceOf, messageOf } from '../../src/check/codes.ts';
import { diagnose } from '../../src/check/diagnose.ts';
import { fixAll } from '../../src/check/fix.ts';
import { Document } from '../../src/settings/document.ts';
import { Bench } from '../bench/bench.ts';

/** Files as people report them. */

function documentOf(content: string | Uint8Array): Document {
  return Document.decode(typeof content === 'string' ? Buffer.from(content) : content);
}

/** What is found, as `line:column code`. */
function found(content: string | Uint8Array): string[] {
  const document = documentOf(content);
  return diagnose(document).map(({ code, span }) => {
    const { line, column } = document.positions.positionAt(span.start);
    return `${line}:${column} ${code}`;
  });
}

function said(content: string | Uint8Array): string {
  return diagnose(documentOf(content))
    .map((each) => `${messageOf(each)} ${adviceOf(each)}`)
    .join('\n');
}

function fixed(content: string | Uint8Array): string {
  return fixAll(documentOf(content)).document.text;
}

describe('a key with its section in front', () => {
  test.each([
    ['[wsl2]\nwsl2.networkingMode=None\n', '2:1 dotted-key', '[wsl2]\nnetworkingMode=none\n'],
    ['wsl2.networkingMode=mirrored # x\n', '1:1 dotted-key', '[wsl2]\nnetworkingMode=mirrored # x\n'],
    [
      '[wsl2]\nmemory=8GB\nexperimental.sparseVhd = true\n',
      '3:1 dotted-key',
      '[wsl2]\nmemory=8GB\n\n[experimental]\nsparseVhd = true\n',
    ],
    ['[wsl2]\nnet.ipv4.ip=1\n', '2:1 dotted-key', '[wsl2]\nnet.ipv4.ip=1\n'],
    ['[wsl2]\nmemory=8GB\nwsl2.memory=4GB\n', '3:1 dotted-key', '[wsl2]\nmemory=8GB\nwsl2.memory=4GB\n'],
  ])('%j', (before, finding, after) => {
    expect(found(before)).toEqual([finding]);
    expect(fixed(before)).toBe(after);
  });

  test('no suggestion has the section in front', () => {
    expect(said('[wsl2]\nnetwrkingMode=nat\n')).toContain('Did you mean networkingMode?');
    expect(said('[wsl2]\nwsl2.networkingMode=None\n')).toContain('Write networkingMode=... below the header [wsl2]');
  });
});

describe('a setting as other kinds of files spell it', () => {
  test.each([
    ['networking-mode = mirrored # x', 'networkingMode=mirrored # x'],
    ['networking_mode=mirrored', 'networkingMode=mirrored'],
    ['Networking Mode=mirrored', 'networkingMode=mirrored'],
    ['dns tunneling: true', 'dnsTunneling=true'],
    ['export networkingMode=mirrored', 'networkingMode=mirrored'],
    ['"networkingMode"="mirrored"', 'networkingMode=mirrored'],
    ['  "networkingMode": "mirrored",', '  networkingMode=mirrored'],
  ])('%s', (before, after) => {
    const text = `[wsl2]\n${before}\n`;
    expect(found(text)).toEqual([expect.stringMatching(/^2:\d (?:missing-equals|invalid-line)$/)]);
    expect(said(text)).toContain(`Write ${after.trim().replace(/ #.*/, '')}.`);
    expect(fixed(text)).toBe(`[wsl2]\n${after}\n`);
  });

  test.each([
    // These may have been turned off by that.
    '[wsl2]\n- networkingMode=mirrored\n',
    '[wsl2]\n!networkingMode=mirrored\n',
    '[wsl2]\nnetworking-mode=foo\n',
    '[wsl2]\nsome-thing=1\n',
    '[wsl2]\nhost-address-loopback=true\n',
    '[wsl2]\nnetworking-mode=mirrored\nnetworkingMode=nat\n',
  ])('%j is left alone', (text) => {
    expect(found(text)).toHaveLength(1);
    expect(fixed(text)).toBe(text);
  });
});

describe('what was appended in UTF-16', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  test.each([
    [
      Buffer.concat([Buffer.from('[wsl2]\r\nmemory=8GB\r\n'), utf16('networkingMode=mirrored\r\n')]),
      3,
      '[wsl2]\r\nmemory=8GB\r\nnetworkingMode=mirrored\r\n',
    ],
    [Buffer.concat([Buffer.from('[wsl2]\r\n'), utf16('ipv6=true\r\n')]), 2, '[wsl2]\r\nipv6=true\r\n'],
    [
      Buffer.concat([Buffer.from('[wsl2]\n'), Buffer.from([0xff, 0xfe]), utf16('# caf\u00e9 \u00fc\nmemory=8GB\n')]),
      2,
      '[wsl2]\n# caf\u00e9 \u00fc\nmemory=8GB\n',
    ],
    [
      Buffer.concat([Buffer.from('[wsl2]\n'), utf16('[experimental]\n'), Buffer.from('sparseVhd=true\n')]),
      2,
      '[wsl2]\n[experimental]\nsparseVhd=true\n',
    ],
  ])('%#: one finding, one fix', (before, line, after) => {
    expect(found(before)[0]).toMatch(new RegExp(`^${line}:\\d+ utf-16-tail$`));
    expect(found(before)).toHaveLength(1);
    expect(said(before)).toMatch(new RegExp(`UTF-16 from line ${line} on|Lines? ${line} .*UTF-16`));
    expect(fixed(before)).toBe(after);
  });
});

describe('what was appended in UTF-8 to UTF-16', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le');
  test.each([
    ['a setting', '\ufeff[wsl2]\r\n', 'ipv6=true\n', '', '[wsl2]\r\nipv6=true\n'],
    ['a header', '\ufeff[wsl2]\nmemory=8GB\n', '[experimental]\nsparseVhd=true\n', '', null],
    [
      'a comment with other letters',
      '\ufeff[wsl2]\n',
      '# caf\u00e9s \nipv6=true\n',
      '',
      '[wsl2]\n# caf\u00e9s \nipv6=true\n',
    ],
    ['between others', '\ufeff[wsl2]\n', 'ipv6=true\n', 'memory=8GB\n', '[wsl2]\nipv6=true\nmemory=8GB\n'],
  ])('%s: one error, one fix', (_, before, appended, behind, after) => {
    const bytes = Buffer.concat([utf16(before), Buffer.from(appended), utf16(behind)]);
    const line = before.split('\n').length;
    expect(found(bytes)).toEqual(['1:1 utf-16', `${line}:1 utf-8-tail`]);
    expect(said(bytes)).toMatch(behind ? `Line ${line} is UTF-8` : `UTF-8 from line ${line} on`);
    expect(fixed(bytes)).toBe(after ?? before.slice(1) + appended);
  });

  test.each([
    '# \u6e2c\u8a66\u6587\u5b57\u8a2d\u5b9a\u7db2\u8def\n[wsl2]\nmemory=8GB\n',
    '[wsl2]\n# \u656e\u7774\u726f\u696b\nmemory=8GB\n',
  ])('letters of other scripts are no such thing: %j', (text) => {
    expect(found(utf16(`\ufeff${text}`))).toEqual(['1:1 utf-16']);
  });

  test('that leaves half a character is told with what may have been done', async () => {
    const bytes = Buffer.concat([utf16('\ufeff[wsl2]\n'), Buffer.from('ipv6=false\n')]);
    const { code, stderr } = await new Bench(bytes).run('check');
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringMatching(/half a character.*\n.*UTF-8 to it/) });
  });
});

describe('what is no .wslconfig yet', () => {
  test.each([
    [
      'chezmoi',
      '[wsl2]\n{{- if eq .chezmoi.os "windows" }}\nmemory=8GB\n{{- else }}\nmemory=4GB\n{{- end }}\n',
      'template',
    ],
    ['a value', '[wsl2]\nmemory={{ mem }}\n', 'template'],
    ['Jinja', '[wsl2]\n{% if vpn %}\nnetworkingMode=mirrored\n{% endif %}\n', 'template'],
    ['yadm, in comments', '# {% if yadm.os == "WSL" %}\n[wsl2]\nmemory=8GB\n# {% endif %}\n', 'template'],
    ['ERB', '[wsl2]\nmemory=<%= mem %>GB\n', 'template'],
    ['dotdrop', '[wsl2]\n{%@@ if profile == "home" @@%}\nmemory=8GB\n{%@@ endif @@%}\n', 'template'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how it stands in a file
    ['envsubst', '[wsl2]\n; a\nmemory=${WSL_MEMORY}\n', 'template'],
    ['Template Toolkit', '[wsl2]\n[% IF big %]\nmemory=16GB\n[% END %]\n', 'template'],
    ['Go with brackets', '[wsl2]\n[[ if .big ]]\nmemory=16GB\n[[ end ]]\n', 'template'],
    ['Go with brackets, in comments', '# [[ if .big ]]\n[wsl2]\nmemory=16GB\n# [[ end ]]\n', 'template'],
    ['Go with brackets, a value', '[wsl2]\nmemory=[[ .memory ]]\n', 'template'],
    ['PHP', '[wsl2]\n<?php if ($big): ?>\nmemory=16GB\n<?php endif; ?>\n', 'template'],
    ['a value of PHP', '[wsl2]\nmemory=<?= $memory ?>\n', 'template'],
    ['Terraform', '[wsl2]\n%{ if big ~}\nmemory=16GB\n%{ endif ~}\n', 'template'],
    ['CMake', '[wsl2]\nmemory=@WSL_MEMORY@\n', 'template'],
    ['Octopus', '[wsl2]\nmemory=#{WslMemory}\n', 'template'],
    ['underscores', '[wsl2]\r\nmemory=__MEMORY__GB\r\n', 'template'],
    ['a conflict', '[wsl2]\n<<<<<<< HEAD\nmemory=8GB\n=======\nmemory=4GB\n>>>>>>> theirs\n', 'conflict-markers'],
    [
      'a conflict with CRLF',
      '[wsl2]\r\n<<<<<<< HEAD\r\nmemory=8gb\r\n=======\r\n>>>>>>> theirs\r\n',
      'conflict-markers',
    ],
  ])('%s: one finding, nothing is fixed', (_, text, code) => {
    expect(found(text).map((each) => each.split(' ')[1])).toEqual([code]);
    expect(fixed(text)).toBe(text);
  });

  test.each([
    '# use {{ braces }} as you like\n[wsl2]\nmemory=8GB\n',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how it stands in a file
    '[wsl2]\nkernelCommandLine=a ${b} c\n',
    '# =======\n[wsl2]\nmemory=8GB # <<<<<<<\n',
    '# 50 % [% of all %] <?= or so ?> [[ see below ]]\n[wsl2]\nmemory=8GB # @HOME@, __INIT__\n',
    '[wsl2]\nkernelCommandLine=a=@b@ __c__\n',
  ])('%j is one', (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('odd characters and habits', () => {
  test.each([
    [
      '[wsl2]\nnetworkingMode\uff1dmirrored\n',
      '2:15 odd-character',
      /full-width equals sign \(U\+FF1D\)/,
      '[wsl2]\nnetworkingMode=mirrored\n',
    ],
    [
      '[wsl2]\nnetworkingMode\uff1a mirrored\n',
      '2:15 odd-character',
      /full-width colon \(U\+FF1A\)/,
      '[wsl2]\nnetworkingMode= mirrored\n',
    ],
    [
      '[wsl2]\n\u00a0dnsTunneling=true\n',
      '2:1 odd-character',
      /no-break space \(U\+00A0\)/,
      '[wsl2]\ndnsTunneling=true\n',
    ],
    [
      '[wsl2]\nnetworkingMode=mirrored\u00a0\n',
      '2:24 odd-character',
      /no-break space/,
      '[wsl2]\nnetworkingMode=mirrored\n',
    ],
    [
      '[wsl2]\nnetworkingMode=\u201cmirrored\u201d\n',
      '2:16 odd-character',
      /'\u201c', a curly quote/,
      '[wsl2]\nnetworkingMode="mirrored"\n',
    ],
    [
      '[wsl2]\nnetworkingMode=\u2018mirrored\u2019\n',
      '2:16 odd-character',
      /a curly quote/,
      '[wsl2]\nnetworkingMode=mirrored\n',
    ],
    ['[wsl2]\nfirewall\u200b=true\n', '2:9 odd-character', /invisible zero-width/, '[wsl2]\nfirewall=true\n'],
    ['[wsl2]\nnetw\u043erkingMode=nat\n', '2:5 odd-character', /Cyrillic letter/, '[wsl2]\nnetworkingMode=nat\n'],
    [
      '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=3000\uff0c9000\n',
      '4:18 odd-character',
      /full-width comma/,
      '[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=3000,9000\n',
    ],
    [
      '\u3010wsl2\u3011\nnetworkingMode=mirrored\n',
      '1:1 bad-header',
      /'\u3010wsl2\u3011'/,
      '[wsl2]\nnetworkingMode=mirrored\n',
    ],
    ['\uff3bwsl2\uff3d\nmemory=8GB\n', '1:1 bad-header', /Write \[wsl2\]/, '[wsl2]\nmemory=8GB\n'],
    [
      '[wsl2]\nnetworkingMode=mirrored // VPN\n',
      '2:25 comment-in-value',
      /\/\/ does not start a comment/,
      '[wsl2]\nnetworkingMode=mirrored # VPN\n',
    ],
    [
      '[wsl2]\nmemory=8GB -- half\n',
      '2:12 comment-in-value',
      /-- does not start a comment/,
      '[wsl2]\nmemory=8GB # half\n',
    ],
    [
      '[wsl2]\n// note\nmemory=8GB\n',
      '2:1 foreign-comment',
      /\/\/ does not start a comment/,
      '[wsl2]\n# note\nmemory=8GB\n',
    ],
    [
      'REM note\n[wsl2]\nmemory=8GB\n',
      '1:1 foreign-comment',
      /REM does not start a comment/,
      '# note\n[wsl2]\nmemory=8GB\n',
    ],
    [
      '[wsl2]\nhttps://aka.ms/wslconfig\nmemory=8GB\n',
      '2:1 stray-address',
      /not a setting/,
      '[wsl2]\n# https://aka.ms/wslconfig\nmemory=8GB\n',
    ],
    [
      '[wsl2]\\nnetworkingMode=mirrored\\n\n',
      '1:7 literal-newline',
      /backslash and an n/,
      '[wsl2]\nnetworkingMode=mirrored\n',
    ],
    [
      '[wsl2]\nnetworkingMode=mirrored\\nmemory=8GB\n',
      '2:24 literal-newline',
      /not a new line/,
      '[wsl2]\nnetworkingMode=mirrored\nmemory=8GB\n',
    ],
    [
      '[wsl2]\nmemory=8GB\\r\\nswap=0\\r\\n\n',
      '2:11 literal-newline',
      /not a new line/,
      '[wsl2]\nmemory=8GB\nswap=0\n',
    ],
    [
      '[wsl2]\nnetworkingMode: mirrored\n',
      '2:1 missing-equals',
      /Write networkingMode=mirrored/,
      '[wsl2]\nnetworkingMode=mirrored\n',
    ],
  ])('%j', (before, finding, words, after) => {
    expect(found(before)).toEqual([finding]);
    expect(said(before)).toMatch(words);
    expect(fixed(before)).toBe(after);
  });

  test.each([
    ['[wsl2]\nnetworkingMode=\uff4dirrored\n', 'mirrored'],
    ['[wsl2]\nnetworkingMode=mirrored\u3000# VPN\n', 'mirrored'],
  ])('one that WSL reads all the same is a warning: %j', (text, value) => {
    const [told] = diagnose(documentOf(text));
    expect(told).toMatchObject({ code: 'odd-character', severity: 'warning' });
    expect(said(text)).toContain('WSL reads the value all the same');
    expect(documentOf(fixed(text)).reading.settings[0]?.value).toBe(value);
  });

  test.each([
    ['\uff03 note', '# note'],
    ['\uff1bnote', '#note'],
  ])('a full-width mark of a comment: %s', (before, after) => {
    expect(found(`[wsl2]\n${before}\n`)).toEqual(['2:1 foreign-comment']);
    expect(fixed(`[wsl2]\n${before}\n`)).toBe(`[wsl2]\n${after}\n`);
  });

  test("a value is shown in the file's own characters, never in the bytes that WSL keeps of them", () => {
    expect(said('[wsl2]\nnetworkingMode=\u955c\u50cf\n')).toContain("'\u955c\u50cf'");
    expect(said('[wsl2]\nmemory=\u516b GB\n')).toContain("'\u516b GB'");
    expect(said('[experimental]\ndnsTunnelingIpAddress=\u00e9\n')).toContain("'\u00e9'");
  });

  test('a \\n that belongs to text is left alone', () => {
    expect(found('[wsl2]\nkernelCommandLine=a\\nb\n')).toEqual([]);
  });
});

describe('two settings on one line', () => {
  test.each([
    ['networkingMode=mirrored dnsTunneling=true', 'networkingMode=mirrored\ndnsTunneling=true'],
    ['memory=8GB, processors = 4 # half', 'memory=8GB\nprocessors = 4 # half'],
  ])('%s', (before, after) => {
    const text = `[wsl2]\n${before}\n`;
    expect(found(text)).toEqual([expect.stringMatching(/^2:\d+ invalid-value$/)]);
    expect(said(text)).toContain('on a line of its own');
    expect(fixed(text)).toBe(`[wsl2]\n${after}\n`);
  });

  test.each(['memory=8GB speed=4', 'memory=8GB sparseVhd=true', 'memory=8GB processors=4\nprocessors=2'])(
    '%s: which was meant is not sure',
    (lines) => expect(fixed(`[wsl2]\n${lines}\n`)).toBe(`[wsl2]\n${lines}\n`),
  );
});

describe('a header at fault: one error, one fix, no cascade', () => {
  const BODY = 'networkingMode=mirrored\nmemory=8GB\ndnsTunneling=true\nprocessors=4\n';
  test.each([
    '[ws12]',
    '[wsl2',
    '[ wsl2 ]',
    'wsl2]',
    '[wsl 2]',
    '[wsl2]]',
    '[[wsl2]]',
    '(wsl2)',
    '{wsl2}',
    '<wsl2>',
    '[wsl2}',
    '[WSL]',
    '[wsl_2]',
    'wsl2',
    'wsl2:',
    '"[wsl2]"',
    '[wsl2]:',
  ])('%s', (header) => {
    const text = `${header}\n${BODY}`;
    expect(found(text)).toEqual([expect.stringMatching(/^1:\d (?:bad-header|unknown-section)$/)]);
    expect(said(text)).toContain('4 settings');
    expect(fixed(text)).toBe(`[wsl2]\n${BODY}`);
  });

  test("what the mode of its section brings into effect is in nobody's way", () => {
    const rest = 'networkingMode=mirrored\n[experimental]\nignoredPorts=3000\nhostAddressLoopback=true\n';
    for (const header of ['[wsl2', '[ws12]', '[ wsl2 ]']) expect(fixed(`${header}\n${rest}`)).toBe(`[wsl2]\n${rest}`);
    expect(fixed(`[wsl2]${rest}`)).toBe(`[wsl2]\n${rest}`);
    // This would go out of effect.
    const other = '[ws12]\nnetworkingMode=mirrored\n[wsl2]\nfirewall=false\n';
    expect(fixed(other)).toBe(other);
  });

  test.each([
    ['[wsl2] ; mine', '[wsl2] # mine'],
    ['[wsl2] // mine', '[wsl2] # mine'],
    ['[wsl2];', '[wsl2]'],
    ['[ wsl2 ] #', '[wsl2] #'],
    ['[wsl2 # mine', '[wsl2] # mine'],
  ])('a comment behind it stays: %s', (before, after) => {
    expect(fixed(`${before}\n${BODY}`)).toBe(`${after}\n${BODY}`);
  });

  test.each([
    ['[wsl2]networkingMode=mirrored\n', '[wsl2]\nnetworkingMode=mirrored\n'],
    ['[wsl2] networkingMode = mirrored # VPN\r\n', '[wsl2]\r\nnetworkingMode = mirrored # VPN\r\n'],
    ['[ wsl2 ]  memory=8GB\nswap=0\n', '[wsl2]\nmemory=8GB\nswap=0\n'],
    ['[wsl2]\nmemory=8GB\n[experimental] sparseVhd=true\n', '[wsl2]\nmemory=8GB\n[experimental]\nsparseVhd=true\n'],
  ])('with a setting behind it, each gets a line of its own: %j', (before, after) => {
    expect(found(before)).toEqual([expect.stringMatching(/ bad-header$/)]);
    expect(said(before)).toContain('on a line of its own');
    expect(fixed(before)).toBe(after);
  });

  test.each([
    ['[wsl2]\u00a0', '[wsl2]', 'a no-break space (U+00A0)'],
    ['[wsl2]\u3000# mine', '[wsl2] # mine', 'an ideographic space (U+3000)'],
    ['[wsl\u200b2]', '[wsl2]', 'an invisible zero-width character (U+200B)'],
    ['\ufeff\ufeff[wsl2]', '[wsl2]', 'an invisible byte-order mark (U+FEFF)'],
  ])('a character that nobody sees is named: %j', (before, after, named) => {
    expect(said(`${before}\n${BODY}`)).toContain(`because of ${named}`);
    expect(fixed(`${before}\n${BODY}`)).toBe(`${after}\n${BODY}`);
  });

  test('what an echo without -e left in front goes', () => {
    expect(found(`-e [wsl2]\n${BODY}`)).toEqual(['1:1 bad-header']);
    expect(fixed(`-e [wsl2]\n${BODY}`)).toBe(`[wsl2]\n${BODY}`);
  });

  test.each([
    '#[wsl2]\nnetworkingMode=mirrored\n',
    '; [wsl2]\nnetworkingMode=mirrored\n',
    '[wsl2]\nmemory=8GB\n# [experimental]\nsparseVhd=true\n',
  ])('what is below one that was made a comment is left where it is: %j', (text) => {
    expect(fixed(text).replace(/^#/gm, ';')).toBe(text.replace(/^#/gm, ';'));
  });

  test('below another section', () => {
    const text = '[wsl2]\nmemory=8GB\n[experimental\nautoMemoryReclaim=gradual\nsparseVhd=true\n';
    expect(found(text)).toEqual(['3:1 bad-header']);
    expect(fixed(text)).toBe(text.replace('[experimental', '[experimental]'));
  });

  test.each([
    '[wsl2-old]',
    '[wsl2old]',
    '[xwsl2]',
    '[wsl2bak]',
    '[experimentalold]',
    '[off]',
    '[work]',
    '[!wsl2]',
    '[-wsl2]',
    '[#wsl2]',
    '[wsl1]',
    '[wsl3]',
  ])('a section that was renamed to turn it off stays off: %s', (header) => {
    const text = `${header}\nmemory=8GB\n`;
    expect(found(text)).toEqual([expect.stringMatching(/^1:1 (?:bad-header|unknown-section)$/)]);
    expect(fixed(text)).toBe(text);
  });

  test.each(['[ws12]', '[wls2]', '[wsl]', '[wslz]'])('a misspelled one is fixed: %s', (header) => {
    expect(fixed(`${header}\nmemory=8GB\n`)).toBe('[wsl2]\nmemory=8GB\n');
  });

  test.each([
    '[wsl]\nmemory=8GB\n[wsl2]\nmemory=4GB\n',
    '[wsl2\nnetworkingMode=nat\n[wsl2]\nnetworkingMode=mirrored\n',
  ])('no fix of it overrules a setting that counts: %j', (text) => {
    expect(fixed(text)).toBe(text);
    expect(found(text)[0]).toMatch(/^1:1 (?:bad-header|unknown-section)$/);
  });

  test('what is wrong with a value comes to light behind the header', () => {
    const { document, remaining } = fixAll(documentOf('[wsl2\nmemory=8gb\n'));
    expect(document.text).toBe('[wsl2]\nmemory=8gb\n');
    expect(remaining.map(({ code }) => code)).toEqual(['invalid-value']);
  });
});

test.each([
  ['[wsl2]\nnetworkingMode="mirrored" // VPN\n', '[wsl2]\nnetworkingMode="mirrored" # VPN\n'],
  ['[wsl2]\nautoProxy="true" ; x\n', '[wsl2]\nautoProxy="true" # x\n'],
  ['[wsl2]\nnetworkingMode=mirrored;dnsTunneling=true\n', '[wsl2]\nnetworkingMode=mirrored;dnsTunneling=true\n'],
])('a comment behind a value is one, a setting is none: %j', (before, after) => {
  expect(fixed(before)).toBe(after);
});

describe('sections of other files', () => {
  test.each([
    ['[boot]\nsystemd=true\ncommand=x\n', '/etc/wsl.conf'],
    ['[network]\ngenerateResolvConf=false\n', '/etc/wsl.conf'],
    ['[gpu]\nenabled=false\n', '/etc/wsl.conf'],
    ['[time]\nuseWindowsTimezone=true\n', '/etc/wsl.conf'],
    ['[filesystem]\numask=022\n', '/etc/wsl.conf'],
    ['[fileserver]\nx=1\n', '/etc/wsl.conf'],
    ['[system-distro-env]\nDISPLAY=:0\nWESTON_RDP_DEBUG_DESKTOP_SCALING_FACTOR=100\n', '.wslgconfig'],
  ])('%j belongs in %s', (text, file) => {
    expect(found(text)).toEqual(['1:1 other-file']);
    expect(said(text)).toContain(file);
    expect(fixed(text)).toBe(text);
  });

  test.each([
    ['[wsl2]\nmemory=8GB\n[network]\n', []],
    ['[network]\nnetworkingMode=mirrored\n', ['2:1 wrong-section']],
    ['[user]\n# default=me\n', []],
  ])('a header of another file with nothing of it below is left alone: %j', (text, codes) => {
    expect(found(text)).toEqual(codes);
  });

  test('a setting of this file is told where it belongs, all the same', () => {
    expect(found('[network]\nnetworkingMode=mirrored\nhostname=x\n')).toEqual(['1:1 other-file', '2:1 wrong-section']);
  });
});

describe('other programs', () => {
  test.each([
    [
      '[wsl2] # core\nnetworkingMode=mirrored\ndnsTunneling=false\nautoProxy=false\nfirewall=true\n',
      '1:1 other-reader',
    ],
    ['[WSL2]\nnetworkingMode=mirrored\nautoProxy=false\n', '1:1 other-reader'],
    ['\ufeff[wsl2]\nnetworkingMode=mirrored\nautoProxy=false\n', '1:1 other-reader'],
    ['[wsl2]\nnetworkingMode=mirrored # x\nAutoProxy=false\n', '3:1 other-reader'],
  ])('are told of once: %j', (text, finding) => {
    expect(found(text)).toEqual([finding]);
  });

  test('are not told of where a diagnostic stands already', () => {
    expect(found("[wsl2]\nnetworkingMode='mirrored'\n")).toEqual(['2:16 single-quotes']);
    expect(found('[ wsl2 ]\nnetworkingMode=mirrored\n')).toEqual(['1:1 bad-header']);
    expect(found('[wsl2]\n"networkingMode"="mirrored"\n')).toEqual(['2:1 invalid-line']);
    expect(found('[wsl2]\n\u3000networkingMode=mirrored\n')).toEqual(['2:1 odd-character']);
  });
});

describe('settings without effect', () => {
  test.each([
    [
      '[wsl2]\nipv6=false\ndhcp=true\ndnsProxy=true\n',
      ['2:1 restates-default', '3:1 restates-default', '4:1 restates-default'],
    ],
    ['[wsl2]\nnetworkingMode=mirrored\nipv6=false\n', ['3:1 restates-default']],
    ['[experimental]\nhostAddressLoopback=false\n', ['2:1 restates-default']],
    ['[wsl2]\nipv6=true\n', ['2:1 no-effect']],
  ])('restating a default is information: %j', (text, findings) => {
    expect(found(text)).toEqual(findings);
  });

  test.each([
    '[wsl2]\nnetworkingMode=true\n[experimental]\nhostAddressLoopback=true\nignoredPorts=80\n',
    '[wsl2]\nnetworkingMode=mirored\n[experimental]\nhostAddressLoopback=true\n',
    '[wsl2]\nnetworkingMode\uff1dmirrored\n[experimental]\nignoredPorts=80\n',
    'networkingMode=mirrored\n[experimental]\nhostAddressLoopback=true\n',
    '[wsl2]\nwsl2.networkingMode=mirrored\n[experimental]\nhostAddressLoopback=true\n',
  ])('nothing is said of them while the mode is not the one that was meant: %j', (text) => {
    expect(found(text)).toHaveLength(1);
    expect(said(text)).not.toContain('Delete the line');
  });
});

describe('values that WSL takes for others', () => {
  test.each([
    ['[wsl2]\nmemory=8\n', /'8' as 8 bytes\. Did you mean 8GB\?/],
    ['[wsl2]\nswap=4096\n', /Did you mean 4096MB\?/],
    ['[wsl2]\ndefaultVhdSize=256\n', /Did you mean 256GB\?/],
    ['[wsl2]\nmemory=8K\n', /8192 bytes/],
    ['[wsl2]\nprocessors=010\n', /'010' as 8/],
  ])('%j', (text, words) => {
    expect(found(text)).toEqual([expect.stringContaining('misread-number')]);
    expect(said(text)).toMatch(words);
    expect(fixed(text)).toBe(text);
  });

  test.each(['swap=0', 'memory=8589934592', 'memory=512MB'])('%s is what it looks like', (line) => {
    expect(found(`[wsl2]\n${line}\n`)).toEqual([]);
  });

  test.each([
    'swapFile=%USERPROFILE%\\\\swap.vhdx',
    'swapFile=%USERPROFILE%\\swap.vhdx',
    'kernel=$env:USERPROFILE\\\\kernel',
    'kernel=~\\\\kernel',
    'crashDumpFolder=%LOCALAPPDATA%\\\\Temp',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how it stands in a file
    'systemDistro="${HOME}\\\\x"',
  ])('WSL does not expand variables, and no fix makes such a line live: %s', (line) => {
    const text = `[wsl2]\n${line}\n`;
    expect(found(text).map((each) => each.split(' ')[1])).toEqual(['windows-variable']);
    expect(said(text)).toContain('WSL does not expand variables');
    expect(fixed(text)).toBe(text);
  });
});

describe('what can go, and what counts again', () => {
  test.each([
    ['[wsl2]\npageReporting=true # x\nmemory=8GB\n', '[wsl2]\n# x\nmemory=8GB\n'],
    ['[wsl2]\nuseWindowsDnsCache=false\n', '[wsl2]\n'],
    ['[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=true\n', '[wsl2]\nnetworkingMode=mirrored\n'],
    [
      '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=false\n',
      '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=false\n',
    ],
    [
      '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=0\n',
      '[wsl2]\nnetworkingMode=mirrored\nlocalhostForwarding=0\n',
    ],
  ])('%j', (before, after) => {
    expect(fixed(before)).toBe(after);
  });
});

test('places of what was fixed are those of the file as it was, in its order', () => {
  const document = documentOf('; a\nmemory=8GB\nnetworkingMode=Mirrored\n\n[wsl2]\n; b\nprocessors=4\nprocessors=4\n');
  const places = fixAll(document).fixed.map(({ code, span }) => `${document.positions.lineAt(span.start)} ${code}`);
  expect(places).toEqual([
    '1 semicolon-comment',
    '2 no-section',
    '3 no-section',
    '3 mode-spelling',
    '6 semicolon-comment',
    '8 duplicate-key',
  ]);
});

test('a moved comment keeps bytes that are not UTF-8', () => {
  const word = Buffer.from([0x83, 0x65, 0x83, 0x58]);
  const before = Buffer.concat([
    Buffer.from('# '),
    word,
    Buffer.from('\nmemory=8GB # '),
    word,
    Buffer.from('\n[wsl2]\nswap=0\n'),
  ]);
  const after = Buffer.concat([
    Buffer.from('[wsl2]\nswap=0\n# '),
    word,
    Buffer.from('\nmemory=8GB # '),
    word,
    Buffer.from('\n'),
  ]);
  expect(Buffer.from(fixAll(documentOf(before)).document.encode())).toEqual(after);
});

test('two brackets around a header are no template', () => {
  expect(fixed('[[wsl2]]\nmemory=8GB\n')).toBe('[wsl2]\nmemory=8GB\n');
});

describe('what crashes and copying leave behind', () => {
  test.each([
    ['[wsl2]\nmemory=8GB\n\0\0\0\0', ['3:1 odd-character'], '[wsl2]\nmemory=8GB\n'],
    ['[wsl2]\nmemory=8GB\0\0\n', ['2:11 odd-character'], '[wsl2]\nmemory=8GB\n'],
    ['[wsl2]\n\u00a0\nmemory=8GB\n', ['2:1 odd-character'], '[wsl2]\n\nmemory=8GB\n'],
    ['[wsl2]\n\u200b\u00a0 # note\n', ['2:1 odd-character'], '[wsl2]\n # note\n'],
  ])('%j', (before, codes, after) => {
    expect(found(before)).toEqual(codes);
    expect(diagnose(documentOf(before)).map(({ severity }) => severity)).toEqual(['warning']);
    expect(fixed(before)).toBe(after);
  });

  test.each([
    ['[wsl2]\nautoProxy=true;\n', '[wsl2]\nautoProxy=true\n'],
    ['[wsl2]\ndnsTunneling=false // \n', '[wsl2]\ndnsTunneling=false \n'],
    ['[wsl2]\nautoProxy=true; off\n', '[wsl2]\nautoProxy=true # off\n'],
  ])('a mark of a comment with nothing behind it goes: %j', (before, after) => {
    expect(fixed(before)).toBe(after);
  });
});

test('what the mode turns off is told as the doing of the mode', () => {
  const text =
    '[wsl2]\nnetworkingMode=bridged\nvmSwitch=x\ndnsTunneling=true\n[experimental]\nbestEffortDnsParsing=true\n';
  expect(said(text)).toContain('bestEffortDnsParsing has no effect in bridged mode');
  expect(said('[wsl2]\ndnsTunneling=false\n[experimental]\nbestEffortDnsParsing=true\n')).toContain(
    'bestEffortDnsParsing has an effect only when dnsTunneling is true',
  );
});

test('of two values that WSL refuses, none is said to be the same', () => {
  expect(said('[wsl2]\nmemory=8g\nmemory=50%\n')).not.toContain('to the same value');
});

test('what is said of a port depends on what was written', () => {
  const portsOf = (list: string) => said(`[wsl2]\nnetworkingMode=mirrored\n[experimental]\nignoredPorts=${list}\n`);
  expect(portsOf('3000-3010')).toContain('Ranges do not work');
  for (const list of ['3000 8080', '3000;8080', '[3000]']) expect(portsOf(list)).not.toContain('Ranges do not work');
});
