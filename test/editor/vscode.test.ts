import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';
import packageManifest from '../../package.json' with { type: 'json' };
import { writeExtension } from '../../scripts/vscode-folder.js';

const EXTENSION = new URL('../../editors/vscode/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, EXTENSION), 'utf8');
const MANIFEST = JSON.parse(read('package.json'));

describe('the extension for Visual Studio Code', () => {
  test('has the version of the package, and all files that it names', () => {
    expect(MANIFEST.version).toBe(packageManifest.version);
    const [language] = MANIFEST.contributes.languages;
    const [grammar] = MANIFEST.contributes.grammars;
    expect(language).toMatchObject({ id: 'wslconfig', filenames: ['.wslconfig'], filenamePatterns: ['*.wslconfig'] });
    expect(grammar).toMatchObject({ language: 'wslconfig', scopeName: 'source.wslconfig' });
    for (const path of [language.configuration, grammar.path]) expect(existsSync(new URL(path, EXTENSION))).toBe(true);
    expect(JSON.parse(read(language.configuration))).toMatchObject({ comments: { lineComment: '#' } });
  });

  test('has what it needs to run, and the licenses of all that is in it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wslnet-vscode-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await writeExtension(folder);
    expect(existsSync(join(folder, MANIFEST.main))).toBe(true);
    const licenses = readFileSync(join(folder, 'dist/LICENSES.txt'), 'utf8');
    for (const library of ['vscode-languageclient', 'vscode-jsonrpc', 'semver', 'minimatch'])
      expect(licenses).toMatch(new RegExp(`^${library} \\d`, 'm'));
    expect(existsSync(join(folder, 'server/dist/LICENSES.txt'))).toBe(true);
    const words = [join(folder, 'server/bin/wslnet.js'), '--version'];
    expect(execFileSync(process.execPath, words, { encoding: 'utf8' })).toBe(`${packageManifest.version}\n`);
  });
});

describe('the grammar', () => {
  async function load(): Promise<IGrammar> {
    const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
    await oniguruma.loadWASM(readFileSync(wasm).buffer as ArrayBuffer);
    const registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
        createOnigString: (text) => new oniguruma.OnigString(text),
      }),
      loadGrammar: async () => textmate.parseRawGrammar(read('syntaxes/wslconfig.tmLanguage.json'), 'wslconfig.json'),
    });
    const grammar = await registry.loadGrammar('source.wslconfig');
    if (!grammar) throw new Error(`there is no grammar in ${fileURLToPath(EXTENSION)}`);
    return grammar;
  }

  test('tells sections, settings, values and comments apart', async () => {
    const grammar = await load();
    let state = textmate.INITIAL;
    const colour = (line: string) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      const words = tokens.map(({ startIndex, endIndex, scopes }) => [
        line.slice(startIndex, endIndex).trim(),
        (scopes.at(-1) ?? '').replace('.wslconfig', ''),
      ]);
      return words.filter(([word]) => word !== '');
    };
    expect(colour('[wsl2] # mine')).toEqual([
      ['[', 'punctuation.definition.section.begin'],
      ['wsl2', 'entity.name.section'],
      [']', 'punctuation.definition.section.end'],
      ['# mine', 'comment.line.number-sign'],
    ]);
    expect(colour('networkingMode = Mirrored # why')).toEqual([
      ['networkingMode', 'variable.other.property'],
      ['=', 'keyword.operator.assignment'],
      ['Mirrored', 'constant.language.mode'],
      ['# why', 'comment.line.number-sign'],
    ]);
    expect(colour('memory=8GB').at(-1)).toEqual(['8GB', 'constant.numeric']);
    expect(colour('firewall=true').at(-1)).toEqual(['true', 'constant.language.boolean']);
    // A semicolon does not start a comment to WSL.
    expect(colour('; x')).toEqual([['; x', 'source']]);
    expect(colour('swapFile="C:\\\\a#b\\q"').slice(2)).toEqual([
      ['"', 'string.quoted.double'],
      ['C:', 'string.quoted.double'],
      ['\\\\', 'constant.character.escape'],
      ['a#b', 'string.quoted.double'],
      ['\\q', 'invalid.illegal.escape'],
      ['"', 'string.quoted.double'],
    ]);
    // A backslash at the end goes on in the next line.
    expect(colour('kernelCommandLine=a \\').at(-1)).toEqual(['\\', 'constant.character.escape']);
    expect(colour('true').at(-1)).toEqual(['true', 'constant.language.boolean']);
  });
});
