export type ColorWhen = 'auto' | 'always' | 'never';

/** 0 for plain text, 1 for the sixteen colours every terminal theme defines. */
export type ColorLevel = 0 | 1;

/**
 * Whether an output gets colours: the option decides, then NO_COLOR, FORCE_COLOR, TERM=dumb, and last whether it
 * is a terminal.
 */
export function colorLevel(when: ColorWhen, env: NodeJS.ProcessEnv, isTerminal: boolean): ColorLevel {
  if (when !== 'auto') return when === 'always' ? 1 : 0;
  if (env['NO_COLOR']) return 0;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force === '0' || force === 'false' ? 0 : 1;
  return isTerminal && env['TERM'] !== 'dumb' ? 1 : 0;
}
