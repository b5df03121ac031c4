import type { Command } from '../commands/define.ts';

/** Every verb. Only the one that was asked for is loaded, so that none pays for the others. */
export const VERBS = {
  show: () => import('../commands/show.ts'),
  get: () => import('../commands/get.ts'),
  test: () => import('../commands/test.ts'),
  open: () => import('../commands/open.ts'),
  close: () => import('../commands/close.ts'),
  ports: () => import('../commands/ports.ts'),
  address: () => import('../commands/address.ts'),
  path: () => import('../commands/path.ts'),
  dsc: () => import('../commands/dsc.ts'),
  lsp: () => import('../commands/lsp.ts'),
  version: () => import('../commands/version.ts'),
} satisfies Readonly<Record<string, () => Promise<{ readonly default: Command }>>>;

/** Loads the command of a verb; null where there is no such verb. */
export async function loadCommand(verb: string): Promise<Command | null> {
  if (!Object.hasOwn(VERBS, verb)) return null;
  return (await VERBS[verb as keyof typeof VERBS]()).default;
}
