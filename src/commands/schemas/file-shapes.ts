import * as z from 'zod/mini';
import type { Severity } from '../../check/diagnostic.ts';
import { SECTIONS } from '../../settings/catalogue.ts';
import type { Source } from '../../settings/resolve.ts';

/** What documents say of a file: names of settings and codes are open sets, for WSL and wslnet learn new ones. */

export const filePath = z.string().check(z.describe('The path of the file; - for standard input.'));

const lineNumber = z.int().check(z.minimum(1));

/** Counted from 1; null where there is none. */
const lineOrNull = z.nullable(lineNumber);

const typedValue = z
  .union([z.boolean(), z.number(), z.string(), z.array(z.int())])
  .check(
    z.meta({ id: 'value', description: 'Typed. Sizes are in bytes, and text where a number would not be exact.' }),
  );

/** A value as JSON holds it; null for none. */
export const settingValue = z.nullable(typedValue);

export const settingName = z.string().check(z.describe("The name of a setting, in WSL's letters."));

export const sectionName = z.enum(SECTIONS);

const SOURCES = ['file', 'default', 'policy', 'mode', 'service', 'unsupported'] satisfies Source[];

export const setting = z
  .strictObject({
    name: settingName,
    section: sectionName,
    value: settingValue.check(z.describe('What is in force; null where there is none, or where it is not known.')),
    configured: settingValue.check(
      z.describe('What the file asks for, its text where WSL refuses it; null if nothing.'),
    ),
    source: z.enum(SOURCES).check(z.describe('Where the value in force comes from.')),
    line: lineOrNull.check(z.describe('The line that counts; null where the file has none.')),
    inert: z.boolean().check(z.describe('Whether what the file says, or would say, has no effect.')),
    reason: z.nullable(z.string()).check(z.describe('One sentence: why it is not simply what the file asks for.')),
  })
  .check(z.meta({ id: 'setting' }));

export const change = z
  .strictObject({
    setting: settingName,
    section: sectionName,
    before: settingValue.check(z.describe('What the file asked for; null if nothing.')),
    after: settingValue.check(z.describe('What it asks for then; null if nothing.')),
    line: lineOrNull.check(z.describe('Where it is then, or was when it was taken out.')),
  })
  .check(z.meta({ id: 'change' }));

export const severity = z.enum(['error', 'warning', 'information'] satisfies Severity[]);

export const diagnostic = z
  .strictObject({
    code: z.string().check(z.describe('Stable; wslnet explain says more of it.')),
    severity,
    message: z.string(),
    line: lineNumber,
    column: lineNumber.check(z.describe('Counts from 1, in UTF-16 units, as the others do.')),
    endLine: lineNumber,
    endColumn: lineNumber.check(z.describe('The one behind the last character.')),
    fixable: z.boolean().check(z.describe('Whether wslnet check --fix mends it.')),
  })
  .check(z.meta({ id: 'diagnostic' }));

/** What every command that changes a file says. */
export const changeMembers = {
  changed: z.boolean().check(z.describe('Whether the file is, or with --dry-run would be, another one.')),
  file: filePath,
  changes: z.array(change),
  backup: z.nullable(z.string()).check(z.describe('The path of the former bytes; null where none were kept.')),
  diagnostics: z.array(diagnostic),
};

/** A change in the history. */
export const historyEntry = {
  number: z.int().check(z.minimum(1), z.describe('As wslnet undo counts: 1 is the latest.')),
  time: z.string().check(z.describe('In ISO 8601, UTC.')),
  command: z.string(),
  summary: z.string(),
  before: z.nullable(z.string()).check(z.describe('The path of the bytes before it; null for no file.')),
  after: z.nullable(z.string()).check(z.describe('The path of the bytes after it; null for no file.')),
};
