import * as z from 'zod/mini';
import { EXIT, Failure, type FailureKind, quote } from '../failure.ts';
import { findByName } from '../settings/catalogue.ts';
import { lenientSchema, NO_DETAIL, settingsSchema } from '../settings/schema.ts';
import type { Change } from './plan.ts';
import { SEVERAL_PROBLEMS } from './words.ts';

/*
 * The schema decides what may be written. It is loaded only where something is: a `set` of what the file says already
 * is over sooner without it.
 */

/**
 * Makes sure that WSL reads each value as a person who wrote it does.
 * @throws Failure `bad-value`, `unwritable-character`; `several-problems` for more than one
 */
export function requireMeant(changes: readonly Change[]): void {
  decode(settingsSchema, changes);
}

/** As {@link requireMeant}, for programs: whatever WSL reads without a warning. */
export function requireReadable(changes: readonly Change[]): void {
  decode(lenientSchema, changes);
}

function decode(schema: z.ZodMiniType, changes: readonly Change[]): void {
  const values = new Map(
    changes.flatMap(({ setting, value }) => (value === null ? [] : [[setting.name, value] as const])),
  );
  const result = z.safeDecode(schema, Object.fromEntries(values) as never);
  if (result.success) return;
  const failures = result.error.issues.map((issue) => failureOf(issue as Issue, values));
  throw failures.length === 1 ? failures[0] : new Failure(SEVERAL_PROBLEMS, { problems: failures });
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: { readonly character?: string };
}

const BAD_VALUE: FailureKind<{
  readonly setting: string;
  readonly value: string;
  readonly expects: string;
  readonly detail: string | null;
}> = {
  code: 'bad-value',
  exit: EXIT.usage,
  message: ({ setting, value, detail }) =>
    `${quote(value)} is not a valid value for ${setting}${detail ? `: ${detail}` : ''}.`,
  hint: ({ setting, expects }) => `${setting} expects ${expects}.`,
  showsUsage: true,
};

const UNWRITABLE_CHARACTER: FailureKind<{
  readonly setting: string;
  readonly value: string;
  readonly character: string;
}> = {
  code: 'unwritable-character',
  exit: EXIT.usage,
  message: ({ setting, character }) => `WSL cannot read ${character} in the value of ${setting}.`,
  hint: () => 'Use plain ASCII text: no accents and no control characters.',
  showsUsage: true,
};

function failureOf({ path, message, params }: Issue, values: ReadonlyMap<string, string>): Failure {
  const name = String(path[0]);
  const value = values.get(name) ?? '';
  if (params?.character !== undefined) {
    const character = describeCharacter(params.character.codePointAt(0) ?? 0);
    return new Failure(UNWRITABLE_CHARACTER, { setting: name, value, character });
  }
  const expects = findByName(name)?.kind.expects ?? '';
  return new Failure(BAD_VALUE, { setting: name, value, expects, detail: message === NO_DETAIL ? null : message });
}

function describeCharacter(codePoint: number): string {
  const number = `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`;
  const isVisible = codePoint > 0xa0 && !/\p{C}|\p{Z}|\p{M}/u.test(String.fromCodePoint(codePoint));
  return isVisible ? `'${String.fromCodePoint(codePoint)}' (${number})` : `the character ${number}`;
}
