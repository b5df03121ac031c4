import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith, placeOf } from '../needs.ts';
import { setupsOf } from './editor-bench.ts';

test('the settings for Visual Studio Code are JSON, of the language of the extension', () => {
  const [settings = ''] = setupsOf('Visual Studio Code', 'json');
  const { contributes } = JSON.parse(
    readFileSync(new URL('../../editors/vscode/package.json', import.meta.url), 'utf8'),
  );
  const [language] = contributes.languages;
  expect(JSON.parse(settings)).toEqual({
    [`[${language.id}]`]: { 'editor.codeActionsOnSave': { 'source.fixAll.wslnet': 'explicit' } },
  });
});

test('the settings for Kate are JSON, and start the server', () => {
  const [settings = ''] = setupsOf('Kate', 'json');
  const { servers } = JSON.parse(settings);
  expect(servers).toEqual({ ini: expect.objectContaining({ command: ['wslnet', 'lsp'] }) });
  expect('INI Files').toMatch(new RegExp(servers.ini.highlightingModeRegex));
});

describeWith(['python3'], 'the settings for Helix', () => {
  test('are TOML, and start the server for the language', () => {
    const [settings = ''] = setupsOf('Helix', 'toml');
    const script = 'import json, sys, tomllib; print(json.dumps(tomllib.load(sys.stdin.buffer)))';
    const { stdout, stderr } = spawnSync(placeOf('python3'), ['-c', script], { input: settings, encoding: 'utf8' });
    expect(stderr).toBe('');
    const { 'language-server': servers, language } = JSON.parse(stdout);
    expect(servers).toEqual({ wslnet: { command: 'wslnet', args: ['lsp'] } });
    expect(language).toEqual([
      expect.objectContaining({ 'file-types': [{ glob: '*.wslconfig' }], 'language-servers': ['wslnet'] }),
    ]);
  });
});
